import asyncio
from collections.abc import AsyncIterator

import pytest

from scripts.drills.wires import Way, Wire
from scripts.local.ports import HOST

SOON = 0.2


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """To a service that says everything back."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(100):
            writer.write(part)
        writer.close()

    async with await asyncio.start_server(echo, HOST) as server:
        wire = await Wire.to(server.sockets[0].getsockname()[1])
        yield wire
        await wire.close()


async def said(wire: Wire) -> bytes:
    """What comes back of a word, on a connection of its own; nothing where it is hung up on."""
    reader, writer = await asyncio.open_connection(HOST, wire.port)
    try:
        writer.write(b"hello")
        return await reader.read(100)
    except ConnectionError:
        return b""
    finally:
        writer.transport.abort()


async def test_a_clear_wire_passes_everything_on(wire: Wire) -> None:
    assert await said(wire) == b"hello"


async def test_a_cut_wire_hangs_up_and_heals(wire: Wire) -> None:
    wire.become(Way.CUT)
    cut = await said(wire)
    wire.become(Way.CLEAR)
    assert (cut, await said(wire)) == (b"", b"hello")


async def test_cutting_ends_what_is_open(wire: Wire) -> None:
    reader, writer = await asyncio.open_connection(HOST, wire.port)
    writer.write(b"hello")
    await reader.read(100)
    wire.become(Way.CUT)
    left = await reader.read(100)
    writer.transport.abort()
    assert left == b""


async def test_a_mute_wire_holds_back_and_delivers_once_it_is_clear(wire: Wire) -> None:
    wire.become(Way.MUTE)
    asking = asyncio.create_task(said(wire))
    done, _ = await asyncio.wait({asking}, timeout=SOON)
    wire.become(Way.CLEAR)
    assert (done, await asking) == (set(), b"hello")
