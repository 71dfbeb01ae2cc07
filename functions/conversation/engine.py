"""One exchange of a dialogue, whatever carries it: what was heard, what is said and done."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from functions.calls.line import Line
from functions.campaigns import service as campaigns
from functions.conversation import (
    disclosure,
    exchanges,
    handover,
    identity,
    machines,
    offers,
    policy,
    promising,
    reception,
    recorded,
    script,
    topics,
)
from functions.conversation.acting import Found, act
from functions.conversation.checking import checked
from functions.conversation.handover import Seat
from functions.conversation.model import Action, Heard, Kept, Reply, Topic, Turn
from functions.conversation.moments import Moment, moment
from functions.conversation.offers import LookUp
from functions.conversation.prompts import prompt
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.ports import Clock, Language
from shared.value import Spoken

log = logging.getLogger(__name__)

FILLER = 3.0
"""Seconds of silence somebody is left in before a few words say that we are still there."""
THINK = 4.5
"""Seconds for an answer by a model, with what is looked up for it."""
HARD = 6.0
"""Seconds after which a turn is answered by the script, whoever else is still at it."""
STALE = timedelta(seconds=7)
"""A turn claimed that long ago died with its instance, and is taken over."""
LOOK_AGAIN = 0.1
"""Seconds between two looks whether somebody else has found the answer.

These go by the wall's clock, like all that makes a request wait (docs/decisions/0032).
"""
LATE, SCRIPT, MODEL = "late", "script", "model"
SLOW = "timeout"
"""What a language model's adapter calls an answer that did not come in time."""


class Audio(Protocol):
    """Finds or makes the audio of what is said in a call; none at all where it cannot be had."""

    async def __call__(
        self, call_id: UUID, text: str, language: Spoken, deadline: float
    ) -> Sequence[str]:
        """Where its parts are found, in order, within `deadline` seconds."""


async def _nothing(words: str, deadline: float) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Desk:
    """All that a turn needs beside the database. Audio and `patience` are for a transport that has
    to answer each turn at once; the engine itself has no use for them."""

    clock: Clock
    language: Language
    audio: Audio
    line: Line
    organisation: str
    look_up: LookUp = _nothing
    patience: float = FILLER
    rota: str = "Support"
    kept: Kept = field(default_factory=Kept)


async def exchange(db: Database, desk: Desk, call_id: UUID, n: int, heard: Heard) -> Reply:
    """What we say to what we heard, and what comes of it.

    The n-th exchange of a call, asked twice, gets the same reply and asks no model twice. Who has
    hung up is told nothing, and nothing of it is kept.
    """
    now = desk.clock.now()
    async with db.transaction() as conn:
        if heard.hung_up:
            return machines.hang_up(await topics.topic(conn, desk.organisation, call_id))
        it = await _moment(conn, desk, call_id, n, heard)
        ours = await exchanges.claim_turn(conn, call_id, n, it.heard, now, now - STALE)
    if not ours:
        return await awaited(db, desk, call_id, n)
    found = await _arranged(db, desk, Seat(call_id, n, desk.rota), it, await _find(desk, it, n))
    return await _said(db, desk, it.topic, call_id, n, found)


async def _moment(conn: Connection, desk: Desk, call_id: UUID, n: int, heard: Heard) -> Moment:
    """The moment of a turn, in which is known whether the call is recorded by now."""
    it = await moment(conn, desk.organisation, call_id, n, heard, desk.clock.now())
    topic = await recorded.as_it_is(conn, call_id, desk.kept.told(it.topic))
    return replace(it, topic=topic)


async def _arranged(db: Database, desk: Desk, seat: Seat, it: Moment, found: Found) -> Found:
    """What has to be settled before it is said: a time, a colleague, the one message."""
    found = await _promised(db, desk, seat.call_id, it, found)
    found = await handover.offer(db, it.topic, seat, found, desk.clock.now())
    return await _once(db, seat.call_id, it, found)


async def _promised(db: Database, desk: Desk, call_id: UUID, moment: Moment, found: Found) -> Found:
    """Where they want to be called, the time that we promise; by their words, not by a model's."""
    if found.reply.action is not Action.SCHEDULE and not promising.is_pending(moment.turns):
        return found
    wish = promising.Wish(call_id, moment.topic, moment.turns, moment.heard)
    now = desk.clock.now()
    async with db.transaction() as conn:
        told = await promising.heed(conn, wish, found.reply, desk.rota, now)
    return Found(told.reply, promising.PROMISE, owed=told.owed) if told else found


async def awaited(db: Database, desk: Desk, call_id: UUID, n: int) -> Reply:
    """The reply that another request is finding; the script's, when the hard deadline has come."""
    until = asyncio.get_running_loop().time() + await _left(db, desk, call_id, n)
    while True:
        async with db.transaction() as conn:
            turn = await exchanges.turn(conn, call_id, n)
        if turn and (reply := _reply_of(turn)):
            return reply
        if asyncio.get_running_loop().time() >= until:
            return await _without_them(db, desk, call_id, n)
        await asyncio.sleep(LOOK_AGAIN)


async def _left(db: Database, desk: Desk, call_id: UUID, n: int) -> float:
    """How many seconds whoever has claimed the turn may still take."""
    async with db.transaction() as conn:
        turn = await exchanges.turn(conn, call_id, n)
    gone = (desk.clock.now() - turn.claimed_at).total_seconds() if turn else HARD
    return min(max(HARD - gone, 0.0), HARD)


async def _without_them(db: Database, desk: Desk, call_id: UUID, n: int) -> Reply:
    """Whoever had the turn is dead or too slow: the script answers, unless they did meanwhile."""
    now = desk.clock.now()
    async with db.transaction() as conn:
        turn = await exchanges.turn(conn, call_id, n)
        it = await _moment(conn, desk, call_id, n, _heard_in(turn))
        if turn is None:
            await exchanges.claim_turn(conn, call_id, n, it.heard, now, now - STALE)
    reply = _decided(it, n, now)
    found = Found(reply, SCRIPT) if reply else Found(_too_slow(it.since_opening()), LATE)
    found = await _arranged(db, desk, Seat(call_id, n, desk.rota), it, found)
    return await _said(db, desk, it.topic, call_id, n, found)


def _heard_in(turn: Turn | None) -> Heard:
    if turn is None:
        return Heard()
    after = turn.interrupted_after
    return Heard(speech=turn.heard, digits=turn.digits, interrupted_after=after)


async def _said(
    db: Database, desk: Desk, topic: Topic, call_id: UUID, n: int, found: Found
) -> Reply:
    """Say it, and do what comes with it. Where somebody was quicker, theirs is said."""
    async with db.transaction() as conn:
        if await act(conn, call_id, n, found, desk.clock.now()):
            await recorded.heed(conn, call_id, n, topic, desk.clock.now())
            return found.reply
        turn = await exchanges.turn(conn, call_id, n)
    return (turn and _reply_of(turn)) or found.reply.model_copy(update={"action": Action.END})


def _reply_of(turn: Turn) -> Reply | None:
    """What was said, also as versions before the whole reply was kept have noted it."""
    if turn.reply is not None or turn.said is None or turn.action is None:
        return turn.reply
    facts = {"outcome": None, "ticket": None, "note": None, "language": Spoken.EN}
    return Reply.model_validate({"say": turn.said, "action": turn.action, **facts})


async def _once(db: Database, call_id: UUID, it: Moment, found: Found) -> Found:
    """A campaign leaves a person one message. Claimed before it is said: rather none than two."""
    if found.reply.action is not Action.LEAVE_MESSAGE:
        return found
    async with db.transaction() as conn:
        may = await campaigns.may_leave_message(conn, call_id)
    return found if may else Found(machines.hang_up(it.topic, "again"), found.by)


async def _find(desk: Desk, it: Moment, n: int) -> Found:
    """The words, and who found them."""
    if reply := _decided(it, n, desk.clock.now()):
        return Found(reply, SCRIPT, helped=_helped(it, reply))
    talk = it.since_opening()
    found = await _from_model(desk, talk)
    return _allowed(talk, found) if found.by is MODEL else found


def _allowed(talk: Moment, found: Found) -> Found:
    """A model's answer as far as it may be said, and done, to whoever is on the line."""
    if script.is_unknown(talk.topic):
        return _with_unknown(talk, found.reply)
    if found.reply.action is Action.LEAVE_MESSAGE:
        return Found(machines.hold(talk.topic), MODEL)  # it knows one by words that we do not
    sure = identity.unmistakable(talk.topic, talk.heard, found.reply)
    return found if sure is found.reply else Found(sure, SCRIPT)


def _with_unknown(talk: Moment, answer: Reply) -> Found:
    """As far as it may be said while nobody knows who is on the line."""
    reply = identity.unsettled(talk.topic, talk.heard, talk.turns, answer)
    return Found(reply, MODEL if reply is answer else SCRIPT)


async def _from_model(desk: Desk, talk: Moment) -> Found:
    """The model's answer, as far as it may be used; else the script's."""
    topic, heard, clock = talk.topic, talk.heard, asyncio.get_running_loop().time
    late = clock() + THINK
    sources = await offers.found(desk.look_up, topic, heard)
    lines = prompt(topic, talk.turns, heard, sources)
    try:
        found = await desk.language.answer(lines, Reply, deadline=late - clock())
    except VendorProblem as problem:
        log.warning("the script answers: %s", problem.detail)
        if problem.code == SLOW:
            return Found(_too_slow(talk), LATE)
        return Found(_scripted(talk), SCRIPT)
    reply = checked(found.content, topic, heard, lines, sources)
    if reply is None:
        return Found(_scripted(talk), SCRIPT)
    told = tuple(each for each in sources if each.number in (reply.sources or ()))
    return Found(offers.asking(reply), MODEL, told, _helped(talk, reply))


def _helped(it: Moment, reply: Reply) -> bool | None:
    """Whether what was told in the turn before was of help, if anything was told."""
    return offers.helped(it.heard, reply) if offers.is_offered(it.turns) else None


def _scripted(talk: Moment) -> Reply:
    """The script's way, as far as the one on the line may hear it."""
    if script.is_unknown(talk.topic):
        return identity.unsettled(talk.topic, talk.heard, talk.turns, None)
    return script.without_model(talk.topic, talk.heard, talk.turns)


def _too_slow(talk: Moment) -> Reply:
    """The first time the script goes on; the second time nobody is kept waiting any more."""
    if any(turn.source == LATE for turn in talk.turns):
        return script.given_up(talk.topic, talk.heard, talk.turns)
    return _scripted(talk)


def _decided(it: Moment, n: int, now: datetime) -> Reply | None:
    """What is said whatever a model thinks, or nothing."""
    topic, turns, heard = it.topic, it.turns, it.heard
    if heard.machine is None and n == 0:
        return script.opening(topic)
    return (
        script.opt_out(topic, heard)
        or disclosure.refusal(topic, heard, turns)
        or machines.answer_to(topic, heard, turns)
        or policy.policy(topic, heard, turns)
        or script.opening_again(topic, heard, turns)
        or promising.answered(topic, heard, turns)
        or identity.settled(topic, heard, turns)
        or reception.answered(topic, heard, turns)
        or script.obliged(topic, heard, turns, now)
        or offers.thanked(topic, heard, turns)
    )
