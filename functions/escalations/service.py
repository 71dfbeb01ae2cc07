"""Policies, and the beginning and the record of escalations."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.audit import service as audit
from functions.audit.model import By
from functions.escalations import model, store
from functions.escalations.model import Cause, Escalation, Plan, Policy, Seen, State, Step
from functions.rotas import service as rotas
from functions.tickets import handing
from functions.tickets import service as tickets
from functions.tickets.model import Move, Ticket
from functions.tickets.model import State as TicketState
from functions.tickets.moves import MOVES
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid
from shared.messages import Escalate, SteerEscalation
from shared.ports import Clock
from shared.records import as_seen, rewritten
from shared.value import new_id

BATCH = 50
LOST = timedelta(minutes=2)
"""How long after its time an escalation is taken for lost, and begun anew where it stands."""


async def begin(db: Database, clock: Clock, told: Escalate) -> Escalation | None:
    """The escalation for that cause, begun where there is none yet. None where nobody is rung.

    A ticket about which somebody is being rung has no second one: that has joined it.
    """
    now, cause = clock.now(), Cause(told.cause)
    async with db.transaction() as conn:
        found = await store.of_cause(conn, told.ticket_id, cause, told.round)
        if found:
            return found
        ticket = await tickets.on(conn, told.ticket_id)
        policy = await _policy_for(conn, cause, ticket.priority)
        seen = seen_of(ticket)
        if policy is None or seen.is_over or (cause is Cause.OPENED and not seen.untouched):
            return None
        escalation = Escalation(
            id=new_id(now),
            ticket_id=ticket.id,
            cause=cause,
            round=told.round,
            policy=Plan.model_validate(policy.model_dump(include=set(Plan.model_fields))),
            assignee=ticket.assignee,
            untouched=seen.untouched,
            state=State.RUNNING,
            turn=1,
            wake_at=now,
            begun_at=now,
        )
        if not await store.add(conn, escalation):
            joined = {"state": State.JOINED, "ended_at": now}
            await store.add(conn, escalation.model_copy(update=joined))
        return await store.of_cause(conn, told.ticket_id, cause, told.round)


async def _policy_for(conn: Connection, cause: Cause, priority: int) -> Policy | None:
    return next(
        (
            each
            for each in await store.policies(conn)
            if each.active and cause in each.causes and priority in each.priorities
        ),
        None,
    )


def seen_of(ticket: Ticket) -> Seen:
    """A ticket as far as an escalation asks."""
    return Seen(
        number=ticket.number,
        title=ticket.title,
        priority=ticket.priority,
        is_over=Move.RESOLVE not in MOVES[ticket.state],
        untouched=ticket.state is TicketState.NEW,
        assignee=ticket.assignee,
    )


async def heeding(conn: Connection, escalation: Escalation, ticket: Ticket) -> Escalation:
    """With whom a rule has given its ticket to since: they took nothing, and are rung, too."""
    same = ticket.assignee in {None, escalation.assignee}
    if same or not await handing.was_given(conn, ticket.id):
        return escalation
    return escalation.model_copy(update={"assignee": ticket.assignee})


async def running(db: Database, ticket_id: UUID) -> UUID | None:
    """The escalation that rings about that ticket now."""
    async with db.transaction() as conn:
        return await store.running(conn, ticket_id)


async def sweep(db: Database, clock: Clock) -> int:
    """Begin anew what nobody goes on with. How many they are."""
    now = clock.now()
    async with db.transaction() as conn:
        lost = await store.overdue(conn, now - LOST, BATCH)
        told = [
            Escalate.new(now, ticket_id=each.ticket_id, cause=each.cause.value, round=each.round)
            for each in lost
        ]
        await outbox.put(conn, *told)
    return len(lost)


async def close_step(
    conn: Connection, escalation: Escalation, step: Step, state: model.StepState, now: datetime
) -> None:
    """How they have answered is kept, and whoever goes on with it hears of that."""
    snooze = timedelta(minutes=escalation.policy.snooze_minutes)
    again_at = now + snooze if state is model.StepState.SNOOZED else None
    await store.set_step(conn, step, state, now, again_at)
    await outbox.put(conn, SteerEscalation.new(now, ticket_id=escalation.ticket_id))


async def page(
    conn: Connection, *, ticket_id: UUID | None, after: UUID | None, limit: int
) -> list[tuple[Escalation, list[Step]]]:
    """The newest first, each with whoever was rung."""
    found = await store.page(conn, ticket_id, after, limit)
    steps = await store.steps(conn, [each.id for each in found])
    return [(one, [each for each in steps if each.escalation_id == one.id]) for one in found]


async def policies(conn: Connection) -> list[Policy]:
    """All of them, in the order in which they are asked."""
    return await store.policies(conn)


async def write(db: Database, clock: Clock, plan: Plan, *, by: By) -> Policy:
    """Write a policy down. Raises `Invalid`, and `Conflict` where one has that name."""
    now = clock.now()
    policy = Policy(id=new_id(now), version=1, created_at=now, **plan.model_dump())
    async with db.transaction() as conn:
        await _has_rota(conn, plan)
        if not await store.add_policy(conn, policy):
            raise _taken(plan.name)
        await audit.note_record(conn, by, "escalation_policy", (None, policy), now)
    return policy


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a policy named {name} already: change that one.")


async def _has_rota(conn: Connection, plan: Plan) -> None:
    if not await rotas.is_written(conn, plan.rota):
        problem, hint = f"there is no rota named {plan.rota}", "Write it down first."
        errors = [{"field": "rota", "problem": problem, "hint": hint}]
        raise Invalid(f"rota: {problem}. {hint}", errors=errors)


async def rewrite(
    db: Database, clock: Clock, policy_id: UUID, plan: Plan, *, seen: int, by: By
) -> Policy:
    """Let it read like that. Raises `NotFound`, `Invalid`, `Stale` and `Conflict`."""
    async with db.transaction() as conn:
        before = await store.policy_for_update(conn, policy_id)
        policy = rewritten("policy", before, plan, seen)
        await _has_rota(conn, plan)
        if not await store.save_policy(conn, policy):
            raise _taken(plan.name)
        await audit.note_record(conn, by, "escalation_policy", (before, policy), clock.now())
    return policy


async def drop(db: Database, clock: Clock, policy_id: UUID, *, seen: int, by: By) -> None:
    """Ring nobody by it from now on. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = as_seen("policy", await store.policy_for_update(conn, policy_id), seen)
        await store.remove_policy(conn, policy_id)
        await audit.note_record(conn, by, "escalation_policy", (gone, None), clock.now())
