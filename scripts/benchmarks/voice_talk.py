"""Keeps many lines busy for some minutes, and has the network tell how long we took to answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from scripts.benchmarks.dialling_costs import peak_mb
from scripts.benchmarks.dialling_stack import Stack, stack
from scripts.benchmarks.voice_figures import PENDING, again, cadence, first_audio, times, turns_of
from scripts.benchmarks.voice_people import CADENCE, everybody, script, talkers
from scripts.benchmarks.voice_queues import Ages
from scripts.local.person import Failed
from scripts.local.progress import step
from shared.adapters.virtual import Mode

QUESTIONS = 10
SHORTEST = 20
"""Seconds that no call is shorter than: so many people at the most are needed."""
FAST = {
    "TWILIO__CALLS_PER_SECOND": "100",
    "TWILIO__LIVE_CALLS": "5000",
    "ELEVENLABS__CONCURRENCY": "1000",
}
"""Neither the account's pace nor its lines nor the voice's plan stand in the way."""
OPENING = 15
"""Seconds until those called last have heard who calls, and talk."""
PATIENCE = 180  # seconds until something must have come to its end
LOOK = 0.5


@asynccontextmanager
async def lines(questions: int = QUESTIONS) -> AsyncIterator[Stack]:
    """A stack on virtual time, whose people answer so many questions."""
    persons = talkers(questions)
    async with stack("bench-voice", clock=Mode.MANUAL, settings=FAST, persons=persons) as it:
        yield it


async def talk(calls: int, *, seconds: float, questions: int = QUESTIONS) -> dict[str, Any]:
    """What a turn takes while so many talk for so long."""
    async with lines(questions) as it:
        with step("First run: every sentence once"):
            await once_through(it, questions)
        with step(f"Second run: {calls} lines for {seconds:.0f} s"):
            return await _measured(it, calls, seconds, questions)


async def once_through(it: Stack, questions: int) -> None:
    """One call on virtual time, so that all audio is there; then the clock goes with the wall."""
    path = await it.campaign("First", everybody(1), script(questions))
    await it.run(path)
    await it.turn(Mode.AUTO_ADVANCE)
    await until(it, path, "completed")
    await it.turn(Mode.REAL)


async def until(it: Stack, path: str, state: str) -> None:
    """Return once a campaign is that far. Raises `Failed`."""
    began = time.monotonic()
    while (found := (await it.author.get(path))["state"]) != state:
        if time.monotonic() - began > PATIENCE:
            raise Failed(f"After {PATIENCE} s the campaign is still {found}.")
        await asyncio.sleep(LOOK)


async def begun(it: Stack, calls: int, seconds: float, words: dict[str, Any]) -> str:
    """A campaign that keeps so many lines busy for so long; it returns once all of them talk."""
    them, pace = everybody(calls * (2 + int(seconds / SHORTEST))), max(1.0, calls / CADENCE)
    path = await it.campaign("Second", them, words, live_cap=calls, per_second=pace)
    await it.run(path)
    began = time.monotonic()
    while (await it.report(path))["live"] < calls:
        if time.monotonic() - began > PATIENCE:
            raise Failed(f"After {PATIENCE} s there are still not {calls} calls at once.")
        await asyncio.sleep(LOOK)
    await asyncio.sleep(OPENING)
    return path


async def last(it: Stack) -> int:
    """The number of the latest event on the network."""
    return int((await it.simulators.get("/__sim__/start")).json()["number"])


async def _measured(it: Stack, calls: int, seconds: float, questions: int) -> dict[str, Any]:
    """The second run: lines that are always busy, each person called once."""
    usage, begins = await it.author.get("/api/v1/speech/usage"), await last(it)
    path = await begun(it, calls, seconds, script(questions))
    before, after, memory = it.costs(), await last(it), peak_mb(it.part("host").pid)
    async with Ages(it) as ages:
        await asyncio.sleep(seconds)
    costs, webhooks = it.costs(), await it.events("webhook", after)
    turns = turns_of(webhooks)
    if len(turns) <= calls:
        raise Failed(f"{len(turns)} turns in {seconds:.0f} s are too few: let it go on for longer.")
    used, peak = await it.author.get("/api/v1/speech/usage"), peak_mb(it.part("host").pid)
    await it.author.post(f"{path}/pause", {"reason": "benchmark"})
    return {
        **times(turns, await it.events("vendor", after)),
        **first_audio(await it.events("state", begins), await it.events("bot", begins)),
        **again(usage, used),
        **costs.since(before, len(turns), what="turn"),
        "turns_per_s": round(len(turns) / seconds, 1),
        "cadence_s": cadence(turns),
        "filled": sum(PENDING in each["detail"]["url"] for each in webhooks),
        **ages.figures(),
        "application_errors": len(await it.events("application_error", begins)),
        "fallbacks": len(await it.events("fallback", begins)),
        "peak_rss_mb": round(peak),
        "rss_grown_mb": round(peak - memory),
    }
