"""What a fault does to the answer a simulator gives, down to the socket it goes by."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from socket import SO_LINGER, SOL_SOCKET

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scripts.local.simulators.faults.rules import Fault
from scripts.local.simulators.sockets import KEY

LONGEST_HANG = 60
RESET_AT_ONCE = struct.pack("ii", 1, 0)
NOBODY_THERE = 499
SPOILING = frozenset({"status", "throttle", "hang", "reset", "cut"})

type Work = Callable[[], Awaitable[Response]]
type Refused = Callable[[Fault], Response]


async def served(fault: Fault | None, request: Request, work: Work, refused: Refused) -> Response:
    """The answer to a request that a fault may have hit.

    `refused` is the vendor's error for a `status` or `throttle`. What a `placed` fault spoils is
    done first. What is the vendor's alone (a refusal of the model, say) is left to `work`.

    Delays are the wall's, because the caller's deadline runs on it, and because a virtual clock
    stands still as long as somebody waits for an answer.
    """
    if fault is None or fault.action not in SPOILING:
        if fault and fault.action == "delay":
            await asyncio.sleep(fault.value)
        return await work()
    done = await work() if fault.placed else None
    if fault.action in ("status", "throttle"):
        return refused(fault)
    return await _broken(fault, request, done)


async def broken(fault: Fault | None, request: Request) -> Response | None:
    """The same for who does the rest alone: waits, and answers where the connection breaks."""
    if fault and fault.action == "delay":
        await asyncio.sleep(fault.value)
    if fault is None or fault.action not in ("hang", "reset", "cut"):
        return None
    return await _broken(fault, request, None)


async def _broken(fault: Fault, request: Request, done: Response | None) -> Response:
    if fault.action == "cut":
        return Cut(done)
    if fault.action == "hang":
        await _until_gone(request)
    elif not _reset(request):
        return Cut(done)
    return Response(status_code=NOBODY_THERE)


class Cut(Response):
    """Promises more than it sends, so that the server breaks the connection."""

    def __init__(self, whole: Response | None = None) -> None:
        body = bytes(getattr(whole, "body", b""))
        kind = whole.headers.get("content-type") if whole is not None else None
        super().__init__(
            status_code=whole.status_code if whole is not None and body else 200,
            media_type=kind or "application/json",
        )
        self.begun = body[: len(body) // 2] or b"{"
        self.headers["content-length"] = str(max(len(body), 1000))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin, and leave without an end."""
        begin = {"type": "http.response.start", "status": self.status_code}
        await send({**begin, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.begun, "more_body": True})


async def _until_gone(request: Request) -> None:
    """Answer nothing until the client has had enough, or for a minute."""
    try:
        async with asyncio.timeout(LONGEST_HANG):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _reset(request: Request) -> bool:
    """Break the TCP connection, where the server lets us reach it."""
    transport = request.scope.get(KEY)
    if transport is None:
        return False
    transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, RESET_AT_ONCE)
    transport.abort()
    return True
