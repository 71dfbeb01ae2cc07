"""What a request of ours costs: create, get, list and search tickets, on the host and beside it.

And what it costs more where a collector hears of all of them.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count

import psutil

from functions.access.model import Role
from scripts.local import runs
from scripts.local.person import header_of
from scripts.local.places import ROOT
from scripts.local.ports import HOST, free
from scripts.local.processes import Process
from scripts.local.system import System, answers

CLIENTS, REQUESTS, WARM = 8, 800, 80
ANSWERING = {"APP_ROLE": "agent"}
"""The app that answers people. What a new ticket sets off, and listening for it, others pay."""
HEADER = header_of("bench", Role.AGENT)


@dataclass(frozen=True)
class Server:
    """A server to be asked: its name in the results, its port and its process."""

    name: str
    port: int
    pid: int

    def cpu(self) -> float:
        """CPU seconds it and its children have used."""
        process = psutil.Process(self.pid)
        used = [each.cpu_times() for each in (process, *process.children(recursive=True))]
        return float(sum(each.user + each.system for each in used))


def run() -> dict[str, float]:
    """Requests a second and CPU milliseconds a request, for each server and each kind of request.

    `ratio_` compares the host's CPU with that of bare uvicorn, `ratio_heard_` that of bare uvicorn
    with a collector with that without one: figures of one run on one machine.
    """
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    with runs.temporary("bench-http") as here:
        try:
            system = System(here, watch=False)
            system.settings |= ANSWERING
            await here.beside(system.come_up())
            host = next(each for each in here.processes if each.program.name == "host")
            ours = Server("host", int(system.at.host.rpartition(":")[2]), host.pid)
            bare = await _bare(system, host, "bare")
            async with await asyncio.start_server(_collect, HOST) as collector:
                url = f"http://{HOST}:{collector.sockets[0].getsockname()[1]}"
                heard = await _bare(system, host, "heard", TELEMETRY__OTLP_URL=url)
                return await _compared((ours, bare, heard))
        finally:
            await here.stop()


async def _collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take whatever is told, and keep nothing of it."""
    with suppress(asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    writer.close()


async def _bare(system: System, host: Process, name: str, **settings: str) -> Server:
    (port,) = free()
    command = [sys.executable, "-m", "scripts.benchmarks.bare", str(port)]
    program = system.run.program(f"{name} uvicorn", command)
    environment = {**host.program.environment, **settings}
    process = await system.run.start(replace(program, folder=ROOT, environment=environment))
    await process.ready(lambda: answers(f"http://{HOST}:{port}/api/v1/tickets", HEADER))
    return Server(name, port, process.pid)


async def _compared(servers: tuple[Server, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    kinds = {"create": _create(), "list": lambda: b"GET /api/v1/tickets?limit=25"}
    kinds["search"] = lambda: b"GET /api/v1/search?q=invoice+charged+twice&limit=10"
    for kind, request in kinds.items():
        for server in servers:
            found |= await _asked(server, kind, request)
    path = b"GET /api/v1/tickets/" + (await _some_ticket(servers[0])).encode()
    for server in servers:
        found |= await _asked(server, "get", lambda: path)
    for kind in (*kinds, "get"):
        bare = found[f"bare_{kind}_cpu_ms"]
        found[f"ratio_{kind}"] = found[f"host_{kind}_cpu_ms"] / bare
        found[f"ratio_heard_{kind}"] = found[f"heard_{kind}_cpu_ms"] / bare
    return found


def _create() -> Callable[[], bytes]:
    numbers = count()

    def one() -> bytes:
        draft = {"title": f"Invoice {next(numbers)} charged twice", "requester_name": "bench"}
        return b"POST /api/v1/tickets " + json.dumps(draft).encode()

    return one


async def _asked(server: Server, kind: str, request: Callable[[], bytes]) -> dict[str, float]:
    await _ask_all(server.port, request, WARM)
    cpu, began = server.cpu(), time.perf_counter()
    await _ask_all(server.port, request, REQUESTS)
    seconds, used = time.perf_counter() - began, server.cpu() - cpu
    name = f"{server.name}_{kind}"
    return {f"{name}_rps": REQUESTS / seconds, f"{name}_cpu_ms": used / REQUESTS * 1000}


async def _ask_all(port: int, request: Callable[[], bytes], times: int) -> None:
    work = iter(range(times))
    await asyncio.gather(*(_client(port, request, work) for _ in range(CLIENTS)))


async def _client(port: int, request: Callable[[], bytes], work: object) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    for _ in work:  # type: ignore[attr-defined]  # all clients take from one iterator
        await ask(reader, writer, request())
    writer.close()


HEADER_LINE = b"x-ms-client-principal: " + HEADER["x-ms-client-principal"].encode()


async def ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    what: bytes,
    *more: bytes,
    who: bytes = HEADER_LINE,
) -> bytes:
    """The answer to one request, `METHOD path body`, with more headers if there are any."""
    method, _, rest = what.partition(b" ")
    path, _, body = rest.partition(b" ")
    headers = [method + b" " + path + b" HTTP/1.1", b"host: bench", who, *more]
    if body:
        headers += [b"content-type: application/json", b"content-length: %d" % len(body)]
    writer.write(b"\r\n".join([*headers, b"", body]))
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    answer = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"{path.decode()}: {head.decode()}{answer.decode()}")
    return answer


async def _some_ticket(server: Server) -> str:
    reader, writer = await asyncio.open_connection(HOST, server.port)
    found = json.loads(await ask(reader, writer, b"GET /api/v1/tickets?limit=1"))
    writer.close()
    ticket: str = found["items"][0]["id"]
    return ticket
