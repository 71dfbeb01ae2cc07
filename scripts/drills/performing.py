"""One drill: people begin to work, something goes wrong, it ends, and what was lost is counted."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from scripts.benchmarks.voice_talk import last
from scripts.drills import counting, diary
from scripts.drills.diary import Diary
from scripts.drills.people import PER_SECOND, Desk, call, callees, phones
from scripts.drills.stage import Stage
from scripts.drills.troubles import Drill
from scripts.local.progress import step
from shared.adapters.virtual import Mode
from shared.value import Value

LEAD, LAG = 6.0, 8.0
"""Seconds that people work before it goes wrong, and that calls are still begun afterwards."""
LOOK = 0.5
IN_A_ROW = 3
"""Looks one after the other that must find it well."""
MOST = 180.0
"""Seconds after which it counts as not healed."""
SOON, FURTHER, JUMPS = 60.0, timedelta(minutes=20), 2
"""Seconds of the wall's until what was begun should be over; else it is so much later, so often.
The end of a call that nobody told us is asked for once no call could last longer."""
HELD = 660.0
"""Seconds of the wall's after which storage hands out again what a dead worker had taken."""


class Result(Value):
    """What came of a drill. Times are in seconds of the wall's; -1 is never."""

    name: str
    numbers: tuple[int, ...]
    what: str
    requests: int
    errors_seen: int
    slow: int
    worst_s: float
    calls: int
    callers_who_heard_an_error: int
    compared: int
    lost: int
    lost_what: dict[str, int]
    seconds_to_healthy: float

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, and it healed."""
        return not self.lost and self.seconds_to_healthy >= 0


@dataclass
class Numbers:
    """Telephone numbers nobody had before, for as long as a run lasts."""

    agreeing: Iterator[str]
    forbidding: Iterator[str]
    wished: Iterator[str]

    @classmethod
    def new(cls) -> "Numbers":
        """All of them."""
        return cls(phones("0"), phones("1"), phones("2"))


@dataclass(frozen=True)
class Manner:
    """How long it goes wrong, in seconds; how much less than usual is done; where notes go."""

    seconds: float
    ease: float
    folder: Path


async def perform(it: Stage, name: str, drill: Drill, numbers: Numbers, manner: Manner) -> Result:
    """One drill from beginning to end."""
    notes, since = Diary(manner.folder / f"{name}.jsonl"), await last(it)
    notes.file.unlink(missing_ok=True)
    desk = Desk(it.host, notes, name, numbers.wished, manner.ease)
    it.afterwards.clear()
    it.erased.clear()
    pace = PER_SECOND / manner.ease
    many = int((LEAD + manner.seconds + LAG) * pace)
    them = callees(numbers.agreeing, numbers.forbidding, many)
    path = await call(it, name, them, per_second=pace)
    working = asyncio.create_task(desk.work())
    try:
        await asyncio.sleep(LEAD)
        before, began = await last(it), diary.now()
        with step(f"{name}: {drill.what}"[:44]):
            await _go_wrong(it, drill, began + manner.seconds)
        during, after = notes.since(began), await last(it)
        healthy = await _well(it, desk)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    await _settle(it)
    lost = await counting.lost(it, notes, path, since)
    for check in it.afterwards:
        lost |= await check()
    hurt = [
        each
        for kind in ("application_error", "fallback")
        for each in await it.events(kind, before)
        if each["number"] <= after
    ]
    return Result(
        name=name,
        numbers=drill.numbers,
        what=drill.what,
        requests=len(during),
        errors_seen=diary.errors(during),
        slow=diary.slow(during),
        worst_s=round(diary.worst(during), 1),
        calls=len(await it.events("created", since)),
        callers_who_heard_an_error=len({each["call"] for each in hurt}),
        compared=await counting.compared(it, notes, since),
        lost=sum(lost.values()),
        lost_what={kind: many for kind, many in lost.items() if many},
        seconds_to_healthy=healthy,
    )


async def _go_wrong(it: Stage, drill: Drill, until: float) -> None:
    async with drill.trouble(it):
        await asyncio.sleep(max(0.0, until - diary.now()))


async def _well(it: Stage, desk: Desk) -> float:
    """Seconds from now to the first of some looks in a row that found it well."""
    began, well, since = diary.now(), 0, 0.0
    while (passed := diary.now() - began) < MOST:
        since = since if well else passed
        well = well + 1 if await counting.is_well(it, desk) else 0
        if well == IN_A_ROW:
            return round(since, 1)
        await asyncio.sleep(LOOK)
    return -1.0


async def _settle(it: Stage) -> None:
    """Let the clock jump until nothing waits, a while further each time: ends may go untold."""
    for _ in range(JUMPS):
        await it.turn(Mode.AUTO_ADVANCE)
        if await _quiet(it, SOON):
            break
        later = await it.now() + FURTHER
        await it.turn(Mode.MANUAL, now=later.isoformat())
    else:
        await it.turn(Mode.AUTO_ADVANCE)
        await _quiet(it, HELD)
    await it.turn(Mode.REAL)


async def _quiet(it: Stage, within: float) -> bool:
    """Whether all came to its end by then."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while await counting.waiting(it):  # noqa: ASYNC110 - a database does not tell
                await asyncio.sleep(LOOK)
            return True
    return False
