"""Who is at a ticket, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Response

from functions.access.api import Agent
from functions.presence import service
from functions.presence.model import Doing, Presence
from functions.tickets.api import IN_SIGHT
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(
    prefix="/api/v1/tickets/{ticket_id}/presence", tags=["presence"], dependencies=IN_SIGHT
)

Wired = Annotated[Deps, Depends(deps)]
NOT_MODIFIED = 304


class Arrival(Value):
    """What I do there."""

    doing: Doing = Doing.VIEWING


@router.get("", response_model=Presence, responses={304: {"description": "Nothing is new."}})
async def get_presence(
    wired: Wired,
    who: Agent,
    ticket_id: UUID,
    response: Response,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Presence | Response:
    """Who is there, and the ticket's version. Cheap: ask this every few seconds, not the ticket."""
    found = await service.there(wired.db, wired.clock, ticket_id)
    headers = {"etag": found.etag}
    if if_none_match is not None and found.etag in if_none_match:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return found


@router.put("")
async def put_presence(wired: Wired, who: Agent, ticket_id: UUID, mine: Arrival) -> Presence:
    """I am there. Say so every 15 seconds; after 40 I am gone."""
    return await service.arrive(wired.db, wired.clock, ticket_id, who.name, mine.doing)


@router.delete("", status_code=204)
async def delete_presence(wired: Wired, who: Agent, ticket_id: UUID) -> None:
    """I leave."""
    await service.leave(wired.db, ticket_id, who.name)
