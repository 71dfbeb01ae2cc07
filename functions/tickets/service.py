"""What people do with tickets. One function, one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from functions.knowledge import service as knowledge
from functions.knowledge.model import Found, Kind, Question, ServedBy
from functions.tickets import model, store
from functions.tickets.conditions import Conditions
from functions.tickets.model import (
    Draft,
    Edit,
    Entry,
    EntryKind,
    Heading,
    Judgement,
    Requester,
    Resolution,
    ResolutionCode,
    Similar,
    Ticket,
    Verdict,
    Wanted,
)
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound, Stale
from shared.ports import Clock, Embeddings, Vectors
from shared.value import Spoken, Value, new_id

UNSOLVED = frozenset({ResolutionCode.DUPLICATE, ResolutionCode.NO_RESOLUTION})
"""Ends of a ticket that help nobody else."""
COUNTED = 1000


class Act(Value):
    """Who changes a ticket, from which version if they said so, and what they say with it."""

    actor: str
    seen: int | None = None
    comment: str | None = None
    taken_from: UUID | None = None


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
    await outbox.put(conn, model.news(ticket, new_id(now)))
    return ticket


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


async def tickets(db: Database, wanted: Wanted, asked: Conditions = ()) -> list[Heading]:
    """The newest tickets of that kind that fulfil conditions, one more than the page holds."""
    async with db.transaction() as conn:
        if asked:
            return await store.newest_where(conn, wanted, asked)
        if wanted.assignee:
            return await store.newest_of(conn, wanted)
        if wanted.state or wanted.priority:
            return await store.newest_in(conn, wanted)
        return await store.newest(conn, wanted)


async def count(db: Database, asked: Conditions) -> int:
    """How many tickets fulfil conditions. Counting ends at `COUNTED`: it never takes long."""
    async with db.transaction() as conn:
        return await store.count_where(conn, Wanted(), asked, COUNTED)


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
    """Say how it was solved, and whose solution it was. Raises `NotFound`, `Stale`, `Conflict`."""
    told = act.model_copy(update={"taken_from": resolution.taken_from})
    return await _change(
        db, clock, ticket_id, told, lambda before, now: model.resolved(before, resolution, now)
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
        if act.taken_from:
            await _note_used(conn, ticket_id, act, now)
        if act.comment:
            await _say(conn, ticket_id, EntryKind.COMMENT, act.comment, act.actor, now)
    return after


async def _note_used(conn: Connection, ticket_id: UUID, act: Act, now: datetime) -> None:
    """Remember whose solution helped: it is worth more to the next one with that trouble."""
    assert act.taken_from
    source = await store.get(conn, act.taken_from)
    if source.resolution_code is None or source.id == ticket_id:
        raise Conflict(
            f"{source.number} has no solution to take. Leave taken_from out, or name another.",
            taken_from=str(source.id),
        )
    await store.judge(conn, _judgement(ticket_id, source.id, Verdict.USED, act.actor, now))


def _judgement(
    ticket_id: UUID, other_id: UUID, verdict: Verdict, actor: str, now: datetime
) -> Judgement:
    return Judgement(ticket_id=ticket_id, other_id=other_id, verdict=verdict, actor=actor, at=now)


async def tell_apart(
    db: Database, clock: Clock, ticket_id: UUID, other_id: UUID, actor: str
) -> None:
    """Say that two tickets are not alike: neither is shown beside the other again.

    Raises `NotFound`.
    """
    said = _judgement(ticket_id, other_id, Verdict.NOT_SIMILAR, actor, clock.now())
    async with db.transaction() as conn:
        await store.judge(conn, said)


async def untell_apart(db: Database, ticket_id: UUID, other_id: UUID) -> None:
    """Take that back."""
    async with db.transaction() as conn:
        await store.unjudge(conn, ticket_id, other_id)


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


async def comment(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Say something that the requester reads. Raises `NotFound`; never in anybody's way."""
    return await _tell(db, clock, ticket_id, EntryKind.COMMENT, text, actor)


async def note(db: Database, clock: Clock, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Say something among colleagues. Raises `NotFound`; never in anybody's way."""
    return await _tell(db, clock, ticket_id, EntryKind.WORK_NOTE, text, actor)


async def note_on(conn: Connection, now: datetime, ticket_id: UUID, text: str, actor: str) -> Entry:
    """The same in a transaction that holds more than that, a call's for example."""
    return await _say(conn, ticket_id, EntryKind.WORK_NOTE, text, actor, now)


async def _tell(
    db: Database, clock: Clock, ticket_id: UUID, kind: EntryKind, text: str, actor: str
) -> Entry:
    async with db.transaction() as conn:
        return await _say(conn, ticket_id, kind, text, actor, clock.now())


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
    """The tickets most like it, but for those told apart, and how they ended. Raises `NotFound`."""
    async with db.transaction() as conn:
        asked = await store.get(conn, ticket_id)
        apart = await store.dissimilar(conn, ticket_id)
    try:
        found = await knowledge.similar(db, vectors, embeddings, ticket_id, count, without=apart)
    except NotFound:  # opened this very moment: ask with its words instead
        found = await _like(db, vectors, embeddings, asked, count)
    async with db.transaction() as conn:
        ended = await store.with_ids(conn, [hit.id for hit in found.items])
    known = [(ended[hit.id], hit.score) for hit in found.items if hit.id in ended]
    return found.served_by, [each.model_copy(update={"score": score}) for each, score in known]


async def _like(
    db: Database, vectors: Vectors, embeddings: Embeddings, asked: Ticket, count: int
) -> Found:
    question = Question(q=asked.title, kind=[Kind.TICKET], limit=count)
    return await knowledge.search(db, vectors, embeddings, question)


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
