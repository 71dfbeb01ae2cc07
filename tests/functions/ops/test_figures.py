from datetime import timedelta
from typing import Any

import pytest

from functions.conversation import figures as talk
from functions.ops import figures, poison, switch
from functions.ops.switch import WhyPaused
from shared import telemetry
from shared.db.pool import Database
from shared.value import new_id
from tests.fake_stores import FakeQueues
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import NOON, TurnedClock
from tests.functions.calls.conftest import Phone

Told = dict[str, list[tuple[float, dict[str, str]]]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What was told, by the name of the figure."""
    found: Told = {}

    def tell(name: str, value: float, **by: str) -> None:
        found.setdefault(name, []).append((value, by))

    for way in ("measured", "counted", "lasted"):
        monkeypatch.setattr(telemetry, way, tell)
    return found


async def measure(db: Database, clock: TurnedClock) -> None:
    await figures.measure(db, clock, FakeEmbeddings())
    await talk.measure(db, clock)


async def test_only_figures_of_the_catalogue_are_told_and_only_by_what_it_says(
    db: Database, clock: TurnedClock, told: Told
) -> None:
    await measure(db, clock)
    known: dict[str, Any] = telemetry.GAUGES | telemetry.COUNTERS | telemetry.HISTOGRAMS
    wrong = [name for name in told for _, by in told[name] if set(by) - set(known[name].by)]
    assert set(told) <= set(known)
    assert wrong == []


async def test_queues_tell_their_depth_and_what_failed(
    db: Database, clock: TurnedClock, told: Told
) -> None:
    await poison.watch(db, clock, FakeQueues(waiting={"dial": [NOON - timedelta(seconds=9)]}))
    await measure(db, clock)
    assert (1, {"queue": "dial"}) in told["queue.depth"]
    assert (9, {"queue": "dial"}) in told["queue.age"]


async def test_attempts_that_are_due_grow_older_until_they_are_made(
    db: Database, clock: TurnedClock, told: Told
) -> None:
    await Phone(db, clock).plan()
    await clock.advance(42)
    await switch.pause(db, clock, WhyPaused(reason="Wrong list"), actor="Ana")
    await measure(db, clock)
    assert told["dial.backlog_age"] == [(42, {})]
    assert told["dialling.paused"] == [(1, {})]


async def test_calls_are_told_by_their_outcome_once(
    db: Database, clock: TurnedClock, told: Told
) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            "insert into conclusion (call_id, outcome, at) values (%s, 'reached', %s)",
            (new_id(NOON), NOON),
        )
    for _ in range(3):
        await talk.measure(db, clock)
        await clock.advance(60)
    assert told["call.ended"] == [(1, {"outcome": "reached"})]
