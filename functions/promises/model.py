"""What a promise is, when it is kept, and when it is broken."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import Field, model_validator

from functions.calls.model import Call, CallStatus, Direction
from functions.promises.hints import Ask
from shared.errors import Conflict
from shared.value import Instant, Spoken, Text, Value

GRACE = timedelta(minutes=15)
"""What is not kept that long after its time is broken."""
LEAD = timedelta(minutes=10)
"""How long before its time somebody is told that it is theirs to keep."""
NOT_RUNG = frozenset({CallStatus.QUEUED, CallStatus.CANCELED, CallStatus.FAILED})
EARLY = timedelta(minutes=1)
"""A call rung that much too early keeps a promise as well: clocks differ."""


class PromiseState(StrEnum):
    """open -> kept | broken | withdrawn."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """Why we owe somebody a call."""

    ASKED = "asked"
    NOBODY_CAME = "nobody_came"
    MISSED = "missed"


class Debt(Value):
    """Whom we owe a call, what about and why, and in which call we said so. `zones` are theirs.

    With a `member` the campaign rings them again; else a person does, whom the ticket tells.
    """

    call_id: UUID
    phone: Text = Field(min_length=1)
    language: Spoken
    zones: tuple[str, ...]
    cause: Cause = Cause.ASKED
    contact_id: UUID | None = None
    member_id: UUID | None = None
    ticket_id: UUID | None = None
    words: Text = ""

    @property
    def zone(self) -> str:
        """By whose clock their words are meant. Where nobody knows, the world's."""
        return self.zones[0] if self.zones else "UTC"


class Promise(Debt):
    """A call that we owe somebody at `due_at`.

    `zones` are where they may be. `told_at` is when a person was told to keep it, `assignee` who;
    `kept_by` is the call that kept it, if one did.
    """

    id: UUID
    due_at: Instant
    made_at: Instant
    state: PromiseState = PromiseState.OPEN
    told_at: Instant | None = None
    assignee: str | None = None
    closed_at: Instant | None = None
    closed_by: str | None = None
    reason: str | None = None
    kept_by: UUID | None = None


class Offer(Value):
    """When we may call: the time somebody named, or the first one after it that rules allow."""

    at: Instant
    wanted: Instant

    @property
    def is_later(self) -> bool:
        """Whether the time they named is none at which we may call."""
        return self.at > self.wanted


class Question(Value):
    """What has to be asked before anything can be promised."""

    asks: Ask


class Forbidden(Value):
    """No promise: this number must not be called, or no rule says when it may be."""

    why: str


class Closing(Value):
    """Why somebody closes a promise by hand."""

    reason: Text = Field(min_length=3, max_length=500)


class Which(StrEnum):
    """Which promises somebody wants to see. `due` are the open ones whose time has come."""

    OPEN = "open"
    DUE = "due"
    BROKEN = "broken"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class Wanted(Value):
    """Which promises, of whom, from which one on."""

    which: Which | None = None
    ticket_id: UUID | None = None
    after: UUID | None = None
    limit: int = 50

    @model_validator(mode="after")
    def _is_small(self) -> "Wanted":
        if not 1 <= self.limit <= 201:  # noqa: PLR2004
            raise ValueError("limit: give one from 1 to 200")
        return self


def close(
    promise: Promise, state: PromiseState, *, by: str, reason: str | None, now: datetime
) -> Promise:
    """The promise at its end. Raises `Conflict` where it has ended already."""
    if promise.state is not PromiseState.OPEN:
        raise Conflict(
            f"The promise is {promise.state} already: nothing can be changed about it.",
            state=promise.state,
        )
    end = {"state": state, "closed_by": by, "closed_at": now, "reason": reason}
    return promise.model_copy(update=end)


def keeping(promise: Promise, calls: Iterable[Call]) -> Call | None:
    """The first call of ours that kept it: their telephone rang at its time or after."""
    from_then_on = promise.due_at - EARLY
    return next(
        (
            each
            for each in calls
            if each.direction is Direction.OUTBOUND
            and each.id != promise.call_id
            and each.status not in NOT_RUNG
            and each.created_at >= from_then_on
        ),
        None,
    )


def is_broken(promise: Promise, now: datetime) -> bool:
    """Whether its time and the grace after it are over."""
    return now >= promise.due_at + GRACE
