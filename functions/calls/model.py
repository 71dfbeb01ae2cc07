"""What an attempt to ring somebody is, when it may be made, and how a call moves on."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from shared.value import Instant, Value

RETRY_PAUSE = timedelta(seconds=15)
"""How long an attempt waits where nothing but a busy line stands in its way."""


class AttemptState(StrEnum):
    """planned -> dialing -> placed -> over; a doubt is `unknown` until the network was asked."""

    PLANNED = "planned"
    DIALING = "dialing"
    UNKNOWN = "unknown"
    PLACED = "placed"
    REFUSED = "refused"
    OVER = "over"


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


class Allowance(Value):
    """What a campaign, or an escalation, may do to people's phones.

    The window is local time in the callee's zone; where it closes before it opens, it spans
    midnight. Money is in micro-units of `currency`.
    """

    id: UUID
    open: bool
    purpose: str
    consent_required: bool
    live_cap: int = Field(gt=0)
    day_cap: int = Field(gt=0)
    opens_at: time
    closes_at: time
    weekdays: tuple[int, ...]
    currency: str
    minute_price_micro: int = Field(ge=0)
    budget_micro: int = Field(ge=0)
    reserved_micro: int = 0
    spent_micro: int = 0


class Attempt(Value):
    """One try to ring one person: the n-th for that member."""

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
    reserved_micro: int


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
    def machine(self) -> bool:
        """Whether a machine took it. `unknown` is taken for a person."""
        return (self.answered_by or "").startswith(("machine", "fax"))


class Usage(Value):
    """What is going on when the question is asked. `today` is the last 24 hours."""

    live: int
    today: int
    phone_is_busy: bool
    refusal: str | None


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


def decide(allowance: Allowance, attempt: Attempt, usage: Usage, now: datetime) -> Decision:
    """Whether the attempt may be made now. Asked in the transaction that commits to it."""
    if usage.refusal:
        return Refuse(reason=usage.refusal)
    if not allowance.open:
        return Wait(reason="paused", until=None)
    return _in_time(allowance, attempt, now) or _within_caps(allowance, usage, now)


def _in_time(allowance: Allowance, attempt: Attempt, now: datetime) -> Wait | Refuse | None:
    try:
        zones = [ZoneInfo(name) for name in attempt.zones]
    except (ZoneInfoNotFoundError, ValueError):
        zones = []
    if not zones:
        return Refuse(reason="zone_unknown")
    if all(in_window(allowance, now.astimezone(zone)) for zone in zones):
        return None
    opening = next_opening(allowance, zones, now)
    return Wait(reason="outside_window", until=opening) if opening else Refuse(reason="no_window")


def _within_caps(allowance: Allowance, usage: Usage, now: datetime) -> Decision:
    if usage.today >= allowance.day_cap:
        return Wait(reason="day_cap", until=now + timedelta(hours=6))
    if usage.phone_is_busy or usage.live >= allowance.live_cap:
        return Wait(reason="lines_busy", until=now + RETRY_PAUSE)
    price = allowance.minute_price_micro
    if allowance.spent_micro + allowance.reserved_micro + price > allowance.budget_micro:
        return Wait(reason="budget", until=None)
    return Go(reserve_micro=price)


def in_window(allowance: Allowance, local: datetime) -> bool:
    """Whether a call may be made at that local time."""
    opens, closes, moment = allowance.opens_at, allowance.closes_at, local.time()
    if opens < closes:
        return local.isoweekday() in allowance.weekdays and opens <= moment < closes
    if moment >= opens:
        return local.isoweekday() in allowance.weekdays
    yesterday = local - timedelta(days=1)
    return moment < closes and yesterday.isoweekday() in allowance.weekdays


def next_opening(allowance: Allowance, zones: list[ZoneInfo], now: datetime) -> datetime | None:
    """The first quarter hour within eight days at which every possible zone allows a call."""
    quarter = timedelta(minutes=15)
    start = now - timedelta(
        minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond
    )
    for step in range(1, 8 * 24 * 4 + 1):
        moment = start + step * quarter
        if all(in_window(allowance, moment.astimezone(zone)) for zone in zones):
            return moment
    return None


def cost(seconds: int | None, minute_price_micro: int) -> int:
    """What the network charges, in micro-units: each minute begun; nothing if unanswered."""
    return -(-(seconds or 0) // 60) * minute_price_micro
