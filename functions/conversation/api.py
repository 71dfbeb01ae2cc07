"""Twilio's voice webhooks: each answers at once with what is said next."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from functions.access.api import Agent
from functions.calls import service as calls
from functions.calls.api import OurCall, OurLine, SignedForm
from functions.campaigns import lookup as campaigns
from functions.conversation import relayed, service, sources, topics, transcript
from functions.conversation import voicemail as machine
from functions.conversation.engine import Desk
from functions.conversation.model import Correction, Heard, Kept, NewCorrection, Source
from functions.speech import service as speech
from functions.speech.api import studio, voices
from functions.speech.model import Cause
from functions.speech.parts import split
from functions.tickets.api import IN_SIGHT
from shared.errors import VendorProblem
from shared.value import Spoken, Value
from shared.wiring import Deps, deps

voice = APIRouter(prefix="/twilio/voice", tags=["conversation"])
router = APIRouter(prefix="/api/v1/conversations", tags=["conversation"], dependencies=IN_SIGHT)

Wired = Annotated[Deps, Depends(deps)]
READ = 1.0
"""Seconds the transcript's keeper has to answer."""


async def desk(wired: Wired, line: OurLine) -> Desk:
    """What a turn needs."""
    spoken, where, chosen_to = voices(wired), studio(wired), wired.settings.retention

    async def audio(call_id: UUID, text: str, language: Spoken, deadline: float) -> Sequence[str]:
        async with wired.db.transaction() as conn:
            phone, own = await topics.own_words(conn, call_id)
            own_voice = spoken.with_voice(language, await campaigns.voice(conn, call_id, language))
            parts = [own_voice.utterance(part.text, language) for part in split(text, own)]
            cause = Cause.of(call_id, phone)
            there = await speech.known_urls(conn, where, parts, cause)
        if there:
            return there
        return await speech.audio_urls(wired.db, where, parts, deadline=deadline, cause=cause) or ()

    async def look_up(words: str, deadline: float) -> tuple[Source, ...]:
        return await sources.found(wired.db, wired.vectors, wired.embeddings, words, deadline)

    return Desk(
        clock=wired.clock,
        language=wired.language,
        audio=audio,
        line=line,
        organisation=wired.settings.organisation,
        rota=wired.settings.support_rota,
        kept=Kept(recorded=chosen_to.record_inbound, retention=chosen_to.inbound),
        look_up=look_up,
    )


OurDesk = Annotated[Desk, Depends(desk)]


def _twiml(document: str) -> Response:
    return Response(document, media_type="text/xml")


def _heard(form: Mapping[str, str]) -> Heard:
    confidence = form.get("Confidence")
    return Heard(
        speech=form.get("SpeechResult") or None,
        digits=form.get("Digits") or None,
        confidence=float(confidence) if confidence else None,
    )


@voice.post("/inbound")
async def post_inbound(form: SignedForm, wired: Wired, desk: OurDesk) -> Response:
    """Somebody rings us."""
    async with wired.db.transaction() as conn:
        now = wired.clock.now()
        call_id = await calls.receive(conn, form["CallSid"], form["From"], form["To"], now)
        await topics.arrive(conn, call_id, desk.rota, now)
    return _twiml(await _answered(wired, desk, call_id))


@voice.post("/{call_id}/answer")
async def post_answer(call_id: OurCall, form: SignedForm, wired: Wired, desk: OurDesk) -> Response:
    """Somebody, or something, picked up."""
    return _twiml(await _answered(wired, desk, call_id))


async def _answered(wired: Deps, desk: Desk, call_id: UUID) -> str:
    """The first words, or the way to where they are said over a socket."""
    if desk.line.relay_url:
        chosen = voices(wired)
        usual = {Spoken.EN: chosen.en, Spoken.ES: chosen.es}
        async with wired.db.transaction() as conn:
            speak = {
                each: await campaigns.voice(conn, call_id, each) or voice
                for each, voice in usual.items()
            }
        return await relayed.connected(wired.db, desk, call_id, speak)
    return await service.answer(wired.db, desk, call_id)


@voice.post("/{call_id}/relayed")
async def post_relayed(call_id: OurCall, form: SignedForm, wired: Wired, desk: OurDesk) -> Response:
    """The socket is over, or was lost: what now?"""
    return _twiml(await relayed.after(wired.db, desk, call_id))


@voice.post("/{call_id}/turns/{n}")
async def post_turn(
    call_id: OurCall, n: int, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """The other side spoke, pressed a key, or stayed silent."""
    return _twiml(await service.turn(wired.db, desk, call_id, n, _heard(form)))


@voice.post("/{call_id}/turns/{n}/pending")
async def post_pending(
    call_id: OurCall, n: int, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """The words that bridged the time are over: what is the answer?"""
    return _twiml(await service.pending(wired.db, desk, call_id, n))


@voice.post("/{call_id}/voicemail/{n}")
async def post_voicemail(
    call_id: OurCall, n: int, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """The machine has greeted us, or its beep was heard."""
    return _twiml(await machine.voicemail(wired.db, desk, call_id, n))


@voice.post("/{call_id}/farewell")
async def post_farewell(
    call_id: OurCall, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """Somebody of ours has ended all calls: a sentence before this one is hung up."""
    return _twiml(await service.say_goodbye(wired.db, desk, call_id))


@voice.post("/{call_id}/fallback")
async def post_fallback(
    call_id: OurCall, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """We did not answer in time, or not well: Twilio asks here before it gives up."""
    failed = desk.line.turn_of(call_id, form.get("ErrorUrl", ""))
    return _twiml(await service.stand_in(wired.db, desk, call_id, failed))


class Shown(service.Talk):
    """The same, with its transcript as Cosmos DB keeps it: null while that is away."""

    transcript: list[dict[str, Any]] | None


class Conversations(Value):
    """The newest calls about a ticket."""

    items: list[service.Held]


@router.get("")
async def get_conversations(ticket_id: UUID, who: Agent, wired: Wired) -> Conversations:
    """In which calls a ticket was opened or spoken of."""
    async with wired.db.transaction() as conn:
        return Conversations(items=await service.of_ticket(conn, ticket_id))


async def seen(call_id: UUID, who: Agent, wired: Wired) -> UUID:
    """The call, unless it was about a ticket that they do not see. Raises `NotFound`."""
    async with wired.db.transaction() as conn:
        await service.check_in_sight(conn, call_id, who.sight)
    return call_id


Seen = Annotated[UUID, Depends(seen)]


@router.get("/{call_id}")
async def get_conversation(call_id: Seen, wired: Wired) -> Shown:
    """What was said in a call, and what came of it."""
    async with wired.db.transaction() as conn:
        talk = dict(await service.talk_of(conn, call_id))
    try:
        async with asyncio.timeout(READ):
            lines = list(await wired.transcripts.read(call_id))
    except (TimeoutError, VendorProblem):
        return Shown(**talk, transcript=None)
    return Shown(**talk, transcript=lines)


@router.post("/{call_id}/corrections", status_code=201)
async def post_correction(
    call_id: Seen, new: NewCorrection, who: Agent, wired: Wired
) -> Correction:
    """Say what was really said: shown beside the words that stand."""
    return await transcript.correct(wired.db, wired.clock, call_id, new, by=who.name)
