"""Calendars and definitions as admins write them."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.audit import service as audit
from functions.audit.model import By
from functions.hours.regions import is_place
from functions.phones import model as phones
from functions.sla import model, service, store, written
from functions.sla.calendars import Calendar, Plan, after
from functions.sla.model import Definition, Terms
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid
from shared.ports import Clock
from shared.records import as_seen, rewritten, there
from shared.value import new_id

LONGEST = timedelta(days=366)
"""Within which every promise must fall due, or its calendar has too few hours for it."""


async def calendars(conn: Connection) -> list[Calendar]:
    """All of them, by name."""
    return await written.calendars(conn)


async def add_calendar(db: Database, clock: Clock, plan: Plan, *, by: By) -> Calendar:
    """Write a calendar down. Raises `Invalid`, and `Conflict` where one has that name."""
    now = clock.now()
    told = _checked(plan).model_dump()
    calendar = Calendar(id=new_id(now), version=1, created_at=now, **told)
    async with db.transaction() as conn:
        if not await written.add_calendar(conn, calendar):
            raise _taken(calendar.name)
        await audit.note_record(conn, by, "sla_calendar", (None, calendar), now)
    return calendar


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a calendar named {name} already: change that one.")


def _checked(plan: Plan) -> Plan:
    """In a zone there is, with holidays of places there are. Raises `Invalid`."""
    if not phones.is_zone(plan.zone):
        problem, hint = f"{plan.zone!r} is no time zone", "Write it as IANA does: Europe/Madrid."
        errors = [{"field": "zone", "problem": problem, "hint": hint}]
        raise Invalid(f"zone: {problem}. {hint}", errors=errors)
    if unknown := [each for each in plan.places if not is_place(each)]:
        problem, hint = f"{unknown[0]!r} is no country or region", "Write ES, or US-FL."
        errors = [{"field": "places", "problem": problem, "hint": hint}]
        raise Invalid(f"places: {problem}. {hint}", errors=errors)
    return plan


async def change_calendar(
    db: Database, clock: Clock, calendar_id: UUID, plan: Plan, *, seen: int, by: By
) -> Calendar:
    """Let it read like that. Clocks that run keep their marks until their ticket changes.

    Raises `NotFound`, `Invalid`, `Stale` and `Conflict`.
    """
    _checked(plan)
    async with db.transaction() as conn:
        before = await written.calendar_for_update(conn, calendar_id)
        calendar = rewritten("calendar", before, plan, seen)
        if not await written.save_calendar(conn, calendar):
            raise _taken(calendar.name)
        await audit.note_record(conn, by, "sla_calendar", (before, calendar), clock.now())
    return calendar


async def drop_calendar(
    db: Database, clock: Clock, calendar_id: UUID, *, seen: int, by: By
) -> None:
    """Drop it. Raises `NotFound`, `Stale`, and `Conflict` where something counts by it."""
    async with db.transaction() as conn:
        gone = as_seen("calendar", await written.calendar_for_update(conn, calendar_id), seen)
        if not await written.remove_calendar(conn, calendar_id):
            raise Conflict("Definitions or tickets count by this calendar: give them another.")
        await audit.note_record(conn, by, "sla_calendar", (gone, None), clock.now())


async def definitions(conn: Connection) -> list[Definition]:
    """All of them, in the order in which they are asked."""
    return [each.definition for each in await store.bound(conn)]


async def add_definition(db: Database, clock: Clock, terms: Terms, *, by: By) -> Definition:
    """Promise tickets something from now on. Raises `Invalid`."""
    _check_words(terms)
    now = clock.now()
    definition = Definition(id=new_id(now), version=1, created_at=now, **terms.model_dump())
    async with db.transaction() as conn:
        await _reachable(conn, definition, now)
        await written.add_definition(conn, definition)
        await audit.note_record(conn, by, "sla_definition", (None, definition), now)
    return definition


def _check_words(terms: Terms) -> None:
    """Raise `Invalid` where it would never bind or pause, for there are no such tickets."""
    model.check_condition(terms.condition)
    model.check_known("pauses", terms.pauses, model.REASONS)


async def _reachable(conn: Connection, terms: Terms, now: datetime) -> None:
    """Whether the calendar has hours enough. Raises `Invalid`."""
    found = await store.calendars_of(conn, [terms.calendar_id])
    problem = None if found else "there is no such calendar"
    if found:
        await service.know(list(found.values()))
        target = timedelta(minutes=terms.minutes)
        if after(found[terms.calendar_id], now, target) > now + LONGEST:
            problem = "its hours do not make up that time within a year"
    if problem:
        raise Invalid(
            f"calendar_id: {problem}.", errors=[{"field": "calendar_id", "problem": problem}]
        )


async def change_definition(
    db: Database, clock: Clock, definition_id: UUID, terms: Terms, *, seen: int, by: By
) -> Definition:
    """Let it read like that, for tickets to come and those that change their priority.

    Raises `NotFound`, `Invalid`, and `Stale`; `Conflict` where its kind would be another.
    """
    _check_words(terms)
    async with db.transaction() as conn:
        before = there("definition", await written.definition_for_update(conn, definition_id))
        definition = rewritten("definition", before, terms, seen)
        if before.kind is not terms.kind:
            raise Conflict("kind: clocks go by this definition as it is. Write another one.")
        await _reachable(conn, terms, clock.now())
        await written.save_definition(conn, definition)
        await audit.note_record(conn, by, "sla_definition", (before, definition), clock.now())
    return definition


async def drop_definition(
    db: Database, clock: Clock, definition_id: UUID, *, seen: int, by: By
) -> None:
    """Drop it. Raises `NotFound`, `Stale`, and `Conflict` where clocks go by it."""
    async with db.transaction() as conn:
        gone = as_seen("definition", await written.definition_for_update(conn, definition_id), seen)
        if not await written.remove_definition(conn, definition_id):
            raise Conflict("Tickets go by this definition: make it inactive instead.")
        await audit.note_record(conn, by, "sla_definition", (gone, None), clock.now())
