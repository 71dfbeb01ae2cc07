"""Calendars, definitions and what was told of clocks, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from functions.access.api import Admin, Agent, Seen, tagged
from functions.sla import service, writing
from functions.sla.calendars import Calendar, Plan
from functions.sla.model import Definition, Notice, Terms
from shared.value import Instant, Page
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/sla", tags=["sla"])

Wired = Annotated[Deps, Depends(deps)]


@router.get("/calendars")
async def get_calendars(who: Agent, wired: Wired) -> list[Calendar]:
    """All of them, by name."""
    async with wired.db.transaction() as conn:
        return await writing.calendars(conn)


@router.post("/calendars", status_code=201)
async def post_calendar(plan: Plan, response: Response, who: Admin, wired: Wired) -> Calendar:
    """Write a calendar down."""
    calendar = await writing.add_calendar(wired.db, wired.clock, plan, by=who.by)
    return tagged(calendar, response)


@router.put("/calendars/{calendar_id}")
async def put_calendar(
    who: Admin, calendar_id: UUID, plan: Plan, seen: Seen, response: Response, wired: Wired
) -> Calendar:
    """Let it read like that: what is not given is gone."""
    calendar = await writing.change_calendar(
        wired.db, wired.clock, calendar_id, plan, seen=seen, by=who.by
    )
    return tagged(calendar, response)


@router.delete("/calendars/{calendar_id}", status_code=204)
async def delete_calendar(who: Admin, calendar_id: UUID, seen: Seen, wired: Wired) -> Response:
    """Drop it, if nothing counts by it."""
    await writing.drop_calendar(wired.db, wired.clock, calendar_id, seen=seen, by=who.by)
    return Response(status_code=204)


@router.get("/definitions")
async def get_definitions(who: Agent, wired: Wired) -> list[Definition]:
    """All of them, in the order in which they are asked."""
    async with wired.db.transaction() as conn:
        return await writing.definitions(conn)


@router.post("/definitions", status_code=201)
async def post_definition(terms: Terms, response: Response, who: Admin, wired: Wired) -> Definition:
    """Promise tickets something from now on."""
    definition = await writing.add_definition(wired.db, wired.clock, terms, by=who.by)
    return tagged(definition, response)


@router.put("/definitions/{definition_id}")
async def put_definition(
    who: Admin, definition_id: UUID, terms: Terms, seen: Seen, response: Response, wired: Wired
) -> Definition:
    """Let it read like that, for tickets to come."""
    definition = await writing.change_definition(
        wired.db, wired.clock, definition_id, terms, seen=seen, by=who.by
    )
    return tagged(definition, response)


@router.delete("/definitions/{definition_id}", status_code=204)
async def delete_definition(who: Admin, definition_id: UUID, seen: Seen, wired: Wired) -> Response:
    """Drop it, if no ticket goes by it."""
    await writing.drop_definition(wired.db, wired.clock, definition_id, seen=seen, by=who.by)
    return Response(status_code=204)


@router.get("/notices")
async def get_notices(
    who: Agent,
    wired: Wired,
    before: Instant | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[Notice, Instant]:
    """What was told of clocks, the newest first; `next` is what to ask `before` for more."""
    async with wired.db.transaction() as conn:
        found = await service.notices(conn, before or wired.clock.now(), limit + 1)
    return Page[Notice, Instant].of(found, limit, lambda each: each.crossed_at)
