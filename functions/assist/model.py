"""What is suggested for tickets, what it is made from, and what people make of it."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from functions.tickets.model import Edit, Entry, EntryKind, State, Ticket, Words
from shared.value import Instant, Spoken, Value

CATEGORY, GROUP = "category", "group"
"""The keys of the ticket fields that triage fills in, where an organisation has them."""
LEAST = 3
"""The impact and urgency of a ticket of which nobody said more."""
TALK = 2
"""So many comments and notes make a ticket worth summing up."""


class Kind(StrEnum):
    """What can be suggested."""

    TRIAGE = "triage"
    SUMMARY = "summary"
    REPLY = "reply"
    RESOLUTION = "resolution"


class By(StrEnum):
    """Who made it."""

    MODEL = "model"
    RULES = "rules"


class Why(StrEnum):
    """Why it was made by rules."""

    OFF = "off"
    BUDGET = "budget"
    AWAY = "away"
    UNUSABLE = "unusable"


class Standing(StrEnum):
    """What became of it. Stale is what the ticket has left behind."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    STALE = "stale"


class Sentiment(StrEnum):
    """How the requester seems to feel."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class SourceKind(StrEnum):
    """What a suggestion rests on."""

    TICKET = "ticket"
    ARTICLE = "article"


class Source(Value):
    """One thing that a suggestion rests on. Articles have no state."""

    kind: SourceKind
    id: UUID
    number: str | None
    title: str
    state: str | None = None

    @property
    def is_ticket(self) -> bool:
        """Whether not everybody may see it."""
        return self.kind is SourceKind.TICKET


class Triage(Value):
    """Where a ticket belongs. What the desk has no choices for stays empty."""

    category: str | None
    impact: int
    urgency: int
    group: str | None
    language: Spoken
    sentiment: Sentiment


class Summary(Value):
    """A ticket in short: what is wanted, what was done, what is open, what comes next."""

    text: str
    intent: str
    done: tuple[str, ...]
    open_questions: tuple[str, ...]
    next_step: str


class Draft(Value):
    """Words for the requester, or for the solution."""

    text: str
    language: Spoken


class Made(Value):
    """A suggestion as its maker leaves it."""

    content: Triage | Summary | Draft
    confidence: float
    reasons: tuple[str, ...]
    sources: tuple[Source, ...]
    by: By
    why: Why | None = None
    model: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    money: int = 0


class Suggestion(Value):
    """A suggestion as it stands. `money` is in micro-units, `kept` the share of words that stayed.

    `human_queue`: nobody is sure, so that a person has to look first.
    """

    id: UUID
    ticket_id: UUID
    kind: Kind
    content: dict[str, Any]
    confidence: float
    reasons: tuple[str, ...]
    sources: tuple[Source, ...]
    by: By
    why: Why | None
    human_queue: bool
    state: Standing
    ticket_version: int
    model: str | None
    tokens_in: int
    tokens_out: int
    money: int
    made_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    decided_text: str | None
    kept: float | None


class Verdict(StrEnum):
    """What somebody makes of a suggestion."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


class Decision(Value):
    """The same, with the text that was used where it was edited."""

    decision: Verdict
    text: Words | None = None


class Case(Value):
    """A ticket with its latest words, the oldest first."""

    ticket: Ticket
    said: tuple[Entry, ...]

    @property
    def public(self) -> tuple[Entry, ...]:
        """What its requester has read."""
        return tuple(each for each in self.said if each.kind is EntryKind.COMMENT)

    @property
    def is_open(self) -> bool:
        """Whether anybody has something to do about it."""
        return self.ticket.state not in {State.RESOLVED, State.CLOSED, State.CANCELED}

    @property
    def is_worth_a_summary(self) -> bool:
        """Whether there is more to read than its first words."""
        return sum(1 for each in self.said if each.kind is not EntryKind.CHANGE) >= TALK

    @property
    def is_untouched(self) -> bool:
        """Whether no person has said yet where it belongs."""
        about = {"impact", "urgency", f"fields.{CATEGORY}", GROUP}
        moved = any(each.field in about for entry in self.said for each in entry.changes)
        told = {self.ticket.impact, self.ticket.urgency} != {LEAST} or self.ticket.group
        return not (moved or told or CATEGORY in self.ticket.fields)

    def basis(self, kind: Kind) -> str:
        """What is another where a suggestion of that kind would be."""
        asked = sha256(f"{self.ticket.title}\n{self.ticket.description}".encode()).hexdigest()[:16]
        read = {Kind.TRIAGE: (), Kind.REPLY: self.public}.get(kind, self.said)
        return f"{asked}.{read[-1].position if read else 0}"


class Choices(Value):
    """What triage may choose from: the organisation's own words."""

    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def edit(content: Mapping[str, Any], choices: Choices) -> Edit:
    """The change of a ticket that an accepted triage is."""
    triage = Triage.model_validate(content)
    about = triage.model_dump(include={"impact", "urgency", "language"})
    if triage.category in choices.categories:
        about["fields"] = {CATEGORY: triage.category}
    if triage.group in choices.groups:
        about[GROUP] = triage.group
    return Edit.model_validate(about)


def kept(before: str, after: str) -> float:
    """The share of the words of both that are in both, in their order."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def cited(numbers: Sequence[str], given: Sequence[Source]) -> tuple[Source, ...]:
    """Those that were given, of the numbers that somebody says it rests on."""
    known = {each.number: each for each in given if each.number}
    found = dict.fromkeys(number.strip().upper() for number in numbers)
    return tuple(known[number] for number in found if number in known)
