"""What is said on a ticket, who listens, and what happened to it."""

from datetime import datetime
from uuid import UUID

from functions.sla import service as sla
from functions.tickets import entries, keeping, moves, service, store
from functions.tickets.keeping import Saying
from functions.tickets.model import Entry, EntryKind, Ticket
from functions.watching import service as watching
from functions.watching.model import Watcher
from shared.db.pool import Connection, Database
from shared.errors import Conflict
from shared.ports import Clock


async def comment(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Say something that the requester reads. Raises `NotFound`; never in anybody's way."""
    now, said = clock.now(), Saying(kind=EntryKind.COMMENT, text=text, actor=actor)
    async with db.transaction() as conn:
        entry = await keeping.say(conn, ticket_id, said, now)
        await sla.answered(conn, ticket_id, now)
        return entry


async def note(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Say something among colleagues. Raises `NotFound`; never in anybody's way."""
    said = Saying(kind=EntryKind.WORK_NOTE, text=text, actor=actor)
    async with db.transaction() as conn:
        return await keeping.say(conn, ticket_id, said, clock.now())


async def answer(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """The requester says something: what waited for that goes on, and what was resolved, too.

    Of a merged ticket that is the one it was merged into, and whoever follows that is told. Raises
    `Conflict` where it is closed, for nobody looks at it any more.
    """
    async with db.transaction() as conn:
        return await answer_on(conn, clock.now(), ticket_id, text, actor)


async def answer_on(
    conn: Connection, now: datetime, ticket_id: UUID, text: str, actor: str
) -> Entry:
    """The same in a transaction that holds more than that."""
    said = Saying(kind=EntryKind.COMMENT, text=text, actor=actor, calls=False, by_requester=True)
    before = await _standing(conn, ticket_id)
    if not moves.MOVES[before.state]:
        raise Conflict("It is closed. Open a new ticket.", state=before.state, allowed=[])
    after = moves.answered(before, now)
    if after != before:
        await keeping.keep(conn, before, after, actor)
    entry = await keeping.say(conn, ticket_id, said, now)
    if before.id != ticket_id:
        await keeping.tell(conn, entry, before)
    return entry


async def _standing(conn: Connection, ticket_id: UUID) -> Ticket:
    """The ticket that stands for this one, locked: itself, unless it was merged."""
    ticket = await store.get(conn, ticket_id)
    while ticket.merged_into:
        ticket = await store.get(conn, ticket.merged_into)
    return await service.locked(conn, ticket.id)


async def journal(db: Database, ticket_id: UUID, *, before: int | None, limit: int) -> list[Entry]:
    """What happened, the newest first, one more than the page holds. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, ticket_id)
        return await entries.journal(conn, ticket_id, before=before, limit=limit + 1)


async def comments(db: Database, ticket_id: UUID, *, before: int | None, limit: int) -> list[Entry]:
    """Of that, what its requester reads: of tickets merged into it, those of theirs alone."""
    async with db.transaction() as conn:
        return await entries.comments(conn, ticket_id, before=before, limit=limit + 1)


async def told(conn: Connection, ticket_id: UUID, limit: int) -> list[Entry]:
    """The newest of all that happened, the newest first."""
    return await entries.journal(conn, ticket_id, before=None, limit=limit)


async def watchers(db: Database, ticket_id: UUID) -> list[Watcher]:
    """Whoever follows it, the first first. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, ticket_id)
        return await watching.watchers(conn, ticket_id)


async def watch(db: Database, clock: Clock, ticket_id: UUID, person: str) -> list[Watcher]:
    """Let somebody follow it. Again is harmless. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, ticket_id)
        await watching.watch(conn, ticket_id, [person], clock.now())
        return await watching.watchers(conn, ticket_id)


async def unwatch(db: Database, ticket_id: UUID, person: str) -> list[Watcher]:
    """Let somebody follow it no more. Again is harmless. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, ticket_id)
        await watching.unwatch(conn, ticket_id, person)
        return await watching.watchers(conn, ticket_id)
