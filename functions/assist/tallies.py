"""How often suggestions were right, and whether that gets worse."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
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


class Progress(StrEnum):
    """How far a backtest is."""

    RUNNING = "running"
    DONE = "done"


class Matched(Value):
    """Whether one field was told as the ticket was closed with it."""

    field: str
    by: By
    is_right: bool


class Measure(Matched):
    """The same of a suggestion that was made."""

    suggestion_id: UUID
    closed_at: Instant


def measures(suggestion: Suggestion, ticket: Ticket, now: datetime) -> list[Measure]:
    """Field by field. What was not suggested, or is empty in the end, tells nothing."""
    triage = Triage.model_validate(suggestion.content)
    about = {"suggestion_id": suggestion.id, "closed_at": now}
    return [
        Measure(**each.model_dump(), **about) for each in matched(triage, suggestion.by, ticket)
    ]


def matched(triage: Triage, by: By, ticket: Ticket) -> list[Matched]:
    """The same of a triage that nobody was shown."""
    pairs: dict[str, tuple[object, object]] = {
        CATEGORY: (triage.category, ticket.fields.get(CATEGORY)),
        GROUP: (triage.group, ticket.group),
        "impact": (triage.impact, ticket.impact),
        "urgency": (triage.urgency, ticket.urgency),
        "priority": (triage.impact + triage.urgency - 1, ticket.priority),
        "language": (triage.language, ticket.language),
    }
    return [
        Matched(field=field, by=by, is_right=told == final)
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


class Trial(Tally):
    """One field over all tickets of a backtest."""

    field: str
    by: By


class Backtest(Value):
    """What triage would have said of the last closed tickets. `model`: not the rules alone."""

    id: UUID
    asked_by: str
    asked_at: Instant
    tickets: int
    model: bool
    state: Progress = Progress.RUNNING
    done: int = 0
    items: tuple[Trial, ...] = ()
    finished_at: Instant | None = None


def counted(
    before: Backtest, found: Iterable[Matched], *, done: int, finished_at: Instant | None
) -> Backtest:
    """The backtest with what the next tickets showed. It is over where it has an end."""
    tally = {(each.field, each.by): (each.measured, each.right) for each in before.items}
    for each in found:
        measured, right = tally.get((each.field, each.by), (0, 0))
        tally[each.field, each.by] = (measured + 1, right + each.is_right)
    items = tuple(
        Trial(field=field, by=by, measured=measured, right=right)
        for (field, by), (measured, right) in sorted(tally.items())
    )
    state = Progress.DONE if finished_at else Progress.RUNNING
    told = {"items": items, "done": done, "state": state, "finished_at": finished_at}
    return before.model_copy(update=told)


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
