"""What a campaign, or an escalation, may do to people's phones, and what it has cost so far."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.value import Instant, Value

MINUTE = 60
"""Seconds. The network charges each one begun."""


class Kind(StrEnum):
    """Who has people rung, and so who speaks to them."""

    CAMPAIGN = "campaign"
    ESCALATION = "escalation"


class Allowance(Value):
    """The rules for one campaign's calls. Money is in micro-units of `currency`.

    The window is local time in the callee's zone; where it closes before it opens, it spans
    midnight. `zone` stands in for a phone's unknown zone, and a day of the budget begins there.
    """

    id: UUID
    kind: Kind = Kind.CAMPAIGN
    open: bool
    purpose: str
    consent_required: bool
    live_cap: int = Field(gt=0)
    day_cap: int = Field(gt=0)
    number_cap: int | None = Field(None, gt=0)
    opens_at: time
    closes_at: time
    weekdays: tuple[int, ...]
    hours_waived: bool = False
    zone: str | None = None
    callers: tuple[str, ...] = ()
    talk_seconds: int = Field(600, gt=0)
    currency: str
    minute_price_micro: int = Field(ge=0)
    budget_micro: int = Field(ge=0)
    day_budget_micro: int | None = Field(None, ge=0)
    contact_budget_micro: int | None = Field(None, ge=0)
    reserved_micro: int = 0
    spent_micro: int = 0
    day: date | None = None
    day_spent_micro: int = 0
    held_until: Instant | None = None
    closed_because: str | None = None
    ending: bool = False
    live: int = 0

    @property
    def worst_micro(self) -> int:
        """What one more call costs if nobody hangs up."""
        return cost(self.talk_seconds, self.minute_price_micro)

    @property
    def own_zone(self) -> ZoneInfo:
        """Where its days begin."""
        return ZoneInfo(self.zone or "UTC")

    def today(self, now: datetime) -> date:
        """The day that money spent now belongs to."""
        return now.astimezone(self.own_zone).date()

    def tomorrow(self, now: datetime) -> datetime:
        """When the next day begins."""
        return datetime.combine(self.today(now) + timedelta(days=1), time(), self.own_zone)

    def spent_today(self, now: datetime) -> int:
        """In micro-units."""
        return self.day_spent_micro if self.day == self.today(now) else 0

    def lacks(self, spent_on_contact: int, now: datetime) -> str | None:
        """Which budget one more call might break, at worst: reservations count as spent."""
        more = self.reserved_micro + self.worst_micro
        if spent_on_contact + self.worst_micro > _or(self.contact_budget_micro):
            return "contact_budget"
        if self.spent_micro + more > self.budget_micro:
            return "budget"
        return "day_budget" if self.spent_today(now) + more > _or(self.day_budget_micro) else None


class Pause(Value):
    """Nobody is dialled from `at` on, in the whole deployment: who wants that, and why."""

    id: UUID
    at: Instant
    by: str
    reason: str


class Admission(Value):
    """One more call: what it costs at worst, in micro-units, and how many calls there may be."""

    id: UUID
    worst: int
    lines: int
    now: Instant
    today: date


def _or(limit: int | None) -> float:
    return float("inf") if limit is None else limit


def cost(seconds: int | None, minute_price_micro: int) -> int:
    """What the network charges, in micro-units: each minute begun; nothing if unanswered."""
    return -(-(seconds or 0) // MINUTE) * minute_price_micro
