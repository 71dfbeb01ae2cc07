"""What every piece of data here is: frozen, checked once where it enters, trusted after."""

import os
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen piece of data. Unknown fields are refused, so that a misspelt one is heard of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _in_utc(instant: datetime) -> datetime:
    from_zone = instant.utcoffset()
    if from_zone:
        raise ValueError("give the instant in UTC")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time, always in UTC. Local times exist only beside the zone they are shown in."""


def new_id(now: datetime) -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then chance, so that ids sort by age.

    Neither Python 3.13 nor PostgreSQL 16 can make one. `now` comes from the `Clock`.
    """
    milliseconds = int(now.timestamp() * 1000)
    chance = int.from_bytes(os.urandom(10), "big")
    above = milliseconds << 80 | 0x7 << 76 | (chance >> 68) << 64
    below = 0b10 << 62 | chance & (1 << 62) - 1
    return UUID(int=above | below)
