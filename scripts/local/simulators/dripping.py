"""An answer that comes in pieces, and as slowly or as incompletely as a fault says."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scripts.local.simulators.faults import Fault

ACTIONS = frozenset({"slow", "truncate", "cut"})


class Unanswered(Exception):
    """The connection ends on purpose, in another way than with an answer."""

    def __init__(self, way: Response) -> None:
        super().__init__("no answer")
        self.way = way


async def end(_: Request, error: Exception) -> Response:
    """End the connection that way."""
    if not isinstance(error, Unanswered):
        raise error
    return error.way


class Dripped(Response):
    """Pieces of a body. `done` is called when the last was sent, or nobody wants more.

    A fault may spread them over so many seconds (`slow`), end after half of them as if all was
    well (`truncate`), or break the connection there (`cut`).
    """

    def __init__(
        self,
        pieces: Sequence[bytes],
        fault: Fault | None,
        *,
        headers: Mapping[str, str],
        media_type: str,
        done: Callable[[], object] = lambda: None,
    ) -> None:
        self.status_code, self.media_type, self.background = 200, media_type, None
        self.init_headers(headers)
        self._action = fault.action if fault else ""
        half = self._action in ("truncate", "cut")
        self._pieces = pieces[: (len(pieces) + 1) // 2] if half else pieces
        self._pause = fault.value / len(pieces) if fault and self._action == "slow" else 0
        self._done = done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is to be sent, for as long as somebody listens."""
        try:
            begin = {"type": "http.response.start", "status": self.status_code}
            await send({**begin, "headers": self.raw_headers})
            for piece in self._pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                if self._pause and await _gone(receive, within=self._pause):
                    return
            if self._action != "cut":
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._done()


async def _gone(receive: Receive, *, within: float) -> bool:
    """Whether the client leaves in that time. Wall time: it is the client's patience."""
    try:
        async with asyncio.timeout(within):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def pieces_of(content: bytes, size: int) -> list[bytes]:
    """The content cut into pieces of that many bytes, two at the least."""
    size = max(1, min(size, -(-len(content) // 2)))
    return [content[place : place + size] for place in range(0, len(content), size)]
