"""Calls over HTTP as people look them up and step into them: those that they see.

They stand here, above all that calls are about: tickets, escalations, people of campaigns.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from functions.access.api import Agent, Supervisor
from functions.board import about
from functions.calls import service, stepping_in
from functions.calls.stepping_in import Stepped, TakenOver
from shared.errors import NotFound
from shared.value import Instant, Page, Spoken, Text, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/calls", tags=["calls"])

Wired = Annotated[Deps, Depends(deps)]
Calls = Page[Stepped, UUID]


@router.get("")
async def get_calls(
    who: Agent,
    wired: Wired,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Calls:
    """The newest calls first; none about a ticket that you do not see."""
    async with wired.db.transaction() as conn:
        made = await about.recent_calls(conn, who.sight, after, limit + 1)
        found = await stepping_in.stepped(conn, made, wired.clock.now())
    return Calls.of(found, limit, lambda each: each.id)


async def seen(call_id: UUID, who: Agent, wired: Wired) -> UUID:
    """The call, unless it is about a ticket that they do not see. Raises `NotFound`."""
    if who.sight is None:
        return call_id
    async with wired.db.transaction() as conn:
        if not await about.is_in_sight(conn, who.sight, call_id):
            raise NotFound("No such call.", call_id=str(call_id))
    return call_id


Seen = Annotated[UUID, Depends(seen)]


@router.get("/{call_id}")
async def get_call(call_id: Seen, wired: Wired) -> Stepped:
    """One call."""
    async with wired.db.transaction() as conn:
        made = [await service.call(conn, call_id)]
        return (await stepping_in.stepped(conn, made, wired.clock.now()))[0]


class Ending(Value):
    """Why somebody ends it. It need not be said: seconds may matter."""

    reason: Text = Field("", max_length=300)


class Ended(Value):
    """Who ends a call, since when: whoever asked first."""

    call_id: UUID
    ended_by: str
    asked_at: Instant


@router.post("/{call_id}/end", status_code=202)
async def post_end(who: Supervisor, call_id: Seen, ending: Ending, wired: Wired) -> Ended:
    """End one call that is live: whoever is on it hears a sentence first."""
    done = await stepping_in.end(wired.db, wired.clock, call_id, by=who, reason=ending.reason)
    return Ended(call_id=call_id, ended_by=done.actor, asked_at=done.asked_at)


class TakingOver(Value):
    """Who takes a call over is rung at `phone`, or where they were last, and told in `language`."""

    phone: Text | None = Field(None, min_length=1, max_length=40)
    language: Spoken = Spoken.EN


@router.post("/{call_id}/takeover", status_code=202)
async def post_takeover(call_id: Seen, wish: TakingOver, who: Agent, wired: Wired) -> TakenOver:
    """Have a call that is live: your telephone rings, and the key 1 connects you."""
    return await stepping_in.take_over(
        wired.db, wired.clock, call_id, by=who, phone=wish.phone, spoken=wish.language
    )
