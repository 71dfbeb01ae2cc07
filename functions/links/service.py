"""Links tickets, and lets children go with their parent. One level: a child is nobody's parent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.access.model import Sight
from functions.links import model, store
from functions.links.model import Kind, Link, Linked, NewLink, WithParent
from functions.tickets import alike, keeping
from functions.tickets import service as tickets
from functions.tickets import sight as sights
from functions.tickets.keeping import Saying
from functions.tickets.model import (
    Change,
    EntryKind,
    Resolution,
    State,
    Ticket,
)
from functions.tickets.service import Act
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from shared.ports import Clock
from shared.value import new_id

SOLVED = (State.RESOLVED, State.CLOSED)
OPEN = (State.NEW, State.IN_PROGRESS, State.ON_HOLD)


async def both(conn: Connection, one: UUID, other: UUID) -> tuple[Ticket, Ticket]:
    """Two tickets, locked in one order, so that nobody waits for each other."""
    locked = {each: await tickets.locked(conn, each) for each in sorted({one, other})}
    return locked[one], locked[other]


async def links(db: Database, ticket_id: UUID, sight: Sight | None = None) -> list[Linked]:
    """What belongs to a ticket, the oldest first; of what is out of sight, the heading alone.

    Raises `NotFound`.
    """
    await tickets.ticket(db, ticket_id)
    async with db.transaction() as conn:
        found = await _linked(conn, ticket_id, await store.of_ticket(conn, ticket_id))
        seen = await sights.seen(conn, (each.ticket.id for each in found), sight)
    return [each if each.ticket.id in seen else model.in_outline(each) for each in found]


async def _linked(conn: Connection, ticket_id: UUID, found: Sequence[Link]) -> list[Linked]:
    others = {link.id: _other(link, ticket_id) for link in found}
    known = await alike.known(conn, list(others.values()))
    return [
        Linked(
            **link.model_dump(exclude={"ticket_id", "other_id"}),
            inward=link.other_id == ticket_id,
            ticket=known[others[link.id]],
        )
        for link in found
    ]


def _other(link: Link, ticket_id: UUID) -> UUID:
    return link.ticket_id if link.other_id == ticket_id else link.other_id


async def link(db: Database, clock: Clock, ticket_id: UUID, new: NewLink, actor: str) -> Linked:
    """Say what a ticket is to another one. Raises `NotFound` and `Conflict`."""
    now = clock.now()
    async with db.transaction() as conn:
        ticket, other = await both(conn, ticket_id, new.other_id)
        _check(ticket, other, new.kind, await store.of_ticket(conn, ticket_id))
        if new.kind is Kind.CHILD_OF:
            _check_parent(other, await store.of_ticket(conn, other.id))
        made = await link_on(conn, now, (ticket, other), new, actor)
        return (await _linked(conn, ticket_id, [made]))[0]


async def link_on(
    conn: Connection, now: datetime, pair: tuple[Ticket, Ticket], new: NewLink, actor: str
) -> Link:
    """The same for two tickets that this transaction has locked, and that may be linked."""
    ticket, other = pair
    about = {"ticket_id": ticket.id, "made_by": actor, "made_at": now}
    made = Link(id=new_id(now), **new.model_dump(), **about)
    if not await store.add(conn, made):
        raise Conflict(f"{ticket.number} has that link to {other.number}, or another parent.")
    await _noted(conn, pair, (None, made), actor, now)
    return made


async def _noted(
    conn: Connection,
    pair: tuple[Ticket, Ticket],
    change: tuple[Link | None, Link | None],
    actor: str,
    now: datetime,
) -> None:
    """Write into both journals what came or went between them."""
    for here, there in (pair, pair[::-1]):
        old, new = (f"{each.kind} {there.number}" if each else None for each in change)
        told = Change(field="link" if here is pair[0] else "linked", old=old, new=new)
        await keeping.remark(conn, here, (told,), actor, now)


def _check(ticket: Ticket, other: Ticket, kind: Kind, there: Sequence[Link]) -> None:
    """Raise `Conflict` where the link makes no sense."""
    if ticket.id == other.id:
        raise Conflict("A ticket is not linked to itself. Name another one.")
    inward = [each for each in there if each.other_id == ticket.id]
    if kind is Kind.CHILD_OF and any(each.kind is kind for each in inward):
        raise Conflict(f"{ticket.number} is a parent, and so no child. Link its children instead.")
    if any(each.kind is kind and each.ticket_id == other.id for each in inward):
        raise Conflict(f"{other.number} has that link to {ticket.number} already.")


def _check_parent(parent: Ticket, there: Sequence[Link]) -> None:
    if any(each.kind is Kind.CHILD_OF and each.ticket_id == parent.id for each in there):
        raise Conflict(f"{parent.number} is a child, and so no parent. Take its parent instead.")


async def unlink(db: Database, clock: Clock, ticket_id: UUID, link_id: UUID, actor: str) -> None:
    """Take a link away, from either end. Raises `NotFound`."""
    async with db.transaction() as conn:
        found = {each.id: each for each in await store.of_ticket(conn, ticket_id)}.get(link_id)
        if found is None:
            raise _no_link(link_id)
        pair = await both(conn, found.ticket_id, found.other_id)
        if not await store.remove(conn, link_id):
            raise _no_link(link_id)  # somebody else was faster
        await _noted(conn, pair, (found, None), actor, clock.now())


def _no_link(link_id: UUID) -> NotFound:
    return NotFound("The ticket has no such link.", link_id=str(link_id))


async def follow(db: Database, clock: Clock, parent_id: UUID, version: int) -> None:
    """A ticket is resolved: its children are too, or whoever works on them is asked.

    Each child is told once of each solution. One that cannot be resolved says why, as a note.
    """
    parent = await tickets.ticket(db, parent_id)
    if parent.state not in SOLVED:
        return  # reopened meanwhile
    async with db.transaction() as conn:
        found = await store.of_ticket(conn, parent_id)
    for each in found:
        if each.kind is Kind.CHILD_OF and each.other_id == parent_id:
            await _lead(db, clock.now(), parent, each, version)


async def _lead(db: Database, now: datetime, parent: Ticket, link: Link, version: int) -> None:
    actor = f"with {parent.number}"
    async with db.transaction() as conn:
        child = await tickets.locked(conn, link.ticket_id)
        if not await store.claim(conn, link.id, version) or child.state not in OPEN:
            return
        if link.with_parent is WithParent.PROPOSE:
            await _note(conn, child, model.proposal(parent, child.language), actor, now)
            return
        assert parent.resolution_code is not None
        notes = f"{parent.number}: {parent.resolution_notes}"[:20_000]
        solution = Resolution(code=parent.resolution_code, notes=notes)
        try:
            await tickets.resolve_on(conn, now, child.id, solution, Act(actor=actor))
        except Conflict as why:
            text = model.refusal(parent, child.language, why.detail)
            await _note(conn, child, text, actor, now)


async def _note(conn: Connection, child: Ticket, text: str, actor: str, now: datetime) -> None:
    said = Saying(kind=EntryKind.WORK_NOTE, text=text, actor=actor, calls=False)
    await keeping.say(conn, child.id, said, now)
