import asyncio

import pytest

from functions.tasks import service
from functions.tasks.model import NewTask, Task, TaskEdit
from functions.tasks.service import Hand
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, State, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Conflict, NotFound, Stale
from tests.fakes import TurnedClock
from tests.functions.tickets.drafts import SOLVED

ANA = Act(actor="Ana")
TONER, PAPER = NewTask(title="Order toner", mandatory=True), NewTask(title="Refill paper")


async def a_ticket(db: Database) -> Ticket:
    draft = Draft(title="The printer is dead", requester_name="Front desk")
    return await tickets.open_ticket(db, TurnedClock(), draft, "Ana")


async def edited(db: Database, task: Task, edit: TaskEdit, *, actor: str = "Ana") -> Task:
    hand = Hand(actor=actor, seen=task.version)
    return await service.edit(db, TurnedClock(), (task.ticket_id, task.id), edit, hand)


async def open_tasks(db: Database, ticket: Ticket) -> int:
    return (await tickets.ticket(db, ticket.id)).open_tasks


async def test_a_checklist_keeps_its_order(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await service.add(db, clock, ticket.id, [TONER, PAPER], "Ana")
    (last,) = await service.add(db, clock, ticket.id, [NewTask(title="Test page")], "Ana")
    await edited(db, last, TaskEdit(place=1))
    found = await service.of_ticket(db, ticket.id)
    assert [each.title for each in found] == ["Order toner", "Test page", "Refill paper"]
    assert [(each.place, each.version) for each in found] == [(0, 1), (1, 2), (2, 1)]


async def test_a_ticket_waits_for_its_mandatory_tasks_alone(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    toner, _ = await service.add(db, clock, ticket.id, [TONER, PAPER], "Ana")
    with pytest.raises(Conflict, match="not done: 1"):
        await tickets.resolve(db, clock, ticket.id, SOLVED, ANA)
    await edited(db, toner, TaskEdit(done=True))
    assert (await tickets.resolve(db, clock, ticket.id, SOLVED, ANA)).state is State.RESOLVED


async def test_a_task_is_ticked_unticked_and_dropped(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    (toner,) = await service.add(db, clock, ticket.id, [TONER], "Ana")
    done = await edited(db, toner, TaskEdit(done=True), actor="Luis")
    again = await edited(db, done, TaskEdit(done=True), actor="Ana")
    undone = await edited(db, done, TaskEdit(done=False))
    assert (done.done_by, again, await open_tasks(db, ticket)) == ("Luis", done, 1)
    place, hand = (ticket.id, toner.id), Hand(actor="Ana", seen=undone.version)
    await service.remove(db, clock, place, hand)
    assert (await service.of_ticket(db, ticket.id), await open_tasks(db, ticket)) == ([], 0)


async def test_the_journal_tells_what_became_of_a_task(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    (toner,) = await service.add(db, clock, ticket.id, [TONER], "Ana")
    await edited(db, toner, TaskEdit(done=True))
    entries = await talk.journal(db, ticket.id, before=None, limit=5)
    told = [(each.changes[0].old, each.changes[0].new) for each in entries]
    assert told == [("[ ] Order toner *", "[x] Order toner *"), (None, "[ ] Order toner *")]


async def test_tasks_are_in_no_editors_way(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await service.add(db, clock, ticket.id, [TONER], "Luis")
    after = await tickets.edit(db, clock, ticket.id, Edit(urgency=1), Act(actor="Ana", seen=1))
    assert after.version == 2


async def test_a_late_change_of_a_task_is_told_what_it_would_undo(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    (toner,) = await service.add(db, clock, ticket.id, [TONER], "Ana")
    await edited(db, toner, TaskEdit(done=True))
    with pytest.raises(Stale) as stale:
        await edited(db, toner, TaskEdit(done=False, title="Order toner"))
    assert stale.value.extra["changed"] == [{"field": "done", "now": True}]


async def test_a_task_added_at_once_with_a_solution_is_not_left_open(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    both = await asyncio.gather(
        service.add(db, clock, ticket.id, [TONER], "Ana"),
        tickets.resolve(db, clock, ticket.id, SOLVED, ANA),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Conflict) for each in both) == 1


async def test_nothing_is_to_do_on_a_ticket_that_is_over(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await tickets.edit(db, clock, ticket.id, Edit(state=State.CANCELED), ANA)
    with pytest.raises(Conflict, match="canceled"):
        await service.add(db, clock, ticket.id, [TONER], "Ana")


async def test_a_task_of_another_ticket_is_not_found(db: Database, clock: TurnedClock) -> None:
    one, other = await a_ticket(db), await a_ticket(db)
    (task,) = await service.add(db, clock, one.id, [TONER], "Ana")
    with pytest.raises(NotFound):
        await edited(db, task.model_copy(update={"ticket_id": other.id}), TaskEdit(done=True))
