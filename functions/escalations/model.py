"""What an escalation is: whom it rings next, and when it may stop."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from functions.rotas.model import Colleague, OnCall
from shared.records import Record
from shared.value import Instant, Spoken, Text, Value

PATIENCE = timedelta(minutes=3)
"""How long a step may take: a line to be free, the ringing, the message twice, a key."""
MOST_SNOOZES = 2
"""How often somebody may ask to be rung again. After that, 3 is as good as 2."""
REST = timedelta(minutes=5)
"""Between two turns in which everybody was asked in vain."""
ASSIGNEE = "assignee"


class Cause(StrEnum):
    """Why somebody is rung."""

    OPENED = "opened"
    RESPONSE = "response"
    RESOLUTION = "resolution"


class Plan(Value):
    """A policy as somebody writes it. The lowest `place` that fits cause and priority is taken.

    Rung are the ticket's assignee and whoever is on call in `rota`, in its order; `turns` times.
    """

    name: Text = Field(min_length=1, max_length=100)
    causes: frozenset[Cause] = Field(frozenset(Cause), min_length=1)
    priorities: frozenset[Annotated[int, Field(ge=1, le=5)]] = Field(
        frozenset({1, 2}), min_length=1
    )
    rota: Text = Field(min_length=1, max_length=100)
    snooze_minutes: int = Field(10, ge=1, le=120)
    turns: int = Field(2, ge=1, le=5)
    place: int = Field(100, ge=0, le=10_000)
    active: bool = True


class Policy(Plan, Record):
    """A policy as it is kept."""


class State(StrEnum):
    """running, until somebody accepts or takes the ticket, it is over, or nobody is left to ask.

    One that begins while another rings about the same ticket has joined it.
    """

    RUNNING = "running"
    ACCEPTED = "accepted"
    TAKEN = "taken"
    OVER = "over"
    JOINED = "joined"
    EXHAUSTED = "exhausted"


class StepState(StrEnum):
    """How somebody who was rung has answered."""

    RINGING = "ringing"
    ACCEPTED = "accepted"
    PASSED = "passed"
    SNOOZED = "snoozed"
    UNANSWERED = "unanswered"


KEYS = {"1": StepState.ACCEPTED, "2": StepState.PASSED, "3": StepState.SNOOZED}


class Escalation(Value):
    """People being rung about one ticket. `assignee` and `untouched` are how it stood then."""

    id: UUID
    ticket_id: UUID
    cause: Cause
    round: int
    policy: Plan
    assignee: str | None
    untouched: bool
    state: State
    turn: int
    wake_at: Instant
    rests_until: Instant | None = None
    begun_at: Instant
    ended_at: Instant | None = None


class Step(Value):
    """One of ours whose telephone rang. `role` is the assignee's, or their rank in the rota."""

    escalation_id: UUID
    place: int
    turn: int
    person: str
    phone: str
    language: Spoken
    role: str
    state: StepState
    call_id: UUID
    asked_at: Instant
    over_at: Instant | None = None
    again_at: Instant | None = None


class Seen(Value):
    """The ticket as an escalation sees it."""

    number: str
    title: str
    priority: int
    is_over: bool
    untouched: bool
    assignee: str | None


class Ring(Value):
    """Ring this one now. `role` is the assignee's, or their rank in the rota."""

    person: str
    phone: str
    language: Spoken
    role: str


class Wait(Value):
    """Nobody is to be rung before then."""

    until: Instant


class Again(Value):
    """Everybody was asked: from then on, ask them all once more."""

    at: Instant


class GiveUp(Value):
    """Everybody was asked as often as they shall be."""


type Next = Ring | Wait | Again | GiveUp


def ends(escalation: Escalation, seen: Seen) -> State | None:
    """Why nobody has to be rung any more, if so.

    Taken is a ticket that a person made somebody else's, or that somebody has begun to work on.
    """
    if seen.is_over:
        return State.OVER
    if seen.assignee and seen.assignee != escalation.assignee:
        return State.TAKEN
    return State.TAKEN if escalation.untouched and not seen.untouched else None


def chain(assignee: Colleague | None, on_call: Sequence[OnCall]) -> list[Ring]:
    """Whom to ask, in order: the assignee, then whoever is on call, the manager last."""
    asked = [_ring(each, each.rank) for each in on_call]
    if assignee is None:
        return asked
    return [_ring(assignee, ASSIGNEE), *(each for each in asked if each.phone != assignee.phone)]


def _ring(one: Colleague | OnCall, role: str) -> Ring:
    return Ring(person=one.name, phone=one.phone, language=one.language, role=role)


def next_of(
    escalation: Escalation, steps: Sequence[Step], people: Sequence[Ring], now: datetime
) -> Next:
    """What comes after these steps."""
    last = steps[-1] if steps else None
    if pending := _pending(escalation, last, now):
        return pending
    asked = {each.phone for each in steps if each.turn == escalation.turn}
    if left := [each for each in people if each.phone not in asked]:
        return left[0]
    is_last = escalation.turn >= escalation.policy.turns
    return GiveUp() if is_last else Again(at=now + REST)


def _pending(escalation: Escalation, last: Step | None, now: datetime) -> Ring | Wait | None:
    """What has to be done before anybody else is asked."""
    if last and last.state is StepState.RINGING:
        return Wait(until=last.asked_at + PATIENCE)
    if last and last.state is StepState.SNOOZED and last.again_at:
        return Wait(until=last.again_at) if last.again_at > now else _again(last)
    rests = escalation.rests_until
    return Wait(until=rests) if rests and rests > now else None


def _again(step: Step) -> Ring:
    """Whoever asked for that is rung once more."""
    return Ring(person=step.person, phone=step.phone, language=step.language, role=step.role)


def pressed(steps: Sequence[Step], step: Step, key: str) -> StepState | None:
    """What a key means for a step. None where it means nothing."""
    meant = KEYS.get(key)
    snoozed = sum(each.state is StepState.SNOOZED and each.phone == step.phone for each in steps)
    too_often = meant is StepState.SNOOZED and snoozed >= MOST_SNOOZES
    return StepState.PASSED if too_often else meant
