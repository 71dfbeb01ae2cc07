"""How creating a call goes wrong: by the number called, or by a fault that is switched on."""

import asyncio
import struct
from socket import SO_LINGER, SOL_SOCKET

from fastapi import Request

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.faults import Fault, code_of
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.directory import persona_of
from scripts.local.simulators.twilio.people.persona import Callbacks, Creation
from scripts.local.simulators.twilio.sockets import KEY

THROTTLED_TIMES = 3
LONGEST_HANG = 60
RESET_AT_ONCE = struct.pack("ii", 1, 0)

BY_PERSON = {
    Creation.THROTTLED: (THROTTLED_TIMES, Fault(where="rest.create", action="status", value=429)),
    Creation.FAILS: (1, Fault(where="rest.create", action="status", value=500)),
    Creation.FAILS_PLACED: (
        1,
        Fault(where="rest.create", action="status", value=500, placed=True),
    ),
    Creation.HANGS_PLACED: (1, Fault(where="rest.create", action="hang", placed=True)),
    Creation.RESETS_PLACED: (1, Fault(where="rest.create", action="reset", placed=True)),
}


class Creations:
    """Decides what goes wrong, and lets it."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def fault(self, to: str) -> Fault | None:
        """What hits this creation: a fault in force, or the number's own, its first times only."""
        rule = self._network.faults.strike("rest.create", to)
        times, own = BY_PERSON.get(persona_of(to).creation, (0, None))
        if rule is not None or own is None:
            return rule
        struck = self._network.struck.get(to, 0)
        self._network.struck[to] = struck + 1
        return own if struck < times else None

    async def before(self, fault: Fault | None) -> None:
        """What happens before anything is placed."""
        if fault is None:
            return
        if fault.action == "delay":
            await self._network.clock.sleep(fault.value)
        elif fault.action == "status" and not fault.placed:
            raise Refusal(code_of(fault))

    async def after(self, fault: Fault | None, call: Call, request: Request) -> None:
        """What happens once the call is placed."""
        if call.person.persona.callbacks is Callbacks.EARLY:
            await _within(call.rang)
        if fault is None:
            return
        if fault.action == "hang":
            await _until_gone(request)
        elif fault.action == "reset":
            _reset(request)
        if fault.placed:
            raise Refusal(code_of(fault))


async def _within(event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(LONGEST_HANG):
            await event.wait()
    except TimeoutError:
        return


async def _until_gone(request: Request) -> None:
    """Answer nothing until the client has had enough."""
    try:
        async with asyncio.timeout(LONGEST_HANG):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _reset(request: Request) -> None:
    """Break the TCP connection, where the server lets us reach it."""
    transport = request.scope.get(KEY)
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, RESET_AT_ONCE)
        transport.abort()
