"""What belongs to a ticket, over HTTP: links, merges, splits."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Response

from functions.access.api import Agent, Seen, tagged
from functions.links import merging, service
from functions.links.merging import Asked
from functions.links.model import Linked, NewLink, Splitting
from functions.tickets import lookup
from functions.tickets.api import IN_SIGHT
from functions.tickets.model import Ticket
from functions.tickets.service import Act
from shared.value import Value
from shared.wiring import Deps, deps

TICKET = "/api/v1/tickets/{ticket_id}"
router = APIRouter(prefix=f"{TICKET}/links", tags=["links"], dependencies=IN_SIGHT)
merges = APIRouter(prefix=f"{TICKET}/merge", tags=["links"], dependencies=IN_SIGHT)
splits = APIRouter(prefix=f"{TICKET}/splits", tags=["links"], dependencies=IN_SIGHT)

Wired = Annotated[Deps, Depends(deps)]
RequestKey = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


async def has_seen(who: Agent, seen: Seen) -> Act:
    """Who acts, and which version of the ticket they have seen."""
    return Act(actor=who.name, seen=seen)


HasSeen = Annotated[Act, Depends(has_seen)]


class Into(Value):
    """The ticket that shall stand for both."""

    into_id: UUID


@router.get("")
async def get_links(wired: Wired, who: Agent, ticket_id: UUID) -> list[Linked]:
    """To and from it, the oldest first."""
    return await service.links(wired.db, ticket_id, who.sight)


@router.post("", status_code=201)
async def post_link(wired: Wired, who: Agent, ticket_id: UUID, new: NewLink) -> Linked:
    """Say what it is to another ticket."""
    await lookup.check_in_sight(wired.db, [new.other_id], who.sight)
    return await service.link(wired.db, wired.clock, ticket_id, new, who.name)


@router.delete("/{link_id}", status_code=204)
async def delete_link(wired: Wired, who: Agent, ticket_id: UUID, link_id: UUID) -> None:
    """Take a link away, from either end."""
    await service.unlink(wired.db, wired.clock, ticket_id, link_id, who.name)


@merges.put("")
async def put_merge(
    wired: Wired, who: Agent, act: HasSeen, ticket_id: UUID, into: Into, response: Response
) -> Ticket:
    """Give it up for another ticket, whose journal shows both from then on."""
    await lookup.check_in_sight(wired.db, [into.into_id], who.sight)
    ticket = await merging.merge(wired.db, wired.clock, ticket_id, into.into_id, act)
    return tagged(ticket, response)


@merges.delete("")
async def delete_merge(wired: Wired, act: HasSeen, ticket_id: UUID, response: Response) -> Ticket:
    """Have it back as it stood, within 14 days."""
    return tagged(await merging.unmerge(wired.db, wired.clock, ticket_id, act), response)


@splits.post("", status_code=201)
async def post_split(
    wired: Wired,
    who: Agent,
    ticket_id: UUID,
    splitting: Splitting,
    response: Response,
    idempotency_key: RequestKey = None,
) -> Ticket:
    """Open a ticket for a part of it, with some of what was said here."""
    asked = Asked(actor=who.name, key=idempotency_key)
    ticket = await merging.split(wired.db, wired.clock, ticket_id, splitting, asked)
    response.headers["location"] = f"/api/v1/tickets/{ticket.id}"
    return tagged(ticket, response)
