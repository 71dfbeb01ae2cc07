"""A ticket that is like another, and what an agent thought of it."""

from enum import StrEnum
from uuid import UUID

from functions.tickets.model import ResolutionCode, State
from shared.value import Instant, Value


class Verdict(StrEnum):
    """What an agent thought of a ticket that was shown as similar."""

    USED = "used"
    NOT_SIMILAR = "not_similar"


class Judgement(Value):
    """Who said that of a ticket, beside another."""

    ticket_id: UUID
    other_id: UUID
    verdict: Verdict
    actor: str
    at: Instant


class Similar(Value):
    """A ticket whose meaning is near, and how it ended. `score` is the higher the nearer.

    `used` is how many tickets were resolved with its solution.
    """

    id: UUID
    number: str
    title: str
    state: State
    priority: int
    resolution_code: ResolutionCode | None
    resolution_notes: str | None
    used: int = 0
    score: float = 0
