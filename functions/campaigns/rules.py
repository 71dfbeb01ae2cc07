"""When, how fast, how often and for how much a campaign may ring."""

from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from shared.value import Text, Value

MINUTE = 60
E164 = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]
Share = Annotated[float, Field(gt=0, le=1)]


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        hint = "write it as the IANA database does: Europe/Madrid"
        raise ValueError(f"{name!r} is no time zone; {hint}") from error


Zone = Annotated[str, AfterValidator(_zone)]
type Unreached = Literal[
    "busy",
    "no_answer",
    "voicemail",
    "failed",
    "hung_up",
    "no_response",
    "not_there",
    "ivr",
    "screened",
]
"""Outcomes after which somebody may be rung again. All others stand for good."""


class Retry(Value):
    """Ring again `after` minutes, `times` at most, in another part of the day if asked."""

    after: int = Field(ge=1, le=14 * 24 * 60)
    times: int = Field(default=10, ge=0, le=10)
    other_time: bool = False


CADENCE: dict[Unreached, Retry] = {
    "busy": Retry(after=20),
    "no_answer": Retry(after=3 * 60),
    "voicemail": Retry(after=20 * 60),
    "failed": Retry(after=60),
    "hung_up": Retry(after=20 * 60),
    "no_response": Retry(after=20 * 60),
    "not_there": Retry(after=20 * 60, other_time=True),
    "ivr": Retry(after=20 * 60),
    "screened": Retry(after=20 * 60),
}
"""Industry's usual cadence (docs/decisions/0015-retry-cadence.md)."""


class Breakers(Value):
    """Beyond which share of the last `minutes`' calls a campaign pauses itself, once there are
    `least` of them. `burn` is how many times the forecast a call may cost."""

    minutes: int = Field(default=10, ge=1, le=120)
    least: int = Field(default=10, ge=1, le=1000)
    failures: Share = 0.5
    opt_outs: Share = 0.25
    provider_errors: Share = 0.3
    burn: float = Field(default=6, ge=1, le=100)


class Transfer(Value):
    """People who take calls over: whoever of the rota is on call, `agents` of them at most.

    `ratio` is how many calls one of them may have ringing at most; `handle_seconds` is how long a
    call takes them, until that is known from calls.
    """

    agents: int = Field(ge=1, le=500)
    rota: Text = Field(default="Support", min_length=1, max_length=100)
    ratio: float = Field(default=1.5, ge=1, le=4)
    handle_seconds: int = Field(default=180, ge=10, le=3600)


class Rules(Value):
    """The window is the callee's local time; where it closes before it opens, it spans midnight.

    Money is in micro-units of `currency`; `day_cap` and `number_cap` count attempts at one number
    over all campaigns, in 24 hours and in 30 days. `retention` is the class that says how long what
    was said is kept; the recording, too, if calls are to be recorded (`record`).
    """

    purpose: str = Field(default="service", pattern=r"^(service|marketing)$")
    consent_required: bool = False
    opens_at: time = time(9)
    closes_at: time = time(20)
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field((1, 2, 3, 4, 5), min_length=1)
    hours_waived_because: Text | None = Field(default=None, min_length=3, max_length=300)
    zone: Zone | None = None
    per_second: float = Field(default=1, gt=0, le=100)
    live_cap: int = Field(default=5, ge=1, le=2000)
    day_cap: int = Field(default=3, ge=1, le=10)
    number_cap: int | None = Field(default=None, ge=1, le=30)
    max_attempts: int = Field(default=3, ge=1, le=10)
    retries: dict[Unreached, Retry] = CADENCE
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    minute_price_micro: int = Field(default=14_000, ge=0)
    talk_seconds: int = Field(default=600, ge=MINUTE, le=3600)
    budget_micro: int = Field(default=50_000_000, gt=0)
    day_budget_micro: int | None = Field(default=None, gt=0)
    contact_budget_micro: int | None = Field(default=None, gt=0)
    callers: tuple[E164, ...] = Field(default=(), max_length=50)
    transfer: Transfer | None = None
    breakers: Breakers = Breakers()
    record: bool = False
    retention: Literal["short", "standard", "long", "hold"] = "standard"

    @property
    def worst_case_micro(self) -> int:
        """What one call costs at most: each minute begun."""
        return -(-self.talk_seconds // MINUTE) * self.minute_price_micro

    def is_open(self, local: datetime) -> bool:
        """Whether the campaign rings at that local time."""
        opens, closes, moment = self.opens_at, self.closes_at, local.time()
        if opens < closes:
            return local.isoweekday() in self.weekdays and opens <= moment < closes
        if moment >= opens:
            return local.isoweekday() in self.weekdays
        return moment < closes and (local - timedelta(days=1)).isoweekday() in self.weekdays

    def merged(self, change: "Rules") -> "Rules":
        """These rules, with what the change names."""
        told = {name: getattr(change, name) for name in change.model_fields_set}
        return self.model_copy(update=told)
