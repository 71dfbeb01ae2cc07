"""Gives a ticket up for another one, and back; takes a ticket out of another one."""

from datetime import datetime
from uuid import UUID

from functions.links import model, store
from functions.links.model import Kind, Link, Merge, Splitting
from functions.links.service import both
from functions.tickets import keeping, lookup, moves
from functions.tickets import service as tickets
from functions.tickets.keeping import Saying
from functions.tickets.model import Change, Draft, Entry, EntryKind, Ticket
from functions.tickets.service import Act
from functions.watching import service as watching
from shared.db.pool import Connection, Database
from shared.errors import Invalid
from shared.ports import Clock
from shared.value import Value, new_id


async def merge(db: Database, clock: Clock, ticket_id: UUID, into_id: UUID, act: Act) -> Ticket:
    """Give a ticket up for another one, whose journal shows both from then on.

    Raises `NotFound`, `Stale` and `Conflict`.
    """
    now = clock.now()
    async with db.transaction() as conn:
        before, into = await both(conn, ticket_id, into_id)
        await tickets.check_seen(conn, before, act)
        model.check_mergeable(before, into)
        after = moves.merged(before, into.id, now)
        gone = Change(field="merged_into", old=None, new=into.number)
        await keeping.keep(conn, before, after, act.actor, (gone,))
        came = Change(field="merged", old=None, new=before.number)
        await keeping.remark(conn, into, (came,), act.actor, now)
        await store.add_merge(conn, _merge(before, into, act.actor, now))
        listeners = [each.person for each in await watching.watchers(conn, ticket_id)]
        await watching.watch(conn, into_id, listeners, now)
        return after


def _merge(before: Ticket, into: Ticket, actor: str, now: datetime) -> Merge:
    return Merge(
        id=new_id(now),
        ticket_id=before.id,
        into_id=into.id,
        state=before.state,
        hold_reason=before.hold_reason,
        made_by=actor,
        made_at=now,
    )


async def unmerge(db: Database, clock: Clock, ticket_id: UUID, act: Act) -> Ticket:
    """Give a ticket back that was given up for another one, as it stood. Raises `Conflict`."""
    now = clock.now()
    async with db.transaction() as conn:
        made = model.check_undoable(await store.merge_of(conn, ticket_id), now)
        before, into = await both(conn, ticket_id, made.into_id)
        made = model.check_undoable(await store.merge_of(conn, ticket_id), now)  # now it is locked
        await tickets.check_seen(conn, before, act)
        after = moves.unmerged(before, made.state, made.hold_reason, now)
        back = Change(field="merged_into", old=into.number, new=None)
        await keeping.keep(conn, before, after, act.actor, (back,))
        went = Change(field="merged", old=before.number, new=None)
        await keeping.remark(conn, into, (went,), act.actor, now)
        await store.set_undone(conn, made.id, act.actor, now)
        return after


class Asked(Value):
    """Who splits a ticket, and the key that tells their request when it is repeated."""

    actor: str
    key: str | None = None


async def split(
    db: Database, clock: Clock, ticket_id: UUID, splitting: Splitting, asked: Asked
) -> Ticket:
    """Open a ticket for a part of another one, with some of what was said there.

    Comments become its description; work notes stay among colleagues. Both stay where they were.
    """
    now = clock.now()
    async with db.transaction() as conn:
        source = await tickets.locked(conn, ticket_id)
        said = await lookup.said(conn, ticket_id, splitting.positions)
        _check_said(splitting, said)
        draft = _drafted(source, splitting, said)
        new = await tickets.open_on(conn, now, draft, asked.actor, key=asked.key)
        about = {"made_by": asked.actor, "made_at": now}
        link = Link(
            id=new_id(now), ticket_id=new.id, other_id=source.id, kind=Kind.SPLIT_FROM, **about
        )
        if await store.add(conn, link):  # not so where the request is a repeated one
            await _carry(conn, source, new, said, link)
        return new


def _check_said(splitting: Splitting, said: list[Entry]) -> None:
    there = {each.position for each in said}
    if missing := [each for each in splitting.positions if each not in there]:
        problem = f"no comment and no work note of the ticket is at {missing[0]}"
        raise Invalid(f"positions: {problem}.", errors=[{"field": "positions", "problem": problem}])


def _drafted(source: Ticket, splitting: Splitting, said: list[Entry]) -> Draft:
    texts = [each.text or "" for each in said if each.kind is EntryKind.COMMENT]
    copied = {name: getattr(source, name) for name in _COPIED}
    return Draft(title=splitting.title, description="\n\n".join(texts)[:20_000], **copied)


_COPIED = (
    "language",
    "channel",
    "requester_name",
    "requester_phone",
    "requester_email",
    "contact_id",
    "requester_id",
    "group",
    "impact",
    "urgency",
)


async def _carry(
    conn: Connection, source: Ticket, new: Ticket, said: list[Entry], link: Link
) -> None:
    """Write into both journals that they were one, and take the work notes along."""
    came = Change(field="link", old=None, new=f"{link.kind} {source.number}")
    await keeping.remark(conn, new, (came,), link.made_by, link.made_at)
    went = Change(field="linked", old=None, new=f"{link.kind} {new.number}")
    await keeping.remark(conn, source, (went,), link.made_by, link.made_at)
    for each in said:
        if each.kind is EntryKind.WORK_NOTE:
            note = Saying(kind=each.kind, text=each.text or "", actor=each.actor, calls=False)
            await keeping.say(conn, new.id, note, link.made_at)
