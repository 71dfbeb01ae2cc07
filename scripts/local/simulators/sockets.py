"""Keeps the socket a request came by, for the fault that breaks it."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

KEY = "simulator.transport"


def with_sockets(app: Application) -> Application:
    """The application, told by which socket each request came.

    Only the outermost application gets the server's own `send`: whoever mounts the simulator in
    another wraps that one. uvicorn shows its transport there; without it nothing is kept.
    """

    async def told(scope: Message, receive: Receive, send: Send) -> None:
        scope.setdefault(KEY, getattr(getattr(send, "__self__", None), "transport", None))
        await app(scope, receive, send)

    return told
