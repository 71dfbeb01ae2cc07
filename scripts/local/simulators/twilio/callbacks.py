"""Status callbacks: which are sent, in what order, and how often.

Source: https://www.twilio.com/docs/voice/api/call-resource#statuscallback
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields, of_progress
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.persona import Callbacks as How
from scripts.local.simulators.twilio.recordings.told import of_ended_call
from scripts.local.simulators.twilio.webhooks import Webhooks

COPIES = 5
LATE_SECONDS = 30 * 60


class Callbacks:
    """Tells the app how a call is getting on. Each goes its own way, so they may overtake."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    def tell(self, call: Call, event: str, status: str) -> None:
        """Something happened: send it, unless nobody asked for that event."""
        self._network.timeline.record("status", call.sid, status=status)
        fields = of_progress(call, status, self._network.clock.now())
        if call.has_ended:
            fields |= of_ended_call(self._network, call)
        hook = call.order.status
        if hook is not None and event in call.order.events:
            self._deliver(call, hook, fields)

    def _deliver(self, call: Call, hook: Hook, fields: Fields) -> None:
        match call.person.persona.callbacks:
            case How.DUPLICATED:
                for _ in range(COPIES):
                    self._network.spawn(self._send(call, hook, fields))
            case How.REVERSED:
                call.held.append(fields)
                if call.has_ended:
                    self._network.spawn(self._send_reversed(call, hook))
            case How.NO_END if call.has_ended:
                self._network.timeline.record("callback_withheld", call.sid)
            case How.LATE:
                self._network.spawn(self._send_late(call, hook, fields))
            case _:
                self._network.spawn(self._send(call, hook, fields))

    async def _send(self, call: Call, hook: Hook, fields: Fields) -> None:
        try:
            await self._webhooks.ask(call, hook, fields, "webhook.status")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)
        if fields["CallStatus"] == "ringing":
            call.rang.set()

    async def _send_reversed(self, call: Call, hook: Hook) -> None:
        for fields in reversed(call.held):
            await self._send(call, hook, fields)

    async def _send_late(self, call: Call, hook: Hook, fields: Fields) -> None:
        await call.line.wait(LATE_SECONDS)
        await self._send(call, hook, fields)
