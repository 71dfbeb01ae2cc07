"""The do-not-call list, as those who talk with people write it down."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from functions.permission import service, store
from functions.permission.model import Act, DoNotCall, Event, Target, area
from functions.phones.model import dialled
from shared.db.pool import Connection, Database
from shared.errors import Forbidden, Invalid, NotFound
from shared.ports import Clock
from shared.value import Text, Value

MOST = 1000
"""Entries in one request."""
HINT = "Write it as +, country code and number, or +, the first digits and * for an area."


class NewDoNotCall(Target):
    """A number, or an area, to leave in peace, and how we know that it wants to be."""

    phone: Text = Field(min_length=1, max_length=40)
    source: Text = Field(min_length=1, max_length=200)
    reason: Text | None = Field(None, max_length=1000)
    proof: Text | None = Field(None, max_length=2000)


class Listing(StrEnum):
    """What became of a number somebody wants listed."""

    LISTED = "listed"
    KNOWN = "known"
    REJECTED = "rejected"


class Listed(Value):
    """What became of one entry of many; where it was rejected, why."""

    phone: str
    result: Listing
    problem: str | None = None


async def forbid(
    db: Database, clock: Clock, new: NewDoNotCall, *, by: str, areas: bool
) -> tuple[DoNotCall, bool]:
    """Put a number on the do-not-call list. The entry in force, and whether it is new.

    Raises `Invalid` for a number we cannot read, `Forbidden` for an area unless `areas` may be.
    """
    entry = _entry(new, clock, areas=areas)
    async with db.transaction() as conn:
        added = await service.suppress(conn, [entry], by=by)
        return await store.entry(conn, entry) or entry, entry.place in added


def _entry(new: NewDoNotCall, clock: Clock, *, areas: bool) -> DoNotCall:
    phone = _target(new.phone)
    if phone.endswith("*") and not areas:
        raise Forbidden("phone: only a supervisor may forbid a whole area.", needs="supervisor")
    return DoNotCall(**{**new.model_dump(), "phone": phone}, at=clock.now())


def _target(written: str) -> str:
    if "*" not in written:
        return dialled(written).number
    if found := area(written):
        return found
    problem = f"{written!r} is no area."
    errors = [{"field": "phone", "problem": problem, "hint": HINT}]
    raise Invalid(f"phone: {problem} {HINT}", errors=errors)


async def forbid_many(
    db: Database, clock: Clock, news: Sequence[NewDoNotCall], *, by: str
) -> list[Listed]:
    """Put many on the list at once. What cannot be read is rejected, and the others go on."""
    read = [_read(new, clock) for new in news]
    entries = [each for each in read if isinstance(each, DoNotCall)]
    async with db.transaction() as conn:
        added = await service.suppress(conn, entries, by=by)
    told: list[Listed] = []
    for each in read:
        if isinstance(each, DoNotCall):
            told.append(_told(each, is_new=each.place in added))
            added.discard(each.place)  # the same number further down was known by then
        else:
            told.append(each)
    return told


def _told(entry: DoNotCall, *, is_new: bool) -> Listed:
    return Listed(phone=entry.phone, result=Listing.LISTED if is_new else Listing.KNOWN)


def _read(new: NewDoNotCall, clock: Clock) -> DoNotCall | Listed:
    try:
        return _entry(new, clock, areas=True)
    except Invalid as problem:
        return Listed(phone=new.phone, result=Listing.REJECTED, problem=problem.detail)


class Removal(Target):
    """An entry to take off the do-not-call list, and why that is right."""

    phone: Text = Field(min_length=1, max_length=40)
    reason: Text = Field(min_length=1, max_length=1000)


async def lift(db: Database, clock: Clock, wanted: Removal, *, by: str) -> Event:
    """Take an entry off the list: an admin's act, which its history keeps. Raises `NotFound`.

    What the number agreed to before is not in force again by that.
    """
    target = Target(**{**wanted.model_dump(exclude={"reason"}), "phone": _target(wanted.phone)})
    async with db.transaction() as conn:
        stood_as = await store.lift(conn, target)
        if stood_as is None:
            raise NotFound("No such entry is on the do-not-call list.", phone=target.phone)
        event = Event(
            act=Act.REMOVED,
            phone=stood_as,
            scope=target.scope,
            refers_to=target.refers_to,
            source="desk",
            reason=wanted.reason,
            proof=None,
            actor=by,
            at=clock.now(),
        )
        await store.note(conn, [event])
        return event


async def history(conn: Connection, written: str) -> list[Event]:
    """What was done about a number, or an area, and by whom; the oldest first."""
    return await store.history(conn, _target(written))


async def forbidden_page(conn: Connection, *, after: str | None, limit: int) -> list[DoNotCall]:
    """The do-not-call list, by number; `after` is the place of the last one seen."""
    return await store.forbidden_page(conn, after, limit)
