"""The life of a call, from the queue to its end."""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.detection import detected, told
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Detection, Hook
from scripts.local.simulators.twilio.prompts import DIALLED, seconds_of_keys
from scripts.local.simulators.twilio.ringing import NOT_ANSWERED, Ringing
from scripts.local.simulators.twilio.webhooks import Webhooks


class Engine:
    """Runs calls, each in a task of its own."""

    def __init__(
        self, network: Network, webhooks: Webhooks, ringing: Ringing, interpreter: Interpreter
    ) -> None:
        self._network, self._webhooks = network, webhooks
        self._ringing, self._interpreter = ringing, interpreter

    def start(self, call: Call) -> None:
        """Let the call begin."""
        self._network.spawn(self._inbound(call) if call.is_inbound else self._outbound(call))

    async def _outbound(self, call: Call) -> None:
        result = await first(self._rung(call), call.wished.wait())
        if result is None:
            self._cancel(call)
        elif result != "answer":
            self._end(call, result)
        else:
            self._ringing.answer(call)
            await self._talk(call)

    async def _rung(self, call: Call) -> str:
        """Twilio's own pacing is the clock's time: the pace of calls does not divide it."""
        if call.queue_seconds:
            await self._network.clock.sleep(call.queue_seconds)
        if self._is_over_limit(call):
            self._network.notify(call, 10004, call.order.document.hook or Hook(url=""))
            return "failed"
        return await self._ringing.ring(call)

    def _cancel(self, call: Call) -> None:
        if call.started is None:
            self._ringing.vanish(call)
        else:
            call.sip = NOT_ANSWERED
            self._end(call, "canceled")

    async def _inbound(self, call: Call) -> None:
        call.started = self._network.clock.now()
        self._ringing.become(call, "ringing")
        await self._talk(call)

    def _is_over_limit(self, call: Call) -> bool:
        most = self._network.accounts[call.account].live_calls
        if most is None:
            return False
        return sum(1 for other in self._network.live(call.account) if other.started) >= most

    async def _talk(self, call: Call) -> None:
        """Documents until the end, the time limit, or a wish for another document."""
        limit = self._network.spawn(self._limit(call))
        try:
            ends, by = await self._interpreter.follow(call, self._begin(call))
        finally:
            limit.cancel()
        self._network.timeline.record("hung_up", call.sid, by=by)
        self._end(call, ends)

    async def _begin(self, call: Call) -> str:
        await self._dial_through(call)
        fields = await self._detect(call)
        return await self._interpreter.execute(call, call.order.document, fields)

    async def _dial_through(self, call: Call) -> None:
        """Press the keys of `SendDigits`, for whoever stands between us and the callee."""
        keys = call.order.send_digits
        if keys:
            seconds = seconds_of_keys(keys)
            self._network.timeline.record(
                "bot", call.sid, text="", via=DIALLED + keys, seconds=seconds, before_beep=False
            )
            await call.line.wait(seconds)
            call.person.hear_keys(keys)

    async def _detect(self, call: Call) -> Fields:
        """What synchronous detection adds to the first request; the other kind goes beside it."""
        detection = call.order.detection
        if detection is None:
            return {}
        if detection.hook is None:
            return await self._detected(call, detection)
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
            await self._webhooks.ask(call, hook, told(call, found), "webhook.amd")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)

    async def _limit(self, call: Call) -> None:
        """Hang up at the time limit, which may be set anew while the call goes on."""
        while True:
            call.limited.clear()
            since = call.answered or self._network.clock.now()
            gone = (self._network.clock.now() - since).total_seconds()
            left = call.order.talk_seconds - gone
            if await first(call.limited.wait(), call.line.wait(left)) is None:
                call.ask_to_end("time limit")
                return

    def _end(self, call: Call, status: str) -> None:
        self._ringing.end(call, status)
        expect = call.person.persona.expect.model_dump()
        self._network.timeline.record(
            "expect", call.sid, persona=call.person.persona.name, **expect
        )
