"""Fails the language model, the voices and Redis in turn while many talk, and looks who notices.

Everybody's questions have their name in them, so that audio must be made all the time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from scripts.benchmarks.dialling_stack import Stack
from scripts.benchmarks.voice_figures import quantile, turns_of, wall_ms
from scripts.benchmarks.voice_people import script
from scripts.benchmarks.voice_talk import QUESTIONS, begun, last, lines
from scripts.local.progress import step
from shared.adapters.virtual import Mode

SECONDS = 20.0
RECOVERY = 8.0
"""Seconds until whatever was asked last has been answered, and the next may fail."""
PARTS = {"model": ("oa.chat",), "voices": ("el.tts", "oa.speech")}
WAYS: tuple[dict[str, Any], ...] = (
    {"action": "hang"},
    {"action": "reset"},
    {"action": "status", "value": 500},
)
BY_TWILIO = "say"
Failing = Callable[[Stack], AbstractAsyncContextManager[None]]


async def drill(
    calls: int, *, seconds: float = SECONDS, questions: int = QUESTIONS
) -> dict[str, Any]:
    """How turns went while each was away, and how many calls ended in an application error."""
    failures = _failures()
    async with lines(questions) as it:
        await it.turn(Mode.REAL)
        whole, begins = (seconds + RECOVERY) * len(failures), await last(it)
        await begun(it, calls, whole, script(questions, personal=True))
        found: dict[str, Any] = {}
        for name, failure in failures.items():
            with step(f"{calls} calls, {name}"):
                found |= await _while_away(it, name, failure, seconds)
        return found | {
            "calls": len(await it.events("created", begins)),
            "fallbacks": len(await it.events("fallback", begins)),
            "application_errors": len(await it.events("application_error", begins)),
        }


def _failures() -> dict[str, Failing]:
    vendors: dict[str, Failing] = {
        f"{part}_{way['action']}": partial(_broken, where=where, way=way)
        for part, where in PARTS.items()
        for way in WAYS
    }
    return {**vendors, "redis_killed": partial(_killed, part="redis")}


@asynccontextmanager
async def _broken(it: Stack, where: Sequence[str], way: dict[str, Any]) -> AsyncIterator[None]:
    for place in where:
        await it.fault(where=place, **way)
    yield
    (await it.simulators.delete("/__sim__/faults")).raise_for_status()


@asynccontextmanager
async def _killed(it: Stack, part: str) -> AsyncIterator[None]:
    process = it.part(part)
    await it.system.run.lose(process)
    yield
    await it.system.run.start(process.program)


async def _while_away(it: Stack, name: str, away: Failing, seconds: float) -> dict[str, Any]:
    after, began = await last(it), await it.now()
    async with away(it):
        await asyncio.sleep(seconds)
        until = await it.now()
    sounds = [each["detail"]["via"] for each in await it.events("bot", after)]
    taken = [wall_ms(each) for each in turns_of(await it.events("webhook", after))]
    async with it.db.transaction() as conn:
        counted = await conn.execute(
            """
            select count(*) filter (where source <> 'model'), count(*) from turn
            where n > 0 and claimed_at between %s and %s and answered_at is not null
            """,
            (began, until),
        )
        ((scripted, turns),) = await counted.fetchall()
    await asyncio.sleep(RECOVERY)
    return {
        f"{name}_turns": turns,
        f"{name}_p95_ms": round(quantile(taken, 95), 1),
        f"{name}_by_script": round(scripted / max(1, turns), 3),
        f"{name}_by_say": round(sounds.count(BY_TWILIO) / max(1, len(sounds)), 3),
    }
