"""What a ticket is, and what may be asked of one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from functions.access.model import GroupKey
from functions.fields.model import Fields, Key
from functions.sla.model import Standing
from shared.value import Instant, Spoken, Storable, Value

BEYOND_ALL = 2**62
"""More than any number of a ticket, or place in a journal."""
CRITICAL = 1
"""The priority at which people are rung."""

Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable
]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), Storable
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable
]
Degree = Annotated[int, Field(ge=1, le=3)]


class State(StrEnum):
    """Where a ticket stands, in ServiceNow's words."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELED = "canceled"


class Move(StrEnum):
    """What somebody does to bring a ticket from one state to another."""

    WORK = "work"
    HOLD = "hold"
    RESOLVE = "resolve"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"


class HoldReason(StrEnum):
    """What an agent waits for."""

    AWAITING_CALLER = "awaiting_caller"
    AWAITING_CHANGE = "awaiting_change"
    AWAITING_PROBLEM = "awaiting_problem"
    AWAITING_VENDOR = "awaiting_vendor"


class ResolutionCode(StrEnum):
    """How a ticket came to its end."""

    SOLUTION_PROVIDED = "solution_provided"
    WORKAROUND_PROVIDED = "workaround_provided"
    RESOLVED_BY_CALLER = "resolved_by_caller"
    USER_ERROR = "user_error"
    DUPLICATE = "duplicate"
    NO_RESOLUTION = "no_resolution"


class Channel(StrEnum):
    """The way a ticket came in."""

    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    API = "api"


class Draft(Value):
    """What somebody asks for, before it has a number."""

    title: Title
    description: Annotated[str, StringConstraints(max_length=20_000), Storable] = ""
    language: Spoken = Spoken.EN
    channel: Channel = Channel.WEB
    requester_name: Name
    requester_phone: Annotated[str, StringConstraints(max_length=40), Storable] | None = None
    requester_email: Annotated[str, StringConstraints(max_length=254), Storable] | None = None
    contact_id: UUID | None = None
    impact: Degree = 3
    urgency: Degree = 3
    assignee: Name | None = None
    group: GroupKey | None = None
    requester_id: Name | None = None
    template: Key | None = None
    fields: Fields = Field(default={})

    def filled(self) -> Fields:
        """The fields that hold something."""
        return {key: value for key, value in self.fields.items() if value is not None}


class Heading(Value):
    """A ticket as it stands in a list."""

    id: UUID
    number: str
    title: str
    language: Spoken
    channel: Channel
    requester_name: str
    priority: int
    state: State
    assignee: str | None
    opened_at: Instant
    updated_at: Instant
    version: int


class Requested(Heading):
    """A ticket as it stands in the list of whoever asked for it."""

    hold_reason: HoldReason | None


class Ticket(Heading):
    """A ticket with all that is known of it but its journal."""

    description: str
    requester_phone: str | None
    requester_email: str | None
    contact_id: UUID | None
    impact: int
    urgency: int
    hold_reason: HoldReason | None = None
    resolution_code: ResolutionCode | None = None
    resolution_notes: str | None = None
    reopened: int = 0
    opened_by: str
    resolved_at: Instant | None = None
    closed_at: Instant | None = None
    requester_id: str | None = None
    template: str | None = None
    group: str | None = None
    fields: Fields = Field(default={})
    open_tasks: int = 0
    merged_into: UUID | None = None


class Resolution(Value):
    """How it was resolved. The notes are what the next agent with the same trouble will read.

    `taken_from` is the similar ticket whose solution it was.
    """

    code: ResolutionCode
    notes: Words
    taken_from: UUID | None = None

    def names(self) -> list[UUID]:
        """The tickets that it names."""
        return [self.taken_from] if self.taken_from else []


class Edit(Value):
    """What of a ticket shall be different; what is not given stays."""

    title: Title | None = None
    description: Annotated[str, StringConstraints(max_length=20_000), Storable] | None = None
    language: Spoken | None = None
    impact: Degree | None = None
    urgency: Degree | None = None
    assignee: Name | None = None
    group: GroupKey | None = None
    state: Literal[State.IN_PROGRESS, State.ON_HOLD, State.CANCELED] | None = None
    hold_reason: HoldReason | None = None
    comment: Words | None = None
    fields: Fields | None = None

    @model_validator(mode="after")
    def _only_who_has_it_can_be_taken_away(self) -> Self:
        for name in self.model_fields_set - {"assignee", "group"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null: leave it out to keep it")
        return self

    @model_validator(mode="after")
    def _a_hold_says_why(self) -> Self:
        if (self.state is State.ON_HOLD) != (self.hold_reason is not None):
            raise ValueError("state on_hold and hold_reason go together: give both or neither")
        if self.hold_reason is HoldReason.AWAITING_CALLER and self.comment is None:
            raise ValueError("awaiting_caller needs a comment: tell the caller what is missing")
        return self

    def given(self) -> dict[str, object]:
        """What is given, but for the state and what goes with it, and fields of one's own."""
        apart = {"state", "hold_reason", "comment", "fields"}
        return {name: getattr(self, name) for name in self.model_fields_set - apart}


class EntryKind(StrEnum):
    """A comment is read by the requester, a work note never is."""

    COMMENT = "comment"
    WORK_NOTE = "work_note"
    CHANGE = "change"


class Change(Value):
    """One field of a ticket, before and after, word for word."""

    field: str
    old: bool | int | float | str | None
    new: bool | int | float | str | None


class Entry(Value):
    """One event in the life of a ticket. `version` is the ticket's, once it had happened."""

    position: int | None = None
    ticket_id: UUID
    version: int
    kind: EntryKind
    text: str | None = None
    changes: tuple[Change, ...] = ()
    actor: str
    at: Instant


class Wanted(Value):
    """Which tickets a list shall show: the newest `limit` that were opened before `after`."""

    state: list[State] = Field(default=[], max_length=len(State))
    priority: list[Annotated[int, Field(ge=1, le=5)]] = Field(default=[], max_length=5)
    assignee: Name | None = None
    after: Annotated[str, StringConstraints(pattern=r"^INC\d{7,12}$")] | None = None
    limit: int = Field(default=25, ge=1, le=200)


class Requester(Value):
    """Who opened a ticket, and how they can be reached, as far as it says."""

    number: str
    title: str
    name: str
    phone: str | None
    language: Spoken
    contact_id: UUID | None


class Asker(Value):
    """Somebody who asks, as their tickets know them. `email`, in small letters, is one that a
    ticket has, or by which they signed in."""

    phone: str | None = None
    contact_ids: tuple[UUID, ...] = ()
    email: str | None = None


def priority(impact: int, urgency: int) -> int:
    """1 critical to 5 planning: ServiceNow's matrix (incident, priority data lookup rules).

    Its table, 1x1 -> 1, 1x2 -> 2, 1x3 and 2x2 -> 3, 2x3 -> 4, 3x3 -> 5, is this sum.
    """
    return impact + urgency - 1


def opened(draft: Draft, *, ticket_id: UUID, number: str, actor: str, now: datetime) -> Ticket:
    """The ticket that a draft becomes."""
    return Ticket(
        **draft.model_dump(exclude={"fields"}),
        fields=draft.filled(),
        id=ticket_id,
        number=number,
        priority=priority(draft.impact, draft.urgency),
        state=State.NEW,
        opened_by=actor,
        opened_at=now,
        updated_at=now,
        version=1,
    )


def standing(ticket: Ticket) -> Standing:
    """The ticket as its clocks and rules see it."""
    return Standing(
        ticket_id=ticket.id,
        priority=ticket.priority,
        channel=ticket.channel.value,
        language=ticket.language,
        state=ticket.state.value,
        hold_reason=ticket.hold_reason,
        assignee=ticket.assignee,
        opened_at=ticket.opened_at,
    )
