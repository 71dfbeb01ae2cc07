"""Receives mail by SMTP, as far as a client that sends needs it.

Source: RFC 5321 (commands and replies), RFC 1870 (SIZE), RFC 2920 (PIPELINING).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

LARGEST = 10 * 1024 * 1024
MOST_RECIPIENTS, MOST_MISTAKES = 100, 10
PATIENCE_SECONDS = 60
ADDRESS = re.compile(r"(?:FROM|TO):\s*<([^<>\s]*)>(.*)", re.IGNORECASE)
SIZE = re.compile(r"\bSIZE=(\d+)", re.IGNORECASE)
REFUSED = {  # by the first part of the recipient's address, so that refusals can be rehearsed
    "bounce": "550 5.1.1 No such mailbox here",
    "later": "451 4.3.0 Try again later",
    "full": "452 4.2.2 The mailbox is full",
}
TOO_LARGE = "552 5.3.4 The message is larger than 10 MB"
OK = "250 2.0.0 OK"

Received = Callable[[bytes, str, tuple[str, ...]], None]


class Gone(Exception):
    """The conversation is over."""


@dataclass
class Envelope:
    """What is known of the mail that is being handed over."""

    sender: str | None = None
    recipients: list[str] = field(default_factory=list)


class Conversation:
    """One connection, from the greeting to the goodbye."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, received: Received
    ) -> None:
        self._reader, self._writer, self._received = reader, writer, received
        self._envelope = Envelope()
        self._mistakes = 0
        self._commands: dict[str, Callable[[str], Awaitable[str]]] = {
            "HELO": self._helo,
            "EHLO": self._ehlo,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": self._noop,
            "VRFY": self._vrfy,
            "QUIT": self._quit,
        }

    async def run(self) -> None:
        """Talk until the client has had enough, is silent for a minute, or talks nonsense."""
        try:
            await self._say("220 mailbox ESMTP")
            while True:
                await self._say(await self._obey(await self._line()))
        except (Gone, ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            return
        finally:
            self._writer.close()

    async def _obey(self, line: bytes) -> str:
        word, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        command = self._commands.get(word.upper())
        answer = await command(rest.strip()) if command else "500 5.5.2 Unknown command"
        self._mistakes += answer.startswith("50")
        if self._mistakes >= MOST_MISTAKES:
            await self._say("421 4.7.0 Too many mistakes")
            raise Gone
        return answer

    async def _helo(self, name: str) -> str:
        self._envelope = Envelope()
        return "250 mailbox" if name else "501 5.5.4 Say who you are: HELO your.name"

    async def _ehlo(self, name: str) -> str:
        if not name:
            return "501 5.5.4 Say who you are: EHLO your.name"
        self._envelope = Envelope()
        return (
            f"250-mailbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 SIZE {LARGEST}"
        )

    async def _mail(self, rest: str) -> str:
        found = ADDRESS.fullmatch(rest)
        if found is None:
            return "501 5.5.4 Write MAIL FROM:<address>"
        if self._envelope.sender is not None:
            return "503 5.5.1 One mail at a time: RSET first"
        size = SIZE.search(found.group(2))
        if size and int(size.group(1)) > LARGEST:
            return TOO_LARGE
        self._envelope = Envelope(found.group(1))
        return OK

    async def _rcpt(self, rest: str) -> str:
        found = ADDRESS.fullmatch(rest)
        if self._envelope.sender is None:
            return "503 5.5.1 MAIL FROM comes first"
        if found is None or "@" not in found.group(1):
            return "501 5.5.4 Write RCPT TO:<address>"
        refusal = REFUSED.get(re.split(r"[+@]", found.group(1), maxsplit=1)[0].casefold())
        if refusal is None and len(self._envelope.recipients) >= MOST_RECIPIENTS:
            refusal = "452 4.5.3 Too many recipients"
        if refusal is None:
            self._envelope.recipients.append(found.group(1))
        return refusal or OK

    async def _data(self, rest: str) -> str:
        envelope = self._envelope
        if envelope.sender is None or not envelope.recipients:
            return "503 5.5.1 MAIL FROM and RCPT TO come first"
        await self._say("354 End with a line that has only a dot")
        raw = await self._content()
        self._envelope = Envelope()
        if raw is None:
            return TOO_LARGE
        self._received(raw, envelope.sender, tuple(envelope.recipients))
        return OK

    async def _content(self) -> bytes | None:
        """The mail, the dots that guard lines taken away; nothing where it is too large."""
        lines: list[bytes] = []
        size = 0
        while (line := await self._line()) != b".\r\n":
            size += len(line)
            if size <= LARGEST:
                lines.append(line.removeprefix(b"."))
        return b"".join(lines) if size <= LARGEST else None

    async def _rset(self, rest: str) -> str:
        self._envelope = Envelope()
        return OK

    async def _noop(self, rest: str) -> str:
        return OK

    async def _vrfy(self, rest: str) -> str:
        return "252 2.1.5 Send it and see"

    async def _quit(self, rest: str) -> str:
        await self._say("221 2.0.0 Goodbye")
        raise Gone

    async def _line(self) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as error:
            await self._say("500 5.5.6 The line is too long")
            raise Gone from error

    async def _say(self, answer: str) -> None:
        self._writer.write(f"{answer}\r\n".encode())
        await self._writer.drain()
