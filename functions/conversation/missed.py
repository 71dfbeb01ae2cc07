"""A call that we missed: somebody rang us, and ended it before they had said anything."""

from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Call
from functions.conversation import store, topics
from functions.people import service as people
from functions.promises import offering
from functions.promises import service as promises
from functions.promises.model import Cause, Debt
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft
from shared.db.pool import Connection
from shared.value import Spoken

TITLES = {Spoken.EN: "Missed call", Spoken.ES: "Llamada perdida"}


async def note(conn: Connection, call_id: UUID, rota: str, now: datetime) -> None:
    """Leave a ticket, and promise them a call. Nobody can be called whose number does not show.

    Who talked to us in another call, or opened a ticket in one, rang again for that.
    """
    call = await calls.call(conn, call_id)
    talk = await store.get(conn, call_id)
    if call.is_anonymous or (talk and talk.visit and talk.visit.beside):
        return
    ticket_id = await topics.ticket_of(conn, call, talk, [])
    language = talk.language if talk else Spoken.EN
    if ticket_id is None:
        ticket_id = await _opened(conn, call, language, now)
        await store.set_ticket(conn, call_id, ticket_id)
    contact = await people.contact_by_phone(conn, call.phone)
    debt = Debt(
        call_id=call_id,
        phone=call.phone,
        language=language,
        zones=await offering.zones_of(conn, call.phone),
        cause=Cause.MISSED,
        contact_id=contact.id if contact else None,
        ticket_id=ticket_id,
    )
    if not await promises.is_owed(conn, call.phone):
        await promises.promise_soon(conn, debt, rota, now)


async def _opened(conn: Connection, call: Call, language: Spoken, now: datetime) -> UUID:
    contact = await people.contact_by_phone(conn, call.phone)
    draft = Draft(
        title=TITLES[language],
        language=language,
        channel=Channel.PHONE,
        requester_name=contact.name if contact else call.phone,
        requester_phone=call.phone,
        contact_id=contact.id if contact else None,
    )
    opened = await tickets.open_on(conn, now, draft, "call", key=f"call-{call.id}")
    return opened.id
