import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from functions.sla import service as sla
from functions.sla import writing
from functions.sla.calendars import Plan
from functions.sla.model import Notice, Phase, Terms, Timer
from functions.tickets import lookup, talk
from functions.tickets import service as tickets
from functions.tickets.model import (
    Draft,
    Edit,
    HoldReason,
    Resolution,
    ResolutionCode,
    State,
    Ticket,
)
from functions.tickets.service import Act
from shared.db.pool import Database
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import ROOT
from tests.functions.sla.plans import EVER, OFFICE

ANA = Act(actor="Ana")
SOLVED = Resolution(code=ResolutionCode.SOLUTION_PROVIDED, notes="Restarted it")
HOLD = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_CALLER, comment="Which one?")
MINUTE = 60
HOUR = 60 * MINUTE


@pytest.fixture
async def promised(db: Database, clock: TurnedClock) -> UUID:
    """An answer within one hour and a solution within two, at any hour; four for priority 4."""
    ever = Plan(name="Ever", zone="Europe/Madrid", windows=(EVER,))
    calendar = await writing.add_calendar(db, clock, ever, by=ROOT)
    for kind, minutes, priorities in (
        ("response", 60, []),
        ("resolution", 120, [1, 2, 3, 5]),
        ("resolution", 240, [4]),
    ):
        terms = {"name": f"{kind} {minutes}", "kind": kind, "minutes": minutes}
        condition = {"priorities": priorities}
        about = {**terms, "condition": condition, "calendar_id": calendar.id}
        await writing.add_definition(db, clock, Terms.model_validate(about), by=ROOT)
    return calendar.id


async def a_ticket(db: Database, clock: TurnedClock, **fields: object) -> Ticket:
    draft = Draft.model_validate({"title": "Dead", "requester_name": "Front desk", **fields})
    return await tickets.open_ticket(db, clock, draft, "Ana")


async def timer(db: Database, clock: TurnedClock, ticket: Ticket, kind: str) -> Timer:
    found = await lookup.timers(db, clock, ticket.id)
    return next(each for each in found if each.kind == kind)


async def left(db: Database, clock: TurnedClock, ticket: Ticket) -> int:
    return (await timer(db, clock, ticket, "resolution")).remaining_seconds


async def told(db: Database, clock: TurnedClock) -> list[Notice]:
    await sla.sweep(db, clock)
    async with db.transaction() as conn:
        return await sla.notices(conn, clock.now() + timedelta(days=9), 50)


async def sent(db: Database, queue: str) -> list[dict[str, object]]:
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select body from outbox where queue = %s order by position", (queue,)
        )
        return [row[0] for row in await cursor.fetchall()]


async def test_a_ticket_shows_what_is_left_what_runs_out_first_first(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    ticket = await a_ticket(db, clock)
    await clock.advance(30 * MINUTE)
    found = await lookup.timers(db, clock, ticket.id)
    assert [(each.kind, each.remaining_seconds) for each in found] == [
        ("response", 30 * MINUTE),
        ("resolution", 90 * MINUTE),
    ]
    assert found[0].zone == "Europe/Madrid"


async def test_nothing_is_promised_where_nothing_is_defined(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db, clock)
    assert await lookup.timers(db, clock, ticket.id) == []
    assert await told(db, clock) == []


async def test_a_clock_stands_still_while_the_caller_is_asked(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    ticket = await a_ticket(db, clock)
    await tickets.edit(db, clock, ticket.id, Edit(state=State.IN_PROGRESS), ANA)
    await clock.advance(HOUR)
    await tickets.edit(db, clock, ticket.id, HOLD, ANA)
    await clock.advance(10 * HOUR)
    assert (await timer(db, clock, ticket, "resolution")).phase is Phase.PAUSED
    await tickets.edit(db, clock, ticket.id, Edit(state=State.IN_PROGRESS), ANA)
    assert await left(db, clock, ticket) == HOUR


async def test_another_priority_is_another_promise_and_time_that_is_gone_counts(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    ticket = await a_ticket(db, clock, impact=2, urgency=3)
    await clock.advance(HOUR)
    assert await left(db, clock, ticket) == 3 * HOUR
    await tickets.edit(db, clock, ticket.id, Edit(impact=1), ANA)
    assert await left(db, clock, ticket) == HOUR


async def test_a_comment_of_ours_is_a_response_and_so_is_beginning_to_work(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    told_so, edited, worked_on = [await a_ticket(db, clock) for _ in range(3)]
    await talk.comment(db, clock, told_so.id, "We are on it", "Ana")
    await tickets.edit(db, clock, edited.id, Edit(comment="We are on it"), ANA)
    await tickets.edit(db, clock, worked_on.id, Edit(state=State.IN_PROGRESS), ANA)
    await clock.advance(10 * HOUR)
    three = (told_so, edited, worked_on)
    phases = [(await timer(db, clock, each, "response")).phase for each in three]
    assert phases == [Phase.ACHIEVED] * 3


async def test_what_is_reopened_goes_on_where_it_stood(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    ticket = await a_ticket(db, clock)
    await clock.advance(HOUR)
    await tickets.resolve(db, clock, ticket.id, SOLVED, ANA)
    assert (await timer(db, clock, ticket, "resolution")).phase is Phase.ACHIEVED
    await clock.advance(50 * HOUR)
    await tickets.reopen(db, clock, ticket.id, ANA, window=timedelta(hours=100))
    assert await left(db, clock, ticket) == HOUR


async def test_each_share_is_told_once_whoever_sweeps(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    await a_ticket(db, clock)
    await clock.advance(50 * MINUTE)
    await asyncio.gather(*(sla.sweep(db, clock) for _ in range(4)))
    await clock.advance(2 * HOUR)
    await asyncio.gather(*(sla.sweep(db, clock) for _ in range(4)))
    found = [(each.kind, each.percent) for each in await told(db, clock)]
    assert sorted(found) == [
        (kind, n) for kind in ("resolution", "response") for n in (50, 75, 90, 100)
    ]


async def test_a_broken_promise_is_an_alert_and_an_escalation_once(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    ticket = await a_ticket(db, clock)
    await clock.advance(HOUR)
    await asyncio.gather(sla.sweep(db, clock), sla.sweep(db, clock))
    (escalation,) = await sent(db, "escalate")
    (alert,) = await sent(db, "raise-alert")
    assert (escalation["ticket_id"], escalation["cause"]) == (str(ticket.id), "response")
    assert (alert["what"], alert["subject_id"]) == ("response_breached", str(ticket.id))


async def test_at_night_nobody_hears_of_it_before_the_morning(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    await clock.advance(10 * HOUR)  # 23:00 in Madrid
    await a_ticket(db, clock)
    await clock.advance(HOUR)
    assert (await told(db, clock), await sent(db, "escalate")) == ([], [])
    await clock.advance(7 * HOUR)
    assert {each.percent for each in await told(db, clock)} == {50, 75, 90, 100}


async def test_what_is_critical_is_told_at_night(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    await clock.advance(10 * HOUR)
    await a_ticket(db, clock, impact=1, urgency=1)
    await clock.advance(HOUR)
    assert len(await told(db, clock)) == 5
    assert [each["cause"] for each in await sent(db, "escalate")] == ["opened", "response"]


async def test_what_waits_for_the_morning_is_told_once_the_ticket_is_critical(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    await clock.advance(10 * HOUR)
    ticket = await a_ticket(db, clock)
    await clock.advance(3 * HOUR)
    assert await told(db, clock) == []
    await tickets.edit(db, clock, ticket.id, Edit(impact=1, urgency=1), ANA)
    assert len(await told(db, clock)) == 8
    rung = [each["cause"] for each in await sent(db, "escalate")]
    assert rung == ["opened", "response", "resolution"]


async def test_no_answer_is_promised_where_one_was_given_before(
    db: Database, clock: TurnedClock
) -> None:
    ever = Plan(name="Ever", zone="UTC", windows=(EVER,))
    calendar = await writing.add_calendar(db, clock, ever, by=ROOT)
    about = {"name": "At once", "kind": "response", "condition": {"priorities": [1]}}
    terms = Terms.model_validate({**about, "minutes": 10, "calendar_id": calendar.id})
    await writing.add_definition(db, clock, terms, by=ROOT)
    ticket = await a_ticket(db, clock)
    await tickets.edit(db, clock, ticket.id, Edit(state=State.IN_PROGRESS), ANA)
    await clock.advance(HOUR)
    await tickets.edit(db, clock, ticket.id, Edit(impact=1, urgency=1), ANA)
    assert await lookup.timers(db, clock, ticket.id) == []


async def test_a_breach_that_a_longer_time_undid_is_told_again_when_it_comes(
    db: Database, clock: TurnedClock, promised: UUID
) -> None:
    ticket = await a_ticket(db, clock, impact=1, urgency=3)
    await clock.advance(2 * HOUR)
    await told(db, clock)
    await tickets.edit(db, clock, ticket.id, Edit(impact=2), ANA)
    await clock.advance(2 * HOUR)
    await told(db, clock)
    causes = [(each["cause"], each["round"]) for each in await sent(db, "escalate")]
    assert causes == [("response", 1), ("resolution", 1), ("resolution", 2)]


async def test_a_clock_that_begins_late_counts_from_the_opening(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db, clock, impact=1, urgency=2)
    plan = Plan(name="Ever", zone="UTC", windows=(OFFICE, EVER))
    calendar = await writing.add_calendar(db, clock, plan, by=ROOT)
    about = {"name": "Two hours", "kind": "resolution", "minutes": 120}
    terms = Terms.model_validate({**about, "calendar_id": calendar.id})
    await writing.add_definition(db, clock, terms, by=ROOT)
    await clock.advance(HOUR)
    await tickets.edit(db, clock, ticket.id, Edit(urgency=1), ANA)
    assert (clock.now() - NOON, await left(db, clock, ticket)) == (timedelta(hours=1), HOUR)
