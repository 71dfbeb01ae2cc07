"""What people do with tickets. One function, one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from functions.knowledge import service as knowledge
from functions.knowledge.model import Found, Kind, ServedBy, gist
from functions.sla import service as sla
from functions.sla.model import Timer
from functions.tickets import model, store
from functions.tickets.model import (
    Draft,
    Edit,
    Entry,
    EntryKind,
    Heading,
    Requester,
    Resolution,
    ResolutionCode,
    Similar,
    State,
    Ticket,
    Wanted,
)
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound, Stale
from shared.messages import AssignTicket, Escalate, Message, SteerEscalation
from shared.ports import Clock, Embeddings, Vectors
from shared.value import Spoken, Value, new_id

UNSOLVED = frozenset({ResolutionCode.DUPLICATE, ResolutionCode.NO_RESOLUTION})
"""Ends of a ticket that help nobody else."""


CRITICAL = 1
"""The priority at which people are rung."""


class Act(Value):
    """Who changes a ticket, from which version if they said so, and what they say with it."""

    actor: str
    seen: int | None = None
    comment: str | None = None


async def open_ticket(
    db: Database, clock: Clock, draft: Draft, actor: str, *, key: str | None = None
) -> Ticket:
    """Open a ticket; sent again with the same key, the answer is the one that it opened.

    Raises `Conflict` where the key has opened a ticket of other content.
    """
    async with db.transaction() as conn:
        return await open_on(conn, clock.now(), draft, actor, key=key)


async def open_on(
    conn: Connection, now: datetime, draft: Draft, actor: str, *, key: str | None = None
) -> Ticket:
    """Open a ticket in a transaction that holds more than that, a call's for example."""
    ticket_id, digest = new_id(now), _digest(draft)
    opening = store.Opening(id=ticket_id, draft=draft, actor=actor, at=now, key=key, digest=digest)
    number = await store.insert(conn, opening)
    if number is None:
        assert key is not None
        return await _opened_before(conn, actor, key, digest)
    ticket = model.opened(draft, ticket_id=ticket_id, number=number, actor=actor, now=now)
    await sla.begin(conn, model.standing(ticket), now)
    await outbox.put(conn, model.news(ticket, new_id(now)), *_consequences(ticket, now))
    return ticket


def _consequences(ticket: Ticket, now: datetime) -> list[Message]:
    """Somebody shall get it; where it is critical, somebody may have to be rung."""
    found: list[Message] = []
    if ticket.assignee is None:
        found.append(AssignTicket.new(now, ticket_id=ticket.id))
    if ticket.priority == CRITICAL:
        found.append(Escalate.new(now, ticket_id=ticket.id, cause="opened"))
    return found


def _digest(draft: Draft) -> str:
    return hashlib.sha256(draft.model_dump_json().encode()).hexdigest()


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


async def locked(conn: Connection, ticket_id: UUID) -> Ticket:
    """One ticket, which nobody else changes until this transaction ends. Raises `NotFound`."""
    return await store.lock(conn, ticket_id)


async def tickets(db: Database, wanted: Wanted) -> list[Heading]:
    """The newest tickets of that kind, one more than the page holds."""
    async with db.transaction() as conn:
        if wanted.assignee:
            return await store.newest_of(conn, wanted)
        if wanted.state or wanted.priority:
            return await store.newest_in(conn, wanted)
        return await store.newest(conn, wanted)


async def requesters(conn: Connection, wanted: Wanted) -> list[Requester]:
    """Who opened the newest tickets of that kind."""
    return await store.requesters(conn, wanted)


async def requester_count(conn: Connection, wanted: Wanted) -> dict[Spoken, int]:
    """How many tickets of that kind there are in each language, whatever the page."""
    return await store.requester_count(conn, wanted)


async def edit(db: Database, clock: Clock, ticket_id: UUID, change: Edit, act: Act) -> Ticket:
    """Change fields, or the state. Raises `NotFound`, `Stale` and `Conflict`."""
    told = act.model_copy(update={"comment": change.comment})
    return await _change(
        db, clock, ticket_id, told, lambda before, now: model.edited(before, change, now)
    )


async def resolve(
    db: Database, clock: Clock, ticket_id: UUID, resolution: Resolution, act: Act
) -> Ticket:
    """Say how it was solved. Raises `NotFound`, `Stale` and `Conflict`."""
    return await _change(
        db, clock, ticket_id, act, lambda before, now: model.resolved(before, resolution, now)
    )


async def close(db: Database, clock: Clock, ticket_id: UUID, act: Act) -> Ticket:
    """Put it away for good. Raises `NotFound`, `Stale` and `Conflict`."""
    return await _change(db, clock, ticket_id, act, model.closed)


async def reopen(db: Database, clock: Clock, ticket_id: UUID, act: Act) -> Ticket:
    """Take the solution back. Raises `NotFound`, `Stale` and `Conflict`."""
    return await _change(db, clock, ticket_id, act, model.reopened)


async def _change(
    db: Database,
    clock: Clock,
    ticket_id: UUID,
    act: Act,
    change: Callable[[Ticket, datetime], Ticket],
) -> Ticket:
    now = clock.now()
    async with db.transaction() as conn:
        before = await store.lock(conn, ticket_id)
        if act.seen not in {None, before.version}:
            raise await _stale(conn, before, act.seen or 0)
        after = change(before, now)
        if after != before:
            await _keep(conn, before, after, act.actor)
        if act.comment:
            await _say(conn, ticket_id, EntryKind.COMMENT, act.comment, act.actor, now)
    return after


async def _stale(conn: Connection, ticket: Ticket, seen: int) -> Stale:
    missed = await store.changed_since(conn, ticket.id, seen)
    return Stale(
        f"You have seen version {seen}, by now it is version {ticket.version}. "
        "Read the ticket again, and make your change on that.",
        version=ticket.version,
        missed=[
            {"version": entry.version, "by": entry.actor, "at": entry.at.isoformat()}
            | {"fields": [change.field for change in entry.changes]}
            for entry in missed
        ],
    )


async def _keep(conn: Connection, before: Ticket, after: Ticket, actor: str) -> None:
    changes = model.changes(before, after)
    await store.save(conn, after)
    await store.write(
        conn,
        Entry(
            ticket_id=after.id,
            version=after.version,
            kind=EntryKind.CHANGE,
            changes=changes,
            actor=actor,
            at=after.updated_at,
        ),
    )
    if model.matters_to_search(changes):
        await outbox.put(conn, model.news(after, new_id(after.updated_at)))
    await _keep_time(conn, before, after)


async def _keep_time(conn: Connection, before: Ticket, after: Ticket) -> None:
    """Its clocks follow; whoever is being rung about it may not have to be any more."""
    now, was, stands = after.updated_at, model.standing(before), model.standing(after)
    if was == stands:
        return
    breached = await sla.follow(conn, stands, now)
    if breached or CRITICAL in {before.priority, after.priority}:
        await outbox.put(conn, SteerEscalation.new(now, ticket_id=after.id))


async def comment(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Say something that the requester reads. Raises `NotFound`; never in anybody's way."""
    now = clock.now()
    async with db.transaction() as conn:
        said = await _say(conn, ticket_id, EntryKind.COMMENT, text, actor, now)
        await sla.answered(conn, ticket_id, now)
    return said


async def note(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Say something among colleagues. Raises `NotFound`; never in anybody's way."""
    async with db.transaction() as conn:
        return await note_on(conn, clock.now(), ticket_id, text, actor)


async def note_on(conn: Connection, now: datetime, ticket_id: UUID, text: str, actor: str) -> Entry:
    """The same in a transaction that holds more than that, a call's for example."""
    return await _say(conn, ticket_id, EntryKind.WORK_NOTE, text, actor, now)


async def _say(
    conn: Connection, ticket_id: UUID, kind: EntryKind, text: str, actor: str, now: datetime
) -> Entry:
    version = await store.touch(conn, ticket_id, now)
    entry = Entry(ticket_id=ticket_id, version=version, kind=kind, text=text, actor=actor, at=now)
    return await store.write(conn, entry)


async def journal(db: Database, ticket_id: UUID, *, before: int | None, limit: int) -> list[Entry]:
    """What happened, the newest first, one more than the page holds. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, ticket_id)
        return await store.journal(conn, ticket_id, before=before, limit=limit + 1)


async def similar(
    db: Database, vectors: Vectors, embeddings: Embeddings, ticket_id: UUID, count: int
) -> tuple[ServedBy, list[Similar]]:
    """The tickets nearest in meaning, and how they ended. Raises `NotFound`."""
    asked = await ticket(db, ticket_id)
    try:
        found = await knowledge.similar(db, vectors, embeddings, ticket_id, count)
    except NotFound:  # opened this very moment: ask with its words instead
        found = await _like(db, vectors, embeddings, asked, count)
    async with db.transaction() as conn:
        ended = await store.with_ids(conn, [hit.id for hit in found.items])
    known = [(ended[hit.id], hit.score) for hit in found.items if hit.id in ended]
    return found.served_by, [each.model_copy(update={"score": score}) for each, score in known]


async def _like(
    db: Database, vectors: Vectors, embeddings: Embeddings, asked: Ticket, count: int
) -> Found:
    words = gist(asked.title, model.text(asked))
    return await knowledge.search(db, vectors, embeddings, words, count, kinds=(Kind.TICKET,))


async def hand_to(
    conn: Connection, now: datetime, ticket_id: UUID, assignee: str, actor: str
) -> Ticket:
    """Make it somebody's, where it is nobody's yet and not over. The ticket as it now stands."""
    before = await store.lock(conn, ticket_id)
    if before.assignee or not model.MOVES[before.state]:
        return before
    after = model.edited(before, Edit(assignee=assignee), now)
    await _keep(conn, before, after, actor)
    return after


async def take(
    conn: Connection, now: datetime, ticket_id: UUID, person: str, actor: str
) -> Ticket | None:
    """Make it theirs, whoever had it, and in work where nobody had begun. None where it is over."""
    before = await store.lock(conn, ticket_id)
    if State.RESOLVED not in model.MOVES[before.state].values():
        return None
    begun = {"state": State.IN_PROGRESS} if before.state is State.NEW else {}
    after = model.edited(before, Edit.model_validate({"assignee": person, **begun}), now)
    if after != before:
        await _keep(conn, before, after, actor)
    return after


async def timers(db: Database, clock: Clock, ticket_id: UUID) -> list[Timer]:
    """How its clocks stand now."""
    async with db.transaction() as conn:
        return await sla.timers(conn, ticket_id, clock.now())


async def loads(conn: Connection, people: Sequence[str]) -> dict[str, int]:
    """How many open tickets each of them has."""
    return await store.loads(conn, people)


async def solutions(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """How these tickets were solved, of those that were."""
    return {
        id_: each.resolution_notes
        for id_, each in (await store.with_ids(conn, ids)).items()
        if each.resolution_notes and each.resolution_code not in UNSOLVED
    }


async def of_person(conn: Connection, phone: str, contact_id: UUID | None) -> list[Ticket]:
    """What somebody asked for, the oldest first."""
    return await store.of_person(conn, phone, contact_id)


async def erase_requester(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> int:
    """Forget who asked, in how many tickets. Title, words and journal stay: they are the work."""
    return await store.erase_requester(conn, phone, contact_ids)
