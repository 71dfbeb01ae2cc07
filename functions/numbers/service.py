"""Which of our numbers rings, how often, and which one had better rest."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import Field

from functions.audit import service as audit
from functions.audit.model import By, Deed
from functions.numbers import store
from functions.numbers.model import Number
from functions.phones.model import dialled
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Stale
from shared.ports import Clock
from shared.value import Instant, Text, Value

log = logging.getLogger(__name__)


class NewNumber(Value):
    """A number of the account's. Without `day_cap` it may ring as often as it takes."""

    phone: Text
    label: Text = Field(min_length=1, max_length=100)
    day_cap: int | None = Field(None, gt=0, le=100_000)


async def add(db: Database, clock: Clock, new: NewNumber, *, by: By) -> tuple[Number, bool]:
    """Make a number known. The number, and whether it is new. Raises `Invalid` for none at all."""
    phone = dialled(new.phone).number
    now = clock.now()
    number = Number(**{**new.model_dump(), "phone": phone}, created_at=now)
    async with db.transaction() as conn:
        is_new = await store.add(conn, number)
        if is_new:
            deed = Deed(action="number.created", subject=phone, after=_told(number))
            await audit.note(conn, by, deed, now)
        return await _one(conn, phone), is_new


def _told(number: Number) -> dict[str, Any]:
    return number.model_dump(mode="json", exclude={"calls_today"})


async def know(conn: Connection, phones: Sequence[str], now: datetime) -> None:
    """Whatever a campaign calls from is known from then on; one named anew has no cap."""
    for phone in phones:
        await store.add(conn, Number(phone=phone, label=phone, created_at=now))


class NumberChange(Value):
    """What shall be different. What is not given stays; `quarantined_until` null lets it ring."""

    label: Text = Field("", min_length=1, max_length=100)
    day_cap: int | None = Field(None, gt=0, le=100_000)
    quarantined_until: Instant | None = None
    quarantine_reason: Text | None = Field(None, max_length=300)


async def change(
    db: Database, clock: Clock, phone: str, wanted: NumberChange, *, seen: int, by: By
) -> Number:
    """Change one as it was at version `seen`. Raises `NotFound`, `Stale`."""
    async with db.transaction() as conn:
        number = await _one(conn, phone)
        if number.version != seen:
            wish = wanted.model_dump(mode="json", exclude_unset=True)
            now = number.model_dump(mode="json")
            raise Stale.unlogged("number", seen=seen, version=number.version, now=now, wanted=wish)
        told = wanted.model_dump(exclude_unset=True)
        changed = Number.model_validate({**number.model_dump(), **told, "version": seen + 1})
        await store.save(conn, changed)
        before, after = _told(number), _told(changed)
        deed = Deed(action="number.changed", subject=phone, before=before, after=after)
        await audit.note(conn, by, deed, clock.now())
        return changed


async def _one(conn: Connection, phone: str) -> Number:
    number = await store.for_update(conn, phone)
    if number is None:
        raise NotFound("No such number of ours.", phone=phone)
    return number


async def every(conn: Connection, now: datetime) -> list[Number]:
    """All of them, with today's calls."""
    return await store.every(conn, _day(now))


async def fittest(
    conn: Connection, pool: Sequence[str], *, preferred: str | None, now: datetime
) -> str | None:
    """The number to ring from: the one this person knows, else the least used, if any may ring."""
    return await store.fittest(conn, pool, preferred, now, _day(now))


async def count(conn: Connection, phone: str, now: datetime) -> bool:
    """Count one more call of that number's today. False where it has rung enough by now."""
    return await store.count(conn, phone, _day(now))


async def uncount(conn: Connection, phone: str, at: datetime) -> None:
    """A call that was counted then is not made after all."""
    await store.uncount(conn, phone, _day(at))


async def room(conn: Connection, pool: Sequence[str], now: datetime) -> int | None:
    """How many calls the pool may still make today; nothing where that is without a cap."""
    return await store.room(conn, pool, now, _day(now))


async def quarantine(conn: Connection, phone: str, until: datetime, reason: str) -> None:
    """Let it rest: the network, or those who are rung, hold something against it."""
    log.error("number in quarantine: %s", reason)
    await store.quarantine(conn, phone, until, reason)


def tomorrow(now: datetime) -> datetime:
    """When the counts begin anew: midnight in UTC, wherever the number rings."""
    return datetime.combine(_day(now) + timedelta(days=1), time(), UTC)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
