"""How far the desk lets a model go, and what that has cost."""

from collections.abc import Collection
from math import ceil
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from functions.assist.model import Kind
from shared.value import Instant, Storable, Value

Queue = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Storable
]
Keyword = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60), Storable
]


class Off(Value):
    """A queue whose tickets no language model reads: a group, or a team. No kinds: none of all."""

    queue: Queue
    kinds: tuple[Kind, ...] = ()


class Chosen(Value):
    """How far a model may go. Money is in micro-units; a day is one in UTC.

    Below `sure` a person looks first. From `apply_from` on triage is written into tickets that
    nobody has touched; empty, it never is. `keywords` of a category are added to those delivered.
    """

    enabled: bool = True
    off: Annotated[tuple[Off, ...], Field(max_length=200)] = ()
    tokens_per_day: int = Field(1_000_000, ge=0, le=10**12)
    money_per_day: int | None = Field(None, ge=0, le=10**15)
    sure: float = Field(0.6, ge=0, le=1)
    apply_from: float | None = Field(None, ge=0, le=1)
    keywords: Annotated[
        dict[Queue, Annotated[tuple[Keyword, ...], Field(max_length=200)]], Field(max_length=200)
    ] = Field(default={})

    @model_validator(mode="after")
    def _what_is_applied_is_sure(self) -> Self:
        if self.apply_from is not None and self.apply_from < self.sure:
            raise ValueError("apply_from lies below sure: raise it, or leave it out")
        return self

    def allows(self, kind: Kind, queues: Collection[str]) -> bool:
        """Whether a model may read a ticket of these queues for that."""
        there = {each.casefold() for each in queues}
        closed = (o for o in self.off if o.queue.casefold() in there)
        return self.enabled and not any(not o.kinds or kind in o.kinds for o in closed)


class Settings(Chosen):
    """What was chosen, and who chose it when. Version 0: nobody has."""

    version: int = 0
    changed_by: str | None = None
    changed_at: Instant | None = None


class Prices(Value):
    """Micro-units of money for 1,000,000 tokens."""

    tokens_in: int = 0
    tokens_out: int = 0

    def of(self, tokens_in: int, tokens_out: int) -> int:
        """What so many cost, rounded up."""
        return ceil((tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1_000_000)


class Spent(Value):
    """What one day has cost. `stopped_at`: from then on no model was asked."""

    tokens: int = 0
    money: int = 0
    stopped_at: Instant | None = None
