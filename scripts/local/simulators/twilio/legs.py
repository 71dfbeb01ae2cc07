"""The calls a `<Dial>` places: they ring together, and who accepts first is connected.

Source: https://www.twilio.com/docs/voice/twiml/number
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook, Order
from scripts.local.simulators.twilio.prompts import KEY_SECONDS
from scripts.local.simulators.twilio.ringing import NOT_ANSWERED, Ringing
from scripts.local.simulators.twilio.twiml import Page, Verb

ALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
SENDABLE = re.compile(r"[0-9A-D#*wW]*")


@dataclass(frozen=True, slots=True)
class Leg:
    """Somebody being called, and the document they hear before they are connected."""

    call: Call
    whisper: Hook | None
    keys: str


class Legs:
    """Places calls for a `<Dial>`."""

    def __init__(self, network: Network, ringing: Ringing, interpreter: Interpreter) -> None:
        self._network, self._ringing = network, ringing
        self._interpreter = interpreter

    def leg(self, parent: Call, dial: Verb, number: Verb, page: Page) -> Leg:
        """A call that has not begun, to the number in an element."""
        order = Order(
            to=number.words,
            caller=dial.get("callerId", parent.order.caller),
            document=Document(),
            status=_hook(number, page, "statusCallback"),
            events=frozenset(number.get("statusCallbackEvent", "completed").split()) & ALL_EVENTS,
            ring_seconds=int(dial.seconds("timeout", 30)),
        )
        call = self._network.new_call(parent.account, order, "outbound-dial", parent=parent)
        self._network.timeline.record("dialled", parent.sid, to=order.to, leg=call.sid)
        keys = number.get("sendDigits", "")
        if not SENDABLE.fullmatch(keys):
            self._network.notify(parent, 13222, Hook(url=page.url))
            keys = ""
        return Leg(call, _hook(number, page, "url", "method"), keys)

    async def connect(self, legs: Sequence[Leg]) -> Call | None:
        """Ring them all. Who accepts first; the others are over. All are when this is cancelled."""
        tasks = {self._network.spawn(self._accepts(leg)): leg.call for leg in legs}
        accepted: Call | None = None
        try:
            waiting = set(tasks)
            while waiting and accepted is None:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                accepted = next((tasks[t] for t in tasks if t in done and t.result()), None)
            return accepted
        finally:
            for task, call in tasks.items():
                if call is not accepted:
                    task.cancel()
                    self.end(call)

    def end(self, call: Call, status: str = "completed") -> None:
        """Take somebody off the line; whose telephone still rings, it stops."""
        if call.has_ended:
            return
        if call.answered is None:
            call.sip = NOT_ANSWERED
            status = "canceled"
        self._ringing.end(call, status)

    async def go_on(self, call: Call, document: Document) -> None:
        """Let somebody who was connected go on alone, with a document of their own."""
        work = self._interpreter.execute(call, document, {})
        _, by = await self._interpreter.follow(call, work)
        self._network.timeline.record("hung_up", call.sid, by=by)
        self.end(call)

    async def _accepts(self, leg: Leg) -> bool:
        """Whether somebody picked up and stayed through what they are told before."""
        call = leg.call
        accepted = await first(self._answers(leg), call.wished.wait())
        if not accepted:
            self.end(call)
        return bool(accepted)

    async def _answers(self, leg: Leg) -> bool:
        call = leg.call
        result = await self._ringing.ring(call)
        if result != "answer":
            self._ringing.end(call, result)
            return False
        self._ringing.answer(call)
        if leg.keys:
            self._network.timeline.record("keys", call.sid, digits=leg.keys)
            await call.line.wait(KEY_SECONDS * len(leg.keys))
        return await self._hears_whisper(call, leg.whisper) if leg.whisper else True

    async def _hears_whisper(self, call: Call, whisper: Hook) -> bool:
        """A document that ends by itself lets them through; a `<Hangup>` in it does not."""
        page = await self._interpreter.open(call, Document(hook=whisper), {})
        return page is not None and await self._interpreter.perform(call, page) is None


def _hook(element: Verb, page: Page, attribute: str, method: str = "") -> Hook | None:
    address = element.get(attribute, "")
    if not address:
        return None
    how = element.get(method or f"{attribute}Method", "POST").upper()
    return Hook(url=urljoin(page.url, address), method=how)
