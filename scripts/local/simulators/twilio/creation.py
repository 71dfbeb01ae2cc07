"""How creating a call goes wrong: by the number called, or by a fault that is switched on."""

import asyncio

from scripts.local.simulators.faults.rules import Fault
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.persona import Callbacks, Creation

WHERE = "rest.create"
THROTTLED_TIMES = 3
LONGEST_WAIT = 5  # seconds on the wall: the callback may be held up by a fault

BY_PERSON = {
    Creation.THROTTLED: (THROTTLED_TIMES, Fault(where=WHERE, action="status", value=429)),
    Creation.FAILS: (1, Fault(where=WHERE, action="status", value=500)),
    Creation.FAILS_PLACED: (1, Fault(where=WHERE, action="status", value=500, placed=True)),
    Creation.HANGS_PLACED: (1, Fault(where=WHERE, action="hang", placed=True)),
    Creation.RESETS_PLACED: (1, Fault(where=WHERE, action="reset", placed=True)),
}


class Creations:
    """Decides what goes wrong."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def fault(self, to: str) -> Fault | None:
        """What hits this creation: a fault in force, or the number's own, its first times only."""
        rule = self._network.faults.strike(WHERE, to)
        times, own = BY_PERSON.get(self._network.cast.who(to).creation, (0, None))
        if rule is not None or own is None:
            return rule
        struck = self._network.struck.get(to, 0)
        self._network.struck[to] = struck + 1
        return own if struck < times else None

    async def early(self, call: Call) -> None:
        """With some people the phone rings before their creation is answered.

        At once, for a clock that jumps stands still as long as a creation is not answered; so that
        there is nothing to wait for where the call is in the queue.
        """
        if call.person.persona.callbacks is Callbacks.EARLY and not call.queue_seconds:
            await _within(call.rang)


async def _within(event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            await event.wait()
    except TimeoutError:
        return
