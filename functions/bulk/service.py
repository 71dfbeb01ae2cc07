"""Shows what one change would do to many tickets, does it row by row, and takes it back."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from functions.access.model import Principal, Sight
from functions.bulk import model, store
from functions.bulk.model import (
    Action,
    Asked,
    Done,
    Job,
    JobState,
    NewJob,
    Outlook,
    Preview,
    Result,
    Row,
)
from functions.bulk.store import Stuck
from functions.fields import service as fields
from functions.tickets import keeping, lookup, moves
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from functions.tickets.service import Act
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, NotFound, Problem, Stale
from shared.messages import RunBulk
from shared.ports import Clock
from shared.value import new_id

log = logging.getLogger(__name__)

REFUSALS = (Conflict, Invalid, NotFound, Stale)
LEASE = timedelta(minutes=1)
"""How long a job may stand still. More than a row takes."""
BATCH = 100
MOST_TRIES = 5
"""How often a job is nudged before the row at which it stands is given up."""

GIVEN_UP = {
    JobState.RUNNING: (Result.WAITING, Result.REFUSED),
    JobState.UNDOING: (Result.CHANGED, Result.KEPT),
}
"""The rows at which a job in that state stands, and what becomes of one that is given up."""


async def preview(db: Database, clock: Clock, asked: Asked, sight: Sight | None = None) -> Preview:
    """What would happen to each ticket, were it done now. Nothing is kept.

    Raises `NotFound` where one is out of sight.
    """
    now = clock.now()
    await lookup.check_in_sight(db, [*asked.ticket_ids, *asked.action.names()], sight)
    async with db.transaction() as conn:
        ids = list(dict.fromkeys(asked.ticket_ids))
        found = {each.id: each for each in await lookup.with_ids(conn, ids)}
        shown = [
            await _outlook(conn, found[each], asked.action, now)
            if each in found
            else Outlook(
                ticket_id=each,
                number=None,
                version=0,
                result=Result.REFUSED,
                problem="There is no such ticket.",
            )
            for each in ids
        ]
    return model.preview(shown)


async def _outlook(conn: Connection, ticket: Ticket, action: Action, now: datetime) -> Outlook:
    return model.outlook(ticket, action, await _lack(conn, ticket, action, now), now)


async def _lack(conn: Connection, ticket: Ticket, action: Action, now: datetime) -> Problem | None:
    """What the fields of one's own would be refused for."""
    try:
        if action.edit and action.edit.fields:
            await fields.check(conn, ticket.template, action.edit.fields)
        after = action.done_to(ticket, now)
        if after.state is not ticket.state or after.fields != ticket.fields:
            await fields.check_entry(conn, after.template, after.fields, after.state)
    except (Conflict, Invalid) as problem:
        return problem
    return None


async def start(
    db: Database,
    clock: Clock,
    new: NewJob,
    actor: str,
    *,
    key: str | None = None,
    sight: Sight | None = None,
) -> Job:
    """Let it be done, soon. Sent again with the same key, the answer is the same job.

    Raises `NotFound` where a ticket is out of sight.
    """
    now = clock.now()
    ids = [each.ticket_id for each in new.tickets]
    await lookup.check_in_sight(db, [*ids, *new.action.names()], sight)
    job = Job(
        id=new_id(now),
        action=new.action,
        made_by=actor,
        made_at=now,
        state=JobState.RUNNING,
        finished_at=None,
        undone_by=None,
    )
    async with db.transaction() as conn:
        if not await store.add(conn, job, key, now + LEASE):
            assert key is not None
            return await _asked_before(conn, new, actor, key)
        await store.add_rows(conn, job.id, new.tickets)
        await outbox.put(conn, RunBulk.new(now, job_id=job.id))
        return await _there(conn, job.id)


async def _asked_before(conn: Connection, new: NewJob, actor: str, key: str) -> Job:
    job_id = await store.requested(conn, actor, key)
    if not await store.is_same(conn, job_id, new):
        raise Conflict("This Idempotency-Key has begun another job. Take a new key.")
    return await _there(conn, job_id)


async def check_seen(db: Database, job_id: UUID, who: Principal) -> None:
    """Raise `NotFound` where a job is not for them to see: who does not see all tickets sees and
    takes back their own jobs alone."""
    found = await job(db, job_id)
    if who.sight and found.made_by != who.name:
        raise _none(job_id)


async def job(db: Database, job_id: UUID) -> Job:
    """One job, and how it went with how many. Raises `NotFound`."""
    async with db.transaction() as conn:
        return await _there(conn, job_id)


async def rows(
    db: Database, job_id: UUID, *, result: Result | None, after: UUID | None, limit: int
) -> list[Row]:
    """What became of each ticket. Raises `NotFound`."""
    async with db.transaction() as conn:
        await _there(conn, job_id)
        return await store.rows(conn, job_id, result=result, after=after, limit=limit)


async def _there(conn: Connection, job_id: UUID) -> Job:
    found = await store.get(conn, job_id)
    if found is None:
        raise _none(job_id)
    return found


def _none(job_id: UUID) -> NotFound:
    return NotFound("There is no such job.", job_id=str(job_id))


async def undo(db: Database, clock: Clock, job_id: UUID, actor: str) -> Job:
    """Take a job back, as far as nobody has changed its tickets since. Raises `Conflict`.

    What it said to requesters has been read, and stays.
    """
    now = clock.now()
    async with db.transaction() as conn:
        await store.lock(conn, job_id)
        model.check_undoable(await _there(conn, job_id), now)
        await store.set_undoing(conn, job_id, actor, now + LEASE)
        await outbox.put(conn, RunBulk.new(now, job_id=job_id))
        return await _there(conn, job_id)


async def run(db: Database, clock: Clock, job_id: UUID) -> None:
    """Do what is left of a job, or of its undoing. Twice at once, each row is done once."""
    found = await job(db, job_id)
    if found.state is JobState.RUNNING:
        while await _do_one(db, clock.now(), found):
            pass
        await _end(db, clock, job_id, Result.WAITING, (JobState.RUNNING, JobState.DONE))
    elif found.state is JobState.UNDOING:
        while await _undo_one(db, clock.now(), found):
            pass
        await _end(db, clock, job_id, Result.CHANGED, (JobState.UNDOING, JobState.UNDONE))


async def _end(
    db: Database, clock: Clock, job_id: UUID, left: Result, ends: tuple[JobState, JobState]
) -> None:
    async with db.transaction() as conn:
        await store.lock(conn, job_id)
        await store.finish(conn, job_id, clock.now(), left, ends)


async def _do_one(db: Database, now: datetime, found: Job) -> bool:
    """One row, with its ticket, in one transaction. False where none is left."""
    async with db.transaction() as conn:
        row = await store.next_row(conn, found.id, Result.WAITING)
        if row is None:
            return False
        try:
            async with conn.transaction():  # a refusal takes back what went before it
                told = await _done(conn, now, found, row)
        except REFUSALS as problem:
            refused = {"result": Result.REFUSED, "problem": problem.detail}
            told = row.model_copy(update=refused)
        await _settle(conn, now, found.id, told)
        return True


async def _settle(conn: Connection, now: datetime, job_id: UUID, row: Done) -> None:
    await store.set_row(conn, job_id, row)
    await store.set_moving(conn, job_id, now + LEASE)


async def _done(conn: Connection, now: datetime, found: Job, row: Done) -> Done:
    act = Act(actor=found.made_by, seen=row.seen)
    was = await tickets.locked(conn, row.ticket_id)
    if found.action.resolution:
        after = await tickets.resolve_on(conn, now, was.id, found.action.resolution, act)
    else:
        assert found.action.edit is not None
        after = await tickets.edit_on(conn, now, was.id, found.action.edit, act)
    said = found.action.edit is not None and found.action.edit.comment is not None
    result = Result.CHANGED if said or after != was else Result.UNCHANGED
    told = {"result": result, "version": after.version, "before": model.before(was, after)}
    return row.model_copy(update=told)


async def _undo_one(db: Database, now: datetime, found: Job) -> bool:
    async with db.transaction() as conn:
        row = await store.next_row(conn, found.id, Result.CHANGED)
        if row is None:
            return False
        ticket = await tickets.locked(conn, row.ticket_id)
        if ticket.version != row.version or not row.before:
            kept = {"result": Result.KEPT, "problem": _why_kept(ticket, row)}
            await _settle(conn, now, found.id, row.model_copy(update=kept))
            return True
        after = moves.restored(ticket, row.before, now)
        await keeping.keep(conn, ticket, after, found.undone_by or found.made_by)
        undone = {"result": Result.UNDONE, "version": after.version}
        await _settle(conn, now, found.id, row.model_copy(update=undone))
        return True


def _why_kept(ticket: Ticket, row: Done) -> str:
    if ticket.version != row.version:
        return f"It is at version {ticket.version} by now."
    return "Something was said, and nothing else changed. Words are not taken back."


async def sweep(db: Database, clock: Clock) -> None:
    """Let jobs go on that nobody moves on: a message was lost, or whoever worked on them died."""
    now = clock.now()
    async with db.transaction() as conn:
        for job in await store.nudge(conn, now, now + LEASE, BATCH):
            if job.tries > MOST_TRIES:
                await _give_up(conn, job)
            await outbox.put(conn, RunBulk.new(now, job_id=job.id))


async def _give_up(conn: Connection, job: Stuck) -> None:
    """The row at which it stands is in the way of all the others."""
    left, end = GIVEN_UP[job.state]
    row = await store.next_row(conn, job.id, left)
    if row is None:
        return
    problem = "It kept failing and was given up. Change the ticket by itself."
    await store.set_row(conn, job.id, row.model_copy(update={"result": end, "problem": problem}))
    about = {"job_id": str(job.id), "ticket_id": str(row.ticket_id)}
    log.error("a row of a bulk job was given up", extra=about)
