"""What the desk and its search cost among 10,000 tickets and more, and how fast they are."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg

from scripts.benchmarks.dialling_costs import Costs
from scripts.benchmarks.http import ANSWERING, ask
from scripts.benchmarks.tickets_found import MIX, PLACED, learn, questions
from scripts.benchmarks.tickets_rows import fill
from scripts.local import runs
from scripts.local.places import ROOT
from scripts.local.ports import HOST, free
from scripts.local.processes import Process
from scripts.local.progress import said, step
from scripts.local.system import System, answers

SIZES = (10_000, 100_000, 1_000_000)
WARM, ALONE, TOGETHER = 100, 400, 1200
"""Requests to warm up, by one connection, and by eight."""
CLIENTS = 8
FILTER = b"GET /api/v1/tickets?state=new&state=in_progress&priority=2&priority=3&limit=25"
OF_ONE = b"GET /api/v1/tickets?assignee=agent7&limit=25"
SORTED = b"GET /api/v1/tickets?q=state%3Dopen&order=updated_at&limit=25"
BY_TITLE = b"GET /api/v1/tickets?order=-title&limit=25"
PLAIN = "plain FastAPI"

Ask = Callable[[], bytes]
Figures = dict[str, float]


def options(page: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    page.add_argument(
        "--rows", type=int, default=SIZES[0], metavar="N", help="tickets to begin with"
    )
    page.add_argument("--all", action="store_true", help="among 10,000, 100,000 and a million")
    texts = ROOT.parent / "shared" / "data" / "banking77" / "train.csv"
    page.add_argument("--texts", type=Path, default=texts, help="what vectors are made of, as CSV")


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """By operation: CPU milliseconds a request, of host and database; requests a second; times.

    With `--all` by the number of tickets, too.
    """
    if not asked.all:
        return asyncio.run(_measured(asked.rows, asked.texts))
    return {str(rows): asyncio.run(_measured(rows, asked.texts)) for rows in SIZES}


@dataclass(frozen=True)
class Bench:
    """A server that is asked, and the parts whose work that is."""

    port: int
    parts: tuple[Process, ...]
    database: str

    def used(self) -> Costs:
        """CPU seconds until now."""
        return Costs.of(self.parts)


async def _measured(rows: int, texts: Path) -> dict[str, Any]:
    with runs.temporary("bench-tickets") as here:
        try:
            system = System(here, watch=False)
            system.settings |= ANSWERING
            await here.beside(system.come_up())
            with step(f"{rows} tickets"):
                ids = await fill(system.settings["DATABASE__URL"], rows)
            with step(f"{rows} tickets to be found, {min(rows, PLACED)} of them by meaning"):
                placed = await learn(system.settings, texts)
            said("  the mix: " + "; ".join(f"{k}: {', '.join(mix)}" for k, mix in MIX.items()))
            bench = _bench(system, "host", int(system.at.host.rpartition(":")[2]))
            found: dict[str, Any] = {"rows": rows}
            for kind, request in _asked(ids, placed).items():
                found[kind] = await _figures(bench, request, drained=kind == "create")
            return found | await _plain(system)
        finally:
            await here.stop()


def _bench(system: System, program: str, port: int) -> Bench:
    wanted = {program, "postgres", "redis"}
    parts = [each for each in system.run.processes if each.program.name in wanted]
    assert len(parts) == len(wanted)
    return Bench(port=port, parts=tuple(parts), database=system.settings["DATABASE__URL"])


def _asked(ids: list[Any], placed: list[Any]) -> dict[str, Ask]:
    some, near = cycle(ids[1::7]), cycle(placed[::7])
    return {
        "get": lambda: b"GET /api/v1/tickets/%s" % str(next(some)).encode(),
        "list": lambda: b"GET /api/v1/tickets?limit=25",
        "filter": lambda: FILTER,
        "assignee": lambda: OF_ONE,
        "sorted": lambda: SORTED,
        "by_title": lambda: BY_TITLE,
        "search": partial(next, questions("hybrid", new=True)),
        "search_again": partial(next, questions("hybrid", new=False)),
        "search_words": partial(next, questions("words", new=False)),
        "similar": lambda: b"GET /api/v1/tickets/%s/similar?limit=5" % str(next(near)).encode(),
        "create": _drafts(b"POST /api/v1/tickets "),
    }


def _drafts(line: bytes) -> Ask:
    numbers = count()

    def one() -> bytes:
        number = next(numbers)
        draft = {"title": f"Invoice {number} charged twice", "requester_name": "bench"}
        return line + json.dumps(draft).encode() + b"\x00" + str(number).encode()

    return one


async def _plain(system: System) -> dict[str, Figures]:
    """The same machine's least: what a request costs that does next to nothing."""
    (port,) = free()
    url = system.settings["DATABASE__URL"]
    command = [sys.executable, "-m", "scripts.benchmarks.tickets_plain", str(port), url]
    program = replace(system.run.program(PLAIN, command), folder=ROOT)
    process = await system.run.start(program)
    await process.ready(lambda: answers(f"http://{HOST}:{port}/openapi.json", {}))
    bench, numbers = _bench(system, PLAIN, port), cycle(range(1, 400))
    created = await _figures(bench, _drafts(b"POST /plain "), drained=False)
    got = await _figures(bench, lambda: b"GET /plain/%d" % next(numbers), drained=False)
    return {"plain_create": created, "plain_get": got}


async def _figures(bench: Bench, request: Ask, *, drained: bool) -> Figures:
    await _all(bench.port, request, WARM, 1)
    before = bench.used()
    alone, times = await _timed(bench, request, ALONE, 1)
    together, more = await _timed(bench, request, TOGETHER, CLIENTS)
    if drained:
        await _drained(bench.database)
    spent = bench.used().since(before, ALONE + TOGETHER)
    percents = quantiles(times, n=100)
    crowd = quantiles(more, n=100)
    return {
        "cpu_ms": spent["cpu_ms_per_attempt"],
        "rps_1": ALONE / alone,
        "rps_8": TOGETHER / together,
        "p50_ms": percents[49] * 1000,
        "p95_ms": percents[94] * 1000,
        "p99_ms": percents[98] * 1000,
        "p95_ms_8": crowd[94] * 1000,
    }


async def _timed(bench: Bench, request: Ask, times: int, clients: int) -> tuple[float, list[float]]:
    began = time.perf_counter()
    took = await _all(bench.port, request, times, clients)
    return time.perf_counter() - began, took


async def _all(port: int, request: Ask, times: int, clients: int) -> list[float]:
    work = iter(range(times))
    took = await asyncio.gather(*(_client(port, request, work) for _ in range(clients)))
    return [each for some in took for each in some]


async def _client(port: int, request: Ask, work: Iterator[int]) -> list[float]:
    reader, writer = await asyncio.open_connection(HOST, port)
    took = []
    for _ in work:  # all clients take from one iterator
        began = time.perf_counter()
        what, _, key = request().partition(b"\x00")
        await ask(reader, writer, what, *([b"idempotency-key: " + key] if key else []))
        took.append(time.perf_counter() - began)
    writer.close()
    return took


async def _drained(url: str) -> None:
    """Return once nothing lies in the outbox: what a request sets off is its cost, too."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        for _ in range(600):
            found = await (await conn.execute("select exists (select from outbox)")).fetchone()
            if found == (False,):
                return
            await asyncio.sleep(0.05)
    raise RuntimeError("The outbox is not drained after 30 s.")
