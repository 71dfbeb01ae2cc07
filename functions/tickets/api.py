"""Tickets over HTTP."""

from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import Field, StringConstraints

from functions.access.api import Agent, Seen, SignedIn, tagged
from functions.knowledge.model import ServedBy
from functions.sla.model import Timer
from functions.tickets import alike, conditions, lookup, service, talk
from functions.tickets.likeness import Similar
from functions.tickets.model import Draft, Edit, Entry, Heading, Resolution, Ticket, Words
from functions.tickets.ordering import Listing, cursor
from functions.tickets.service import Act
from functions.watching.model import Watcher
from shared.value import Storable, Value
from shared.wiring import Deps, deps

Wired = Annotated[Deps, Depends(deps)]
EVERY = "number>0"
"""A condition that all fulfil."""


async def in_sight(request: Request, who: SignedIn, wired: Wired) -> None:
    """Lets nobody at a ticket they do not see, whatever they want of the one the address names.

    Every router of which a route names a ticket depends on this.
    """
    if who.sight is None:
        return
    path = request.path_params
    named = path.get("ticket_id") or request.query_params.get("ticket_id")
    with suppress(ValueError):  # what is no id is refused by whoever reads it
        ids = [UUID(each) for each in (named, path.get("other_id")) if each]
        await lookup.check_in_sight(wired.db, ids, who.sight)


IN_SIGHT = [Depends(in_sight)]
router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"], dependencies=IN_SIGHT)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Storable]
Key = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class Said(Value):
    """A comment, or a work note."""

    text: Words


class Reopening(Value):
    """Why a solution was none. The requester reads it."""

    comment: Words | None = None


class Listed(Listing):
    """Which tickets a list shall show, with conditions in one line (`conditions.py`)."""

    q: Line | None = None


class Counted(Value):
    """How many tickets fulfil conditions; `more`: at least that many, counting ended there."""

    count: int
    more: bool


class Timed(Ticket):
    """A ticket with its clocks as they stand now; of those that run, the first to run out first."""

    sla: list[Timer]


class Tickets(Value):
    """Some tickets, in their order. `next` is what to ask `after` for more, if there are."""

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


async def has_seen(who: Agent, seen: Seen) -> Act:
    """Who acts, and which version of the ticket they have seen."""
    return Act(actor=who.name, seen=seen)


HasSeen = Annotated[Act, Depends(has_seen)]
Person = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Storable,
    Path(),
]


@router.post("", status_code=201)
async def post_ticket(
    wired: Wired, who: Agent, draft: Draft, response: Response, idempotency_key: Key = None
) -> Ticket:
    """Open a ticket; the same request with the same key opens it once."""
    ticket = await service.open_ticket(wired.db, wired.clock, draft, who.name, key=idempotency_key)
    response.headers["location"] = f"{router.prefix}/{ticket.id}"
    return tagged(ticket, response)


@router.get("")
async def get_tickets(wired: Wired, who: Agent, wanted: Annotated[Listed, Query()]) -> Tickets:
    """Tickets of these states, priorities and assignee that fulfil conditions, the newest first.

    `order` puts them in that of a column, `-updated_at` descending.
    """
    asked = conditions.read(wanted.q, wired.clock.now()) if wanted.q else ()
    found = await lookup.listed(wired.db, wanted, asked, sight=who.sight)
    items = found[: wanted.limit]
    return Tickets(items=items, next=cursor(wanted, items[-1]) if found[wanted.limit :] else None)


@router.get("/count")
async def get_count(wired: Wired, who: Agent, q: Annotated[Line | None, Query()] = None) -> Counted:
    """How many there are that fulfil conditions, counted up to a thousand."""
    asked = conditions.read(q or EVERY, wired.clock.now())
    counted = await lookup.count(wired.db, asked, sight=who.sight)
    return Counted(count=counted, more=counted >= lookup.COUNTED)


@router.get("/{ticket_id}")
async def get_ticket(wired: Wired, who: Agent, ticket_id: UUID, response: Response) -> Timed:
    """One ticket."""
    ticket = tagged(await service.ticket(wired.db, ticket_id), response)
    timers = await lookup.timers(wired.db, wired.clock, ticket_id)
    return Timed(**ticket.model_dump(), sla=timers)


@router.patch("/{ticket_id}")
async def patch_ticket(
    wired: Wired, act: HasSeen, ticket_id: UUID, edit: Edit, response: Response
) -> Ticket:
    """Change fields; put it in work, on hold, or cancel it."""
    return tagged(await service.edit(wired.db, wired.clock, ticket_id, edit, act), response)


@router.post("/{ticket_id}/comments", status_code=201)
async def post_comment(wired: Wired, who: Agent, ticket_id: UUID, said: Said) -> Entry:
    """Say something that the requester reads."""
    return await talk.comment(wired.db, wired.clock, ticket_id, said.text, who.name)


@router.post("/{ticket_id}/work-notes", status_code=201)
async def post_work_note(wired: Wired, who: Agent, ticket_id: UUID, said: Said) -> Entry:
    """Say something among colleagues."""
    return await talk.note(wired.db, wired.clock, ticket_id, said.text, who.name)


@router.post("/{ticket_id}/resolution")
async def post_resolution(
    wired: Wired,
    who: Agent,
    act: HasSeen,
    ticket_id: UUID,
    resolution: Resolution,
    response: Response,
) -> Ticket:
    """Say how it was solved."""
    await lookup.check_in_sight(wired.db, resolution.names(), who.sight)
    ticket = await service.resolve(wired.db, wired.clock, ticket_id, resolution, act)
    return tagged(ticket, response)


@router.post("/{ticket_id}/closure")
async def post_closure(wired: Wired, act: HasSeen, ticket_id: UUID, response: Response) -> Ticket:
    """Put a solved ticket away for good."""
    return tagged(await service.close(wired.db, wired.clock, ticket_id, act), response)


@router.post("/{ticket_id}/reopening")
async def post_reopening(
    wired: Wired,
    act: HasSeen,
    ticket_id: UUID,
    response: Response,
    reopening: Reopening | None = None,
) -> Ticket:
    """Take the solution back."""
    told = act.model_copy(update={"comment": reopening and reopening.comment})
    window = timedelta(days=wired.settings.tickets.reopen_days)
    ticket = await service.reopen(wired.db, wired.clock, ticket_id, told, window=window)
    return tagged(ticket, response)


@router.get("/{ticket_id}/journal")
async def get_journal(
    wired: Wired, who: Agent, ticket_id: UUID, bounds: Annotated[Bounds, Query()]
) -> Journal:
    """What happened to it."""
    found = await talk.journal(wired.db, ticket_id, before=bounds.before, limit=bounds.limit)
    items = found[: bounds.limit]
    return Journal(items=items, next=items[-1].position if len(found) > len(items) else None)


@router.get("/{ticket_id}/watchers")
async def get_watchers(wired: Wired, who: Agent, ticket_id: UUID) -> list[Watcher]:
    """Whoever follows it. Naming somebody in a comment or a note, as @name, makes them."""
    return await talk.watchers(wired.db, ticket_id)


@router.put("/{ticket_id}/watchers/{person}")
async def put_watcher(wired: Wired, who: Agent, ticket_id: UUID, person: Person) -> list[Watcher]:
    """Let somebody follow it, by the name they sign in with."""
    return await talk.watch(wired.db, wired.clock, ticket_id, person)


@router.delete("/{ticket_id}/watchers/{person}")
async def delete_watcher(
    wired: Wired, who: Agent, ticket_id: UUID, person: Person
) -> list[Watcher]:
    """Let somebody follow it no more."""
    return await talk.unwatch(wired.db, ticket_id, person)


@router.get("/{ticket_id}/similar")
async def get_similar(
    wired: Wired, who: Agent, ticket_id: UUID, limit: Annotated[int, Query(ge=1, le=50)] = 5
) -> SimilarTickets:
    """Tickets with the same trouble, and how they ended."""
    served_by, items = await alike.similar(
        wired.db, wired.vectors, wired.embeddings, ticket_id, limit, who.sight
    )
    return SimilarTickets(served_by=served_by, items=items)


@router.put("/{ticket_id}/dissimilar/{other_id}", status_code=204)
async def put_dissimilar(wired: Wired, who: Agent, ticket_id: UUID, other_id: UUID) -> None:
    """Say that another ticket is not like this one."""
    await alike.tell_apart(wired.db, wired.clock, ticket_id, other_id, who.name)


@router.delete("/{ticket_id}/dissimilar/{other_id}", status_code=204)
async def delete_dissimilar(wired: Wired, who: Agent, ticket_id: UUID, other_id: UUID) -> None:
    """Take that back."""
    await alike.untell_apart(wired.db, ticket_id, other_id)
