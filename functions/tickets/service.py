"""What people do with tickets. One function, one transaction."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from functions.access import service as access
from functions.fields import service as fields
from functions.sla import service as sla
from functions.tickets import alike, entries, keeping, model, moves, store, telling
from functions.tickets.keeping import Saying
from functions.tickets.model import (
    CRITICAL,
    Draft,
    Edit,
    EntryKind,
    Resolution,
    Ticket,
)
from functions.webhooks import service as webhooks
from functions.webhooks.model import Event
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Stale
from shared.messages import (
    AssignTicket,
    AssistTicket,
    Escalate,
    MailComment,
    Message,
)
from shared.ports import Clock
from shared.value import Value, new_id

LATER = ("requester_id", "template", "fields", "group")
"""What drafts did not have at first: where it is empty, a repeated request has its old digest."""
BY_ITSELF = "auto-close"
AT_ONCE = 100
"""Tickets closed in one transaction."""


class Act(Value):
    """Who changes a ticket, from which version if they said so, and what they say with it."""

    actor: str
    seen: int | None = None
    comment: str | None = None
    taken_from: UUID | None = None
    by_requester: bool = False


async def open_ticket(
    db: Database, clock: Clock, draft: Draft, actor: str, *, key: str | None = None
) -> Ticket:
    """Open a ticket; sent again with the same key, the answer is the one that it opened.

    Raises `Conflict` where the key has opened a ticket of other content, and `Invalid` where it
    lacks what a new ticket must have.
    """
    async with db.transaction() as conn:
        return await open_checked(conn, clock.now(), draft, actor, key=key)


async def open_checked(
    conn: Connection, now: datetime, draft: Draft, actor: str, *, key: str | None = None
) -> Ticket:
    """The same in a transaction that holds more than that. For whom it is opened is told."""
    if draft.group:
        await access.check_groups(conn, [draft.group], field="group")
    await fields.check_new(conn, draft.template, draft.fields)
    ticket = await open_on(conn, now, draft, actor, key=key)
    if draft.requester_email:
        await outbox.put(conn, MailComment.new(now, ticket_id=ticket.id, position=None))
    return ticket


async def open_on(
    conn: Connection, now: datetime, draft: Draft, actor: str, *, key: str | None = None
) -> Ticket:
    """Open a ticket in a transaction that holds more than that, a call's for example.

    Nobody is asked for what is missing: whoever calls has hung up, and their ticket is accepted.
    """
    ticket_id, digest = new_id(now), _digest(draft)
    opening = store.Opening(id=ticket_id, draft=draft, actor=actor, at=now, key=key, digest=digest)
    number = await store.insert(conn, opening)
    if number is None:
        assert key is not None
        return await _opened_before(conn, actor, key, digest)
    ticket = model.opened(draft, ticket_id=ticket_id, number=number, actor=actor, now=now)
    await sla.begin(conn, model.standing(ticket), now)
    await outbox.put(conn, telling.news(ticket, new_id(now)), *_consequences(ticket, now))
    await webhooks.announce(conn, now, Event.TICKET_OPENED, ticket.id, telling.told_outside(ticket))
    return ticket


def _consequences(ticket: Ticket, now: datetime) -> list[Message]:
    """It is thought about, and given to somebody; if critical, somebody may have to be rung."""
    found: list[Message] = [AssistTicket.new(now, ticket_id=ticket.id)]
    if ticket.assignee is None:
        found.append(AssignTicket.new(now, ticket_id=ticket.id))
    if ticket.priority == CRITICAL:
        found.append(Escalate.new(now, ticket_id=ticket.id, cause="opened"))
    return found


def _digest(draft: Draft) -> str:
    later = {name for name in LATER if not getattr(draft, name)}
    return hashlib.sha256(draft.model_dump_json(exclude=later).encode()).hexdigest()


async def _opened_before(conn: Connection, actor: str, key: str, digest: str) -> Ticket:
    ticket_id, asked = await store.requested(conn, actor, key)
    if asked != digest:
        raise Conflict(
            "This Idempotency-Key has opened another ticket. Take a new key for a new request.",
            ticket_id=str(ticket_id),
        )
    return await store.get(conn, ticket_id)


async def ticket(db: Database, ticket_id: UUID) -> Ticket:
    """One ticket. Raises `NotFound`."""
    async with db.transaction() as conn:
        return await store.get(conn, ticket_id)


async def on(conn: Connection, ticket_id: UUID) -> Ticket:
    """One ticket, in a transaction that holds more than that. Raises `NotFound`."""
    return await store.get(conn, ticket_id)


async def edit(db: Database, clock: Clock, ticket_id: UUID, change: Edit, act: Act) -> Ticket:
    """Change fields, or the state. Raises `NotFound`, `Stale`, `Conflict` and `Invalid`."""
    async with db.transaction() as conn:
        return await edit_on(conn, clock.now(), ticket_id, change, act)


async def edit_on(
    conn: Connection, now: datetime, ticket_id: UUID, change: Edit, act: Act
) -> Ticket:
    """The same in a transaction that holds more than that."""
    told = act.model_copy(update={"comment": change.comment})
    before = await _seen(conn, ticket_id, told)
    if change.group:
        await access.check_groups(conn, [change.group], field="group")
    if change.fields:
        await fields.check(conn, before.template, change.fields)
    after = await _change(conn, before, moves.edited(before, change, now), told, now)
    if change.comment:
        await sla.answered(conn, ticket_id, now)
    return after


async def resolve(
    db: Database, clock: Clock, ticket_id: UUID, resolution: Resolution, act: Act
) -> Ticket:
    """Say how it was solved, and whose solution it was. Raises `NotFound`, `Stale`, `Conflict`."""
    async with db.transaction() as conn:
        return await resolve_on(conn, clock.now(), ticket_id, resolution, act)


async def resolve_on(
    conn: Connection, now: datetime, ticket_id: UUID, resolution: Resolution, act: Act
) -> Ticket:
    """The same in a transaction that holds more than that."""
    told = act.model_copy(update={"taken_from": resolution.taken_from})
    before = await _seen(conn, ticket_id, told)
    return await _change(conn, before, moves.resolved(before, resolution, now), told, now)


async def close(db: Database, clock: Clock, ticket_id: UUID, act: Act) -> Ticket:
    """Put it away for good. Raises `NotFound`, `Stale` and `Conflict`."""
    now = clock.now()
    async with db.transaction() as conn:
        before = await _seen(conn, ticket_id, act)
        return await _kept(conn, before, moves.closed(before, now), act, now)


async def reopen(
    db: Database, clock: Clock, ticket_id: UUID, act: Act, *, window: timedelta
) -> Ticket:
    """Take the solution back within its window. Raises `NotFound`, `Stale` and `Conflict`.

    Nobody is asked for fields: its requester may do this, and cannot fill them in.
    """
    now = clock.now()
    async with db.transaction() as conn:
        before = await _seen(conn, ticket_id, act)
        return await _kept(conn, before, moves.reopened(before, now, window), act, now)


async def close_due(db: Database, clock: Clock, *, window: timedelta) -> int:
    """Close all that were resolved so long ago that nobody may reopen them. How many."""
    total = 0
    while closed := await _close_some(db, clock.now(), window):
        total += closed
    return total


async def _close_some(db: Database, now: datetime, window: timedelta) -> int:
    act = Act(actor=BY_ITSELF)
    async with db.transaction() as conn:
        due = await store.due_to_close(conn, now - window, AT_ONCE)
        for before in due:
            await _kept(conn, before, moves.closed(before, now), act, now)
    return len(due)


async def locked(conn: Connection, ticket_id: UUID) -> Ticket:
    """One ticket, which nobody else changes until this transaction ends. Raises `NotFound`."""
    return await store.lock(conn, ticket_id)


async def _seen(conn: Connection, ticket_id: UUID, act: Act) -> Ticket:
    """The same, if it is still at the version that was seen. Raises `Stale` otherwise."""
    before = await store.lock(conn, ticket_id)
    await check_seen(conn, before, act)
    return before


async def check_seen(conn: Connection, ticket: Ticket, act: Act) -> None:
    """Raise `Stale` unless a locked ticket is at the version that was seen, if they said which."""
    if act.seen is not None and act.seen != ticket.version:
        missed = await entries.missed(conn, ticket.id, act.seen)
        raise Stale.since("ticket", seen=act.seen, version=ticket.version, missed=missed)


async def _change(
    conn: Connection, before: Ticket, after: Ticket, act: Act, now: datetime
) -> Ticket:
    """Keep what became of a ticket, once it has what its state needs. Raises `Conflict`."""
    if after.state is not before.state or after.fields != before.fields:
        await fields.check_entry(conn, after.template, after.fields, after.state)
    return await _kept(conn, before, after, act, now)


async def _kept(conn: Connection, before: Ticket, after: Ticket, act: Act, now: datetime) -> Ticket:
    """The same, and what was said with it."""
    if after != before:
        await keeping.keep(conn, before, after, act.actor)
    if act.taken_from:
        await alike.note_used(conn, after.id, act.taken_from, act.actor, now)
    if act.comment:
        said = Saying(
            kind=EntryKind.COMMENT,
            text=act.comment,
            actor=act.actor,
            by_requester=act.by_requester,
        )
        await keeping.say(conn, after.id, said, now)
    return after
