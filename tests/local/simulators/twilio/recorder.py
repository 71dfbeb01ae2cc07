"""Listens in on a simulator: every request and every answer that goes through it is kept."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Fields = dict[str, list[str]]


@dataclass
class Exchange:
    """A request with its answer."""

    method: str
    path: str
    query: Fields
    sent: bytes = b""
    status: int = 0
    answered: bytes = b""

    @property
    def form(self) -> Fields:
        return parse_qs(self.sent.decode(), keep_blank_values=True)

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


class Recorder:
    """The application, and what it was asked and answered."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self.exchanges: list[Exchange] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
        exchange = Exchange(scope["method"], unquote(scope["path"]), query)
        self.exchanges.append(exchange)

        async def received() -> Message:
            message = await receive()
            exchange.sent += message.get("body", b"")
            return message

        async def sent(message: Message) -> None:
            exchange.status = message.get("status", exchange.status)
            exchange.answered += message.get("body", b"")
            await send(message)

        await self._app(scope, received, sent)
