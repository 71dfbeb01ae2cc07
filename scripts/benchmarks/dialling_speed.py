"""How fast calls are placed where no cap stands in the way, and how soon a pause is felt."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from scripts.benchmarks import dialling_people as people
from scripts.benchmarks.dialling_costs import peak_mb
from scripts.benchmarks.dialling_stack import Stack, stack
from scripts.local.person import Failed

ATTEMPTS, DISPATCHED, CAMPAIGNS = 1_200, 800, 4
"""Several campaigns at once, so that neither the pace nor the cap of one stands in the way.

Fewer are only dispatched: what Twilio's queue still holds after 20 s is taken back.
"""
PATIENCE = 300  # seconds
LOOK = 1.0  # seconds between two looks: to ask costs the host as well
FAST = {
    "TWILIO__CALLS_PER_SECOND": "100",
    "TWILIO__LIVE_CALLS": "5000",
    "ELEVENLABS__CONCURRENCY": "1000",
}
"""The pace is as much as the setting takes; neither lines nor voices stand in the way."""
HELD = ["--calls-per-second", "0.05"]
"""Twilio's own queue lets nobody out: calls are created, and nothing is ever told of them."""
EVERYBODY = '"+1???55501??"'
BRIEF = f"""
- name: brief
  about: answers after a second and hangs up in the middle of the first prompt
  match: {EVERYBODY}
  ring: {{seconds: 1, result: answer}}
  turns: [{{hangup: {{mid_prompt: true, after_ms: 500}}}}]
"""
"""Four status callbacks, the voice webhook, that of detection, and the audio of the prompt."""
PAUSES, BETWEEN = 5, 2  # how many, and seconds of dialling before each
FELT = 3  # seconds after which nothing may be placed any more
TWENTIETHS = 20


async def speed() -> dict[str, Any]:
    """Dispatch alone, then with all that a short call sends back, then pauses in the midst."""
    async with stack("bench-dialling", settings=FAST, simulators=HELD, persons=BRIEF) as it:
        alone = await _dispatched(it)
    async with stack("bench-dialling", settings=FAST, persons=BRIEF) as it:
        whole = await _concluded(it)
    async with stack("bench-dialling", settings=FAST, simulators=HELD, persons=BRIEF) as it:
        pause = await _paused(it)
    return {**whole, **{f"dispatch_{name}": value for name, value in alone.items()}, **pause}


async def campaigns(it: Stack, names: int, each: int) -> list[str]:
    """So many approved campaigns of so many people, nobody in two of them."""
    wanted = iter(people.numbers())
    return [
        await it.campaign(f"Bench {n}", [people.entry(one) for one in islice(wanted, each)])
        for n in range(names)
    ]


async def _dispatched(it: Stack) -> dict[str, Any]:
    for path in await campaigns(it, CAMPAIGNS, DISPATCHED // CAMPAIGNS):
        await it.run(path)
    return await measured(it, DISPATCHED, lambda: placed(it))


async def _concluded(it: Stack) -> dict[str, Any]:
    paths = await campaigns(it, CAMPAIGNS, ATTEMPTS // CAMPAIGNS)
    for path in paths:
        await it.run(path)

    async def concluded() -> int:
        reports = [await it.report(path) for path in paths]
        return sum(sum(each["outcomes"].values()) for each in reports)

    return await measured(it, ATTEMPTS, concluded)


async def placed(it: Stack) -> int:
    """How many calls the network was asked for."""
    return len(await it.events("created"))


async def measured(it: Stack, count: int, done: Callable[[], Awaitable[int]]) -> dict[str, Any]:
    """From the first call to the moment at which so many are done."""
    first = await it.events("created", wait=25, limit=1)
    if not first:
        raise Failed("No call was placed within 25 s.")
    before, began = it.costs(), time.monotonic()
    while (so_far := await done()) < count:
        if time.monotonic() - began > PATIENCE:
            raise Failed(f"After {PATIENCE} s only {so_far} of {count} attempts are made.")
        await asyncio.sleep(LOOK)
    seconds = time.monotonic() - began
    waits = await _waits(it)
    return {
        "attempts_per_s": round(count / seconds, 1),
        **it.costs().since(before, count),
        "release_to_post_p95_ms": round(1000 * statistics.quantiles(waits, n=TWENTIETHS)[-1]),
        "peak_rss_mb": round(peak_mb(it.part("host").pid)),
    }


async def _waits(it: Stack) -> Sequence[float]:
    """Seconds from an attempt being released, which its id tells, to the network's being asked."""
    async with it.db.transaction() as conn:
        rows = await conn.execute("select sid, id from call where sid is not null")
        released = {sid: instant(id_) for sid, id_ in await rows.fetchall()}
    return [
        (datetime.fromisoformat(each["at"]) - released[each["call"]]).total_seconds()
        for each in await it.events("created")
        if each["call"] in released
    ]


def instant(id_: UUID) -> datetime:
    """When a UUIDv7 was made (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)


async def _paused(it: Stack) -> dict[str, Any]:
    """The worst of several: from asking for a pause to the last call that was still placed."""
    (path,) = await campaigns(it, 1, ATTEMPTS)
    await it.run(path)
    await it.events("created", wait=25, limit=1)
    return {"pause_ms": max([await _pause(it, path) for _ in range(PAUSES)])}


async def _pause(it: Stack, path: str) -> int:
    await asyncio.sleep(BETWEEN)
    asked = await it.now()
    await it.author.post(f"{path}/pause", {"reason": "benchmark"})
    await asyncio.sleep(FELT)
    last = datetime.fromisoformat((await it.events("created"))[-1]["at"])
    await it.author.delete(f"{path}/pause")
    return max(0, round(1000 * (last - asked).total_seconds()))
