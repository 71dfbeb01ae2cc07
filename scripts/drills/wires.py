"""The wire to a service, which can be made slow, mute or cut while the service itself is well."""

import asyncio
from contextlib import suppress
from enum import StrEnum
from typing import Self

from scripts.local.ports import HOST

CHUNK = 64 * 1024
SLOW = 0.25
"""Seconds that everything takes longer, each way, on a slow wire."""


class Way(StrEnum):
    """What becomes of what is sent."""

    CLEAR = "clear"
    SLOW = "slow"
    MUTE = "mute"  # taken, and not delivered: nobody answers, and nobody hangs up
    CUT = "cut"  # whoever connects is hung up on


class Wire:
    """Listens where the app is sent, and passes on to where the service is."""

    server: asyncio.Server

    def __init__(self, port: int) -> None:
        self._port = port
        self._way, self._clear = Way.CLEAR, asyncio.Event()
        self._clear.set()
        self._open: set[asyncio.StreamWriter] = set()

    @classmethod
    async def to(cls, port: int) -> Self:
        """A wire to the service at that port of this machine."""
        wire = cls(port)
        wire.server = await asyncio.start_server(wire.take, HOST)
        return wire

    @property
    def port(self) -> int:
        """Where the app finds it."""
        found: int = self.server.sockets[0].getsockname()[1]
        return found

    def become(self, way: Way) -> None:
        """From now on, for open connections, too. What was held back goes on when it is clear."""
        self._way = way
        if way is Way.MUTE:
            self._clear.clear()
        else:
            self._clear.set()
        if way is Way.CUT:
            for writer in self._open:
                writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        self._open.add(writer)
        try:
            if self._way is Way.CUT:
                return
            await self._join(reader, writer)
        except OSError:
            return  # the service is away, or one side hung up: the other is hung up on, too
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def close(self) -> None:
        """Hang up on everybody."""
        self.become(Way.CUT)
        self.server.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, self._port)
        self._open.add(back)
        ways = {
            asyncio.create_task(self._pass(reader, back)),
            asyncio.create_task(self._pass(there, writer)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ways:
                each.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._open.discard(back)
            back.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while part := await reader.read(CHUNK):
                if self._way is Way.SLOW:
                    await asyncio.sleep(SLOW)
                await self._clear.wait()
                writer.write(part)
                await writer.drain()
