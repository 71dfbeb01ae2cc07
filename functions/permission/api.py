"""The do-not-call list over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from functions.access.api import Admin, Agent, Supervisor
from functions.access.model import Role
from functions.permission import desk
from functions.permission.desk import MOST, Listed, NewDoNotCall, Removal
from functions.permission.model import DoNotCall, Event
from shared.value import Page, Text
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/do-not-call", tags=["people"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]

Forbidden = Page[DoNotCall, str]


@router.get("")
async def get_do_not_call(
    who: Agent, wired: Wired, after: Text | None = None, limit: Limit = 50
) -> Forbidden:
    """Who must not be called, by number."""
    async with wired.db.transaction() as conn:
        found = await desk.forbidden_page(conn, after=after, limit=limit + 1)
    return Forbidden.of(found, limit, lambda each: each.place)


@router.post("", status_code=201)
async def post_do_not_call(
    new: NewDoNotCall, response: Response, who: Agent, wired: Wired
) -> DoNotCall:
    """Leave a number in peace. 200 with the entry in force where it is listed already."""
    areas = who.may_act_as(Role.SUPERVISOR)
    entry, is_new = await desk.forbid(wired.db, wired.clock, new, by=who.name, areas=areas)
    response.status_code = 201 if is_new else 200
    return entry


Many = Annotated[list[NewDoNotCall], Field(min_length=1, max_length=MOST)]


@router.post("/batch")
async def post_batch(news: Many, who: Supervisor, wired: Wired) -> list[Listed]:
    """Leave many numbers in peace; what became of each, in their order."""
    return await desk.forbid_many(wired.db, wired.clock, news, by=who.name)


@router.post("/removals", status_code=201)
async def post_removal(wanted: Removal, who: Admin, wired: Wired) -> Event:
    """Take an entry off the list."""
    return await desk.lift(wired.db, wired.clock, wanted, by=who.name)


@router.get("/history")
async def get_history(phone: Text, who: Agent, wired: Wired) -> list[Event]:
    """What was done about a number, or an area, the oldest first."""
    async with wired.db.transaction() as conn:
        return await desk.history(conn, phone)
