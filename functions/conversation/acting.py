"""What a reply does besides being said: do-not-call, tickets, course of the call, transcript.

Every act is for the number of this call and its own ticket alone, whatever a model asks for.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Call, Direction
from functions.conversation import exchanges, outcomes, promising, store, topics, transcript
from functions.conversation.model import Action, Outcome, Reply, Source, Turn
from functions.conversation.promising import Owed
from functions.people import service as people
from functions.permission import service as permission
from functions.permission.model import DoNotCall
from functions.tickets import keeping
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft
from shared.db.pool import Connection

NOTED = frozenset({Action.CREATE_TICKET, Action.UPDATE_TICKET, Action.TRANSFER, Action.SCHEDULE})
"""Actions that leave a ticket for a person, whatever else is said."""
URGENT, USUAL = 1, 3
"""Impact and urgency of a ticket, 1 being the highest."""


@dataclass(frozen=True)
class Found:
    """A reply, and who found it: `script`, `model`, or `late`, the script for a slow model.

    `told` are the sources it rests on; `helped`, whether those of the turn before were of help.
    """

    reply: Reply
    by: str
    told: tuple[Source, ...] = ()
    helped: bool | None = None
    owed: Owed | None = None


async def act(conn: Connection, call_id: UUID, n: int, found: Found, now: datetime) -> bool:
    """Do what the reply says, in the transaction that notes that it is said.

    False where it comes too late, since another has answered or the call is over: then nothing of
    it is done, but that an opt-out is obeyed whenever it is understood.
    """
    call, reply = await calls.call(conn, call_id), found.reply
    if reply.action is Action.OPT_OUT and not call.is_anonymous:
        await permission.opt_out(conn, call.phone, "call", f"call {call_id}, turn {n}", now)
    if call.ended_at is not None:
        await _transcribe(conn, call_id, await exchanges.turn(conn, call_id, n), now)
        return False
    turn = await exchanges.set_said(conn, call_id, n, reply, found.by)
    if turn is None:
        return False
    if reply.outcome is Outcome.WRONG_NUMBER and call.direction is Direction.OUTBOUND:
        await _never_again(conn, call_id, call.phone, now)
    if found.told:
        await outcomes.add_offers(conn, call_id, n, found.told, now)
    if found.helped is not None:
        await outcomes.answer_offers(conn, call_id, n - 1, accepted=found.helped, now=now)
    ticket_id = await ticket_for(conn, call, reply, now)
    await store.set_course(conn, call_id, reply, ticket_id)
    if found.owed:
        await promising.owe(conn, found.owed, ticket_id, now)
    await _transcribe(conn, call_id, turn, now)
    return True


async def _never_again(conn: Connection, call_id: UUID, phone: str, now: datetime) -> None:
    """Somebody else's number is not called again, by whichever campaign and list."""
    why = "wrong number: the person called is not reached here"
    entry = DoNotCall(phone=phone, source="call", reason=why, at=now, proof=f"call {call_id}")
    await permission.suppress(conn, [entry], by="call")


async def ticket_for(conn: Connection, call: Call, reply: Reply, now: datetime) -> UUID | None:
    """Note what was asked for: a problem told, a person wanted, a call promised.

    One ticket a call: what is told later is added to it.
    """
    if reply.ticket is None and reply.action not in NOTED:
        return None
    talk, turns = await store.get(conn, call.id), await exchanges.turns(conn, call.id)
    words = " ".join(each.heard for each in turns if each.heard)
    told = (reply.ticket.description if reply.ticket else words)[:20_000]
    known = (talk.ticket_id if talk else None) or await topics.ticket_of(conn, call, talk, turns)
    if known:
        await keeping.note_on(conn, now, known, told or reply.action.value, "call")
        return known
    title = (reply.ticket.subject if reply.ticket else words)[:120].strip()
    draft = await _draft(conn, call, reply, title or reply.action.value, told)
    opened = await tickets.open_on(conn, now, draft, "call", key=f"call-{call.id}")
    return opened.id


async def _draft(conn: Connection, call: Call, reply: Reply, title: str, told: str) -> Draft:
    contact = await people.contact_by_phone(conn, call.phone)
    degree = URGENT if reply.ticket and reply.ticket.urgent else USUAL
    return Draft(
        title=title,
        description=told,
        language=reply.language,
        channel=Channel.PHONE,
        requester_name=contact.name if contact else call.phone,
        requester_phone=topics.reached_at(call, told),
        contact_id=contact.id if contact else None,
        impact=degree,
        urgency=degree,
    )


async def _transcribe(conn: Connection, call_id: UUID, turn: Turn | None, now: datetime) -> None:
    if turn:
        entries = _entries(turn, now)
        await transcript.add(conn, call_id, entries, now)


def _entries(turn: Turn, now: datetime) -> tuple[dict[str, Any], ...]:
    at = now.isoformat()
    heard = {"id": f"{turn.n:04}-1", "kind": "heard", "at": at, "text": turn.heard}
    said: dict[str, Any] = {
        "id": f"{turn.n:04}-2",
        "kind": "said",
        "at": at,
        "text": turn.said,
        "action": turn.action,
        "source": turn.source,
    }
    if turn.reply and turn.reply.sources:
        said["cites"] = list(turn.reply.sources)
    both = ({**heard, "digits": turn.digits}, said) if turn.n else (said,)
    return both if turn.said is not None else both[:-1]
