"""What an escalation does next, decided in one transaction: ring somebody, wait, or be over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance, Kind
from functions.calls import service as calls
from functions.calls.model import Attempt, AttemptState
from functions.escalations import model, phrases, service, store
from functions.escalations.model import (
    PATIENCE,
    Again,
    Escalation,
    GiveUp,
    Ring,
    State,
    Step,
    StepState,
    Wait,
)
from functions.numbers import service as numbers
from functions.rotas import service as rotas
from functions.tickets import keeping
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.messages import RaiseAlert
from shared.ports import Clock
from shared.value import Value, new_id

ACTOR = "escalation"
LONGEST = timedelta(minutes=1)
"""An event may be lost between two generations of an orchestration: that costs no more."""
SHORTEST = timedelta(seconds=1)
TALK = 120
"""Seconds that such a call may take."""
MINUTE_PRICE = 14_000
DAY_CAP = 100
"""Of one telephone. Whoever is on call wants to be rung."""
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Standing:
    """An escalation with its ticket and what was done so far."""

    escalation: Escalation
    ticket: Ticket
    steps: Sequence[Step]


class Look(Value):
    """What an orchestration does: end, or look again in so many seconds."""

    done: bool
    wait: float = 0


async def look(db: Database, clock: Clock, caller: str, escalation_id: UUID) -> Look:
    """Take an escalation one step further. Looking twice rings nobody twice."""
    now = clock.now()
    async with db.transaction() as conn:
        escalation = await store.for_update(conn, escalation_id)
        if escalation is None or escalation.state is not State.RUNNING:
            return Look(done=True)
        ticket = await tickets.on(conn, escalation.ticket_id)
        escalation = await service.heeding(conn, escalation, ticket)
        at = Standing(escalation, ticket, await _told(conn, escalation, ticket, now))
        if state := model.ends(escalation, service.seen_of(ticket)):
            await end(conn, escalation, at.steps, state, now)
            return Look(done=True)
        asked = await people(conn, escalation, now)
        return await _go_on(conn, at, asked, caller, now)


async def _told(
    conn: Connection, escalation: Escalation, ticket: Ticket, now: datetime
) -> list[Step]:
    """The steps; whose time is over, counts as not answered."""
    steps = await store.steps(conn, [escalation.id])
    for step in steps:
        if step.state is StepState.RINGING and step.asked_at + PATIENCE <= now:
            await calls.withdraw(conn, step.call_id, now)
            await close(conn, escalation, step, StepState.UNANSWERED, ticket, now)
    return await store.steps(conn, [escalation.id])


async def close(
    conn: Connection,
    escalation: Escalation,
    step: Step,
    state: StepState,
    ticket: Ticket,
    now: datetime,
) -> None:
    """Keep how somebody has answered, for everybody to read."""
    await service.close_step(conn, escalation, step, state, now)
    await _note(conn, ticket, phrases.note(step, state, ticket.language), now)


async def _note(conn: Connection, ticket: Ticket, text: str, now: datetime) -> None:
    await keeping.note_on(conn, now, ticket.id, text, ACTOR)


async def end(
    conn: Connection, escalation: Escalation, steps: Sequence[Step], state: State, now: datetime
) -> None:
    """Nobody is rung any more: what rings stops, and who listens is told so."""
    for step in steps:
        if step.state is StepState.RINGING:
            await calls.withdraw(conn, step.call_id, now)
            await calls.end_calls(conn, step.call_id, now, live=True)
    await store.save(conn, escalation.model_copy(update={"state": state, "ended_at": now}))


async def _go_on(
    conn: Connection, at: Standing, people: Sequence[Ring], caller: str, now: datetime
) -> Look:
    escalation = at.escalation
    match model.next_of(escalation, at.steps, people, now):
        case Ring() as ring:
            await _ring(conn, at, ring, caller, now)
            return await _wait(conn, escalation, now + PATIENCE, now)
        case Wait(until=until):
            return await _wait(conn, escalation, until, now)
        case Again(at=later):
            again = escalation.model_copy(
                update={"turn": escalation.turn + 1, "rests_until": later}
            )
            return await _wait(conn, again, later, now)
        case GiveUp():
            await _give_up(conn, at, now)
            return Look(done=True)


async def people(conn: Connection, escalation: Escalation, now: datetime) -> list[Ring]:
    """Whom to ask now, in order. Nobody where the rota is gone."""
    rota = escalation.policy.rota
    try:
        there = await rotas.reachable(conn, rota, now)
        assignee = escalation.assignee and await rotas.colleague(
            conn, rota, escalation.assignee, now
        )
    except NotFound:
        return []
    return model.chain(assignee or None, there)


async def _ring(conn: Connection, at: Standing, ring: Ring, caller: str, now: datetime) -> None:
    step = Step(
        escalation_id=at.escalation.id,
        place=len(at.steps) + 1,
        turn=at.escalation.turn,
        state=StepState.RINGING,
        call_id=new_id(now),
        asked_at=now,
        **ring.model_dump(),
    )
    if not await store.add_step(conn, step):
        return
    await numbers.know(conn, [caller], now)
    await allowances.allow(conn, _allowance(step, caller))
    await calls.plan(conn, [_attempt(step, caller)], now)
    await _note(conn, at.ticket, phrases.note(step, StepState.RINGING, at.ticket.language), now)


def _allowance(step: Step, caller: str) -> Allowance:
    """One call, at any hour: whoever is on call has agreed to that."""
    once = Allowance(
        id=step.call_id,
        kind=Kind.ESCALATION,
        open=True,
        purpose="service",
        consent_required=False,
        live_cap=1,
        day_cap=DAY_CAP,
        opens_at=time(),
        closes_at=time(),
        weekdays=EVERY_DAY,
        hours_waived=True,
        zone="UTC",
        callers=(caller,),
        talk_seconds=TALK,
        currency="USD",
        minute_price_micro=MINUTE_PRICE,
        budget_micro=0,
    )
    return once.model_copy(update={"budget_micro": once.worst_micro})


def _attempt(step: Step, caller: str) -> Attempt:
    return Attempt(
        id=step.call_id,
        allowance_id=step.call_id,
        member_id=step.escalation_id,
        n=step.place,
        phone=step.phone,
        caller=caller,
        zones=("UTC",),
        state=AttemptState.PLANNED,
        reason=None,
        due_at=step.asked_at,
        intent_at=None,
        lost=0,
        reserved_micro=0,
    )


async def _wait(conn: Connection, escalation: Escalation, until: datetime, now: datetime) -> Look:
    await store.save(conn, escalation.model_copy(update={"wake_at": until}))
    return Look(done=False, wait=min(max(until - now, SHORTEST), LONGEST).total_seconds())


async def _give_up(conn: Connection, at: Standing, now: datetime) -> None:
    """Nobody has taken it: that is for a person to look at."""
    await end(conn, at.escalation, at.steps, State.EXHAUSTED, now)
    text = phrases.NOTES[at.ticket.language]["exhausted"]
    await _note(conn, at.ticket, text, now)
    alert = RaiseAlert.new(
        now,
        at=now,
        source="escalations",
        subject_id=at.ticket.id,
        what="nobody_took_it",
        text=f"Nobody on call has taken {at.ticket.number}.",
    )
    await outbox.put(conn, alert)


async def heed_end(db: Database, clock: Clock, call_id: UUID) -> None:
    """A call is over, or was never to be: whoever of ours pressed no key has not answered."""
    async with db.transaction() as conn:
        if await store.step_of_call(conn, call_id) is None:
            return
        escalation, step = await of_call(conn, call_id)
        if step.state is StepState.RINGING:
            ticket = await tickets.on(conn, escalation.ticket_id)
            await close(conn, escalation, step, StepState.UNANSWERED, ticket, clock.now())


async def of_call(conn: Connection, call_id: UUID) -> tuple[Escalation, Step]:
    """What a call is for, locked until the transaction ends. Raises `NotFound`."""
    found = await store.step_of_call(conn, call_id)
    escalation = await store.for_update(conn, found.escalation_id) if found else None
    step = await store.step_of_call(conn, call_id)  # as it stands now that nobody changes it
    if escalation is None or step is None:
        raise NotFound("This call is about no ticket.", call_id=str(call_id))
    return escalation, step
