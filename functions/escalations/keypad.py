"""One of ours is on the telephone: told what it is about, they press a key, or none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from functions.calls.line import Line
from functions.escalations import model, phrases, service, store
from functions.escalations.look import ACTOR, close, end, of_call
from functions.escalations.model import Escalation, Seen, State, Step, StepState
from functions.tickets import handing
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from shared.db.pool import Connection, Database
from shared.ports import Clock
from shared.value import Spoken

TWICE = 2
"""How often they are told."""
SPEAK = 1.5
"""Seconds a voice has for audio that is not in the cache."""


type Audio = Callable[[UUID, str, Spoken, float], Awaitable[list[str]]]
"""Where the words of a call are found within so many seconds; nothing where they are not."""


@dataclass(frozen=True)
class Desk:
    """What it takes to speak to somebody."""

    clock: Clock
    line: Line
    organisation: str
    audio: Audio


async def told(db: Database, desk: Desk, call_id: UUID, n: int, key: str) -> str:
    """What is said next, as TwiML. The same request twice has the same answer."""
    async with db.transaction() as conn:
        escalation, step = await of_call(conn, call_id)
        ticket = await tickets.locked(conn, escalation.ticket_id)
        escalation = await service.heeding(conn, escalation, ticket)
        now = desk.clock.now()
        state = await _heed(conn, escalation, step, ticket, (n, key), now)
    if state is None:
        seen = service.seen_of(ticket)
        return await _ask(desk, escalation, step, seen, n)
    minutes = escalation.policy.snooze_minutes
    said = (
        phrases.TEXTS[step.language]["taken"]
        if state is StepState.RINGING
        else phrases.answer(state, step.language, minutes)
    )
    audio = await desk.audio(call_id, said, step.language, SPEAK)
    return phrases.farewell(said, step.language, audio)


async def _ask(desk: Desk, escalation: Escalation, step: Step, seen: Seen, n: int) -> str:
    said = phrases.about(escalation, seen, step.language, desk.organisation)
    audio = await desk.audio(step.call_id, said, step.language, SPEAK)
    next_url = desk.line.escalation_url(step.call_id, n + 1)
    return phrases.question(said, step.language, audio, next_url=next_url)


async def _heed(
    conn: Connection,
    escalation: Escalation,
    step: Step,
    ticket: Ticket,
    given: tuple[int, str],
    now: datetime,
) -> StepState | None:
    """How they have answered; nothing while they are to be asked; `RINGING` where it is too late.

    Who picks up after their time may still take it, while nobody has.
    """
    n, key = given
    if step.state not in {StepState.RINGING, StepState.UNANSWERED}:
        return step.state
    if escalation.state is not State.RUNNING or model.ends(escalation, service.seen_of(ticket)):
        return StepState.RINGING
    steps = await store.steps(conn, [escalation.id])
    meant = model.pressed(steps, step, key)
    if meant is None and n <= TWICE:
        return None
    state = meant or StepState.UNANSWERED
    await _keep(conn, escalation, step, state, ticket, now)
    return state


async def _keep(
    conn: Connection,
    escalation: Escalation,
    step: Step,
    state: StepState,
    ticket: Ticket,
    now: datetime,
) -> None:
    """Note it; who accepts has the ticket from now on."""
    if step.state is StepState.RINGING or state is StepState.ACCEPTED:
        await close(conn, escalation, step, state, ticket, now)
    if state is StepState.ACCEPTED:
        await handing.take(conn, now, ticket.id, step.person, ACTOR)
        steps = await store.steps(conn, [escalation.id])
        await end(conn, escalation, steps, State.ACCEPTED, now)
