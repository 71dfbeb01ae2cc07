"""What an attempt to ring somebody is, when it may be made, and how a call moves on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from functions.allowances.model import Allowance
from functions.hours.model import Limit
from shared.value import Instant, Value

WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE, as Twilio dials them on a keypad."""
RETRY_PAUSE = timedelta(seconds=15)
"""How long an attempt waits where nothing but a busy line stands in its way."""
DAY = timedelta(days=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_LIMIT = timedelta(days=30)
"""How far back calls to a number are counted."""


class AttemptState(StrEnum):
    """planned -> dialing -> placed -> over; a doubt is `unknown` until the network was asked."""

    PLANNED = "planned"
    DIALING = "dialing"
    UNKNOWN = "unknown"
    PLACED = "placed"
    REFUSED = "refused"
    OVER = "over"


OPEN = frozenset({AttemptState.DIALING, AttemptState.UNKNOWN})
"""Committed, and not known to be placed."""


class Direction(StrEnum):
    """Who rings whom."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class CallStatus(StrEnum):
    """Twilio's words (docs/voice/api/call-resource#call-status-values)."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_end(self) -> bool:
        """Whether nothing follows."""
        return self in ENDS


ENDS = frozenset(
    {
        CallStatus.COMPLETED,
        CallStatus.BUSY,
        CallStatus.NO_ANSWER,
        CallStatus.FAILED,
        CallStatus.CANCELED,
    }
)
RANK = {status: rank for rank, status in enumerate(CallStatus)}


def moves_on(now: CallStatus, told: CallStatus) -> bool:
    """Whether `told` is news. Callbacks come late, twice and out of order; an end is final."""
    return not now.is_end and RANK[told] > RANK[now]


class Attempt(Value):
    """One try to ring one person: the n-th for that member. `caller` rang, or rings next."""

    id: UUID
    allowance_id: UUID
    member_id: UUID
    n: int
    phone: str
    caller: str
    zones: tuple[str, ...]
    state: AttemptState
    reason: str | None
    due_at: Instant
    intent_at: Instant | None
    lost: int
    deferred: int = 0
    reserved_micro: int
    cost_micro: int = 0


class Call(Value):
    """A call the network knows, or is about to."""

    id: UUID
    direction: Direction
    sid: str | None
    phone: str
    number: str
    status: CallStatus
    answered_by: str | None
    created_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    seconds: int | None
    sip_code: str | None

    @property
    def is_anonymous(self) -> bool:
        """Whether it is nobody's number that could be rung, or tell who somebody is."""
        digits = self.phone.removeprefix("+")
        return self.phone in WITHHELD or digits == self.phone or not digits.isdecimal()

    @property
    def machine(self) -> bool:
        """Whether a machine took it. `unknown` is taken for a person."""
        return (self.answered_by or "").startswith(("machine", "fax"))


class End(Value):
    """One of ours ends a call. `sent_at` is when the network was last to be told."""

    call_id: UUID
    actor: str
    reason: str
    asked_at: Instant
    sent_at: Instant


class History(Value):
    """What we know of a number and its member. `made` are its calls of 30 days, oldest first.

    `inbound` is how many people, whoever they are, have rung us and still talk.
    """

    made: tuple[Instant, ...]
    phone_is_busy: bool
    spent_on_contact: int
    last_caller: str | None
    inbound: int


class Facts(Value):
    """All that a decision needs beside the rules. `opening` is the first instant allowed, if any.

    `limits` bind beside the allowance's own.
    """

    refusal: str | None
    opening: Instant | None
    limits: tuple[Limit, ...]
    history: History


class Wait(Value):
    """Not now. `until` is empty where only somebody's decision changes that (a pause)."""

    reason: str
    until: Instant | None


class Refuse(Value):
    """Never."""

    reason: str


class Go(Value):
    """Ring, and keep that much of the budget aside."""

    reserve_micro: int


Decision = Wait | Refuse | Go


def decide(allowance: Allowance, attempt: Attempt, facts: Facts, now: datetime) -> Decision:
    """Whether the attempt may be made now. Asked in the transaction that commits to it."""
    if facts.refusal:
        return Refuse(reason=facts.refusal)
    if not allowance.open:
        return Wait(reason="paused", until=None)
    return (
        _in_time(allowance, attempt, facts, now)
        or _not_too_often(allowance, facts, now)
        or _on_a_free_line(allowance, facts, now)
        or _within_budget(allowance, facts, now)
    )


def _in_time(
    allowance: Allowance, attempt: Attempt, facts: Facts, now: datetime
) -> Wait | Refuse | None:
    if allowance.held_until and allowance.held_until > now:
        return Wait(reason="network_full", until=allowance.held_until)
    if facts.opening is None:
        known = bool(attempt.zones or allowance.zone)
        return Refuse(reason="no_window" if known else "zone_unknown")
    if facts.opening > now:
        return Wait(reason="outside_window", until=facts.opening)
    return None


def _not_too_often(allowance: Allowance, facts: Facts, now: datetime) -> Wait | None:
    own = [Limit(calls=allowance.day_cap, days=1)]
    if allowance.number_cap:
        own.append(Limit(calls=allowance.number_cap, days=LONGEST_LIMIT.days))
    again = [free_again(limit, facts.history.made) for limit in (*own, *facts.limits)]
    latest = max(again)
    return Wait(reason="called_enough", until=latest) if latest > now else None


def free_again(limit: Limit, made: Sequence[datetime]) -> datetime:
    """From when the limit allows one more call, the calls made so far being given, oldest first."""
    if len(made) < limit.calls:
        return LONG_AGO
    return made[-limit.calls] + limit.days * DAY


def _on_a_free_line(allowance: Allowance, facts: Facts, now: datetime) -> Wait | None:
    if facts.history.phone_is_busy or allowance.live >= allowance.live_cap:
        return Wait(reason="lines_busy", until=now + RETRY_PAUSE)
    return None


def _within_budget(allowance: Allowance, facts: Facts, now: datetime) -> Decision:
    lacking = allowance.lacks(facts.history.spent_on_contact, now)
    if lacking == "contact_budget":
        return Refuse(reason=lacking)
    if lacking == "day_budget":
        return Wait(reason=lacking, until=allowance.tomorrow(now))
    if lacking:
        return Wait(reason=lacking, until=now + RETRY_PAUSE)
    return Go(reserve_micro=allowance.worst_micro)
