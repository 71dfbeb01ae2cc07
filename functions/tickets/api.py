"""Tickets over HTTP."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import Field

from functions.access.api import Agent
from functions.knowledge.model import ServedBy
from functions.sla.model import Timer
from functions.tickets import service
from functions.tickets.model import (
    Draft,
    Edit,
    Entry,
    Heading,
    Resolution,
    Similar,
    Ticket,
    Wanted,
    Words,
)
from functions.tickets.service import Act
from shared.errors import Unconditional
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])

Wired = Annotated[Deps, Depends(deps)]
Key = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class Said(Value):
    """A comment, or a work note."""

    text: Words


class Reopening(Value):
    """Why a solution was none. The requester reads it."""

    comment: Words | None = None


class Timed(Ticket):
    """A ticket with its clocks as they stand now; of those that run, the first to run out first."""

    sla: list[Timer]


class Tickets(Value):
    """Some tickets, the newest first. `next` is what to ask `after` for more, if there are."""

    items: list[Heading]
    next: str | None


class Journal(Value):
    """Some events, the newest first. `next` is what to ask `before` for more, if there are."""

    items: list[Entry]
    next: int | None


class Bounds(Value):
    """Which page of a journal."""

    before: int | None = Field(default=None, ge=1, le=2**62)
    limit: int = Field(default=50, ge=1, le=200)


class SimilarTickets(Value):
    """The tickets nearest in meaning, the nearest first, and who found them."""

    served_by: ServedBy
    items: list[Similar]


async def may_change(who: Agent, if_match: Annotated[str | None, Header()] = None) -> Act:
    """Who acts, and which version of the ticket they have seen, if they say so."""
    if if_match is None:
        return Act(actor=who.name)
    tag = re.fullmatch(r'(?:W/)?"(\d{1,9})"', if_match.strip())
    if tag is None:
        raise Unconditional('If-Match takes the ETag that came with the ticket, like "3".')
    return Act(actor=who.name, seen=int(tag[1]))


async def has_seen(act: Annotated[Act, Depends(may_change)]) -> Act:
    """Who acts, and which version of the ticket they have seen."""
    if act.seen is None:
        raise Unconditional(
            'Send the ETag that came with the ticket as If-Match, like "3", '
            "so that nobody's change is lost."
        )
    return act


MayChange = Annotated[Act, Depends(may_change)]
HasSeen = Annotated[Act, Depends(has_seen)]


@router.post("", status_code=201)
async def post_ticket(
    wired: Wired, who: Agent, draft: Draft, response: Response, idempotency_key: Key = None
) -> Ticket:
    """Open a ticket; the same request with the same key opens it once."""
    ticket = await service.open_ticket(wired.db, wired.clock, draft, who.name, key=idempotency_key)
    response.headers["location"] = f"{router.prefix}/{ticket.id}"
    return _tagged(ticket, response)


@router.get("")
async def get_tickets(wired: Wired, who: Agent, wanted: Annotated[Wanted, Query()]) -> Tickets:
    """The newest tickets, of these states, priorities and assignee."""
    found = await service.tickets(wired.db, wanted)
    items = found[: wanted.limit]
    return Tickets(items=items, next=items[-1].number if len(found) > len(items) else None)


@router.get("/{ticket_id}")
async def get_ticket(wired: Wired, who: Agent, ticket_id: UUID, response: Response) -> Timed:
    """One ticket."""
    ticket = _tagged(await service.ticket(wired.db, ticket_id), response)
    timers = await service.timers(wired.db, wired.clock, ticket_id)
    return Timed(**ticket.model_dump(), sla=timers)


@router.patch("/{ticket_id}")
async def patch_ticket(
    wired: Wired, act: HasSeen, ticket_id: UUID, edit: Edit, response: Response
) -> Ticket:
    """Change fields; put it in work, on hold, or cancel it."""
    return _tagged(await service.edit(wired.db, wired.clock, ticket_id, edit, act), response)


@router.post("/{ticket_id}/comments", status_code=201)
async def post_comment(wired: Wired, who: Agent, ticket_id: UUID, said: Said) -> Entry:
    """Say something that the requester reads."""
    return await service.comment(wired.db, wired.clock, ticket_id, said.text, who.name)


@router.post("/{ticket_id}/work-notes", status_code=201)
async def post_work_note(wired: Wired, who: Agent, ticket_id: UUID, said: Said) -> Entry:
    """Say something among colleagues."""
    return await service.note(wired.db, wired.clock, ticket_id, said.text, who.name)


@router.post("/{ticket_id}/resolution")
async def post_resolution(
    wired: Wired, act: MayChange, ticket_id: UUID, resolution: Resolution, response: Response
) -> Ticket:
    """Say how it was solved."""
    ticket = await service.resolve(wired.db, wired.clock, ticket_id, resolution, act)
    return _tagged(ticket, response)


@router.post("/{ticket_id}/closure")
async def post_closure(wired: Wired, act: MayChange, ticket_id: UUID, response: Response) -> Ticket:
    """Put a solved ticket away for good."""
    return _tagged(await service.close(wired.db, wired.clock, ticket_id, act), response)


@router.post("/{ticket_id}/reopening")
async def post_reopening(
    wired: Wired,
    act: MayChange,
    ticket_id: UUID,
    response: Response,
    reopening: Reopening | None = None,
) -> Ticket:
    """Take the solution back."""
    told = act.model_copy(update={"comment": reopening and reopening.comment})
    return _tagged(await service.reopen(wired.db, wired.clock, ticket_id, told), response)


@router.get("/{ticket_id}/journal")
async def get_journal(
    wired: Wired, who: Agent, ticket_id: UUID, bounds: Annotated[Bounds, Query()]
) -> Journal:
    """What happened to it."""
    found = await service.journal(wired.db, ticket_id, before=bounds.before, limit=bounds.limit)
    items = found[: bounds.limit]
    return Journal(items=items, next=items[-1].position if len(found) > len(items) else None)


@router.get("/{ticket_id}/similar")
async def get_similar(
    wired: Wired, who: Agent, ticket_id: UUID, limit: Annotated[int, Query(ge=1, le=50)] = 5
) -> SimilarTickets:
    """Tickets with the same trouble, and how they ended."""
    served_by, items = await service.similar(
        wired.db, wired.vectors, wired.embeddings, ticket_id, limit
    )
    return SimilarTickets(served_by=served_by, items=items)


def _tagged(ticket: Ticket, response: Response) -> Ticket:
    response.headers["etag"] = f'"{ticket.version}"'
    return ticket
