"""One change to many tickets: what it would do, what became of each, and how it is taken back."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from functions.tickets import moves
from functions.tickets import telling as tickets
from functions.tickets.model import Change, Edit, Resolution, Ticket
from shared.errors import Conflict, Problem
from shared.value import Instant, Value

UNDO = timedelta(hours=24)
"""How long after its end a job can be taken back."""
MOST = 1000


class Action(Value):
    """What shall be done with each ticket: an edit, or a solution."""

    edit: Edit | None = None
    resolution: Resolution | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.edit is None) == (self.resolution is None):
            raise ValueError("give edit or resolution, and not both")
        return self

    def names(self) -> list[UUID]:
        """The tickets that it names, besides those it is done to."""
        return self.resolution.names() if self.resolution else []

    def done_to(self, ticket: Ticket, now: datetime) -> Ticket:
        """The ticket afterwards. Raises `Conflict`."""
        if self.resolution is not None:
            return moves.resolved(ticket, self.resolution, now)
        assert self.edit is not None
        return moves.edited(ticket, self.edit, now)


class Asked(Value):
    """Which tickets somebody means, before they know what would happen."""

    ticket_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    action: Action


class Seen(Value):
    """A ticket at the version that the preview showed."""

    ticket_id: UUID
    version: Annotated[int, Field(ge=1)]


class NewJob(Value):
    """What shall be done with which tickets, each as it was seen."""

    tickets: Annotated[list[Seen], Field(min_length=1, max_length=MOST)]
    action: Action

    @model_validator(mode="after")
    def _each_is_there_once(self) -> Self:
        if len({each.ticket_id for each in self.tickets}) < len(self.tickets):
            raise ValueError("tickets name one twice: name each once")
        return self


class Result(StrEnum):
    """How it went with one ticket. Kept: it was changed since, and the undo left it alone."""

    WAITING = "waiting"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


class Outlook(Value):
    """What would happen to one ticket."""

    ticket_id: UUID
    number: str | None
    version: int
    result: Result
    problem: str | None = None
    changes: tuple[Change, ...] = ()


class Preview(Value):
    """What would happen: how often, and to each."""

    counts: dict[Result, int]
    rows: tuple[Outlook, ...]


class Row(Value):
    """What became of one ticket. `version` is its own, once it was changed."""

    ticket_id: UUID
    seen: int
    result: Result
    problem: str | None
    version: int | None


class Done(Row):
    """The same, with the fields as they were before."""

    before: dict[str, Any] | None


class JobState(StrEnum):
    """running -> done -> undoing -> undone."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Job(Value):
    """A job as it stands. `counts` says how it went with how many."""

    id: UUID
    action: Action
    made_by: str
    made_at: Instant
    state: JobState
    finished_at: Instant | None
    undone_by: str | None
    counts: dict[Result, int] = Field(default={})


def preview(rows: Iterable[Outlook]) -> Preview:
    """All of them, and how many of each."""
    shown = tuple(rows)
    return Preview(counts=dict(Counter(each.result for each in shown)), rows=shown)


def outlook(ticket: Ticket, action: Action, problem: Problem | None, now: datetime) -> Outlook:
    """What would happen to a ticket. `problem` is what its fields would be refused for."""
    about = {"ticket_id": ticket.id, "number": ticket.number, "version": ticket.version}
    try:
        if problem is not None:
            raise problem
        after = action.done_to(ticket, now)
    except Problem as refusal:
        return Outlook(**about, result=Result.REFUSED, problem=refusal.detail)
    made = tickets.changes(ticket, after)
    said = action.edit is not None and action.edit.comment is not None
    result = Result.CHANGED if made or said else Result.UNCHANGED
    return Outlook(**about, result=result, changes=made)


def before(was: Ticket, now: Ticket) -> dict[str, Any]:
    """The fields that differ, as they were."""
    one, other = was.model_dump(mode="json"), now.model_dump(mode="json")
    return {
        name: one[name]
        for name in one.keys() - {"version", "updated_at"}
        if one[name] != other[name]
    }


def check_undoable(job: Job, now: datetime) -> None:
    """Raise `Conflict` unless the job may be taken back now."""
    if job.state is not JobState.DONE or job.finished_at is None:
        raise Conflict(f"A job that is {job.state} cannot be taken back.", state=job.state)
    if now >= job.finished_at + UNDO:
        raise Conflict("It ended more than 24 hours ago. Change the tickets by another job.")
