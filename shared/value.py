"""What every piece of data here is: frozen, checked once where it enters, trusted after."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Value(BaseModel):
    """A frozen piece of data. Unknown fields are refused, so that a misspelt one is heard of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("lies before the year 1 or after the year 9999 in UTC") from error


# PostgreSQL tells instants in its session's zone, which a pooler does not let us choose.
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time, from any zone, kept in UTC."""


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character, which cannot be stored: remove it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("holds half of a surrogate pair, which is no character") from error
    return text


Storable = AfterValidator(_storable)
"""Stands last: constraints that follow a validator do not see what they strip."""
Text = Annotated[str, Storable]
"""What people write, as far as PostgreSQL can keep it."""


class Spoken(StrEnum):
    """The languages we speak."""

    EN = "en"
    ES = "es"


def _in_both(texts: dict[Spoken, str]) -> dict[Spoken, str]:
    if set(texts) != set(Spoken):
        raise ValueError("needs a text in each language: en and es")
    return texts


InBoth = AfterValidator(_in_both)
"""What a product says by itself, it says in each language."""


def new_id(now: datetime) -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then chance, so that ids sort by age.

    Neither Python 3.13 nor PostgreSQL 16 can make one. `now` comes from the `Clock`.
    """
    milliseconds = (now - EPOCH) // timedelta(milliseconds=1)  # a float would round
    chance = int.from_bytes(os.urandom(10), "big")
    above = milliseconds << 80 | 0x7 << 76 | (chance >> 68) << 64
    below = 0b10 << 62 | chance & (1 << 62) - 1
    return UUID(int=above | below)


def first_id(at: datetime) -> UUID:
    """The smallest that an id made from then on can be."""
    return UUID(int=(at - EPOCH) // timedelta(milliseconds=1) << 80)


class Page[T, K](Value):
    """Some of a list. `next` is what to ask `after` for more, if there is more."""

    items: list[T]
    next: K | None

    @classmethod
    def of(cls, found: Sequence[T], limit: int, key: Callable[[T], K]) -> Self:
        """The first `limit` of what was found; ask for one more. `key` is what pages go by."""
        items = list(found[:limit])
        return cls(items=items, next=key(items[-1]) if len(found) > limit else None)
