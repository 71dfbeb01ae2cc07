"""Before somebody is handed over: is there anybody, and if not, what do we promise instead?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from functions.calls import service as calls
from functions.campaigns import service as campaigns
from functions.conversation import store
from functions.conversation.model import Action, Outcome, Reply, Topic, Turn
from functions.people import service as people
from functions.rotas import service as rotas
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft
from functions.transfers import service as transfers
from functions.transfers.model import State, Transfer, Wanted
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.value import Spoken

CALL_BACK = timedelta(hours=1)
"""How soon somebody is called back for whom nobody came though somebody is on call."""
type Said = Literal["nobody_there", "nobody_came", "another", "after", "whisper", "speaks"]
type Noted = Literal["title", "wanted", "promised", "left"]
type Words = Said | Noted
TEXTS: dict[Spoken, dict[Words, str]] = {
    Spoken.EN: {
        "nobody_there": "I am sorry, none of my colleagues is available right now. I have noted "
        "what you need, and one of them will call you back. Goodbye.",
        "nobody_came": "I am sorry, I could not reach anybody. I have noted what you need, and a "
        "colleague will call you back within the hour. Goodbye.",
        "another": "I am trying another colleague. Please stay on the line.",
        "after": "Thank you for your call. Goodbye.",
        "whisper": "{organisation}. {name} is on the line. {reason} Press 1 to take the call.",
        "speaks": "They speak {language}.",
        "title": "A person was wanted",
        "wanted": "A person was wanted. What was said until then:\n{said}",
        "promised": "They were promised a call back by {by}.",
        "left": "They hung up while they waited for a person.",
    },
    Spoken.ES: {
        "nobody_there": "Lo siento, ahora mismo no hay nadie disponible. He tomado nota de lo que "
        "necesita y le llamará una persona del equipo. Adiós.",
        "nobody_came": "Lo siento, no he podido localizar a nadie. He tomado nota de lo que "
        "necesita y una persona del equipo le llamará antes de una hora. Adiós.",
        "another": "Pruebo con otra persona del equipo. No cuelgue, por favor.",
        "after": "Gracias por su llamada. Adiós.",
        "whisper": "{organisation}. {name} está al teléfono. {reason} Pulse 1 para atender.",
        "speaks": "Habla {language}.",
        "title": "Pide hablar con una persona",
        "wanted": "Pide hablar con una persona. Lo dicho hasta entonces:\n{said}",
        "promised": "Se le prometió una llamada antes de {by}.",
        "left": "Colgó mientras esperaba a una persona.",
    },
}
LANGUAGES = {
    Spoken.EN: {Spoken.EN: "English", Spoken.ES: "Spanish"},
    Spoken.ES: {Spoken.EN: "inglés", Spoken.ES: "español"},
}
NAMELESS = {Spoken.EN: "A caller", Spoken.ES: "Una persona"}
LONGEST_REASON = 160


@dataclass(frozen=True)
class Seat:
    """Where somebody asks for a person: the turn of a call, and whose people are asked if no
    campaign says so."""

    call_id: UUID
    n: int
    rota: str


async def offer(db: Database, topic: Topic, seat: Seat, reply: Reply, now: datetime) -> Reply:
    """The reply, if there is a person to hand over to; else what we say and promise instead.

    Nobody is told to wait for whom we know not to be there.
    """
    if reply.action is not Action.TRANSFER:
        return reply
    async with db.transaction() as conn:
        wanted = await _wanted(conn, seat, reply.language)
        if await transfers.there(conn, wanted.rota, now):
            return reply
        transfer = await begin(conn, seat, reply.language, now, subject=_subject(reply))
        if transfer.state is State.WAITING:  # not taken over from an instance that died
            await transfers.ring_next(conn, transfer, 0, now, lines=0)
            await promise(conn, transfer, now)
    said = TEXTS[reply.language]["nobody_there"]
    changed = {"say": said, "action": Action.END, "outcome": Outcome.TRANSFER_REQUESTED}
    return reply.model_copy(update={**changed, "ticket": None})


def _subject(reply: Reply) -> str | None:
    return reply.ticket.subject if reply.ticket else reply.note


async def begin(
    conn: Connection, seat: Seat, language: Spoken, now: datetime, *, subject: str | None = None
) -> Transfer:
    """From now on somebody waits, and their ticket says all that is known. Twice, it is once."""
    wanted = await _wanted(conn, seat, language)
    ticket_id = await _ticket(conn, wanted, subject, now)
    if await transfers.want(conn, wanted.model_copy(update={"ticket_id": ticket_id}), now):
        said = _said(await store.turns(conn, seat.call_id))
        note = TEXTS[language]["wanted"].format(said=said)
        await tickets.note_on(conn, now, ticket_id, note, "call")
    return await transfers.of_turn(conn, seat.call_id, seat.n)


async def _wanted(conn: Connection, seat: Seat, language: Spoken) -> Wanted:
    found = await campaigns.called(conn, seat.call_id)
    rules = found[0].rules.transfer if found else None
    return Wanted(
        call_id=seat.call_id,
        n=seat.n,
        allowance_id=found[0].id if found else None,
        rota=rules.rota if rules else seat.rota,
        language=language,
        ticket_id=None,
    )


async def _ticket(conn: Connection, wanted: Wanted, subject: str | None, now: datetime) -> UUID:
    """The call's ticket; where it has none yet, one with what was said so far."""
    talk = await store.get(conn, wanted.call_id)
    if talk and talk.ticket_id:
        return talk.ticket_id
    call = await calls.call(conn, wanted.call_id)
    turns = await store.turns(conn, wanted.call_id)
    heard = " ".join(each.heard for each in turns if each.heard)
    contact = await people.contact_by_phone(conn, call.phone)
    draft = Draft(
        title=(subject or heard)[:120].strip() or TEXTS[wanted.language]["title"],
        description=heard[:20_000],
        language=wanted.language,
        channel=Channel.PHONE,
        requester_name=contact.name if contact else call.phone,
        requester_phone=call.phone,
        contact_id=contact.id if contact else None,
    )
    opened = await tickets.open_on(conn, now, draft, "call", key=f"transfer-{wanted.call_id}")
    await store.set_ticket(conn, wanted.call_id, opened.id)
    return opened.id


def _said(turns: list[Turn]) -> str:
    """The dialogue so far, as a colleague reads it before they say hello."""
    lines: list[str] = []
    for turn in turns:
        if turn.heard or turn.digits:
            lines.append(f"> {turn.heard or f'(pressed {turn.digits})'}")
        if turn.said:
            lines.append(turn.said)
    return "\n".join(lines)[-10_000:]


async def promise(conn: Connection, transfer: Transfer, now: datetime) -> None:
    """They are called back: within the hour, or once somebody is on call again."""
    by = await _call_back(conn, transfer.rota, now)
    note = TEXTS[transfer.language]["promised"].format(by=by.isoformat(timespec="minutes"))
    assert transfer.ticket_id is not None
    await tickets.note_on(conn, now, transfer.ticket_id, note, "call")


async def _call_back(conn: Connection, rota: str, now: datetime) -> datetime:
    try:
        watch = await rotas.watch(conn, rota, now)
    except NotFound:
        return now + CALL_BACK
    return max(watch.next.at if watch.next else now, now) + CALL_BACK


def whisper(topic: Topic, reason: str, language: Spoken) -> str:
    """What is told to whoever picks up, in their language: who waits, why, and how to take it."""
    name = topic.name or NAMELESS[language]
    spoken = LANGUAGES[language][topic.language]
    foreign = TEXTS[language]["speaks"].format(language=spoken)
    told = [_sentence(reason)] + [foreign] * (topic.language is not language)
    return TEXTS[language]["whisper"].format(
        organisation=topic.organisation, name=name, reason=" ".join(each for each in told if each)
    )


def _sentence(text: str) -> str:
    """One sentence, not too long, whatever came."""
    plain = " ".join(text.split())
    first = plain.split(". ")[0].rstrip(".")
    return f"{first[:LONGEST_REASON].rstrip()}." if first else ""
