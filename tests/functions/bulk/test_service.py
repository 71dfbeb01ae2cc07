import asyncio
from typing import Any

import pytest

from functions.bulk import service
from functions.bulk.model import UNDO, Action, Asked, Job, JobState, NewJob, Result, Seen
from functions.fields import service as fields
from functions.fields.model import Definition
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, HoldReason, State, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Conflict
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT
from tests.functions.tickets.drafts import SOLVED

ANA, LUIS = Act(actor="Ana"), Act(actor="Luis")
URGENT, DONE = Action(edit=Edit(urgency=1, assignee="Luis")), Action(resolution=SOLVED)


async def some(db: Database, count: int = 3) -> list[Ticket]:
    draft = Draft(title="The printer is dead", requester_name="Front desk")
    made = [await tickets.open_ticket(db, TurnedClock(), draft, "Ana") for _ in range(count)]
    return sorted(made, key=lambda each: each.id)


def job_of(made: list[Ticket], action: Action) -> NewJob:
    return NewJob(
        tickets=[Seen(ticket_id=each.id, version=each.version) for each in made], action=action
    )


async def ran(db: Database, made: list[Ticket], action: Action) -> Job:
    job = await service.start(db, TurnedClock(), job_of(made, action), "Ana")
    await service.run(db, TurnedClock(), job.id)
    return await service.job(db, job.id)


async def undone(db: Database, job: Job) -> Job:
    await service.undo(db, TurnedClock(), job.id, "Eva")
    await service.run(db, TurnedClock(), job.id)
    return await service.job(db, job.id)


async def now(db: Database, made: list[Ticket]) -> list[Ticket]:
    return [await tickets.ticket(db, each.id) for each in made]


async def results(db: Database, job: Job) -> list[tuple[Result, str | None]]:
    found = await service.rows(db, job.id, result=None, after=None, limit=50)
    return [(each.result, each.problem) for each in found]


async def test_a_preview_tells_what_would_happen_and_does_nothing(
    db: Database, clock: TurnedClock
) -> None:
    same, other, over = made = await some(db)
    await tickets.edit(db, clock, same.id, Edit(urgency=1, assignee="Luis"), ANA)
    await tickets.edit(db, clock, over.id, Edit(state=State.CANCELED), ANA)
    before = await now(db, made)
    asked = Asked(ticket_ids=[each.id for each in made], action=URGENT)
    shown = await service.preview(db, clock, asked)
    assert [each.result for each in shown.rows] == ["unchanged", "changed", "refused"]
    assert [each.field for each in shown.rows[1].changes] == ["urgency", "priority", "assignee"]
    assert shown.counts == {Result.CHANGED: 1, Result.UNCHANGED: 1, Result.REFUSED: 1}
    assert (await now(db, made), other.version) == (before, 1)


async def test_a_preview_knows_what_a_ticket_lacks(db: Database, clock: TurnedClock) -> None:
    told: dict[str, Any] = {"label": {"en": "Cost", "es": "Coste"}, "kind": "number"}
    needed = Definition.model_validate(told | {"required_in": ["resolved"]})
    await fields.define(db, clock, "cost", needed, by=ROOT, seen=0)
    made = await some(db, 1)
    shown = await service.preview(db, clock, Asked(ticket_ids=[made[0].id], action=DONE))
    assert "fields.cost" in (shown.rows[0].problem or "")
    assert (await results(db, await ran(db, made, DONE)))[0] == (
        Result.REFUSED,
        shown.rows[0].problem,
    )


async def test_a_job_says_how_it_went_with_each(db: Database, clock: TurnedClock) -> None:
    fine, stale, over = made = await some(db)
    await tickets.edit(db, clock, stale.id, Edit(impact=1), LUIS)
    canceled = await tickets.edit(db, clock, over.id, Edit(state=State.CANCELED), ANA)
    job = await ran(db, [fine, stale, canceled], URGENT)
    found = await results(db, job)
    assert (job.state, job.counts) == (JobState.DONE, {Result.CHANGED: 1, Result.REFUSED: 2})
    assert [result for result, _ in found] == ["changed", "refused", "refused"]
    assert "by now it is version 2" in (found[1][1] or "")
    assert [each.urgency for each in await now(db, made)] == [1, 3, 3]


async def test_a_job_that_runs_twice_at_once_does_each_row_once(
    db: Database, clock: TurnedClock
) -> None:
    made = await some(db, 8)
    job = await service.start(db, clock, job_of(made, URGENT), "Ana")
    await asyncio.gather(*(service.run(db, clock, job.id) for _ in range(3)))
    assert (await service.job(db, job.id)).counts == {Result.CHANGED: 8}
    assert {each.version for each in await now(db, made)} == {2}


async def test_a_repeated_request_begins_one_job(db: Database, clock: TurnedClock) -> None:
    made = await some(db, 2)
    new = job_of(made, URGENT)
    jobs = [await service.start(db, clock, new, "Ana", key="k1") for _ in range(2)]
    assert jobs[0] == jobs[1]
    with pytest.raises(Conflict, match="new key"):
        await service.start(db, clock, job_of(made, DONE), "Ana", key="k1")


async def test_an_undone_job_leaves_the_tickets_as_they_were(
    db: Database, clock: TurnedClock
) -> None:
    made = await some(db, 1)
    await tickets.edit(db, clock, made[0].id, Edit(state=State.IN_PROGRESS), ANA)
    held = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    before = await tickets.edit(db, clock, made[0].id, held, ANA)
    job = await undone(db, await ran(db, [before], DONE))
    (after,) = await now(db, made)
    assert after == before.model_copy(update={"version": 5})
    assert (job.state, job.undone_by, job.counts) == (JobState.UNDONE, "Eva", {Result.UNDONE: 1})
    last = (await talk.journal(db, after.id, before=None, limit=1))[0]
    assert last.actor == "Eva"


async def test_an_undo_leaves_alone_what_somebody_changed_since(
    db: Database, clock: TurnedClock
) -> None:
    mine, theirs = made = await some(db, 2)
    job = await ran(db, made, URGENT)
    await tickets.edit(db, clock, theirs.id, Edit(impact=1), LUIS)
    assert await results(db, await undone(db, job)) == [
        (Result.UNDONE, None),
        (Result.KEPT, "It is at version 3 by now."),
    ]
    assert [each.urgency for each in await now(db, made)] == [3, 1]
    assert mine.urgency == 3


async def test_a_job_is_taken_back_once_and_in_time(db: Database, clock: TurnedClock) -> None:
    job = await ran(db, await some(db, 1), URGENT)
    await clock.advance(UNDO.total_seconds())
    with pytest.raises(Conflict, match="24 hours"):
        await service.undo(db, clock, job.id, "Eva")
    await undone(db, job)
    with pytest.raises(Conflict, match="undone"):
        await service.undo(db, TurnedClock(), job.id, "Eva")


async def test_what_was_said_is_told_apart_and_not_taken_back(
    db: Database, clock: TurnedClock
) -> None:
    job = await ran(db, await some(db, 1), Action(edit=Edit(comment="We are on it")))
    assert job.counts == {Result.CHANGED: 1}
    assert (await undone(db, job)).counts == {Result.KEPT: 1}


async def nudged(db: Database, clock: TurnedClock) -> int:
    """How many jobs the timer nudged just now."""
    await service.sweep(db, clock)
    async with db.transaction() as conn:
        cursor = await conn.execute("delete from outbox where queue = 'run-bulk'")
        return cursor.rowcount


@pytest.fixture
async def forgotten(db: Database, clock: TurnedClock) -> Job:
    """A job of two tickets whose message was lost."""
    job = await service.start(db, clock, job_of(await some(db, 2), URGENT), "Ana")
    await nudged(db, clock)
    return job


async def test_a_job_whose_message_was_lost_goes_on_by_the_timer_once(
    db: Database, clock: TurnedClock, forgotten: Job
) -> None:
    early = await nudged(db, clock)
    await clock.advance(60)
    assert (early, await nudged(db, clock), await nudged(db, clock)) == (0, 1, 0)
    await service.run(db, clock, forgotten.id)
    await clock.advance(60)
    assert await nudged(db, clock) == 0


async def test_an_undo_whose_message_was_lost_goes_on_by_the_timer(
    db: Database, clock: TurnedClock, forgotten: Job
) -> None:
    await service.run(db, clock, forgotten.id)
    await clock.advance(3600)
    await service.undo(db, clock, forgotten.id, "Eva")
    early = await nudged(db, clock) - 1  # its own message
    await clock.advance(60)
    assert (early, await nudged(db, clock)) == (0, 1)


async def test_a_job_that_moves_is_left_alone(
    db: Database, clock: TurnedClock, forgotten: Job
) -> None:
    await clock.advance(50)
    await service._do_one(db, clock.now(), await service.job(db, forgotten.id))
    await clock.advance(50)
    assert await nudged(db, clock) == 0


@pytest.mark.parametrize("undoing", [False, True])
async def test_a_row_that_fails_again_and_again_is_given_up_and_the_next_is_done(
    db: Database, clock: TurnedClock, forgotten: Job, undoing: bool
) -> None:
    if undoing:
        await service.run(db, clock, forgotten.id)
        await service.undo(db, clock, forgotten.id, "Eva")
    for _ in range(6):
        await clock.advance(60)
        await nudged(db, clock)
    await service.run(db, clock, forgotten.id)
    given_up = {False: (Result.REFUSED, Result.CHANGED), True: (Result.KEPT, Result.UNDONE)}
    found = await results(db, forgotten)
    assert tuple(result for result, _ in found) == given_up[undoing]
    assert "kept failing" in (found[0][1] or "")
