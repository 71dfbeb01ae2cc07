"""What it takes to hand a call over: how long somebody waits, who is asked, how it may end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from functions.rotas.model import OnCall
from shared.value import Instant, Spoken, Value

PATIENCE = timedelta(seconds=20)
"""How long a caller is let wait for telephones that ring, all of them together."""
LEAST_RING, SHORTEST_RING = 10, 5
"""Seconds: what a telephone is given where several share the wait, and what is worth a try."""
SOON = timedelta(seconds=30)
"""Within that time whoever wants to take a call over is rung, or not at all."""
NO_WAIT = timedelta(seconds=2)
"""Who hangs up within that time has not waited (47 CFR 64.1200(a)(7))."""


class State(StrEnum):
    """waiting -> talking -> done; or nobody is there, nobody comes, or the caller has left."""

    WAITING = "waiting"
    TALKING = "talking"
    DONE = "done"
    NOBODY_THERE = "nobody_there"
    NOBODY_CAME = "nobody_came"
    LEFT = "left"

    @property
    def is_open(self) -> bool:
        """Whether the caller waits, or talks with the person they wanted."""
        return self in {State.WAITING, State.TALKING}


class Wanted(Value):
    """A call in which a person is wanted, from its n-th turn on.

    `begun_by` is one of ours who takes it over, where whoever is on it did not ask.
    """

    call_id: UUID
    n: int
    allowance_id: UUID | None
    rota: str
    language: Spoken
    ticket_id: UUID | None
    begun_by: str | None = None


class Transfer(Wanted):
    """A call on its way to a person."""

    id: UUID
    state: State
    wanted_at: Instant
    taken_at: Instant | None = None
    ended_at: Instant | None = None
    answer: str | None = None

    @property
    def abandoned(self) -> bool:
        """Whether somebody wanted a person and got none, though they had waited.

        Found nobody there, or nobody who came; or they hung up after more than two seconds.
        """
        if self.begun_by:
            return False
        if self.state is State.LEFT:
            assert self.ended_at is not None
            return self.ended_at - self.wanted_at > NO_WAIT
        return self.state in {State.NOBODY_THERE, State.NOBODY_CAME}


class Takeover(Value):
    """One of ours takes a call over, rung at `phone`. `state` is that of the transfer it led to.

    `n` is the turn in which the caller was told; `dropped`, why they never were.
    """

    id: UUID
    call_id: UUID
    person: str
    phone: str
    language: Spoken
    asked_at: Instant
    n: int | None = None
    dropped: str | None = None
    state: State | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether nobody else takes it over meanwhile."""
        if self.state:
            return self.state.is_open
        return not self.dropped and now - self.asked_at < SOON


class Ring(Value):
    """One telephone that rings for a caller. Money is in micro-units."""

    transfer_id: UUID
    place: int
    person: str
    phone: str
    language: Spoken
    ring_seconds: int
    asked_at: Instant
    taken_at: Instant | None = None
    over_at: Instant | None = None
    reserved_micro: int = 0
    cost_micro: int = 0
    answer: str | None = None


class Shift(Value):
    """The people of a rota who are on call and not away, and how a campaign has kept them busy.

    `own` of them are rung by, or talk with, calls of the campaign; `handle_seconds` is how long
    its last calls took one of them, where there were enough to tell.
    """

    free: int
    busy: int
    own: int
    handle_seconds: float | None


def next_rings(
    transfer: Transfer, rings: Sequence[Ring], there: Sequence[OnCall], now: datetime
) -> list[Ring]:
    """Who may be rung next, in order: whoever is there and was not asked yet, while time is left.

    Those left share the wait, so that a second one is asked before it is over; but nobody's
    telephone is stopped sooner than a person needs to get there.
    """
    left = (transfer.wanted_at + PATIENCE - now).total_seconds()
    asked = {each.phone for each in rings}
    people = [each for each in there if each.phone not in asked]
    if left < SHORTEST_RING or not people:
        return []
    seconds = min(left, max(LEAST_RING, left / len(people)))
    return [
        Ring(
            transfer_id=transfer.id,
            place=len(rings) + 1,
            person=each.name,
            phone=each.phone,
            language=each.language,
            ring_seconds=round(seconds),
            asked_at=now,
        )
        for each in people
    ]
