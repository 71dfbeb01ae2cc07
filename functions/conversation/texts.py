"""What becomes of a text message: STOP is obeyed at once, and the rest is for a person to read."""

import re
from datetime import datetime
from uuid import UUID

from functions.conversation import inbox, meanings, twiml
from functions.conversation.texted import Meaning, TextMessage
from functions.people import service as people
from functions.permission import service as permission
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft
from shared.db.pool import Connection, Database
from shared.ports import Clock
from shared.value import Spoken

CONFIRMED = frozenset(
    ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"]
)
"""A message of one of these alone Twilio answers, and heeds on its side
(twilio.com/docs/messaging/tutorials/advanced-opt-out)."""
SPANISH = frozenset(
    ["baja", "alto", "parar", "pare", "cancelar", "no llamar", "no llame", "no llamen"]
)
STOP = CONFIRMED | SPANISH | frozenset(["stop all", "opt out", "arret"])
BACK = frozenset(["alta", "dar de alta"])
START = BACK | frozenset(["start", "unstop", "yes"])
HELP = frozenset(["help", "info"])
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
PROOF = 200
"""Letters of a message that are kept as proof."""

TEXTS = {
    Spoken.EN: {
        "stopped": "Understood. Your number will not be called again.",
        "start": "Thank you. Your number stays on our do-not-call list until you have told a "
        "person of our team: please call this number.",
    },
    Spoken.ES: {
        "stopped": "Entendido. No volveremos a llamar a su número.",
        "start": "Gracias. Su número sigue en la lista de no llamar hasta que usted hable con "
        "una persona del equipo: llame a este número, por favor.",
    },
}


async def receive(db: Database, clock: Clock, text: TextMessage) -> str:
    """Do what a message asks for, once, however often it comes. Returns TwiML."""
    now, meaning = clock.now(), meant(text)
    async with db.transaction() as conn:
        if not await inbox.claim_text(conn, text, meaning, now):
            return await inbox.text_answer(conn, text.sid)
        words, ticket_id = await _heed(conn, text, meaning, now)
        answer = twiml.texted(words)
        await inbox.set_text_answer(conn, text.sid, answer, ticket_id)
        return answer


def meant(text: TextMessage) -> Meaning:
    """What it means by itself, in whatever case, accents and punctuation."""
    if text.sorted_by:
        return text.sorted_by
    words = _plain(text.body)
    if words in STOP or meanings.OPT_OUT.search(words):
        return Meaning.STOP
    if words in START:
        return Meaning.START
    return Meaning.HELP if words in HELP else Meaning.OTHER


def _plain(body: str) -> str:
    return " ".join(EDGES.sub("", meanings.plain(body)).split())


async def _heed(
    conn: Connection, text: TextMessage, meaning: Meaning, now: datetime
) -> tuple[str | None, UUID | None]:
    """What to answer, if anything, and the ticket that was opened, if one was."""
    language = await _language(conn, text)
    proof = f"text message {text.sid}: {text.body[:PROOF]}"
    if meaning is Meaning.STOP:
        await permission.opt_out(conn, text.phone, "sms", proof, now)
        return (None if _is_confirmed(text) else TEXTS[language]["stopped"]), None
    if meaning is Meaning.START and await permission.ask_back(conn, text.phone, "sms", proof, now):
        return TEXTS[language]["start"], None
    if meaning is Meaning.HELP:  # which Twilio has answered
        return None, None
    return None, await _ticket(conn, text, language, now)


def _is_confirmed(text: TextMessage) -> bool:
    """Whether Twilio has told them so itself: what we say then would not reach them."""
    return text.sorted_by is not None or text.body.strip().casefold() in CONFIRMED


async def _language(conn: Connection, text: TextMessage) -> Spoken:
    if _plain(text.body) in SPANISH | BACK:
        return Spoken.ES
    contact = await people.contact_by_phone(conn, text.phone)
    return contact.language if contact else Spoken.EN


async def _ticket(conn: Connection, text: TextMessage, language: Spoken, now: datetime) -> UUID:
    contact = await people.contact_by_phone(conn, text.phone)
    draft = Draft(
        title=" ".join(text.body.split())[:120] or "Text message without words",
        description=text.body,
        language=language,
        channel=Channel.PHONE,
        requester_name=contact.name if contact else text.phone,
        requester_phone=text.phone,
        contact_id=contact.id if contact else None,
    )
    return (await tickets.open_on(conn, now, draft, "text messages", key=text.sid)).id
