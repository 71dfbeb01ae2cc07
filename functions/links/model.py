"""How tickets belong together."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from functions.tickets.likeness import Similar
from functions.tickets.model import HoldReason, State, Ticket, Title
from shared.errors import Conflict
from shared.value import Instant, Spoken, Value

UNMERGE = timedelta(days=14)
"""How long a merge can be undone."""


class Kind(StrEnum):
    """What the one ticket is to the other."""

    CHILD_OF = "child_of"
    RELATED = "related"
    DUPLICATE_OF = "duplicate_of"
    CAUSED_BY = "caused_by"
    SPLIT_FROM = "split_from"


class WithParent(StrEnum):
    """What a child does when its parent is resolved: the same, or tell whoever works on it."""

    RESOLVE = "resolve"
    PROPOSE = "propose"


class NewLink(Value):
    """What this ticket is to another one. A child says what it does with its parent."""

    kind: Kind
    other_id: UUID
    with_parent: WithParent | None = None

    @model_validator(mode="after")
    def _a_child_goes_some_way_with_its_parent(self) -> Self:
        if (self.kind is Kind.CHILD_OF) != (self.with_parent is not None):
            raise ValueError("with_parent goes with kind child_of: give both or neither")
        if self.kind is Kind.SPLIT_FROM:
            raise ValueError("kind split_from comes of POST splits")
        return self


class Link(Value):
    """A link as it is kept: from the ticket that it is about."""

    id: UUID
    ticket_id: UUID
    other_id: UUID
    kind: Kind
    with_parent: WithParent | None = None
    made_by: str
    made_at: Instant


class Linked(Value):
    """A link as one of both sees it. `inward`: the other one is that to this one."""

    id: UUID
    kind: Kind
    inward: bool
    with_parent: WithParent | None
    ticket: Similar
    made_by: str
    made_at: Instant


def in_outline(linked: Linked) -> Linked:
    """The link for somebody who does not see the other ticket: not how that was solved."""
    unsolved = {"resolution_code": None, "resolution_notes": None}
    return linked.model_copy(update={"ticket": linked.ticket.model_copy(update=unsolved)})


class Merge(Value):
    """A ticket given up for another one, and where it stood before."""

    id: UUID
    ticket_id: UUID
    into_id: UUID
    state: State
    hold_reason: HoldReason | None
    made_by: str
    made_at: Instant


class Splitting(Value):
    """A ticket to come out of another one, with some of what was said there."""

    title: Title
    positions: Annotated[list[Annotated[int, Field(ge=1, le=2**62)]], Field(max_length=50)] = Field(
        default=[]
    )


def check_mergeable(ticket: Ticket, into: Ticket) -> None:
    """Raise `Conflict` unless the one can be given up for the other."""
    if ticket.id == into.id:
        raise Conflict("A ticket is not merged into itself. Name another one.")
    if into.state in {State.CLOSED, State.CANCELED}:
        raise Conflict(
            f"{into.number} is {into.state}: nobody works on it. Merge into one that is open.",
            state=into.state,
        )


def check_undoable(merge: Merge | None, now: Instant) -> Merge:
    """The merge, if it may still be undone. Raises `Conflict`."""
    if merge is None:
        raise Conflict("It is not merged into another ticket.")
    if now >= merge.made_at + UNMERGE:
        raise Conflict(
            f"It was merged more than {UNMERGE.days} days ago. Open a new ticket, and link it."
        )
    return merge


_PROPOSED = {
    Spoken.EN: "{number}, its parent, is resolved: {notes}\n\nResolve this one too?",
    Spoken.ES: "{number}, su incidencia principal, está resuelta: {notes}\n\n"
    "¿Resolver también esta?",
}
_REFUSED = {
    Spoken.EN: "{number}, its parent, is resolved, but this one cannot be yet: {why}",
    Spoken.ES: "{number}, su incidencia principal, está resuelta, pero esta aún no puede "
    "estarlo: {why}",
}


def proposal(parent: Ticket, language: Spoken) -> str:
    """What whoever works on a child is told."""
    return _PROPOSED[language].format(number=parent.number, notes=parent.resolution_notes)


def refusal(parent: Ticket, language: Spoken, why: str) -> str:
    """What they are told where the child could not be resolved with its parent."""
    return _REFUSED[language].format(number=parent.number, why=why)
