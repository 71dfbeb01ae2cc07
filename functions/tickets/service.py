"""What people do with tickets. One function, one transaction."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from functions.access import service as access
from functions.access.model import Sight
from functions.fields import service as fields
from functions.knowledge import service as knowledge
from functions.knowledge.model import Found, Kind, Question, ServedBy
from functions.sla import service as sla
from functions.sla.model import Timer
from functions.tickets import model, moves, store
from functions.tickets.conditions import Conditions
from functions.tickets.model import (
    Change,
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
    State,
    Ticket,
    Verdict,
    Wanted,
)
from functions.watching import service as watching
from functions.watching.model import Heard
from functions.webhooks import service as webhooks
from functions.webhooks.model import Event
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound, Stale
from shared.messages import (
    AssignTicket,
    AssistTicket,
    Escalate,
    MailComment,
    Message,
    SteerEscalation,
    TicketResolved,
)
from shared.ports import Clock, Embeddings, Vectors
from shared.value import Spoken, Value, new_id

LATER = ("requester_id", "template", "fields", "group")
"""What drafts did not have at first: where it is empty, a repeated request has its old digest."""
BY_ITSELF = "auto-close"
AT_ONCE = 100
"""Tickets closed in one transaction."""
UNSOLVED = frozenset({ResolutionCode.DUPLICATE, ResolutionCode.NO_RESOLUTION})
"""Ends of a ticket that help nobody else."""
COUNTED = 1000
MOST_FOUND = 50
"""What search finds at once."""

CRITICAL = 1
"""The priority at which people are rung."""


class Act(Value):
    """Who changes a ticket, from which version if they said so, and what they say with it."""

    actor: str
    seen: int | None = None
    comment: str | None = None
    taken_from: UUID | None = None
    by_requester: bool = False


class Saying(Value):
    """Words on a ticket. Only a colleague's own call others: no requester's, no quoted ones.

    The requester's own are not mailed to them.
    """

    kind: EntryKind
    text: str
    actor: str
    calls: bool = True
    by_requester: bool = False

    def told(self) -> dict[str, Any]:
        """What of it the journal keeps."""
        return self.model_dump(exclude={"calls", "by_requester"})


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
    """The same in a transaction that holds more than that."""
    if draft.group:
        await access.check_groups(conn, [draft.group], field="group")
    await fields.check_new(conn, draft.template, draft.fields)
    return await open_on(conn, now, draft, actor, key=key)


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
    await outbox.put(conn, model.news(ticket, new_id(now)), *_consequences(ticket, now))
    await webhooks.announce(conn, now, Event.TICKET_OPENED, ticket.id, model.told_outside(ticket))
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


async def tickets(
    db: Database, wanted: Wanted, asked: Conditions = (), *, sight: Sight | None = None
) -> list[Heading]:
    """The newest in sight of that kind that fulfil conditions, one more than the page holds."""
    async with db.transaction() as conn:
        if asked or sight:
            return await store.newest_where(conn, wanted, asked, sight)
        if wanted.assignee:
            return await store.newest_of(conn, wanted)
        if wanted.state or wanted.priority:
            return await store.newest_in(conn, wanted)
        return await store.newest(conn, wanted)


async def count(db: Database, asked: Conditions, *, sight: Sight | None = None) -> int:
    """How many in sight fulfil conditions. Counting ends at `COUNTED`: it never takes long."""
    async with db.transaction() as conn:
        return await store.count_where(conn, Wanted(), asked, sight, most=COUNTED)


async def check_in_sight(db: Database, ids: Sequence[UUID], sight: Sight | None) -> None:
    """Raise `NotFound` where somebody does not see all of these: to them there are none."""
    if sight is None:
        return
    async with db.transaction() as conn:
        unseen = set(ids) - await store.in_sight(conn, ids, sight)
    if unseen:
        raise NotFound(
            "There is no such ticket. Look for it in the list.", ticket_id=str(min(unseen))
        )


async def in_sight(conn: Connection, ids: Sequence[UUID], sight: Sight | None) -> set[UUID]:
    """Which of these tickets somebody sees."""
    return await store.in_sight(conn, ids, sight) if sight and ids else set(ids)


async def with_ids(conn: Connection, ids: Sequence[UUID]) -> list[Ticket]:
    """Those of them that there are."""
    return await store.whole(conn, ids)


async def known(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Similar]:
    """Those of them that there are, and how they ended."""
    return await store.with_ids(conn, ids)


async def numbered(conn: Connection, number: str) -> Ticket | None:
    """The ticket of that number, `INC0010001`."""
    return await store.numbered(conn, int(number.removeprefix("INC")))


async def matching(
    conn: Connection, asked: Conditions, sight: Sight | None, *, before: int, limit: int
) -> list[Ticket]:
    """The newest tickets numbered before that which fulfil conditions and are in sight, whole."""
    return await store.whole_where(conn, asked, sight, before=before, limit=limit)


async def oldest_of_newest(
    conn: Connection, asked: Conditions, sight: Sight | None, place: int
) -> int | None:
    """The number of the one at that place among the newest; nothing where they are fewer."""
    return await store.serial_at(conn, asked, sight, place)


async def version(conn: Connection, ticket_id: UUID) -> int:
    """At which version a ticket is. Raises `NotFound`."""
    return await store.version(conn, ticket_id)


async def of_requester(
    conn: Connection, requester_id: str, *, before: int, limit: int
) -> list[Heading]:
    """The newest tickets that somebody asked for through the portal."""
    return await store.of_requester(conn, requester_id, before=before, limit=limit)


async def said(conn: Connection, ticket_id: UUID, positions: Sequence[int]) -> list[Entry]:
    """Those of its comments and work notes, the oldest first."""
    return await store.said(conn, ticket_id, positions)


async def requesters(conn: Connection, wanted: Wanted) -> list[Requester]:
    """Who opened the newest tickets of that kind."""
    return await store.requesters(conn, wanted)


async def requester_count(conn: Connection, wanted: Wanted) -> dict[Spoken, int]:
    """How many tickets of that kind there are in each language, whatever the page."""
    return await store.requester_count(conn, wanted)


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
        missed = await store.missed(conn, ticket.id, act.seen)
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
        await keep(conn, before, after, act.actor)
    if act.taken_from:
        await _note_used(conn, after.id, act, now)
    if act.comment:
        said = Saying(
            kind=EntryKind.COMMENT,
            text=act.comment,
            actor=act.actor,
            by_requester=act.by_requester,
        )
        await say(conn, after.id, said, now)
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
        for each in (ticket_id, other_id):
            await store.version(conn, each)
        await store.judge(conn, said)


async def untell_apart(db: Database, ticket_id: UUID, other_id: UUID) -> None:
    """Take that back."""
    async with db.transaction() as conn:
        await store.unjudge(conn, ticket_id, other_id)


async def keep(
    conn: Connection, before: Ticket, after: Ticket, actor: str, more: tuple[Change, ...] = ()
) -> None:
    """Store what became of a ticket, and write down who did what."""
    changes = (*model.changes(before, after), *more)
    await store.save(conn, after)
    entry = await _write(conn, after, changes, actor, after.updated_at)
    if after.state is not before.state:
        await watching.hear(conn, _heard(entry))
    if model.matters_to_search(changes):
        now = after.updated_at
        told = AssistTicket.new(now, ticket_id=after.id)
        await outbox.put(conn, model.news(after, new_id(now)), told)
    about = {**model.told_outside(after), "changed": sorted({each.field for each in changes})}
    await webhooks.announce(conn, after.updated_at, Event.TICKET_CHANGED, after.id, about)
    if after.state is State.RESOLVED and before.state is not State.RESOLVED:
        resolved = TicketResolved.new(after.updated_at, ticket_id=after.id, version=after.version)
        await outbox.put(conn, resolved)
    await _keep_time(conn, before, after)


async def _keep_time(conn: Connection, before: Ticket, after: Ticket) -> None:
    """Its clocks follow; whoever is being rung about it may not have to be any more."""
    now, was, stands = after.updated_at, model.standing(before), model.standing(after)
    if was == stands:
        return
    breached = await sla.follow(conn, stands, now)
    if breached or CRITICAL in {before.priority, after.priority}:
        await outbox.put(conn, SteerEscalation.new(now, ticket_id=after.id))


async def remark(
    conn: Connection, ticket: Ticket, changes: tuple[Change, ...], actor: str, now: datetime
) -> None:
    """Write down something that belongs to a ticket and is no field of it: a task, a file."""
    await store.touch(conn, ticket.id, now)
    await _write(conn, ticket, changes, actor, now)


async def _write(
    conn: Connection, ticket: Ticket, changes: tuple[Change, ...], actor: str, now: datetime
) -> Entry:
    entry = Entry(
        ticket_id=ticket.id,
        version=ticket.version,
        kind=EntryKind.CHANGE,
        changes=changes,
        actor=actor,
        at=now,
    )
    return await store.write(conn, entry)


async def set_open_tasks(conn: Connection, ticket_id: UUID, count: int) -> None:
    """How many of its mandatory tasks are open: with any, it cannot be resolved."""
    await store.set_open_tasks(conn, ticket_id, count)


async def say(conn: Connection, ticket_id: UUID, said: Saying, now: datetime) -> Entry:
    """Add words to a ticket, and tell whoever follows it. Raises `NotFound`."""
    version, has_address = await store.touch(conn, ticket_id, now)
    entry = Entry(ticket_id=ticket_id, version=version, at=now, **said.told())
    written = await store.write(conn, entry)
    await watching.hear(conn, _heard(written), said.text if said.calls else "")
    await outbox.put(conn, AssistTicket.new(now, ticket_id=ticket_id))
    if said.kind is EntryKind.COMMENT:
        about = {"ticket_id": str(ticket_id), "position": written.position}
        await webhooks.announce(conn, now, Event.TICKET_COMMENTED, ticket_id, about)
        if has_address and not said.by_requester:
            mailed = {"ticket_id": ticket_id, "position": written.position}
            await outbox.put(conn, MailComment.new(now, **mailed))
    return written


async def note_on(conn: Connection, now: datetime, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Note on a ticket what a call or a program has to tell. It quotes, and so calls nobody."""
    said = Saying(kind=EntryKind.WORK_NOTE, text=text, actor=actor, calls=False)
    return await say(conn, ticket_id, said, now)


async def tell(conn: Connection, entry: Entry, ticket_id: UUID) -> None:
    """Tell whoever follows another ticket, which stands for the one the words were said on."""
    await watching.hear(conn, _heard(entry).model_copy(update={"ticket_id": ticket_id}))


def _heard(entry: Entry) -> Heard:
    assert entry.position is not None
    about = {"ticket_id": entry.ticket_id, "actor": entry.actor, "at": entry.at}
    return Heard(position=entry.position, **about)


async def similar(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    ticket_id: UUID,
    count: int,
    sight: Sight | None = None,
) -> tuple[ServedBy, list[Similar]]:
    """The most like it in sight, but for those told apart, and how they ended. Raises `NotFound`.

    Of whoever does not see all, what they may not see is left out of what was found.
    """
    most = MOST_FOUND if sight else count
    async with db.transaction() as conn:
        asked = await store.get(conn, ticket_id)
        apart = await store.dissimilar(conn, ticket_id)
    try:
        found = await knowledge.similar(db, vectors, embeddings, ticket_id, most, without=apart)
    except NotFound:  # opened this very moment: ask with its words instead
        found = await _like(db, vectors, embeddings, asked, most, without={ticket_id, *apart})
    async with db.transaction() as conn:
        ids = [hit.id for hit in found.items]
        seen = await store.in_sight(conn, ids, sight) if sight else ids
        ended = await store.with_ids(conn, list(seen))
    known = [(ended[hit.id], hit.score) for hit in found.items if hit.id in ended][:count]
    return found.served_by, [each.model_copy(update={"score": score}) for each, score in known]


async def _like(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    asked: Ticket,
    count: int,
    *,
    without: Collection[UUID],
) -> Found:
    wide = min(count + len(without), MOST_FOUND)
    question = Question(q=asked.title, kind=[Kind.TICKET], limit=wide)
    found = await knowledge.search(db, vectors, embeddings, question)
    others = [hit for hit in found.items if hit.id not in without]
    return found.model_copy(update={"items": tuple(others[:count])})


async def hand_to(
    conn: Connection, now: datetime, ticket_id: UUID, assignee: str, actor: str
) -> Ticket:
    """Make it somebody's, where it is nobody's yet and not over. The ticket as it now stands."""
    before = await store.lock(conn, ticket_id)
    if before.assignee or not moves.MOVES[before.state]:
        return before
    after = moves.edited(before, Edit(assignee=assignee), now)
    await keep(conn, before, after, actor)
    return after


async def take(
    conn: Connection, now: datetime, ticket_id: UUID, person: str, actor: str
) -> Ticket | None:
    """Make it theirs, whoever had it, and in work where nobody had begun. None where it is over."""
    before = await store.lock(conn, ticket_id)
    if State.RESOLVED not in moves.MOVES[before.state].values():
        return None
    begun = {"state": State.IN_PROGRESS} if before.state is State.NEW else {}
    after = moves.edited(before, Edit.model_validate({"assignee": person, **begun}), now)
    if after != before:
        await keep(conn, before, after, actor)
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


async def ids_of_person(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> list[UUID]:
    """Which tickets somebody asked for."""
    return await store.ids_of_person(conn, phone, contact_ids)


async def comments_of(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Entry]:
    """What was said on these tickets for whoever asked for them, the oldest first."""
    return await store.comments_of(conn, ticket_ids)


async def erase_requester(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> int:
    """Forget who asked, in how many tickets. Title, words and journal stay: they are the work."""
    for ticket_id, name in await store.spoke_themselves(conn, phone, contact_ids):
        await store.erase_actor(conn, ticket_id, name)
        await watching.erase_actor(conn, ticket_id, name)
    return await store.erase_requester(conn, phone, contact_ids)
