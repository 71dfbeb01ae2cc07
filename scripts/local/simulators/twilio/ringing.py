"""How a telephone rings, who picks it up, and how a call ends."""

from datetime import timedelta

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.callbacks import Callbacks
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.persona import Answerer
from scripts.local.simulators.twilio.people.persona import Callbacks as How
from scripts.local.simulators.twilio.recordings.recorder import Recorder
from scripts.local.simulators.twilio.recordings.wanted import ordered

SETUP_SECONDS = 0.5
FULL_MAILBOX_SECONDS, PATIENCE_SECONDS = 2, 120
DECLINED, NOT_ANSWERED = 603, 487


class Ringing:
    """Takes calls from the first tone to the answer, and to their end, telling whom it concerns."""

    def __init__(self, network: Network, callbacks: Callbacks, recorder: Recorder) -> None:
        self._network, self._callbacks, self._recorder = network, callbacks, recorder

    async def ring(self, call: Call) -> str:
        """What came of it: `answer`, or what the call is to end as."""
        persona = call.person.persona
        call.started = self._network.clock.now()
        self._callbacks.tell(call, "initiated", "initiated")
        if persona.callbacks is not How.EARLY:
            await call.line.wait(SETUP_SECONDS)
        if persona.ring.result != "failed":
            self.become(call, "ringing")
            self._callbacks.tell(call, "ringing", "ringing")
        if persona.attended:
            return await self._until_somebody_decides(call)
        await call.line.wait(min(persona.ring.seconds, call.order.ring_seconds))
        late = persona.ring.seconds > call.order.ring_seconds
        call.sip = NOT_ANSWERED if late else persona.ring.sip
        return "no-answer" if late else persona.ring.result

    async def _until_somebody_decides(self, call: Call) -> str:
        declined = first(call.declined.wait(), call.line.wait(call.order.ring_seconds))
        await first(call.picked_up.wait(), declined)
        if call.picked_up.is_set():
            return "answer"
        call.sip = DECLINED if call.declined.is_set() else NOT_ANSWERED
        return "no-answer"

    def answer(self, call: Call) -> None:
        """Somebody picks up, or we do."""
        persona, now = call.person.persona, self._network.clock.now()
        call.answered = now
        self.become(call, "in-progress")
        self._callbacks.tell(call, "answered", "in-progress")
        if call.order.recorded:
            self._recorder.start(call, ordered(call.order.recorded))
        said = persona.greeting.in_language(call.person.language)
        self._network.timeline.record("person", call.sid, said=said, greeting=True)
        if persona.answerer.is_machine:
            seconds = persona.greeting_seconds
            call.beep_at = now + timedelta(seconds=seconds)
            self._network.spawn(self._machine_gives_up(call))

    async def _machine_gives_up(self, call: Call) -> None:
        persona = call.person.persona
        full = persona.answerer is Answerer.MAILBOX_FULL
        patience = FULL_MAILBOX_SECONDS if full else PATIENCE_SECONDS
        await first(call.over.wait(), call.line.wait(persona.greeting_seconds + patience))
        if call.person.persona.answerer.is_machine:  # behind a menu a human may have come
            call.ask_to_end("callee")

    def become(self, call: Call, status: str) -> None:
        """Enter the next state."""
        call.become(status, self._network.clock.now())
        self._network.timeline.record("state", call.sid, status=status)

    def end(self, call: Call, status: str) -> None:
        """The call is over, and whoever asked is told."""
        call.ended = self._network.clock.now()
        self.become(call, status)
        call.over.set()
        self._recorder.finish(call)
        self._callbacks.tell(call, "completed", status)

    def vanish(self, call: Call) -> None:
        """The call was cancelled in the queue: nobody is told."""
        call.ended = self._network.clock.now()
        self.become(call, "canceled")
        call.over.set()
