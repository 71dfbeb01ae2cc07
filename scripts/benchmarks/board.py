"""What each board costs, among so much as a desk has and among far more."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from functions.access.model import Role
from scripts.benchmarks.board_rows import Known, Size, fill
from scripts.benchmarks.dialling_costs import Costs
from scripts.benchmarks.http import ANSWERING, ask
from scripts.local import runs
from scripts.local.person import header_of
from scripts.local.ports import HOST
from scripts.local.processes import Process
from scripts.local.system import System

SIZES = {
    "usual": Size(tickets=10_000, open=2_000, late=300),
    "hard": Size(tickets=22_000, open=15_000, late=14_500),
}
WARM, TIMES = 20, 200
AGENT = header_of("agent7", Role.AGENT)
SUPERVISOR = header_of("agent7", Role.SUPERVISOR)
OF_TWO_GROUPS = header_of("agent7", Role.AGENT, "team_1", "team_2")


@dataclass(frozen=True)
class Board:
    """What is asked for, by whom, and which of its figures says how much it counts.

    One without figures counts nothing: what any request costs in this run, on this machine.
    """

    path: str
    who: Mapping[str, str]
    rows: str

    @property
    def header(self) -> bytes:
        """Who is signed in, as a line of the request."""
        ((name, value),) = self.who.items()
        return f"{name}: {value}".encode()


def run() -> dict[str, Any]:
    """By size and board: CPU milliseconds a request, of host and database, times, and rows."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, Any]:
    with runs.temporary("bench-board") as here:
        try:
            system = System(here, watch=False)
            system.settings |= ANSWERING
            await here.beside(system.come_up())
            return {name: await _of_size(system, size) for name, size in SIZES.items()}
        finally:
            await here.stop()


async def _of_size(system: System, size: Size) -> dict[str, Any]:
    known = await fill(system.settings["DATABASE__URL"], size)
    port = int(system.at.host.rpartition(":")[2])
    parts = [each for each in system.run.processes if each.program.name in {"host", "postgres"}]
    return {name: await _figures(port, parts, each) for name, each in _boards(known).items()}


def _boards(known: Known) -> dict[str, Board]:
    of_ticket, of_contact = f"?ticket_id={known.ticket}", f"?contact_id={known.contact}"
    return {
        "me": Board("me", AGENT, ""),
        "home": Board("board/home", AGENT, "open"),
        "home_of_groups": Board("board/home", OF_TWO_GROUPS, "open"),
        "campaign": Board(f"board/campaigns/{known.campaign}", AGENT, "contacts"),
        "calls": Board("board/calls", AGENT, "calls"),
        "cost": Board("board/cost", SUPERVISOR, "results"),
        "cost_of_90_days": Board("board/cost?days=90", SUPERVISOR, "results"),
        "timeline_of_ticket": Board(f"board/timeline{of_ticket}", AGENT, "shown"),
        "timeline_of_contact": Board(f"board/timeline{of_contact}", AGENT, "shown"),
    }


async def _figures(port: int, parts: Sequence[Process], board: Board) -> dict[str, float]:
    await _asked(port, board, WARM)
    before = Costs.of(parts)
    times, last = await _asked(port, board, TIMES)
    spent = Costs.of(parts).since(before, TIMES, what="request")
    percents = quantiles(times, n=100)
    return {
        "cpu_ms": spent["cpu_ms_per_request"],
        "cpu_ms_postgres": spent["cpu_ms_postgres"],
        "p50_ms": percents[49] * 1000,
        "p95_ms": percents[94] * 1000,
        "rows": json.loads(last)["figures"][board.rows] if board.rows else 0,
    }


async def _asked(port: int, board: Board, times: int) -> tuple[list[float], bytes]:
    """How long each took, one after the other, and the last answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    took, answer = [], b""
    for _ in range(times):
        began = time.perf_counter()
        line = f"GET /api/v1/{board.path}".encode()
        answer = await ask(reader, writer, line, who=board.header)
        took.append(time.perf_counter() - began)
    writer.close()
    return took, answer
