"""What tickets are promised, how their clocks follow them, and who hears of it in time."""

from datetime import datetime
from uuid import UUID

from functions.hours import calendars as holidays
from functions.sla import model, store
from functions.sla.calendars import Calendar, loud
from functions.sla.model import (
    BREACH,
    Bound,
    Clock,
    Crossing,
    Kind,
    Notice,
    Phase,
    Standing,
    Timer,
)
from shared import outbox
from shared.db.pool import Connection, Database
from shared.messages import Escalate, RaiseAlert
from shared.ports import Clock as Time

AT_ONCE = 100
"""Clocks that one transaction takes."""
MOST_URGENT = 1
TEXT = "The {kind} time of a ticket of priority {priority} has run out."


async def begin(conn: Connection, standing: Standing, now: datetime) -> None:
    """A ticket was opened: its clocks run."""
    rules = await _active(conn)
    bound = [model.binding(rules, kind, standing) for kind in Kind]
    clocks = [model.begun(each, standing, now) for each in bound if each]
    if clocks:
        await store.put_clocks(conn, clocks)


async def _active(conn: Connection) -> list[Bound]:
    """What may bind a ticket now, its holidays known."""
    rules = [each for each in await store.bound(conn) if each.definition.active]
    await know([each.calendar for each in rules])
    return rules


async def know(calendars: list[Calendar]) -> None:
    """Have their holidays at hand."""
    if any(each.places for each in calendars):
        await holidays.load()


async def follow(conn: Connection, standing: Standing, now: datetime) -> bool:
    """A ticket has changed: so do its clocks. Whether somebody may be on the telephone about it."""
    clocks = {each.kind: each for each in await store.clocks_for_update(conn, standing.ticket_id)}
    every = await store.bound(conn)
    rules = [each for each in every if each.definition.active]
    known = {each.definition.id: each for each in every}
    await know([each.calendar for each in every])
    calendars = await store.calendars_of(conn, [each.calendar_id for each in clocks.values()])
    kept = []
    for kind in Kind:
        before = clocks.get(kind)
        rule = _rule(before, rules, known, kind, standing)
        if rule is None:
            if before and not before.ended_at:
                await store.remove_clock(conn, before)
            continue
        calendar = calendars.get(before.calendar_id, rule.calendar) if before else rule.calendar
        clock = _as_it_stands(before, calendar, rule, standing, now)
        if clock != before:
            kept.append(clock)
    if kept:
        await store.put_clocks(conn, kept)
    if standing.priority == MOST_URGENT and any(
        each.priority != MOST_URGENT for each in clocks.values()
    ):
        await store.hasten(conn, standing.ticket_id, now)
    return any(each.breached for each in clocks.values())


def _rule(
    clock: Clock | None,
    rules: list[Bound],
    known: dict[UUID, Bound],
    kind: Kind,
    standing: Standing,
) -> Bound | None:
    """What binds the ticket: another than before only where its priority became another.

    What was done before anybody promised it is not promised afterwards.
    """
    if clock and (clock.priority == standing.priority or model.is_over(clock, standing)):
        return known[clock.definition_id]
    if clock is None and model.is_done(kind, standing):
        return None
    return model.binding(rules, kind, standing)


def _as_it_stands(
    before: Clock | None, calendar: Calendar, rule: Bound, standing: Standing, now: datetime
) -> Clock:
    clock = before or model.begun(rule, standing, now)
    if clock.priority != standing.priority and not model.is_over(clock, standing):
        clock, calendar = model.rebound(clock, calendar, rule, standing, now), rule.calendar
    match model.wanted(clock, rule, standing):
        case Phase.RUNNING if clock.since is None and clock.kind is Kind.RESOLUTION:
            return model.resumed(clock, calendar, now)
        case Phase.PAUSED if clock.since:
            return model.paused(clock, calendar, now)
        case Phase.ACHIEVED if clock.ended_at is None:
            return model.ended(clock, calendar, now)
    return clock


async def answered(conn: Connection, ticket_id: UUID, now: datetime) -> None:
    """Somebody of ours has told the requester something: that is a response."""
    clocks = await store.clocks_for_update(conn, ticket_id)
    waiting = [each for each in clocks if each.kind is Kind.RESPONSE and not each.ended_at]
    if not waiting:
        return
    calendars = await store.calendars_of(conn, [each.calendar_id for each in waiting])
    await know(list(calendars.values()))
    done = [model.ended(each, calendars[each.calendar_id], now) for each in waiting]
    await store.put_clocks(conn, done)


async def timers(conn: Connection, ticket_id: UUID, now: datetime) -> list[Timer]:
    """How a ticket's clocks stand; of those that run, the one that runs out first comes first."""
    clocks = await store.clocks(conn, ticket_id)
    if not clocks:
        return []
    known = {each.definition.id: each for each in await store.bound(conn)}
    calendars = await store.calendars_of(conn, [each.calendar_id for each in clocks])
    await know(list(calendars.values()))
    told = [
        model.timer(each, known[each.definition_id].definition, calendars[each.calendar_id], now)
        for each in clocks
    ]
    return sorted(told, key=lambda each: (each.due_at is None, each.due_at or now))


async def sweep(db: Database, clock: Time) -> int:
    """Note every mark that a clock has come to, and tell what may be told now. How many marks."""
    total = 0
    while crossed := await _cross(db, clock.now()):
        total += crossed
    while await _tell(db, clock.now()):
        pass
    return total


async def _cross(db: Database, now: datetime) -> int:
    async with db.transaction() as conn:
        found = await store.cross(conn, now, AT_ONCE)
        calendars = await store.calendars_of(conn, [each.calendar_id for each in found])
        await store.add_notices(
            conn, [_notice(each, calendars[each.calendar_id], now) for each in found]
        )
    return len(found)


def _notice(crossing: Crossing, calendar: Calendar, now: datetime) -> Notice:
    urgent = crossing.priority == MOST_URGENT
    told = crossing.model_dump(exclude={"at", "calendar_id"})
    tell_at = now if urgent else loud(calendar, now)
    return Notice(crossed_at=crossing.at, tell_at=tell_at, **told)


async def _tell(db: Database, now: datetime) -> int:
    """Tell what is due. A promise that is broken is an alert, and somebody is rung."""
    async with db.transaction() as conn:
        told = await store.tell(conn, now, AT_ONCE)
        for each in sorted(told, key=lambda one: one.crossed_at):
            if each.percent == BREACH:
                await outbox.put(conn, _alert(each, now), _escalation(each, now))
    return len(told)


def _alert(notice: Notice, now: datetime) -> RaiseAlert:
    return RaiseAlert.new(
        now,
        at=notice.crossed_at,
        source="sla",
        subject_id=notice.ticket_id,
        what=f"{notice.kind}_breached",
        text=TEXT.format(kind=notice.kind.value, priority=notice.priority),
    )


def _escalation(notice: Notice, now: datetime) -> Escalate:
    about = {"ticket_id": notice.ticket_id, "cause": notice.kind.value, "round": notice.round}
    return Escalate.new(now, **about)


async def notices(conn: Connection, before: datetime, count: int) -> list[Notice]:
    """What was told of clocks, the newest first."""
    return await store.notices(conn, before, count)


async def breaches(conn: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """How many promises to requesters were broken from then until then, by kind."""
    return await store.breaches(conn, since, until)
