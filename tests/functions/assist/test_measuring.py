from datetime import timedelta

import pytest

from functions.assist import ledger, measuring
from functions.assist.model import By
from functions.assist.tallies import Measure, Tally, drifted
from shared.value import new_id
from tests.functions.assist.conftest import Desk


async def measured(desk: Desk, days_ago: int, *, right: int, wrong: int) -> None:
    """So many tickets that were closed then, and how triage had told their category."""
    at = desk.clock.now() - timedelta(days=days_ago)
    found = [
        Measure(
            suggestion_id=new_id(at),
            field="category",
            by=By.MODEL,
            is_right=number < right,
            closed_at=at,
        )
        for number in range(right + wrong)
    ]
    async with desk.db.transaction() as conn:
        await ledger.measure(conn, found)


async def test_accuracy_is_told_week_by_week(desk: Desk) -> None:
    await measured(desk, 8, right=3, wrong=1)
    await measured(desk, 0, right=1, wrong=1)
    told = (await measuring.accuracy(desk.db, desk.clock, 12)).items
    assert [(each.week, each.measured, each.right) for each in told] == [
        ("2027-03-01", 2, 1),
        ("2027-02-15", 4, 3),
    ]


async def test_triage_that_gets_worse_raises_one_alarm_a_week(desk: Desk) -> None:
    await measured(desk, 20, right=90, wrong=10)
    await measured(desk, 2, right=20, wrong=20)
    assert await measuring.watch(desk.db, desk.clock) == ["category"]
    assert await measuring.watch(desk.db, desk.clock) == []
    alerts = await desk.rows("select body->>'what' from outbox where queue = 'raise-alert'")
    told = await measuring.accuracy(desk.db, desk.clock, 12)
    assert (alerts, told.alarms[0].week) == ([("assist_drift",)], "2027-03-01")


@pytest.mark.parametrize(
    ("before", "now", "is_worse"),
    [
        ((100, 90), (40, 20), True),
        ((100, 90), (29, 0), False),  # too few
        ((29, 29), (100, 0), False),
        ((1000, 900), (1000, 810), False),  # sure, and too little to matter
        ((30, 24), (30, 20), False),  # much, and by chance
        ((100, 50), (100, 90), False),  # better
        ((100, 0), (100, 0), False),
    ],
)
def test_what_is_worse_by_more_than_chance(
    before: tuple[int, int], now: tuple[int, int], is_worse: bool
) -> None:
    then, lately = (Tally(measured=all_, right=right) for all_, right in (before, now))
    assert drifted(then, lately) is is_worse
