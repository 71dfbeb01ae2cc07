"""Calls we owe people: promised, and closed by whoever need not keep them any more."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.access.model import Sight
from functions.promises import model, store
from functions.promises.model import Cause, Debt, Offer, Promise, PromiseState, Wanted
from functions.promises.offering import SOON, first_allowed
from functions.tickets import keeping
from functions.tickets import sight as sights
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.ports import Clock
from shared.value import new_id

SYSTEM = "promises"
NOBODY = UUID(int=0)


async def promise(conn: Connection, debt: Debt, at: datetime, now: datetime) -> Promise:
    """Owe somebody a call at that time. In one call the last word counts.

    Said twice, it is promised once.
    """
    before = await store.open_of_call(conn, debt.call_id)
    if before and before.due_at == at:
        return before
    if before:
        await close(conn, before, PromiseState.WITHDRAWN, "they named another time", now)
    made = Promise(**debt.model_dump(), id=new_id(now), due_at=at, made_at=now)
    await store.add(conn, made)
    if debt.ticket_id:
        told = f"Promised: a call at {written(made)}."
        await keeping.note_on(conn, now, debt.ticket_id, told, SYSTEM)
    return made


async def promise_soon(conn: Connection, debt: Debt, rota: str, now: datetime) -> Promise | None:
    """Owe a call to somebody who named no time: as soon as rules and colleagues allow.

    Nothing where that number may not be called.
    """
    found = await first_allowed(conn, debt, now + SOON, rota, now)
    return await promise(conn, debt, found.at, now) if isinstance(found, Offer) else None


async def due_of(conn: Connection, call_id: UUID) -> datetime | None:
    """When the campaign shall call again, as we said in that call; nothing where we did not, or
    where a person is to call."""
    found = await store.open_of_call(conn, call_id)
    return found.due_at if found and found.member_id else None


async def of_call(conn: Connection, call_id: UUID) -> Promise | None:
    """The call that we owe since that one, whoever is to make it."""
    return await store.open_of_call(conn, call_id)


async def keep(db: Database, clock: Clock, promise_id: UUID, *, by: str, reason: str) -> Promise:
    """Somebody has called, by a telephone of their own. Raises `NotFound` and `Conflict`."""
    return await _by_hand(db, clock, promise_id, PromiseState.KEPT, by=by, reason=reason)


async def withdraw(
    db: Database, clock: Clock, promise_id: UUID, *, by: str, reason: str
) -> Promise:
    """It need not be kept any more. Raises `NotFound` and `Conflict`."""
    return await _by_hand(db, clock, promise_id, PromiseState.WITHDRAWN, by=by, reason=reason)


async def _by_hand(
    db: Database, clock: Clock, promise_id: UUID, state: PromiseState, *, by: str, reason: str
) -> Promise:
    async with db.transaction() as conn:
        found = await store.for_update(conn, promise_id)
        if found is None:
            raise _none(promise_id)
        return await close(conn, found, state, reason, clock.now(), by=by)


async def is_owed(conn: Connection, phone: str) -> bool:
    """Whether that number waits for a call of ours already."""
    return any(each.state is PromiseState.OPEN for each in await store.of_phone(conn, phone))


async def take_back(conn: Connection, call_id: UUID, reason: str, now: datetime) -> None:
    """What was promised in that call is off, if anything was."""
    found = await store.open_of_call(conn, call_id)
    if found:
        await close(conn, found, PromiseState.WITHDRAWN, reason, now)


async def reached_us(
    conn: Connection, call_id: UUID, phone: str, member_id: UUID | None, now: datetime
) -> None:
    """Who rang us after all is owed no call that we missed, nor the one that their campaign owed.

    What was promised in that very call stands.
    """
    for each in await store.of_phone(conn, phone):
        is_moot = each.cause is Cause.MISSED or each.member_id == (member_id or NOBODY)
        if each.state is PromiseState.OPEN and each.call_id != call_id and is_moot:
            await close(conn, each, PromiseState.WITHDRAWN, "they reached us", now)


async def close(
    conn: Connection,
    promise: Promise,
    state: PromiseState,
    reason: str,
    now: datetime,
    *,
    by: str = SYSTEM,
) -> Promise:
    """Bring it to its end, and say so on its ticket. Raises `Conflict` where it has ended."""
    closed = model.close(promise, state, by=by, reason=reason, now=now)
    await store.save(conn, closed)
    if closed.ticket_id:
        told = f"The promise of a call at {written(closed)} is {state}: {reason}."
        await keeping.note_on(conn, now, closed.ticket_id, told, by)
    return closed


def written(promise: Promise) -> str:
    """Its time where they are, as a ticket's journal tells it."""
    return f"{promise.due_at.astimezone(ZoneInfo(promise.zone)):%Y-%m-%d %H:%M} ({promise.zone})"


async def page(conn: Connection, wanted: Wanted, now: datetime) -> list[Promise]:
    """Promises, those that are due first first."""
    return await store.page(conn, wanted, now)


async def get(conn: Connection, promise_id: UUID) -> Promise:
    """One promise. Raises `NotFound`."""
    found = await store.get(conn, promise_id)
    if found is None:
        raise _none(promise_id)
    return found


def _none(promise_id: UUID) -> NotFound:
    return NotFound("There is no such promise.", promise_id=str(promise_id))


async def in_sight(conn: Connection, some: Sequence[Promise], sight: Sight | None) -> list[Promise]:
    """Those of them that are about a ticket in sight, or about none."""
    about = [each.ticket_id for each in some if each.ticket_id]
    seen = await sights.seen(conn, about, sight)
    return [each for each in some if each.ticket_id is None or each.ticket_id in seen]


async def check_in_sight(conn: Connection, promise_id: UUID, sight: Sight | None) -> None:
    """Raise `NotFound` unless that promise is in sight, too."""
    if not await in_sight(conn, [await get(conn, promise_id)], sight):
        raise _none(promise_id)


async def with_phone(conn: Connection, phone: str) -> list[Promise]:
    """What we promised that number, the oldest first."""
    return await store.of_phone(conn, phone)


async def erase(conn: Connection, phone: str, kept: Sequence[UUID], now: datetime) -> int:
    """Forget whom we promised calls, but in calls that are kept for now; nobody rings them."""
    for each in await store.of_phone(conn, phone):
        if each.state is PromiseState.OPEN and each.call_id not in kept:
            await close(conn, each, PromiseState.WITHDRAWN, "the person was erased", now)
    return await store.erase(conn, phone, kept)
