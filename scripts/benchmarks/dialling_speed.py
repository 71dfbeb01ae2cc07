"""How fast calls are placed where no cap stands in the way, and how soon a pause is felt."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from scripts.benchmarks import dialling_people as people
from scripts.benchmarks.dialling_stack import Stack, stack

ATTEMPTS, CAMPAIGNS = 1_200, 4
FAST = {"TWILIO__CALLS_PER_SECOND": "100"}
HELD = ["--calls-per-second", "0.05"]
"""Twilio's own queue lets nobody out: calls are created, and nothing is ever told of them."""
BUSY = """
- name: benched
  about: is busy at once
  match: "+1???55501??"
  ring: {seconds: 1, result: busy}
"""
BRIEF = """
- name: benched
  about: hangs up in the middle of the first prompt
  match: "+1???55501??"
  ring: {seconds: 1, result: answer}
  turns: [{hangup: {mid_prompt: true, after_ms: 500}}]
"""


async def dispatch() -> dict[str, Any]:
    async with stack("bench-dialling", settings=FAST, simulators=HELD, persons=BUSY) as it:
        return await _measured(it, ended=False)


async def with_callbacks(persons: str) -> dict[str, Any]:
    async with stack("bench-dialling", settings=FAST, persons=persons) as it:
        return await _measured(it, ended=True)


async def _measured(it: Stack, *, ended: bool) -> dict[str, Any]:
    paths = await _campaigns(it)
    for path in paths:
        await it.run(path)
    await it.events("created", wait=25)
    before, began = it.costs(), time.monotonic()
    while True:
        if ended:
            reports = [await it.report(path) for path in paths]
            done = sum(sum(each["outcomes"].values()) for each in reports)
        else:
            done = len(await it.events("created"))
        if done >= ATTEMPTS:
            break
        if time.monotonic() - began > 70:
            print("slow", done)
            break
        await asyncio.sleep(0.5)
    seconds = time.monotonic() - began
    costs = it.costs().since(before, done)
    created = await it.events("created")
    instants = sorted(datetime.fromisoformat(each["wall_at"]) for each in created)
    creating = (instants[-1] - instants[0]).total_seconds()
    waits = await _waits(it, created)
    return {
        "done": done,
        "created_per_s": round(len(created) / creating, 1),
        "done_per_s": round(done / seconds, 1),
        "p95_ms": round(1000 * statistics.quantiles(waits, n=20)[-1]),
        "p50_ms": round(1000 * statistics.median(waits)),
        **costs,
    }


async def _campaigns(it: Stack) -> list[str]:
    wanted = iter(people.numbers())
    each = ATTEMPTS // CAMPAIGNS
    return [
        await it.campaign(f"Bench {n}", [people.entry(p) for p in islice(wanted, each)])
        for n in range(CAMPAIGNS)
    ]


async def _waits(it: Stack, created: Sequence[dict[str, Any]]) -> list[float]:
    """Seconds from an attempt being planned, which its id tells, to the network's seeing it."""
    async with it.db.transaction() as conn:
        rows = await (await conn.execute("select sid, id from call where sid is not null")).fetchall()
    planned = {sid: _instant(id_) for sid, id_ in rows}
    return [
        (datetime.fromisoformat(each["at"]) - planned[each["call"]]).total_seconds()
        for each in created
        if each["call"] in planned
    ]


def _instant(id_: UUID) -> datetime:
    """When a UUIDv7 was made (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)
