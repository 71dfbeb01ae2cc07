"""What people do with the tasks of a ticket. Its row is locked meanwhile, so they come in turn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.tasks import model, store
from functions.tasks.model import NewTask, Task, TaskEdit
from functions.tickets import keeping
from functions.tickets import service as tickets
from functions.tickets.model import Change, State, Ticket
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound, Stale
from shared.ports import Clock
from shared.value import Value, new_id

MOST = 200
OPEN = (State.NEW, State.IN_PROGRESS, State.ON_HOLD)


class Hand(Value):
    """Who changes a task, and which version of it they have seen."""

    actor: str
    seen: int


async def of_ticket(db: Database, ticket_id: UUID) -> list[Task]:
    """All of them, in their places. Raises `NotFound`."""
    await tickets.ticket(db, ticket_id)
    async with db.transaction() as conn:
        return await store.of_ticket(conn, ticket_id)


async def add(
    db: Database, clock: Clock, ticket_id: UUID, new: Sequence[NewTask], actor: str
) -> list[Task]:
    """Put tasks at the end of its list. Raises `NotFound` and `Conflict`."""
    now = clock.now()
    async with db.transaction() as conn:
        ticket = await _open(conn, ticket_id)
        return await add_on(conn, now, ticket, new, actor)


async def add_on(
    conn: Connection, now: datetime, ticket: Ticket, new: Sequence[NewTask], actor: str
) -> list[Task]:
    """The same for a ticket that this transaction has locked, or opened."""
    there = await store.of_ticket(conn, ticket.id)
    if len(there) + len(new) > MOST:
        raise Conflict(f"A ticket has {MOST} tasks at most. Open another ticket, and link it.")
    first = there[-1].place + 1 if there else 0
    added = [
        Task(id=new_id(now), ticket_id=ticket.id, place=first + n, **each.model_dump())
        for n, each in enumerate(new)
    ]
    await store.add(conn, added)
    changes = tuple(Change(field="task", old=None, new=model.line(each)) for each in added)
    await _noted(conn, ticket, changes, actor, now)
    return added


async def edit(
    db: Database, clock: Clock, place: tuple[UUID, UUID], change: TaskEdit, hand: Hand
) -> Task:
    """Change one, or tick it. `place`: its ticket and itself. Raises `Stale` and `Conflict`."""
    now = clock.now()
    async with db.transaction() as conn:
        ticket = await _open(conn, place[0])
        before = await _seen(conn, place, hand.seen, change)
        after = model.edited(before, change, hand.actor, now)
        if after.place != before.place:
            arranged = model.arranged(await store.of_ticket(conn, ticket.id), after)
            await store.set_places(conn, arranged)
            after = next(each for each in arranged if each.id == after.id)
        if after != before:
            await store.save(conn, after)
        told = Change(field="task", old=model.line(before), new=model.line(after))
        if told.old != told.new:
            await _noted(conn, ticket, (told,), hand.actor, now)
        return after


async def remove(db: Database, clock: Clock, place: tuple[UUID, UUID], hand: Hand) -> None:
    """Drop one. Raises `NotFound`, `Stale` and `Conflict`."""
    async with db.transaction() as conn:
        ticket = await _open(conn, place[0])
        before = await _seen(conn, place, hand.seen, TaskEdit())
        await store.remove(conn, before.id)
        told = Change(field="task", old=model.line(before), new=None)
        await _noted(conn, ticket, (told,), hand.actor, clock.now())


async def _open(conn: Connection, ticket_id: UUID) -> Ticket:
    """The ticket, locked. Raises `Conflict` where nothing is to do on it any more."""
    ticket = await tickets.locked(conn, ticket_id)
    if ticket.state not in OPEN:
        raise Conflict(
            f"Nothing is to do on a ticket that is {ticket.state}. Reopen it, or open a new one.",
            state=ticket.state,
        )
    return ticket


async def _seen(conn: Connection, place: tuple[UUID, UUID], seen: int, change: TaskEdit) -> Task:
    ticket_id, task_id = place
    there = {each.id: each for each in await store.of_ticket(conn, ticket_id)}
    task = there.get(task_id)
    if task is None:
        raise NotFound("The ticket has no such task.", task_id=str(task_id))
    if task.version != seen:
        now = {**task.model_dump(mode="json"), "done": task.done_by is not None}
        wish = change.model_dump(mode="json", exclude_unset=True)
        raise Stale.unlogged("task", seen=seen, version=task.version, now=now, wanted=wish)
    return task


async def _noted(
    conn: Connection, ticket: Ticket, changes: tuple[Change, ...], actor: str, now: datetime
) -> None:
    """Write it down, and let the ticket know how many mandatory tasks are open."""
    tasks = await store.of_ticket(conn, ticket.id)
    open_ones = [each for each in tasks if each.mandatory and each.done_by is None]
    await keeping.set_open_tasks(conn, ticket.id, len(open_ones))
    await keeping.remark(conn, ticket, changes, actor, now)


async def are_there(conn: Connection, ticket_id: UUID) -> bool:
    """Whether the ticket has any."""
    return bool(await store.of_ticket(conn, ticket_id))
