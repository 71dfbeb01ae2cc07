"""A call, turn by turn: hear, decide, act, speak; and afterwards, what came of it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from functions.calls import service as calls
from functions.calls.line import Line
from functions.campaigns import service as campaigns
from functions.conversation import machines, script, store, twiml
from functions.conversation.model import (
    IMPLIED,
    Action,
    Conversation,
    Heard,
    KeptText,
    Reply,
    Topic,
    Turn,
    Verdict,
)
from functions.conversation.prompts import prompt
from functions.people import service as people
from functions.permission import service as permission
from functions.tickets import service as tickets
from functions.tickets.model import Channel, Draft
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, VendorProblem
from shared.messages import Transcribe
from shared.ports import Clock, Language, Transcripts
from shared.value import Spoken

log = logging.getLogger(__name__)

THINK = 4.0
"""Seconds the model has for an answer."""
SPEAK = 1.5
"""Seconds a voice has for audio that is not in the cache."""
REPEAT = 6.0
"""Seconds a repeated request waits for the answer to the first."""
STALE = timedelta(seconds=7)
"""A turn claimed that long ago died with its instance, and is taken over."""


NOTED = frozenset({Action.CREATE_TICKET, Action.TRANSFER, Action.SCHEDULE})
"""Actions that leave a ticket for a person, whatever else is said."""


class Audio(Protocol):
    """Finds or makes the audio of a sentence, and gives its address; nothing if there is none."""

    async def __call__(self, text: str, language: Spoken, deadline: float) -> str | None:
        """Within `deadline` seconds."""


@dataclass(frozen=True)
class Desk:
    """All that a turn needs beside the database."""

    clock: Clock
    language: Language
    audio: Audio
    line: Line
    organisation: str


async def answer(db: Database, desk: Desk, call_id: UUID) -> str:
    """The first words, when somebody picks up. Returns TwiML."""
    async with db.transaction() as conn:
        topic = await _topic(conn, desk, call_id)
        await store.begin(conn, call_id, topic.language, desk.clock.now())
    return await turn(db, desk, call_id, 0, Heard())


async def turn(db: Database, desk: Desk, call_id: UUID, n: int, heard: Heard) -> str:
    """What we say to what we heard. The same turn, asked twice, gets the same TwiML."""
    now = desk.clock.now()
    async with db.transaction() as conn:
        topic = await _topic(conn, desk, call_id)
        await store.begin(conn, call_id, topic.language, now)
        ours = await store.claim_turn(conn, call_id, n, heard, now, now - STALE)
        turns = await store.turns(conn, call_id)
        before = [each for each in turns if each.n < n]
        heard = await _with_verdict(conn, call_id, before, heard)
    if not ours:
        return await _answer_of(db, desk, topic, call_id, n)
    reply = _said(topic, turns, n)
    if reply is None:
        reply, source = await _reply(desk, topic, before, n, heard)
        reply = await _once(db, topic, call_id, reply)
        await _act(db, desk, call_id, n, reply, source)
    audio = await desk.audio(reply.say, reply.language, SPEAK) if reply.say else None
    document = _document(desk, call_id, n, reply, audio)
    async with db.transaction() as conn:
        return await store.set_answer(conn, call_id, n, document, desk.clock.now())


async def _with_verdict(conn: Connection, call_id: UUID, turns: list[Turn], heard: Heard) -> Heard:
    """Who says nothing into a whole turn, and was taken for a machine, records by now."""
    if not turns or heard.machine or not heard.is_silence:
        return heard
    call = await calls.call(conn, call_id)
    records = call.machine and not machines.is_person(turns, call.answered_by)
    return Heard(machine=Verdict.RECORDING) if records else heard


async def _once(db: Database, topic: Topic, call_id: UUID, reply: Reply) -> Reply:
    """A campaign leaves a person one message. Claimed before it is said: rather none than two."""
    if reply.action is not Action.LEAVE_MESSAGE:
        return reply
    async with db.transaction() as conn:
        may = await campaigns.may_leave_message(conn, call_id)
    return reply if may else machines.hang_up(topic, "again")


def _said(topic: Topic, turns: list[Turn], n: int) -> Reply | None:
    """What an instance that died had already said and done in this turn: it is not done again."""
    turn = next((each for each in turns if each.n == n), None)
    if turn is None or turn.said is None or turn.action is None:
        return None
    return Reply(
        say=turn.said,
        action=turn.action,
        language=topic.language,
        outcome=None,
        ticket=None,
        note=None,
    )


async def _answer_of(db: Database, desk: Desk, topic: Topic, call_id: UUID, n: int) -> str:
    """The answer another request is finding, or an apology when it does not come."""
    for _ in range(round(REPEAT / 0.2)):
        async with db.transaction() as conn:
            if found := await store.answer_of(conn, call_id, n):
                return found
        await asyncio.sleep(0.2)
    return _document(desk, call_id, n, script.apology(topic), None)


def _document(desk: Desk, call_id: UUID, n: int, reply: Reply, audio: str | None) -> str:
    next_url = desk.line.voice_url(call_id, f"turns/{n + 1}")
    return twiml.document(reply, audio=audio, next_url=next_url)


async def _reply(
    desk: Desk, topic: Topic, turns: list[Turn], n: int, heard: Heard
) -> tuple[Reply, str]:
    """The words, and who found them."""
    if reply := _decided(topic, turns, n, heard, desk.clock.now()):
        return reply, "script"
    turns = script.since_opening(topic, turns)
    found = await _from_model(desk, topic, turns, heard)
    if found is None:
        return script.without_model(topic, heard, turns), "script"
    if found.action is Action.LEAVE_MESSAGE:  # it knows a machine by words that we do not
        return machines.hold(topic), "model"
    return found, "model"


async def _from_model(desk: Desk, topic: Topic, turns: list[Turn], heard: Heard) -> Reply | None:
    """Nothing where the model is away, or at a loss for words."""
    try:
        found = await desk.language.answer(prompt(topic, turns, heard), Reply, deadline=THINK)
    except VendorProblem as problem:
        log.warning("the script answers: %s", problem.detail)
        return None
    return found.content if found.content.say.strip() else None


def _decided(topic: Topic, turns: list[Turn], n: int, heard: Heard, now: datetime) -> Reply | None:
    """What is said whatever a model thinks, or nothing."""
    if heard.machine is None and n == 0:
        return script.opening(topic)
    return (
        script.opt_out(topic, heard)
        or machines.answer_to(topic, heard, turns)
        or script.opening_again(topic, heard, turns, now)
        or script.obliged(topic, heard, turns)
    )


async def _act(db: Database, desk: Desk, call_id: UUID, n: int, reply: Reply, source: str) -> None:
    """Do what the reply says, in the same transaction that notes that it is said."""
    now = desk.clock.now()
    async with db.transaction() as conn:
        if not await store.set_said(conn, call_id, n, reply, source):
            return
        call = await calls.call(conn, call_id)
        if reply.action is Action.OPT_OUT:
            await permission.opt_out(conn, call.phone, "call", f"call {call_id}, turn {n}", now)
        ticket_id = await _ticket(conn, call_id, call.phone, reply, now)
        await store.set_course(
            conn,
            call_id,
            language=reply.language,
            outcome=reply.outcome or IMPLIED.get(reply.action),
            note=reply.note,
            ticket_id=ticket_id,
        )
        turns = await store.turns(conn, call_id)
        entries = _entries(next(each for each in turns if each.n == n), now)
        await outbox.put(conn, Transcribe.new(now, call_id=call_id, entries=entries))


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


async def apologise(db: Database, desk: Desk, call_id: UUID) -> str:
    """What is said when our own answer could not be had. Returns TwiML."""
    async with db.transaction() as conn:
        topic = await _topic(conn, desk, call_id)
    return _document(desk, call_id, 0, script.apology(topic), None)


async def say_goodbye(db: Database, desk: Desk, call_id: UUID) -> str:
    """What is said when this call is to end now. Returns TwiML."""
    async with db.transaction() as conn:
        topic = await _topic(conn, desk, call_id)
    reply = script.farewell(topic)
    audio = await desk.audio(reply.say, reply.language, SPEAK)
    return _document(desk, call_id, 0, reply, audio)


async def _topic(conn: Connection, desk: Desk, call_id: UUID) -> Topic:
    """What this call is about: the campaign's words for this person, or theirs for us."""
    talk = await store.get(conn, call_id)
    found = await campaigns.called(conn, call_id)
    if found is None:
        call = await calls.call(conn, call_id)
        contact = await people.contact_by_phone(conn, call.phone)
        own = contact.language if contact else Spoken.EN
        return Topic(
            organisation=desk.organisation,
            language=talk.language if talk else own,
            name=contact.name if contact else None,
            purpose=None,
            questions=(),
            closing="",
            voicemail="",
        )
    campaign, member = found
    language = talk.language if talk else Spoken(member.language)
    words = campaign.script.in_language(language).said_to(member.variables)
    return Topic(
        organisation=desk.organisation,
        language=language,
        name=member.name,
        purpose=words.purpose,
        questions=words.questions,
        closing=words.closing,
        voicemail=words.voicemail,
        reason=words.reason,
    )


async def transcribe(db: Database, transcripts: Transcripts, message: Transcribe) -> None:
    """Keep the lines. Each has an id of its own, so that a second message adds nothing.

    Whoever was erased while the message was under way is erased again.
    """
    await transcripts.append(message.call_id, message.entries)
    async with db.transaction() as conn:
        is_erased = await store.is_erased(conn, message.call_id)
    if is_erased:
        await transcripts.erase(message.call_id)


async def talk_of(conn: Connection, call_id: UUID) -> list[Turn]:
    """The turns of a call. Raises `NotFound` where nobody spoke."""
    if await store.get(conn, call_id) is None:
        raise NotFound("Nobody spoke in this call.", call_id=str(call_id))
    return await store.turns(conn, call_id)


async def talks(
    conn: Connection, call_ids: Sequence[UUID]
) -> list[tuple[Conversation, list[Turn]]]:
    """What was said in these calls, the oldest first."""
    found = await store.conversations(conn, call_ids)
    return [(each, await store.turns(conn, each.call_id)) for each in found]


async def texts_of(conn: Connection, phone: str) -> list[KeptText]:
    """What that number texted us, the oldest first."""
    return await store.texts_of(conn, phone)


async def erase(
    conn: Connection, phone: str, call_ids: Sequence[UUID], now: datetime
) -> dict[str, int]:
    """Forget what was said in these calls, and what that number texted us. How many they were."""
    return {
        "conversations": await store.erase(conn, call_ids, now),
        "texts": await store.erase_texts(conn, phone),
    }
