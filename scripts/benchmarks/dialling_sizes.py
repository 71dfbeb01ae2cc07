"""Whether dialling costs as much for a long list as for a short one: the first calls of each."""

import time
from typing import Any

from scripts.benchmarks import dialling_people as people
from scripts.benchmarks.dialling_costs import peak_mb
from scripts.benchmarks.dialling_speed import BRIEF, FAST, HELD, measured, placed
from scripts.benchmarks.dialling_stack import Stack, stack
from scripts.local.person import Failed

SIZES = (1_000, 10_000, 100_000)
DIALLED = 450  # of each size: as many calls as one campaign may have on the line, nearly
PATIENCE = 300  # seconds for the enrolment


async def sized(contacts: int) -> dict[str, Any]:
    """Enrol so many and dial the first of them. No call ends: only dispatch is measured."""
    entries = [people.entry(one) for one, _ in zip(people.numbers(), range(contacts), strict=False)]
    async with stack("bench-dialling", settings=FAST, simulators=HELD, persons=BRIEF) as it:
        path = await it.campaign("Bench", entries)
        began = time.monotonic()
        await it.run(path)
        enrolled = await _first(it, began)
        found = await measured(it, DIALLED, lambda: placed(it))
        rss = peak_mb(it.part("host").pid)
    return {**found, "peak_rss_mb": round(rss), "enrol_s": round(enrolled, 1)}


async def _first(it: Stack, began: float) -> float:
    while not await placed(it):
        if time.monotonic() - began > PATIENCE:
            raise Failed(f"After {PATIENCE} s nobody was rung.")
        await it.events("created", wait=25, limit=1)
    return time.monotonic() - began
