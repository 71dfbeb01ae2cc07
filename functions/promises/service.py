"""Calls we owe people: promised, looked after, and told of when they were not made."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.calls import service as calls
from functions.campaigns import callbacks
from functions.hours import service as hours
from functions.hours.model import ANY_TIME, Hours, Window, beginning
from functions.hours.service import ALWAYS
from functions.people import phones
from functions.people import service as people
from functions.people.model import Reason
from functions.promises import model, store
from functions.promises.model import (
    LEAD,
    Debt,
    Forbidden,
    Offer,
    Promise,
    PromiseState,
    Question,
    Wanted,
)
from functions.promises.times import Meant, Unclear, meant
from functions.rotas import service as rotas
from functions.tickets import service as tickets
from functions.tickets.model import MOVES, Channel, Draft, Ticket
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.messages import RaiseAlert
from shared.ports import Clock
from shared.value import Spoken, new_id

SYSTEM = "promises"
BATCH = 100
WHY_NOT_YET = 20
"""How often hours and rota are asked in turn for a time that suits both."""
SOON = timedelta(minutes=30)
"""How soon somebody is called back who named no time, if rules and colleagues allow."""

OTHER = {Spoken.EN: Spoken.ES, Spoken.ES: Spoken.EN}


async def zones_of(conn: Connection, phone: str) -> tuple[str, ...]:
    """The zones somebody may be in: as their contact says, else as their number does."""
    contact = await people.contact_by_phone(conn, phone)
    if contact:
        return contact.zones
    read = phones.read(phone, None)
    return () if isinstance(read, Reason) else read.zones


async def offer(
    conn: Connection, debt: Debt, said: Sequence[str], rota: str, now: datetime
) -> Offer | Question | Forbidden:
    """When we may call somebody who told us when, in what they said last; or what to ask first.

    Words alone count: nobody's reading of them. An earlier sentence may hold the day, the last one
    the hour.
    """
    found = _meant(said, debt, now)
    if isinstance(found, Unclear):
        return Question(asks=found.asks)
    return await first_allowed(conn, debt, found.at, rota, now)


def _meant(said: Sequence[str], debt: Debt, now: datetime) -> Meant | Unclear:
    together = " ; ".join(said)
    tries = [(together, debt.language), (said[-1] if said else "", debt.language)]
    tries += [(words, OTHER[language]) for words, language in tries]
    found = [meant(words, language, now, debt.zone) for words, language in tries]
    return next((each for each in found if isinstance(each, Meant)), found[0])


async def first_allowed(
    conn: Connection, debt: Debt, wanted: datetime, rota: str, now: datetime
) -> Offer | Forbidden:
    """From `wanted` on, the first time at which rules allow a call, and somebody is there for it.

    A campaign's own call needs nobody.
    """
    refusal = await people.may_be_called(
        conn, debt.phone, purpose="service", consent_required=False, campaign=None, now=now
    )
    if refusal:
        return Forbidden(why=refusal)
    ruled, own = await _hours(conn, debt)
    at = wanted
    for _ in range(WHY_NOT_YET):
        allowed = beginning(ruled, own, debt.zones or ("UTC",), at)
        if allowed is None:
            return Forbidden(why="no_hours")
        at = allowed if debt.member_id else await _staffed(conn, rota, allowed)
        if at == allowed:
            return Offer(at=at, wanted=wanted)
    return Forbidden(why="nobody_there")


async def _hours(conn: Connection, debt: Debt) -> tuple[Hours, Window]:
    if debt.member_id is None:
        return await hours.of(conn, debt.phone, "service"), ALWAYS
    terms = await callbacks.terms(conn, debt.member_id)
    ruled = ANY_TIME if terms.hours_waived else await hours.of(conn, debt.phone, terms.purpose)
    return ruled, terms.window


async def _staffed(conn: Connection, rota: str, at: datetime) -> datetime:
    """From then on, when somebody is on call. Without a rota, or shifts to come, at any time."""
    try:
        watch = await rotas.watch(conn, rota, at)
    except NotFound:
        return at
    return at if watch.on_call or watch.next is None else watch.next.at


async def promise(conn: Connection, debt: Debt, at: datetime, now: datetime) -> Promise:
    """Owe somebody a call at that time. In one call the last word counts.

    Said twice, it is promised once.
    """
    before = await store.open_of_call(conn, debt.call_id)
    if before and before.due_at == at:
        return before
    if before:
        await _close(conn, before, PromiseState.WITHDRAWN, "they named another time", now)
    made = Promise(**debt.model_dump(), id=new_id(now), due_at=at, made_at=now)
    await store.add(conn, made)
    if debt.ticket_id:
        told = f"Promised: a call at {_written(at, made)}. {_asked(made)}".strip()
        await tickets.note_on(conn, now, debt.ticket_id, told, SYSTEM)
    return made


async def promise_soon(conn: Connection, debt: Debt, rota: str, now: datetime) -> Promise | None:
    """Owe a call to somebody who named no time: as soon as rules and colleagues allow.

    Nothing where that number may not be called.
    """
    found = await first_allowed(conn, debt, now + SOON, rota, now)
    return await promise(conn, debt, found.at, now) if isinstance(found, Offer) else None


async def due_of(conn: Connection, call_id: UUID) -> datetime | None:
    """When we shall call again, as we said in that call; nothing where we did not."""
    found = await store.open_of_call(conn, call_id)
    return found.due_at if found else None


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
            raise NotFound("There is no such promise.", promise_id=str(promise_id))
        return await _close(conn, found, state, reason, clock.now(), by=by)


async def is_owed(conn: Connection, phone: str) -> bool:
    """Whether that number waits for a call of ours already."""
    return any(each.state is PromiseState.OPEN for each in await store.of_phone(conn, phone))


async def take_back(conn: Connection, call_id: UUID, reason: str, now: datetime) -> None:
    """What was promised in that call is off, if anything was."""
    found = await store.open_of_call(conn, call_id)
    if found:
        await _close(conn, found, PromiseState.WITHDRAWN, reason, now)


async def withdraw_missed(conn: Connection, phone: str, reason: str, now: datetime) -> None:
    """Who has reached us after all need not be called back for the call we missed."""
    for each in await store.of_phone(conn, phone):
        if each.state is PromiseState.OPEN and each.cause is model.Cause.MISSED:
            await _close(conn, each, PromiseState.WITHDRAWN, reason, now)


async def _close(
    conn: Connection,
    promise: Promise,
    state: PromiseState,
    reason: str,
    now: datetime,
    *,
    by: str = SYSTEM,
) -> Promise:
    closed = model.close(promise, state, by=by, reason=reason, now=now)
    await store.save(conn, closed)
    if closed.ticket_id:
        told = f"The promise of a call at {_written(closed.due_at, closed)} is {state}: {reason}."
        await tickets.note_on(conn, now, closed.ticket_id, told, by)
    return closed


async def sweep(db: Database, clock: Clock, rota: str) -> int:
    """Look after the promises whose time comes: kept, to be told to somebody, or broken.

    Each look locks what it looks at, so that nothing is done twice. How many were looked at.
    """
    now, after, looked = clock.now(), None, 0
    while True:
        async with db.transaction() as conn:
            some = await store.pressing(conn, now + LEAD, after, BATCH)
            for each in some:
                await _look_after(conn, each, rota, now)
        looked += len(some)
        if len(some) < BATCH:
            return looked
        after = some[-1].id


async def _look_after(conn: Connection, promise: Promise, rota: str, now: datetime) -> None:
    _, made = await calls.with_phone(conn, promise.phone)
    call = model.keeping(promise, made)
    if call:
        kept = promise.model_copy(update={"kept_by": call.id})
        await _close(conn, kept, PromiseState.KEPT, "their telephone rang", now)
    elif model.is_broken(promise, now):
        await _report(conn, await _tell(conn, promise, rota, now), now)
    elif not await callbacks.rings_again(conn, promise.member_id):
        await _tell(conn, promise, rota, now)


async def _report(conn: Connection, promise: Promise, now: datetime) -> None:
    """Nobody called in time: that is said aloud."""
    await _close(conn, promise, PromiseState.BROKEN, "nobody called in time", now)
    text = f"A call promised for {promise.due_at:%Y-%m-%d %H:%M} UTC was not made."
    about = {"source": SYSTEM, "subject_id": promise.id, "what": "promise_broken"}
    await outbox.put(conn, RaiseAlert.new(now, at=now, text=text, **about))


async def _tell(conn: Connection, promise: Promise, rota: str, now: datetime) -> Promise:
    """Make it the task of whoever is on call, on its ticket. Once is enough."""
    if promise.told_at:
        return promise
    ticket = await _its_ticket(conn, promise, now)
    someone = await _on_call(conn, rota, promise.due_at)
    if someone:
        ticket = await tickets.hand_to(conn, now, ticket.id, someone, SYSTEM)
    told = f"Call {promise.phone} at {_written(promise.due_at, promise)}: it is promised."
    await tickets.note_on(conn, now, ticket.id, f"{told} {_asked(promise)}".strip(), SYSTEM)
    facts = {"ticket_id": ticket.id, "told_at": now, "assignee": ticket.assignee}
    told_of = promise.model_copy(update=facts)
    await store.save(conn, told_of)
    return told_of


async def _its_ticket(conn: Connection, promise: Promise, now: datetime) -> Ticket:
    """The ticket it is about; a new one where there is none, or that one is put away."""
    if promise.ticket_id:
        ticket = await tickets.on(conn, promise.ticket_id)
        if MOVES[ticket.state]:
            return ticket
    contact = await people.contact_by_phone(conn, promise.phone)
    draft = Draft(
        title=TITLES[promise.language],
        description=promise.words,
        language=promise.language,
        channel=Channel.PHONE,
        requester_name=contact.name if contact else promise.phone,
        requester_phone=promise.phone,
        contact_id=contact.id if contact else None,
    )
    return await tickets.open_on(conn, now, draft, SYSTEM, key=f"promise-{promise.id}")


TITLES = {Spoken.EN: "A promised call", Spoken.ES: "Una llamada prometida"}


async def _on_call(conn: Connection, rota: str, at: datetime) -> str | None:
    try:
        there = await rotas.on_call(conn, rota, at)
    except NotFound:
        return None
    return there[0].name if there else None


def _written(at: datetime, promise: Promise) -> str:
    zone = promise.zone
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _asked(promise: Promise) -> str:
    return f"They said: “{promise.words}”" if promise.words else ""


async def page(conn: Connection, wanted: Wanted, now: datetime) -> list[Promise]:
    """Promises, those that are due first first."""
    return await store.page(conn, wanted, now)


async def get(conn: Connection, promise_id: UUID) -> Promise:
    """One promise. Raises `NotFound`."""
    found = await store.get(conn, promise_id)
    if found is None:
        raise NotFound("There is no such promise.", promise_id=str(promise_id))
    return found


async def with_phone(conn: Connection, phone: str) -> list[Promise]:
    """What we promised that number, the oldest first."""
    return await store.of_phone(conn, phone)


async def erase(conn: Connection, phone: str, kept: Sequence[UUID], now: datetime) -> int:
    """Forget whom we promised calls, but in calls that are kept for now; nobody rings them."""
    for each in await store.of_phone(conn, phone):
        if each.state is PromiseState.OPEN and each.call_id not in kept:
            await _close(conn, each, PromiseState.WITHDRAWN, "the person was erased", now)
    return await store.erase(conn, phone, kept)
