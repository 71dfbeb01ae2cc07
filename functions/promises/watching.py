"""Looks after promises whose time comes: who keeps them, and which are broken."""

from datetime import datetime

from functions.calls import service as calls
from functions.campaigns import callbacks
from functions.people import service as people
from functions.promises import model, service, store
from functions.promises.model import LEAD, Promise, PromiseState
from functions.promises.offering import forbidden
from functions.rotas import service as rotas
from functions.tickets import handing, keeping
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft, Ticket
from functions.tickets.moves import MOVES
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.messages import RaiseAlert
from shared.ports import Clock
from shared.value import Spoken

BATCH = 100
TITLES = {Spoken.EN: "A promised call", Spoken.ES: "Una llamada prometida"}


async def sweep(db: Database, clock: Clock, rota: str) -> int:
    """Look after the promises whose time comes: kept, to be told to somebody, broken, or off.

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
        await service.close(conn, kept, PromiseState.KEPT, "their telephone rang", now)
    elif refusal := await forbidden(conn, promise.phone, now):
        why = f"they may not be called: {refusal}"
        await service.close(conn, promise, PromiseState.WITHDRAWN, why, now)
    elif model.is_broken(promise, now):
        await _report(conn, await _tell(conn, promise, rota, now), now)
    elif not await callbacks.rings_again(conn, promise.member_id):
        await _tell(conn, promise, rota, now)


async def _report(conn: Connection, promise: Promise, now: datetime) -> None:
    """Nobody called in time: that is said aloud."""
    await service.close(conn, promise, PromiseState.BROKEN, "nobody called in time", now)
    text = f"A call promised for {promise.due_at:%Y-%m-%d %H:%M} UTC was not made."
    about = {"source": service.SYSTEM, "subject_id": promise.id, "what": "promise_broken"}
    await outbox.put(conn, RaiseAlert.new(now, at=now, text=text, **about))


async def _tell(conn: Connection, promise: Promise, rota: str, now: datetime) -> Promise:
    """Make it the task of whoever is on call, on its ticket. Once is enough."""
    if promise.told_at:
        return promise
    ticket = await _its_ticket(conn, promise, now)
    someone = await _on_call(conn, rota, promise.due_at)
    if someone:
        ticket = await handing.hand_to(conn, now, ticket.id, someone, service.SYSTEM)
    told = f"Call them at {service.written(promise)}: it is promised."
    await keeping.note_on(conn, now, ticket.id, told, service.SYSTEM)
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
    return await tickets.open_on(conn, now, draft, service.SYSTEM, key=f"promise-{promise.id}")


async def _on_call(conn: Connection, rota: str, at: datetime) -> str | None:
    try:
        there = await rotas.on_call(conn, rota, at)
    except NotFound:
        return None
    return there[0].name if there else None
