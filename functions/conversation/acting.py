"""What a reply does besides being said: do-not-call, tickets, course of the call, transcript."""

from datetime import datetime
from typing import Any
from uuid import UUID

from functions.calls import service as calls
from functions.conversation import store
from functions.conversation.model import IMPLIED, Action, Reply, Turn
from functions.people import service as people
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft
from shared import outbox
from shared.db.pool import Connection
from shared.messages import Transcribe

NOTED = frozenset({Action.CREATE_TICKET, Action.TRANSFER, Action.SCHEDULE})
"""Actions that leave a ticket for a person, whatever else is said."""


async def act(
    conn: Connection, call_id: UUID, n: int, reply: Reply, source: str, now: datetime
) -> bool:
    """Do what the reply says, in the transaction that notes that it is said.

    False where another has answered this turn meanwhile, and nothing is done.
    """
    if not await store.set_said(conn, call_id, n, reply, source):
        return False
    call = await calls.call(conn, call_id)
    if reply.action is Action.OPT_OUT:
        await people.opt_out(conn, call.phone, "call", f"call {call_id}, turn {n}", now)
    ticket_id = await _ticket(conn, call_id, call.phone, reply, now)
    await store.set_course(
        conn,
        call_id,
        language=reply.language,
        outcome=reply.outcome or IMPLIED.get(reply.action),
        note=reply.note,
        ticket_id=ticket_id,
    )
    turn = await store.turn(conn, call_id, n)
    entries = _entries(turn, now) if turn else ()
    await outbox.put(conn, Transcribe.new(now, call_id=call_id, entries=entries))
    return True


async def _ticket(
    conn: Connection, call_id: UUID, phone: str, reply: Reply, now: datetime
) -> UUID | None:
    """Open what was asked for: a problem told, a person wanted, a call promised."""
    if reply.ticket is None and reply.action not in NOTED:
        return None
    turns = await store.turns(conn, call_id)
    words = " ".join(each.heard for each in turns if each.heard)
    contact = await people.contact_by_phone(conn, phone)
    wish = reply.ticket
    draft = Draft(
        title=(wish.subject if wish else words)[:120].strip() or reply.action.value,
        description=(wish.description if wish else words)[:20_000],
        language=reply.language,
        channel=Channel.PHONE,
        requester_name=contact.name if contact else phone,
        requester_phone=phone,
        contact_id=contact.id if contact else None,
    )
    opened = await tickets.open_on(conn, now, draft, "call", key=f"call-{call_id}")
    return opened.id


def _entries(turn: Turn, now: datetime) -> tuple[dict[str, Any], ...]:
    at = now.isoformat()
    heard = {"id": f"{turn.n:04}-1", "kind": "heard", "at": at, "text": turn.heard}
    said = {
        "id": f"{turn.n:04}-2",
        "kind": "said",
        "at": at,
        "text": turn.said,
        "action": turn.action,
        "source": turn.source,
    }
    return ({**heard, "digits": turn.digits}, said) if turn.n else (said,)
