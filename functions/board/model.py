"""What a board shows: figures at an instant, what each means, and how they came about."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import Field, model_validator

from functions.conversation.model import Outcome
from shared.value import Instant, Value

FIGURES: Mapping[str, Sequence[str]] = {
    "home": (
        "open",
        "mine",
        "unassigned",
        "urgent",
        "at_risk",
        "breached",
        "quiet",
        "opened_day",
        "resolved_day",
        "live_calls",
        "running_campaigns",
        "open_alerts",
    ),
    "campaign": (
        "contacts",
        "waiting",
        "calling",
        "done",
        "attempts",
        "reached",
        "spent_micro",
        "reserved_micro",
        "budget_micro",
        "per_reached_micro",
    ),
    "calls": (
        "calls",
        "inbound",
        "outbound",
        "live",
        "answered",
        "machines",
        "talk_seconds",
        "average_seconds",
        "transfers",
        "transfers_taken",
        "promises_open",
        "promises_late",
    ),
    "cost": (
        "calls_micro",
        "speech_micro",
        "saved_micro",
        "total_micro",
        "results",
        "per_result_micro",
        "resolved",
        "per_resolved_micro",
    ),
    "timeline": ("shown",),
}
"""By board, in the order in which they are shown. Each is explained in docs/board.md."""

UNREACHED = (
    Outcome.NO_RESPONSE,
    Outcome.VOICEMAIL,
    Outcome.SCREENED,
    Outcome.IVR,
    Outcome.FAX,
    Outcome.BUSY,
    Outcome.NO_ANSWER,
    Outcome.CANCELED,
    Outcome.FAILED,
    Outcome.UNREACHABLE,
    Outcome.REFUSED,
)
"""Outcomes in which no person spoke with us."""


class Shown(Value):
    """What one statement found."""

    figures: dict[str, int | float | None]
    series: dict[str, list[dict[str, Any]]]


class Board(Shown):
    """Figures at an instant. `definitions` names the sentence that says what each figure means."""

    at: Instant
    definitions: dict[str, str]


class Whose(Value):
    """Whose timeline: a ticket's, or all of a contact's."""

    ticket_id: UUID | None = None
    contact_id: UUID | None = None
    before: Instant | None = None
    limit: int = Field(default=50, ge=1, le=200)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Whose":
        if (self.ticket_id is None) == (self.contact_id is None):
            raise ValueError("give ticket_id or contact_id, and not both")
        return self


def board(name: str, at: Instant, shown: Shown) -> Board:
    """The board of that name, each figure with its definition, in their order."""
    names = FIGURES[name]
    return Board(
        at=at,
        figures={each: shown.figures[each] for each in names},
        definitions={each: f"board.{name}.{each}" for each in names},
        series=shown.series,
    )
