"""A caller on the way to a person: who rings, what each side is told, and what if nobody comes."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.conversation import (
    asides,
    bridge,
    exchanges,
    handover,
    script,
    store,
    topics,
    transcript,
)
from functions.conversation.engine import Desk
from functions.conversation.handover import TEXTS, Seat
from functions.conversation.model import Action, Aside, Conversation, Topic, Turn
from functions.tickets import keeping
from functions.tickets import service as tickets
from functions.tickets.model import Edit
from functions.tickets.service import Act
from functions.transfers import service as transfers
from functions.transfers.model import Ring, State, Transfer
from shared.db.pool import Connection, Database
from shared.errors import Problem
from shared.ports import Clock

log = logging.getLogger(__name__)

NOBODY = frozenset({State.NOBODY_THERE, State.NOBODY_CAME})
SPEAK = 1.5
"""Seconds a voice has for audio that is not in the cache."""


@dataclass(frozen=True)
class Leg:
    """The telephone that rings at that place, for the caller of a call's n-th turn."""

    call_id: UUID
    n: int
    place: int


@dataclass(frozen=True)
class Step:
    """What the caller's end does next: ring somebody, or hear how it ended.

    `goes_on` is the turn in which the bot then listens, where it goes on with them.
    """

    transfer: Transfer
    ring: Ring | None
    caller: str
    words: str | None
    goes_on: int | None = None


async def begin(db: Database, desk: Desk, call_id: UUID, n: int) -> str:
    """The caller waits from now on, and the first who is there is rung. Returns TwiML."""
    now = desk.clock.now()
    async with db.transaction() as conn:
        topic = await topics.topic(conn, desk.organisation, call_id)
        wish = script.reply(topic, "", Action.TRANSFER)
        transfer = await handover.begin(conn, Seat(call_id, n, desk.rota), wish, now)
        transfer = await _unless_gone(conn, transfer, now)
        step = await _next(conn, desk, transfer, 0, now)
    return await document(db, desk, step)


async def result(db: Database, desk: Desk, leg: Leg, *, bridged: bool | None, gone: bool) -> str:
    """What came of a ring: the next one, or how it ended. Returns TwiML.

    `gone`: the caller is. `bridged`: whether both have talked; where the network does not say,
    whoever pressed the key has.
    """
    now = desk.clock.now()
    async with db.transaction() as conn:
        transfer = await transfers.of_turn(conn, leg.call_id, leg.n)
        bridged = transfer.state is State.TALKING if bridged is None else bridged
        transfer = await transfers.heed_result(conn, transfer, leg.place, now, bridged=bridged)
        if not bridged and transfer.state is State.WAITING:
            await store.set_handed_over(conn, leg.call_id, handed_over=False)
        transfer = await _unless_gone(conn, transfer, now, gone=gone)
        step = await _next(conn, desk, transfer, leg.place, now)
    return await document(db, desk, step)


async def _unless_gone(
    conn: Connection, transfer: Transfer, now: datetime, *, gone: bool = False
) -> Transfer:
    """As it stands, once nobody waits any more where the caller is gone.

    The end of the call is not told before we have written down whose telephone rings for it: who
    looks after what the end leaves behind finds that.
    """
    if not (await calls.is_over(conn, transfer.call_id) or gone):
        return transfer
    await _left(conn, await transfers.close(conn, transfer.call_id, now), now)
    return await transfers.of_turn(conn, transfer.call_id, transfer.n)


async def _next(
    conn: Connection, desk: Desk, transfer: Transfer, after: int, now: datetime
) -> Step:
    """Whom to ring after that place, or how it ended: a promise is made once where nobody comes."""
    call = await calls.call(conn, transfer.call_id)
    lines = await calls.lines(conn, desk.line)
    ring = await transfers.ring_next(conn, transfer, after, now, lines=lines)
    after_all = await transfers.of_turn(conn, transfer.call_id, transfer.n)
    if after_all.begun_by and after_all.state in NOBODY:
        return await goes_on(conn, desk, after_all, now)
    if transfer.state is State.WAITING and not after_all.state.is_open:
        topic = await topics.topic(conn, desk.organisation, transfer.call_id)
        await handover.promise(conn, topic, after_all, now)
    words = await _words(conn, after_all, ring, now)
    return Step(transfer=after_all, ring=ring, caller=call.number, words=words)


async def goes_on(conn: Connection, desk: Desk, transfer: Transfer, now: datetime) -> Step:
    """Whoever was to take them over did not come: the bot asks again what it asked last.

    It is noted once, however often the network asks what came of the ring.
    """
    call_id, aside = transfer.call_id, Aside.TAKEOVER
    topic = await topics.topic(conn, desk.organisation, call_id)
    turns = [each for each in await exchanges.turns(conn, call_id) if not each.is_aside]
    sorry = TEXTS[topic.language]["not_coming"]
    reply = script.reply(topic, f"{sorry} {script.last_question(topic, turns)}")
    n = await asides.said(conn, call_id, aside, after=transfer.n)
    if n is None:
        n = await asides.say(conn, call_id, aside, reply, transfer.begun_by, now)
    return Step(transfer=transfer, ring=None, caller="", words=reply.say, goes_on=n + 1)


async def _words(
    conn: Connection, transfer: Transfer, ring: Ring | None, now: datetime
) -> str | None:
    """What the caller is told, if anything. Who has left hears nothing more."""
    texts = TEXTS[transfer.language]
    if ring:
        return texts["another"] if ring.place > 1 else None
    match transfer.state:
        case State.NOBODY_THERE | State.NOBODY_CAME:
            return await handover.sorry(conn, transfer, now)
        case State.DONE:
            return texts["after"]
        case State.WAITING | State.TALKING | State.LEFT:
            return None


async def document(db: Database, desk: Desk, step: Step) -> str:
    """The same for a request that is repeated: the first one is kept."""
    kept = step.ring.answer if step.ring else step.transfer.answer
    if kept:
        return kept
    now, transfer, words = desk.clock.now(), step.transfer, step.words
    spoken = await _spoken(desk, transfer, words) if words else None
    document = _rings(desk, step, step.ring, spoken) if step.ring else _ends(desk, step, spoken)
    async with db.transaction() as conn:
        if spoken and not transfer.begun_by:  # else its words are turns of their own
            line = _line(transfer, step.ring, spoken.text, now)
            await transcript.add(conn, transfer.call_id, [line], now)
        return await transfers.keep_answer(conn, transfer, step.ring, document)


async def _spoken(desk: Desk, transfer: Transfer, text: str) -> bridge.Words:
    audio = await desk.audio(transfer.call_id, text, transfer.language, SPEAK)
    return bridge.Words(text=text, language=transfer.language, audio=tuple(audio))


def _ends(desk: Desk, step: Step, words: bridge.Words | None) -> str:
    if words and step.goes_on is not None:
        step_url = desk.line.voice_url(step.transfer.call_id, f"turns/{step.goes_on}")
        return bridge.back(words, step_url)
    return bridge.farewell(words) if words else bridge.decline()


def _rings(desk: Desk, step: Step, ring: Ring, words: bridge.Words | None) -> str:
    call_id, n = step.transfer.call_id, step.transfer.n
    ways = bridge.Ways(
        result=desk.line.transfer_url(call_id, f"{n}/result/{ring.place}"),
        whisper=desk.line.transfer_url(call_id, f"{n}/whisper/{ring.place}"),
        told=desk.line.leg_url(call_id, f"{n}/legs/{ring.place}"),
    )
    return bridge.ring(ring.phone, ring.ring_seconds, step.caller, ways, words)


def _line(transfer: Transfer, ring: Ring | None, text: str, now: datetime) -> dict[str, object]:
    """For the transcript, under an id of its own."""
    place = ring.place if ring else 0
    about = {"id": f"{transfer.n:04}-3-{place}", "kind": "handover", "at": now.isoformat()}
    return {**about, "text": text, "source": "script", "action": "transfer"}


async def whisper(db: Database, desk: Desk, leg: Leg) -> str:
    """Somebody, or something, has picked up: who waits, and why. Returns TwiML.

    Twilio speaks it itself: what is said of one person alone is not kept as audio.
    """
    async with db.transaction() as conn:
        transfer = await transfers.of_turn(conn, leg.call_id, leg.n)
        ring = await transfers.ring_of(conn, transfer, leg.place)
        topic = await topics.topic(conn, desk.organisation, leg.call_id)
        talk = await store.get(conn, leg.call_id)
        turns = await exchanges.turns(conn, leg.call_id)
    if ring is None:
        return bridge.decline()
    text = handover.whisper(topic, _reason(topic, talk, turns), ring.language)
    action = desk.line.transfer_url(leg.call_id, f"{leg.n}/accept/{leg.place}")
    return bridge.whisper(bridge.Words(text=text, language=ring.language), action)


def _reason(topic: Topic, talk: Conversation | None, turns: list[Turn]) -> str:
    """What a colleague was told of it, else what the call is about, else their first words."""
    heard = next((each.heard for each in turns if each.heard), None)
    return (talk and talk.note) or topic.purpose or heard or ""


async def accept(db: Database, clock: Clock, leg: Leg, digits: str) -> str:
    """They pressed a key. Only the right one connects them, and gives them the ticket.

    It is one transaction: whoever dies half way did neither, and the key pressed again does both.
    """
    if digits != bridge.KEY:
        return bridge.decline()
    now = clock.now()
    async with db.transaction() as conn:
        transfer = await transfers.of_turn(conn, leg.call_id, leg.n)
        ring = await transfers.take(conn, transfer, leg.place, now)
        if ring is None:
            return bridge.decline()
        await store.set_handed_over(conn, leg.call_id, handed_over=True)
        if transfer.ticket_id and ring.taken_at is None:
            await _hand_ticket(conn, transfer.ticket_id, ring.person, now)
    return bridge.connect()


async def _hand_ticket(conn: Connection, ticket_id: UUID, person: str, now: datetime) -> None:
    """They find it among theirs. Where it cannot be theirs any more, they talk all the same."""
    try:
        async with conn.transaction():  # a refusal takes back what went before it
            await tickets.edit_on(conn, now, ticket_id, Edit(assignee=person), Act(actor="call"))
    except Problem as problem:
        log.warning("a ticket stays where it is: %s", problem.detail)


async def told(db: Database, clock: Clock, leg: Leg, seconds: int | None) -> None:
    """The telephone of one of ours is on the hook again: it is free, and the leg is paid."""
    async with db.transaction() as conn:
        transfer = await transfers.of_turn(conn, leg.call_id, leg.n)
        await transfers.free(conn, transfer, leg.place, seconds, clock.now())


async def hang_up(db: Database, clock: Clock, call_id: UUID) -> None:
    """The call is over: whoever waited has left, and nobody's telephone rings for it any more.

    A leg ends with its call. Where nobody told how long it was, it counts from its first tone.
    """
    now = clock.now()
    async with db.transaction() as conn:
        await _left(conn, await transfers.close(conn, call_id, now), now)
        for transfer, ring in await transfers.left_ringing(conn, call_id):
            call = await calls.call(conn, call_id)
            seconds = round(((call.ended_at or now) - ring.asked_at).total_seconds())
            await transfers.free(conn, transfer, ring.place, seconds, now)


async def _left(conn: Connection, closed: list[Transfer], now: datetime) -> None:
    for each in closed:
        if each.state is State.WAITING and each.ticket_id:
            note = TEXTS[each.language]["left"]
            await keeping.note_on(conn, now, each.ticket_id, note, "call")
