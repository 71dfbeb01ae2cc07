"""What the embedded host costs: trivial requests, queue messages, Durable's fan and chain."""

import asyncio
import base64
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from scripts.local import runs, services
from scripts.local.azurite import AZURITE
from scripts.local.places import ROOT
from scripts.local.ports import HOST, free
from scripts.local.runs import Run

APP = Path(__file__).parent / "app"
CONNECTIONS, SECONDS = 16, 8
MESSAGES = 1_000
SENDERS = 8


def run() -> dict[str, float]:
    """Requests and messages a second, and seconds for a fan-out of 500 and a chain of 100."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    with runs.temporary("bench-host") as here:
        async with services.running(here, [AZURITE]) as settings:
            await _fill(settings["Storage"])
            url = await _host(here, settings["Storage"])
            queue = await _queue(settings["Storage"])
            rps = await _trivial(url)
            fan, chain = await _orchestrated(url, "fan/500"), await _orchestrated(url, "chain/100")
    return {"trivial_rps": rps, "queue_per_s": queue, "fan500_s": fan, "chain100_s": chain}


async def _host(here: Run, storage: str) -> str:
    (port,) = free()
    url, store = f"http://{HOST}:{port}", here.folder / "durable.db"
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "scripts.local.host",
        "--app",
        APP,
        "--port",
        str(port),
    ]
    program = here.program("host", [*command, "--store", store])
    environment = {"AzureWebJobsStorage": storage}
    process = await here.start(replace(program, folder=ROOT, environment=environment))
    await process.ready(lambda: _answers(url))
    return url


async def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{url}/trivial")).status_code == 200  # noqa: PLR2004 - OK
    return False


async def _trivial(url: str) -> float:
    """By wrk, which costs next to nothing, or where it is not installed by a plain client."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk is not installed: a Python client takes its share of the machine")
        return await _by_sockets(url)
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", f"{url}/trivial"]
    done = await asyncio.to_thread(
        subprocess.run, command, stdout=subprocess.PIPE, text=True, check=True
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None or "Non-2xx" in done.stdout:
        raise RuntimeError(f"wrk says:\n{done.stdout}")
    return float(found[1])


async def _by_sockets(url: str) -> float:
    port = int(url.rpartition(":")[2])
    end = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(_ask_until(end, port) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def _ask_until(end: float, port: int) -> int:
    reader, writer = await asyncio.open_connection(HOST, port)
    count = 0
    while time.perf_counter() < end:
        writer.write(b"GET /trivial HTTP/1.1\r\nHost: bench\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(len(b"ok"))
        count += 1
    writer.close()
    return count


async def _fill(storage: str) -> None:
    """Messages of 300 bytes, there before the host starts: sending costs as much as handling."""
    async with QueueServiceClient.from_connection_string(storage) as service:
        for name in ("bench-in", "bench-out"):
            await service.create_queue(name)
        queue = service.get_queue_client("bench-in")
        text = base64.b64encode(b"x" * 300).decode()
        await asyncio.gather(*(_send(queue, text) for _ in range(SENDERS)))


async def _queue(storage: str) -> float:
    """Messages a second, from the first copies that come out to the last one."""
    async with QueueServiceClient.from_connection_string(storage) as service:
        way_out = service.get_queue_client("bench-out")
        await _until(lambda: _length(way_out, 1))
        start, before = time.perf_counter(), await _count(way_out)
        await _until(lambda: _length(way_out, MESSAGES))
        return (MESSAGES - before) / (time.perf_counter() - start)


async def _send(queue: QueueClient, text: str) -> None:
    for _ in range(MESSAGES // SENDERS):
        await queue.send_message(text)


async def _length(queue: QueueClient, wanted: int) -> bool:
    return await _count(queue) >= wanted


async def _count(queue: QueueClient) -> int:
    return (await queue.get_queue_properties()).approximate_message_count or 0


async def _until(reached: Callable[[], Awaitable[bool]]) -> None:
    while not await reached():  # noqa: ASYNC110 - the account tells nobody
        await asyncio.sleep(0.05)


async def _orchestrated(url: str, what: str) -> float:
    """The middle one of three runs, after one that warms up."""
    async with httpx.AsyncClient(base_url=url, timeout=180) as client:
        times = [await _once(client, what) for _ in range(4)]
    return sorted(times[1:])[1]


async def _once(client: httpx.AsyncClient, what: str) -> float:
    start = time.perf_counter()
    answer = await client.post(f"/start/{what}")
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(f"{what}: {answer.status_code} {answer.text}")
    return time.perf_counter() - start
