"""Before somebody is handed over: is there anybody, and if not, what do we promise instead?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from functions.calls import service as calls
from functions.campaigns import lookup as campaigns
from functions.conversation import exchanges, store, topics
from functions.conversation.acting import Found, ticket_for
from functions.conversation.model import Action, Heard, Outcome, Reply, Topic, Turn
from functions.conversation.promising import Wish, debt_of
from functions.promises import saying
from functions.promises import service as promises
from functions.promises.model import Cause
from functions.tickets import keeping
from functions.transfers import service as transfers
from functions.transfers.model import State, Takeover, Transfer, Wanted
from shared.db.pool import Connection, Database
from shared.value import Spoken

SCRIPT = "script"
type Said = Literal["nobody_there", "nobody_came", "another", "after", "whisper", "speaks"]
type Stepped = Literal["coming", "not_coming", "taken"]
type Noted = Literal["called", "noted", "wanted", "left"]
type Words = Said | Noted | Stepped
TEXTS: dict[Spoken, dict[Words, str]] = {
    Spoken.EN: {
        "nobody_there": "I am sorry, none of my colleagues is available right now. {next} Goodbye.",
        "nobody_came": "I am sorry, I could not reach anybody. {next} Goodbye.",
        "called": "I have noted what you need, and a colleague will call you {when}.",
        "noted": "I have noted what you need for my colleagues.",
        "another": "I am trying another colleague. Please stay on the line.",
        "after": "Thank you for your call. Goodbye.",
        "whisper": "{organisation}. {name} is on the line. {reason} Press 1 to take the call.",
        "speaks": "They speak {language}.",
        "wanted": "A person was wanted. What was said until then:\n{said}",
        "left": "They hung up while they waited for a person.",
        "coming": "A colleague of mine is coming to the telephone. One moment, please.",
        "not_coming": "I am sorry, my colleague could not come to the telephone. Let us go on.",
        "taken": "{name} takes the call over. What was said until then:\n{said}",
    },
    Spoken.ES: {
        "nobody_there": "Lo siento, ahora mismo no hay nadie disponible. {next} Adiós.",
        "nobody_came": "Lo siento, no he podido localizar a nadie. {next} Adiós.",
        "called": "He tomado nota de lo que necesita y una persona del equipo le llamará {when}.",
        "noted": "He tomado nota de lo que necesita para el equipo.",
        "another": "Pruebo con otra persona del equipo. No cuelgue, por favor.",
        "after": "Gracias por su llamada. Adiós.",
        "whisper": "{organisation}. {name} está al teléfono. {reason} Pulse 1 para atender.",
        "speaks": "Habla {language}.",
        "wanted": "Pide hablar con una persona. Lo dicho hasta entonces:\n{said}",
        "left": "Colgó mientras esperaba a una persona.",
        "coming": "Una persona del equipo se pone al teléfono. Un momento, por favor.",
        "not_coming": "Lo siento, no ha podido ponerse nadie del equipo. Sigamos.",
        "taken": "{name} se pone al teléfono. Lo dicho hasta entonces:\n{said}",
    },
}
NOBODY: tuple[Words, Words] = ("nobody_there", "nobody_came")
LANGUAGES = {
    Spoken.EN: {Spoken.EN: "English", Spoken.ES: "Spanish"},
    Spoken.ES: {Spoken.EN: "inglés", Spoken.ES: "español"},
}
NAMELESS = {Spoken.EN: "A caller", Spoken.ES: "Una persona"}
LONGEST_REASON = 160


def fixed(language: Spoken) -> tuple[str, ...]:
    """What callers who want a person are told the same in every call."""
    texts = TEXTS[language]
    sorry = (texts[why].format(next=texts["noted"]) for why in NOBODY)
    return texts["another"], texts["after"], texts["coming"], texts["not_coming"], *sorry


@dataclass(frozen=True)
class Seat:
    """Where somebody asks for a person: the turn of a call, and whose people are asked if no
    campaign says so."""

    call_id: UUID
    n: int
    rota: str


async def offer(db: Database, topic: Topic, seat: Seat, found: Found, now: datetime) -> Found:
    """The reply, if there is a person to hand over to; else what we say and promise instead.

    Nobody is told to wait for whom we know not to be there.
    """
    if found.reply.action is not Action.TRANSFER:
        return found
    async with db.transaction() as conn:
        wanted = await _wanted(conn, seat, found.reply.language)
        if await transfers.there(conn, wanted.rota, now):
            return found
        transfer = await begin(conn, seat, found.reply, now)
        if transfer.state is State.WAITING:  # not taken over from an instance that died
            await transfers.ring_next(conn, transfer, 0, now, lines=0)
            await promise(conn, topic, transfer, now)
        said = await sorry(conn, transfer, now)
    ends = {"say": said, "action": Action.END, "outcome": Outcome.TRANSFER_REQUESTED}
    return Found(found.reply.model_copy(update={**ends, "ticket": None}), SCRIPT)


async def begin(conn: Connection, seat: Seat, reply: Reply, now: datetime) -> Transfer:
    """From now on somebody waits, and their ticket says all that is known. Twice, it is once."""
    wanted = await _wanted(conn, seat, reply.language)
    ticket_id = await _ticket(conn, seat.call_id, reply, now)
    if await transfers.want(conn, wanted.model_copy(update={"ticket_id": ticket_id}), now):
        said = _said(await exchanges.turns(conn, seat.call_id))
        note = TEXTS[reply.language]["wanted"].format(said=said)
        await keeping.note_on(conn, now, ticket_id, note, "call")
    return await transfers.of_turn(conn, seat.call_id, seat.n)


async def step_in(
    conn: Connection, seat: Seat, takeover: Takeover, language: Spoken, now: datetime
) -> Transfer:
    """One of ours takes the call over. A ticket that it has tells what was said; none is opened."""
    talk = await store.get(conn, seat.call_id)
    ticket_id = talk.ticket_id if talk else None
    about = {"ticket_id": ticket_id, "begun_by": takeover.person}
    wanted = (await _wanted(conn, seat, language)).model_copy(update=about)
    await transfers.want(conn, wanted, now)
    if ticket_id:
        said = _said(await exchanges.turns(conn, seat.call_id))
        note = TEXTS[language]["taken"].format(name=takeover.person, said=said)
        await keeping.note_on(conn, now, ticket_id, note, "call")
    return await transfers.of_turn(conn, seat.call_id, seat.n)


async def _wanted(conn: Connection, seat: Seat, language: Spoken) -> Wanted:
    """A campaign's people, where it rang, or they call it back; it pays for what it rang."""
    rang = await campaigns.called(conn, seat.call_id)
    found = await topics.member_of(conn, seat.call_id, await store.get(conn, seat.call_id))
    rules = found[0].rules.transfer if found else None
    return Wanted(
        call_id=seat.call_id,
        n=seat.n,
        allowance_id=rang[0].id if rang else None,
        rota=rules.rota if rules else seat.rota,
        language=language,
        ticket_id=None,
    )


async def _ticket(conn: Connection, call_id: UUID, reply: Reply, now: datetime) -> UUID:
    """The call's ticket; where it has none yet, one with what was said so far."""
    talk = await store.get(conn, call_id)
    if talk and talk.ticket_id:
        return talk.ticket_id
    ticket_id = await ticket_for(conn, await calls.call(conn, call_id), reply, now)
    assert ticket_id is not None  # it always is for somebody who wants a person
    await store.set_ticket(conn, call_id, ticket_id)
    return ticket_id


def _said(turns: list[Turn]) -> str:
    """The dialogue so far, as a colleague reads it before they say hello."""
    lines: list[str] = []
    for turn in turns:
        if turn.heard or turn.digits:
            lines.append(f"> {turn.heard or f'(pressed {turn.digits})'}")
        if turn.said:
            lines.append(turn.said)
    return "\n".join(lines)[-10_000:]


async def promise(conn: Connection, topic: Topic, transfer: Transfer, now: datetime) -> None:
    """Owe them a call by a person, as soon as somebody is there and they may be called.

    Who shows no number cannot be called: their ticket is all we have.
    """
    turns = await exchanges.turns(conn, transfer.call_id)
    debt = await debt_of(conn, Wish(transfer.call_id, topic, turns, Heard()))
    if debt is None:
        return
    told = {"cause": Cause.NOBODY_CAME, "member_id": None, "ticket_id": transfer.ticket_id}
    await promises.promise_soon(conn, debt.model_copy(update=told), transfer.rota, now)


async def sorry(conn: Connection, transfer: Transfer, now: datetime) -> str:
    """What is said where there is no person: when they are called back, if they can be."""
    texts, owed = TEXTS[transfer.language], await promises.of_call(conn, transfer.call_id)
    why = texts["nobody_came" if transfer.state is State.NOBODY_CAME else "nobody_there"]
    if owed is None:
        return why.format(next=texts["noted"])
    when = saying.aloud(owed.due_at, owed.zone, transfer.language, now)
    return why.format(next=texts["called"].format(when=when))


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
