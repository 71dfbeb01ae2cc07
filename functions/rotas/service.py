"""What people do with rotas, and whom an escalation asks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.audit import service as audit
from functions.audit.model import By
from functions.phones import model as phones
from functions.phones.model import dialled
from functions.rotas import model, store
from functions.rotas.model import Availability, Colleague, OnCall, Plan, Rota, Upcoming
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid
from shared.ports import Clock
from shared.records import as_seen, rewritten, there
from shared.value import Instant, Value, new_id

UNTOLD = {"people": {"__all__": {"phone"}}}
"""What of a rota the audit does not keep: the telephones of colleagues."""


class Watch(Value):
    """Who is on call at an instant, in the order to ask them; where nobody is, who comes next."""

    rota: str
    at: Instant
    on_call: tuple[OnCall, ...]
    next: Upcoming | None


async def write(db: Database, clock: Clock, plan: Plan, *, by: By) -> Rota:
    """Write a rota down. Raises `Invalid`, and `Conflict` where there is one of that name."""
    now = clock.now()
    rota = Rota(id=new_id(now), version=1, created_at=now, **_checked(plan).model_dump())
    async with db.transaction() as conn:
        if not await store.add(conn, rota):
            raise _taken(rota.name)
        await audit.note_record(conn, by, "rota", (None, rota), now, without=UNTOLD)
    return rota


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a rota named {name} already: change that one.")


def _checked(plan: Plan) -> Plan:
    """With numbers that can be dialled, in a zone there is. Raises `Invalid`."""
    if not phones.is_zone(plan.zone):
        hint = "Write it as the IANA database does: Europe/Madrid."
        errors = [{"field": "zone", "problem": f"{plan.zone!r} is no time zone", "hint": hint}]
        raise Invalid(f"zone: {plan.zone!r} is no time zone. {hint}", errors=errors)
    checked = tuple(_reachable(place, each) for place, each in enumerate(plan.people))
    return plan.model_copy(update={"people": checked})


def _reachable(place: int, colleague: Colleague) -> Colleague:
    try:
        phone = dialled(colleague.phone).number
    except Invalid as problem:
        errors = [{**problem.extra["errors"][0], "field": f"people.{place}.phone"}]
        raise Invalid(f"people.{place}.{problem.detail}", errors=errors) from problem
    return colleague.model_copy(update={"phone": phone})


async def rewrite(
    db: Database, clock: Clock, rota_id: UUID, plan: Plan, *, seen: int, by: By
) -> Rota:
    """Let a rota read like that. Raises `NotFound`, `Invalid`, `Stale` and `Conflict`."""
    wanted = _checked(plan)
    async with db.transaction() as conn:
        before = await store.for_update(conn, rota_id)
        rota = rewritten("rota", before, wanted, seen)
        if not await store.save(conn, rota):
            raise _taken(rota.name)
        change = (before, rota)
        await audit.note_record(conn, by, "rota", change, clock.now(), without=UNTOLD)
        return rota


async def remove(db: Database, clock: Clock, rota_id: UUID, *, seen: int, by: By) -> None:
    """Drop a rota. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = as_seen("rota", await store.for_update(conn, rota_id), seen)
        await store.remove(conn, rota_id)
        await audit.note_record(conn, by, "rota", (gone, None), clock.now(), without=UNTOLD)


async def rota(conn: Connection, rota_id: UUID) -> Rota:
    """One rota. Raises `NotFound`."""
    return there("rota", await store.get(conn, rota_id))


async def page(conn: Connection, *, after: UUID | None, limit: int) -> list[Rota]:
    """The newest first."""
    return await store.page(conn, after, limit)


async def is_written(conn: Connection, name: str) -> bool:
    """Whether there is a rota of that name."""
    return await store.named(conn, name) is not None


async def on_call(conn: Connection, rota: str, now: datetime) -> list[OnCall]:
    """Whom to ask now, in order; nobody where nobody is on call. Raises `NotFound`."""
    return model.on_call(there("rota", await store.named(conn, rota)), now)


async def reachable(conn: Connection, rota: str, now: datetime) -> list[OnCall]:
    """Whom a call can be handed to now, in order: on call and not away. Raises `NotFound`."""
    people = await on_call(conn, rota, now)
    away = await store.away(conn, [each.name for each in people], now)
    return [each for each in people if each.name.lower() not in away]


async def colleague(conn: Connection, rota: str, person: str, now: datetime) -> Colleague | None:
    """Somebody of a rota, unless they are absent or away. Raises `NotFound`."""
    known = there("rota", await store.named(conn, rota)).people
    found = next((each for each in known if each.name.lower() == person.lower()), None)
    if found is None or await absent(conn, [person], now):
        return None
    return found


async def absent(conn: Connection, people: Sequence[str], now: datetime) -> set[str]:
    """Those of them, in small letters, who are away, or absent by any rota."""
    away = await store.away(conn, people, now)
    return set(away) | await store.absent(conn, people, now)


async def availability(conn: Connection, person: str, now: datetime) -> Availability:
    """Whether somebody takes calls. Nobody is away who did not say so."""
    found = (await store.away(conn, [person], now)).get(person.lower())
    return Availability(available=found is None, until=found.until if found else None)


async def be(
    db: Database, clock: Clock, person: str, wanted: Availability, *, noted_by: str
) -> Availability:
    """Let somebody be rung no more, or again. Who is called `person` in several rotas is one."""
    now = clock.now()
    if wanted.until and wanted.until <= now:
        raise Invalid("until: give a time to come, or none.")
    async with db.transaction() as conn:
        if wanted.available:
            await store.set_back(conn, person)
        else:
            await store.set_away(conn, person, wanted.until, noted_by, now)
        return await availability(conn, person, now)


async def watch(conn: Connection, rota: str, at: datetime) -> Watch:
    """Who is on call then, and who comes next where nobody is. Raises `NotFound`."""
    found = there("rota", await store.named(conn, rota))
    people = model.on_call(found, at)
    coming = None if people else model.upcoming(found, at)
    return Watch(rota=found.name, at=at, on_call=tuple(people), next=coming)


async def phone_of(conn: Connection, person: str) -> str | None:
    """Where somebody of ours is rung: where they last said so, else by their rota."""
    return await store.staff_phone(conn, person) or await store.rota_phone(conn, person)


async def keep_phone(conn: Connection, person: str, phone: str, now: datetime) -> None:
    """They are rung there from now on, where they do not say otherwise."""
    await store.set_staff_phone(conn, person, phone, now)
