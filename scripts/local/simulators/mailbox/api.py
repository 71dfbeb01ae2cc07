"""The mailbox as people and tests see it, and the port the app hands its mail in at."""

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.local.simulators.mailbox.inbound import Config, Inbound, deliver
from scripts.local.simulators.mailbox.letters import Letter, Letters
from scripts.local.simulators.mailbox.smtp import Conversation
from scripts.local.simulators.problems import shown
from scripts.local.simulators.serve import BusyPort
from shared.errors import NotFound
from shared.ports import Clock

PATH = "/__sim__/mail"


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Mailbox:
    """Both directions. `letters` are those the app has sent."""

    def __init__(self, clock: Clock, config: Config | None = None) -> None:
        self._clock, self._config = clock, config or Config()
        self.letters = Letters()
        self._written = 0

    @asynccontextmanager
    async def receiving(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
        """The port SMTP is listened at while the block runs; 0 takes a free one.

        Raises `BusyPort`, which names the port.
        """
        talks: set[asyncio.Task[None]] = set()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talks.add(task)
            task.add_done_callback(talks.discard)
            await Conversation(reader, writer, self._receive).run()

        server = await _server(talk, host, port)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for task in (left := list(talks)):
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await server.wait_closed()

    def routes(self) -> list[Route]:
        """Where people and tests look: to be put before whatever is mounted at the root."""
        return [
            Route(PATH, shown(self.get_letters), methods=["GET"]),
            Route(PATH, shown(self.post_letter), methods=["POST"]),
            Route(PATH, shown(self.delete_letters), methods=["DELETE"]),
            Route(f"{PATH}/{{id:int}}", shown(self.get_letter), methods=["GET"]),
            Route(f"{PATH}/{{id:int}}/raw", shown(self.get_raw), methods=["GET"]),
        ]

    async def get_letters(self, request: Request) -> Response:
        """The mails the app sent, newest first; `?to=` those to one address."""
        found = self.letters.found(request.query_params.get("to", ""))
        return JSONResponse([letter.shown() for letter in found])

    async def get_letter(self, request: Request) -> Response:
        """One mail."""
        return JSONResponse(self._letter(request).shown())

    async def get_raw(self, request: Request) -> Response:
        """One mail as it came."""
        return Response(self._letter(request).raw, media_type="message/rfc822")

    async def delete_letters(self, request: Request) -> Response:
        """Empty the mailbox."""
        self.letters.clear()
        return Response(status_code=204)

    async def post_letter(self, request: Request) -> Response:
        """Let somebody write to the app. Answers what the app's webhook answered."""
        mail = Inbound.model_validate(await request.json())
        self._written += 1
        now = self._clock.now()
        status = await deliver(self._config, mail, f"letter-{self._written}", now)
        return JSONResponse({"status": status}, 202)

    def _receive(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        self.letters.keep(raw, sender, recipients, self._clock.now())

    def _letter(self, request: Request) -> Letter:
        wanted = request.path_params["id"]
        for letter in self.letters.found():
            if letter.id == wanted:
                return letter
        raise NotFound(f"No such mail: {wanted}; GET {PATH} lists those there are")


async def _server(talk: Talk, host: str, port: int) -> asyncio.Server:
    try:
        return await asyncio.start_server(talk, host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise BusyPort(port) from error
