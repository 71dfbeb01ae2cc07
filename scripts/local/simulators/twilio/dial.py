"""`<Dial>`: brings a third person into the call, here one of the cast.

Source: https://www.twilio.com/docs/voice/twiml/dial
"""

from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook, Order
from scripts.local.simulators.twilio.people.directory import is_number
from scripts.local.simulators.twilio.twiml import Page, Verb

BRIDGED_SECONDS = 20


class Dial:
    """Runs Dials to one number. What the two say to each other is not simulated."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def run(self, call: Call, verb: Verb, page: Page) -> tuple[Hook, Fields] | None:
        """Where to go with what became of it, if the document says where."""
        number = next((c.words for c in verb.children if c.name == "Number"), verb.words)
        if not is_number(number):
            self._network.notify(call, 13223, Hook(url=page.url), f"Dial: {number!r} is no number")
            return None
        child = self._child(call, number, verb)
        await self._ring(child)
        action = verb.get("action", "")
        if not action:
            return None
        hook = Hook(url=urljoin(page.url, action), method=verb.get("method", "POST").upper())
        return hook, self._fields(child)

    def _child(self, call: Call, number: str, verb: Verb) -> Call:
        caller = verb.get("callerId", call.order.caller)
        ring = int(verb.seconds("timeout", 30))
        order = Order(to=number, caller=caller, document=Document(), ring_seconds=ring)
        child = self._network.new_call(call.account, order, "outbound-dial")
        child.parent = call.sid
        return child

    async def _ring(self, child: Call) -> None:
        clock, ring = self._network.clock, child.person.persona.ring
        child.started = clock.now()
        child.become("ringing", clock.now())
        await child.line.wait(min(ring.seconds, child.order.ring_seconds))
        if ring.seconds > child.order.ring_seconds:
            child.become("no-answer", clock.now())
        elif ring.result != "answer":
            child.become(ring.result, clock.now())
        else:
            child.become("in-progress", clock.now())
            child.answered = clock.now()
            await child.line.wait(BRIDGED_SECONDS)
            child.ended = clock.now()
            child.become("completed", clock.now())
        child.ended = clock.now()

    def _fields(self, child: Call) -> Fields:
        talked = child.seconds(self._network.config.pace)
        return {
            "DialCallStatus": child.status,
            "DialCallSid": child.sid,
            "DialCallDuration": str(talked),
            "DialBridged": "true" if talked else "false",
        }
