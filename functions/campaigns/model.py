"""What a campaign is, which states it goes through, and what becomes of each of its members."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from functions.campaigns.rules import E164, Rules
from functions.campaigns.words import Script
from functions.tickets.model import State
from shared.errors import Conflict
from shared.value import Instant, Text, Value


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
    S.SCHEDULED: frozenset({S.APPROVED, S.RUNNING, S.CANCELLED}),
    S.RUNNING: frozenset({S.PAUSED, S.COMPLETED, S.CANCELLED, S.STOPPED}),
    S.PAUSED: frozenset({S.RUNNING, S.CANCELLED, S.STOPPED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
    S.STOPPED: frozenset(),
}
IN_FORCE = frozenset({S.APPROVED, S.SCHEDULED, S.RUNNING, S.PAUSED})
"""Somebody has approved it, and it has not ended."""


def move(now: CampaignState, wanted: CampaignState) -> None:
    """Raise `Conflict` unless the campaign may go there from where it stands."""
    if wanted not in MOVES[now]:
        allowed = ", ".join(sorted(MOVES[now])) or "nothing more"
        raise Conflict(
            f"The campaign is {now} and cannot become {wanted}. It may become: {allowed}.",
            state=now,
            allowed=sorted(MOVES[now]),
        )


class TicketQuery(Value):
    """Whoever asked for tickets of these states, priorities and assignee: as `GET /tickets`."""

    state: tuple[State, ...] = Field(default=(), max_length=len(State))
    priority: tuple[Annotated[int, Field(ge=1, le=5)], ...] = Field(default=(), max_length=5)
    assignee: Text | None = Field(default=None, min_length=1, max_length=200)


class Audience(Value):
    """Whom to ring: the people of a list, or those who opened tickets."""

    list_id: UUID | None = None
    tickets: TicketQuery | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.list_id is None) == (self.tickets is None):
            raise ValueError("give either list_id or tickets")
        return self


type AlsoIn = Literal["skip", "keep"]
"""What becomes of those whom another campaign under way is still to ring."""


class Draft(Value):
    """A campaign as somebody writes it. `list_id` alone stands for an audience of that list."""

    name: Text = Field(min_length=1, max_length=120)
    audience: Audience
    also_in: AlsoIn = "skip"
    script: Script
    rules: Rules = Rules()
    caller: E164 | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_a_list(cls, told: Any) -> Any:
        if not isinstance(told, dict) or "list_id" not in told or "audience" in told:
            return told
        rest = {name: value for name, value in told.items() if name != "list_id"}
        return {**rest, "audience": {"list_id": told["list_id"]}}


class Edit(Value):
    """What shall be different about a draft. What is not given stays; of the rules, too."""

    name: Text = Field(default="", min_length=1, max_length=120)
    audience: Audience | None = None
    also_in: AlsoIn = "skip"
    script: Script | None = None
    rules: Rules | None = None
    caller: E164 = ""


class Campaign(Value):
    """A campaign. `run` counts how often it was set going: each run is one orchestration.

    `script` is version `script_version` of its words. `limited_by` names what held the last look
    back; `why` is the reason of the last move.
    """

    id: UUID
    name: str
    state: CampaignState
    why: str | None = None
    audience: Audience
    also_in: AlsoIn = "skip"
    script: Script
    script_version: int = 1
    rules: Rules
    caller: str
    run: int
    version: int
    created_by: str
    created_at: Instant
    starts_at: Instant | None = None
    started_at: Instant | None
    ended_at: Instant | None
    watched_since: Instant | None = None
    limited_by: str | None = None
    tripped_by: str | None = None
    trips: int = 0
    probe_at: Instant | None = None
    probe: UUID | None = None
    without_phone: int = 0

    @property
    def callers(self) -> tuple[str, ...]:
        """The numbers it calls from."""
        return self.rules.callers or (self.caller,)


class MemberState(StrEnum):
    """waiting -> calling -> waiting (again) | done."""

    WAITING = "waiting"
    CALLING = "calling"
    DONE = "done"


class Member(Value):
    """One person a campaign rings. `attempts` are those that count, `tried` how each came out.

    `uncounted` are those that we took back before anybody's phone rang.
    """

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
    uncounted: int = 0
    tried: dict[str, int] = Field(default={})
    next_at: Instant
    outcome: str | None
    note: str | None
    last_attempt: UUID | None
    script_version: int | None = None

    @property
    def next_n(self) -> int:
        """The number of the next attempt: no two of a member have the same."""
        return self.attempts + self.uncounted + 1


class Change(Value):
    """A field that was changed."""

    field: str
    before: Any
    after: Any


class LogEntry(Value):
    """Who moved the campaign where, or changed it, and why. `cause` is a word for programs."""

    at: Instant
    actor: str
    state: CampaignState
    reason: str
    cause: str | None = None
    changes: tuple[Change, ...] = ()


class Result(Value):
    """What came of one attempt, what it cost, and why it was refused, if it was."""

    attempt_id: UUID
    at: Instant
    outcome: str
    reason: str | None
    cost_micro: int


class ScriptVersion(Value):
    """Words somebody wrote. They are used from the moment that somebody else approves them."""

    version: int
    script: Script
    authors: tuple[str, ...]
    at: Instant
    approved_by: str | None
    approved_at: Instant | None


def changes(before: Value, after: Value) -> tuple[Change, ...]:
    """The fields in which two of a kind differ."""
    one, other = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(
        Change(field=name, before=one[name], after=other[name])
        for name in one
        if one[name] != other[name]
    )
