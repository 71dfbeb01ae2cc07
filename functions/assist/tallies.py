"""How often suggestions were right, and whether that gets worse."""

from datetime import datetime
from math import sqrt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from functions.assist.model import CATEGORY, GROUP, By, Kind, Suggestion, Triage
from functions.tickets.model import Ticket
from shared.value import Instant, Value

FEWEST = 30
"""Tickets on either side below which nothing is said."""
DROP = 0.1
"""A share less that matters to a desk."""
UNLIKELY = 2.33
"""Standard errors: what chance alone does once in a hundred."""


class Measure(Value):
    """Whether one field was suggested as the ticket was closed with it."""

    suggestion_id: UUID
    field: str
    by: By
    is_right: bool
    closed_at: Instant


def measures(suggestion: Suggestion, ticket: Ticket, now: datetime) -> list[Measure]:
    """Field by field. What was not suggested, or is empty in the end, tells nothing."""
    triage = Triage.model_validate(suggestion.content)
    about = {"suggestion_id": suggestion.id, "by": suggestion.by, "closed_at": now}
    pairs: dict[str, tuple[object, object]] = {
        CATEGORY: (triage.category, ticket.fields.get(CATEGORY)),
        GROUP: (triage.group, ticket.group),
        "impact": (triage.impact, ticket.impact),
        "urgency": (triage.urgency, ticket.urgency),
        "priority": (triage.impact + triage.urgency - 1, ticket.priority),
        "language": (triage.language, ticket.language),
    }
    return [
        Measure(field=field, is_right=told == final, **about)
        for field, (told, final) in pairs.items()
        if told is not None and final is not None
    ]


class Tally(Value):
    """How often a field was measured, and how often it was right."""

    measured: int
    right: int

    @property
    def share(self) -> float:
        """Of what was measured, what was right."""
        return self.right / self.measured if self.measured else 0.0


class Week(Tally):
    """One field in one week, which begins on that Monday."""

    week: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    field: str
    by: By


class Reception(Value):
    """What people made of suggestions of one kind; `kept`: words that stayed where edited."""

    kind: Kind
    by: By
    accepted: int
    edited: int
    rejected: int
    kept: float | None


def drifted(before: Tally, now: Tally) -> bool:
    """Whether it is right less often than it was, by more than chance (two-proportion z-test)."""
    if min(before.measured, now.measured) < FEWEST or before.share - now.share < DROP:
        return False
    whole = (before.right + now.right) / (before.measured + now.measured)
    error = sqrt(whole * (1 - whole) * (1 / before.measured + 1 / now.measured))
    return before.share - now.share >= UNLIKELY * error
