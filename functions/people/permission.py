"""What people forbid us and allow us, as those who talk with them write it down."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from functions.people import service, store
from functions.people.model import Act, Consent, DoNotCall, Event, Target, area
from shared.db.pool import Connection, Database
from shared.errors import Forbidden, Invalid, NotFound
from shared.ports import Clock
from shared.value import Instant, Text, Value, new_id

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
        return service.dialled(written).number
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


class NewConsent(Value):
    """What somebody agreed to, and how we know. Without `given_at`: now.

    `proof` is what would convince a stranger: the words, a form's number, a recording's address.
    """

    purpose: Text = Field(min_length=1, max_length=100)
    source: Text = Field(min_length=1, max_length=500)
    proof: Text | None = Field(None, max_length=2000)
    given_at: Instant | None = None
    expires_at: Instant | None = None


async def give_consent(
    db: Database, clock: Clock, contact_id: UUID, new: NewConsent, *, by: str
) -> Consent:
    """Record that a contact agreed to be called. Raises `Invalid` for impossible times.

    It does not take the number off the do-not-call list.
    """
    now = clock.now()
    given_at = new.given_at or now
    if given_at > now or (new.expires_at is not None and new.expires_at <= given_at):
        raise Invalid("given_at: give a time that has passed, and that comes before expires_at.")
    async with db.transaction() as conn:
        consent = Consent(
            **{**new.model_dump(), "given_at": given_at},
            id=new_id(now),
            phone=(await service.contact(conn, contact_id)).phone,
            noted_by=by,
            revoked_at=None,
        )
        await store.add_consent(conn, consent)
        return consent


async def consents(conn: Connection, contact_id: UUID) -> list[Consent]:
    """What a contact agreed to and took back, the oldest first."""
    return await store.consents(conn, (await service.contact(conn, contact_id)).phone)


class Revocation(Value):
    """A consent somebody takes back, and how we heard of it."""

    purpose: Text
    source: Text = Field(min_length=1, max_length=500)


async def revoke_consent(
    db: Database, clock: Clock, contact_id: UUID, wanted: Revocation, *, by: str
) -> None:
    """Take a consent back. Raises `NotFound` where there is none in force."""
    async with db.transaction() as conn:
        phone = (await service.contact(conn, contact_id)).phone
        ended = [(phone, wanted.purpose, wanted.source)]
        if not await store.revoke(conn, ended, by=by, now=clock.now()):
            raise NotFound(f"No consent for {wanted.purpose!r} is in force.")
