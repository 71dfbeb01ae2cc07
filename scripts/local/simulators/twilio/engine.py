"""The life of a call, from the queue to its end."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.callbacks import Callbacks
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.detection import detected
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Detection, Document, Hook
from scripts.local.simulators.twilio.people.persona import Answerer
from scripts.local.simulators.twilio.twiml import Page
from scripts.local.simulators.twilio.webhooks import Webhooks

SETUP_SECONDS = 0.5
FULL_MAILBOX_SECONDS, PATIENCE_SECONDS = 2, 120


class Engine:
    """Runs calls, each in a task of its own."""

    def __init__(
        self, network: Network, webhooks: Webhooks, callbacks: Callbacks, interpreter: Interpreter
    ) -> None:
        self._network, self._webhooks = network, webhooks
        self._callbacks, self._interpreter = callbacks, interpreter

    def start(self, call: Call) -> None:
        """Let the call begin."""
        self._network.spawn(self._inbound(call) if call.is_inbound else self._outbound(call))

    async def _outbound(self, call: Call) -> None:
        if not await self._leave_queue(call):
            return  # cancelled in the queue: nobody is told
        if self._is_over_limit(call):
            self._network.notify(call, 10004, call.order.document.hook or Hook(url=""))
            self._end(call, "failed")
            return
        call.started = self._network.clock.now()
        self._callbacks.tell(call, "initiated", "initiated")
        if await self._ring(call):
            await self._answer(call)
            document = call.order.document
            fields = await self._detect(call)
            await self._talk(call, document, fields)

    async def _inbound(self, call: Call) -> None:
        call.started = self._network.clock.now()
        self._become(call, "ringing")
        opened = await self._unless_wished(
            call, self._interpreter.open(call, call.order.document, {})
        )
        if call.wished.is_set():
            self._end(call, "no-answer")
        elif opened and opened.verbs and opened.verbs[0].name == "Reject":
            busy = opened.verbs[0].get("reason", "rejected") == "busy"
            self._end(call, "busy" if busy else "no-answer")
        else:
            await self._answer(call)
            await self._talk(call, call.order.document, {}, opened=opened)

    async def _leave_queue(self, call: Call) -> bool:
        """Twilio's own pacing, which is the clock's time: the pace of calls does not divide it."""
        wait = self._network.clock.sleep(call.queue_seconds)
        await self._unless_wished(call, wait)
        if call.wished.is_set():
            self._become(call, "canceled")
            call.ended = self._network.clock.now()
            call.over.set()
        return not call.has_ended

    def _is_over_limit(self, call: Call) -> bool:
        most = self._network.accounts[call.account].live_calls
        begun = [other for other in self._network.live(call.account) if other.started]
        return most is not None and len(begun) >= most

    async def _ring(self, call: Call) -> bool:
        """Whether somebody picked up."""
        ring = call.person.persona.ring
        await self._unless_wished(call, call.line.wait(SETUP_SECONDS))
        if ring.result != "failed" and not call.wished.is_set():
            self._become(call, "ringing")
            self._callbacks.tell(call, "ringing", "ringing")
        seconds = min(ring.seconds, call.order.ring_seconds)
        await self._unless_wished(call, call.line.wait(seconds))
        result = self._rung(call)
        if result != "answer":
            self._end(call, result)
        return result == "answer"

    def _rung(self, call: Call) -> str:
        ring = call.person.persona.ring
        call.sip = ring.sip
        if call.wished.is_set():
            call.sip = 487
            return "canceled"
        if ring.seconds > call.order.ring_seconds:
            call.sip = 487
            return "no-answer"
        return ring.result

    async def _answer(self, call: Call) -> None:
        self._become(call, "in-progress")
        persona, now = call.person.persona, self._network.clock.now()
        call.answered = now
        self._callbacks.tell(call, "answered", "in-progress")
        said = persona.greeting.in_language(call.person.language)
        self._network.timeline.record("person", call.sid, said=said, greeting=True)
        if persona.answerer.is_machine:
            seconds = persona.greeting_seconds / self._network.config.pace
            call.beep_at = now + timedelta(seconds=seconds)
            self._network.spawn(self._machine_gives_up(call))

    async def _machine_gives_up(self, call: Call) -> None:
        persona = call.person.persona
        full = persona.answerer is Answerer.MAILBOX_FULL
        patience = FULL_MAILBOX_SECONDS if full else PATIENCE_SECONDS
        await first(call.over.wait(), call.line.wait(persona.greeting_seconds + patience))
        call.ask_to_end("callee")

    async def _detect(self, call: Call) -> Fields:
        """What synchronous detection adds to the first request; the other kind goes beside it."""
        detection = call.order.detection
        if detection is None:
            return {}
        if detection.hook is None:
            return await self._unless_wished(call, self._detected(call, detection)) or {}
        self._network.spawn(self._tell_detected(call, detection, detection.hook))
        return {}

    async def _detected(self, call: Call, detection: Detection) -> Fields:
        result, seconds = detected(call, detection)
        await call.line.wait(seconds)
        call.answered_by = result
        self._network.timeline.record("detected", call.sid, answered_by=result)
        return {"AnsweredBy": result, "MachineDetectionDuration": str(round(seconds * 1000))}

    async def _tell_detected(self, call: Call, detection: Detection, hook: Hook) -> None:
        found = await first(self._detected(call, detection), call.over.wait())
        if found is None:
            return
        try:
            await self._webhooks.ask(call, hook, of_call(call) | found, "webhook.status")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)

    async def _talk(
        self, call: Call, document: Document, fields: Fields, *, opened: Page | None = None
    ) -> None:
        """Documents until the end, the time limit, or a wish for another document."""
        limit = self._network.spawn(self._limit(call))
        try:
            while True:
                await self._unless_wished(call, self._perform(call, document, fields, opened))
                wish = call.take_wish()
                if wish is None or wish.document is None:
                    break
                document, fields, opened = wish.document, {}, None
        finally:
            limit.cancel()
        self._network.timeline.record("hung_up", call.sid, by=wish.by if wish else "app")
        self._end(call, "completed")

    async def _perform(
        self, call: Call, document: Document, fields: Fields, opened: Page | None
    ) -> None:
        page = opened or await self._interpreter.open(call, document, fields)
        if page is not None:
            await self._interpreter.perform(call, page)

    async def _limit(self, call: Call) -> None:
        await call.line.wait(call.order.talk_seconds)
        call.ask_to_end("time limit")

    async def _unless_wished[T](self, call: Call, work: Coroutine[Any, Any, T]) -> T | None:
        return await first(work, call.wished.wait())

    def _become(self, call: Call, status: str) -> None:
        call.become(status, self._network.clock.now())
        self._network.timeline.record("state", call.sid, status=status)

    def _end(self, call: Call, status: str) -> None:
        now = self._network.clock.now()
        call.ended = now
        self._become(call, status)
        call.over.set()
        self._callbacks.tell(call, "completed", status)
        expect = call.person.persona.expect.model_dump()
        self._network.timeline.record(
            "expect", call.sid, persona=call.person.persona.name, **expect
        )
