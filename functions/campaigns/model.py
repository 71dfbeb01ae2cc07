"""What a campaign is, which states it goes through, and what becomes of each of its members."""

import re
import unicodedata
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.errors import Conflict
from shared.value import Instant, Value


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    REHEARSED = "rehearsed"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


S = CampaignState
MOVES: dict[CampaignState, frozenset[CampaignState]] = {
    S.DRAFT: frozenset({S.REHEARSED, S.APPROVED, S.CANCELLED}),
    S.REHEARSED: frozenset({S.APPROVED, S.CANCELLED}),
    S.APPROVED: frozenset({S.SCHEDULED, S.RUNNING, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.RUNNING, S.CANCELLED}),
    S.RUNNING: frozenset({S.PAUSED, S.COMPLETED, S.CANCELLED, S.STOPPED}),
    S.PAUSED: frozenset({S.RUNNING, S.CANCELLED, S.STOPPED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
    S.STOPPED: frozenset(),
}


def move(now: CampaignState, wanted: CampaignState) -> None:
    """Raise `Conflict` unless the campaign may go there from where it stands."""
    if wanted not in MOVES[now]:
        allowed = ", ".join(sorted(MOVES[now])) or "nothing more"
        raise Conflict(
            f"The campaign is {now} and cannot become {wanted}. It may become: {allowed}.",
            state=now,
            allowed=sorted(MOVES[now]),
        )


PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def variable(column: str) -> str:
    """A list's column as a script names it: `Número de pedido` is `{numero_de_pedido}`."""
    flat = unicodedata.normalize("NFKD", column.casefold())
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"[^\x00-\x7f]", "", flat)).strip("_")


class Words(Value):
    """A script in one language. `{name}` and a list's own columns are filled in per contact."""

    purpose: str = Field(min_length=3, max_length=300)
    questions: tuple[str, ...] = Field(min_length=1, max_length=10)
    closing: str = Field(min_length=3, max_length=300)
    voicemail: str = Field(min_length=3, max_length=300)
    reason: str = Field(default="", max_length=200, pattern=r"^[^{}]*$")  # fit for anybody's ears

    def placeholders(self) -> frozenset[str]:
        """The variables these words need."""
        texts = (self.purpose, *self.questions, self.closing, self.voicemail)
        return frozenset(name for text in texts for name in PLACEHOLDER.findall(text))

    def lacks(self, variables: dict[str, str]) -> list[str]:
        """The variables these words need and a contact has not got."""
        return sorted(name for name in self.placeholders() if not variables.get(name, "").strip())

    def said_to(self, variables: dict[str, str]) -> Self:
        """The words as one contact hears them."""

        def fill(text: str) -> str:
            return PLACEHOLDER.sub(lambda found: variables.get(found[1], ""), text)

        return self.model_copy(
            update={
                "purpose": fill(self.purpose),
                "questions": tuple(fill(each) for each in self.questions),
                "closing": fill(self.closing),
                "voicemail": fill(self.voicemail),
            }
        )


class Script(Value):
    """What is said, in each language the campaign speaks."""

    en: Words | None = None
    es: Words | None = None

    @model_validator(mode="after")
    def _speaks(self) -> Self:
        if self.en is None and self.es is None:
            raise ValueError("give the words in English (en), Spanish (es), or both")
        return self

    def in_language(self, language: str) -> Words:
        """In that language, or in the one there is."""
        wanted = self.es if language == "es" else self.en
        found = wanted or self.en or self.es
        assert found is not None
        return found


class Rules(Value):
    """When, how fast, how often and for how much to ring. The window is the callee's local time."""

    purpose: str = Field(default="service", pattern=r"^(service|marketing)$")
    consent_required: bool = False
    opens_at: time = time(9)
    closes_at: time = time(20)
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    hours_waived_because: str | None = Field(default=None, min_length=3, max_length=300)
    per_second: float = Field(default=1, gt=0, le=30)
    live_cap: int = Field(default=5, ge=1, le=500)
    day_cap: int = Field(default=3, ge=1, le=10)
    max_attempts: int = Field(default=3, ge=1, le=10)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    minute_price_micro: int = Field(default=14_000, ge=0)
    budget_micro: int = Field(default=50_000_000, gt=0)


class Draft(Value):
    """A campaign as somebody writes it."""

    name: str = Field(min_length=1, max_length=120)
    list_id: UUID
    script: Script
    rules: Rules = Rules()
    caller: str | None = Field(default=None, pattern=r"^\+[1-9]\d{6,14}$")


class Campaign(Value):
    """A campaign. `run` counts how often it was set going: each run is one orchestration."""

    id: UUID
    name: str
    state: CampaignState
    list_id: UUID
    script: Script
    rules: Rules
    caller: str
    run: int
    version: int
    created_by: str
    created_at: Instant
    started_at: Instant | None
    ended_at: Instant | None


class MemberState(StrEnum):
    """waiting -> calling -> waiting (again) | done."""

    WAITING = "waiting"
    CALLING = "calling"
    DONE = "done"


class Member(Value):
    """One person a campaign rings."""

    id: UUID
    campaign_id: UUID
    contact_id: UUID
    name: str
    phone: str
    language: str
    zones: tuple[str, ...]
    variables: dict[str, Any]
    state: MemberState
    attempts: int
    next_at: Instant
    outcome: str | None
    note: str | None
    last_attempt: UUID | None


class LogEntry(Value):
    """Who moved the campaign where, and why."""

    at: Instant
    actor: str
    state: CampaignState
    reason: str


PAUSES = {
    "busy": timedelta(minutes=20),
    "no_answer": timedelta(hours=3),
    "voicemail": timedelta(hours=20),
    "failed": timedelta(hours=1),
    "hung_up": timedelta(hours=20),
    "no_response": timedelta(hours=20),
}
"""After which outcomes to try again, and when: industry's usual cadence (docs/decisions)."""


def next_try(outcome: str, attempts: int, rules: Rules, now: datetime) -> datetime | None:
    """When to ring again, or nothing where the outcome stands."""
    if attempts >= rules.max_attempts or outcome not in PAUSES:
        return None
    return now + PAUSES[outcome]


def batch_size(rules: Rules, calling: int, waited: float) -> int:
    """How many to ring now: what the pace allows in `waited` seconds, and lines that are free.

    Small enough that Twilio's own queue stays near empty, so that a pause is felt at once.
    """
    return max(0, min(round(rules.per_second * waited), rules.live_cap - calling))
