"""One exchange of a dialogue, whatever carries it: what was heard, what is said and done."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from functions.calls import service as calls
from functions.calls.line import Line
from functions.campaigns import service as campaigns
from functions.conversation import machines, script, store, topics
from functions.conversation.acting import act
from functions.conversation.model import Action, Heard, Reply, Topic, Turn, Verdict
from functions.conversation.prompts import prompt
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.ports import Clock, Language
from shared.value import Spoken

log = logging.getLogger(__name__)

THINK = 4.0
"""Seconds the model has for an answer."""
REPEAT = 6.0
"""Seconds a repeated request waits for the answer to the first."""
STALE = timedelta(seconds=7)
"""A turn claimed that long ago died with its instance, and is taken over."""
LOOK_AGAIN = 0.1
"""Seconds between two looks whether somebody else has found the answer."""


class Audio(Protocol):
    """Finds or makes the audio of a sentence, and gives its address; nothing if there is none."""

    async def __call__(self, text: str, language: Spoken, deadline: float) -> str | None:
        """Within `deadline` seconds."""


@dataclass(frozen=True)
class Desk:
    """All that a turn needs beside the database. The engine itself has no use for audio."""

    clock: Clock
    language: Language
    audio: Audio
    line: Line
    organisation: str


async def exchange(db: Database, desk: Desk, call_id: UUID, n: int, heard: Heard) -> Reply:
    """What we say to what we heard, and what comes of it.

    The n-th exchange of a call, asked twice, gets the same reply and asks no model twice.
    """
    now = desk.clock.now()
    async with db.transaction() as conn:
        topic = await topics.topic(conn, desk.organisation, call_id)
        await store.begin(conn, call_id, topic.language, now)
        ours = await store.claim_turn(conn, call_id, n, heard, now, now - STALE)
        before = [each for each in await store.turns(conn, call_id) if each.n < n]
        heard = await _with_verdict(conn, call_id, before, heard)
    if not ours:
        return await _reply_of(db, topic, call_id, n)
    reply, source = await _find(desk, topic, before, n, heard)
    reply = await _once(db, topic, call_id, reply)
    async with db.transaction() as conn:
        if await act(conn, call_id, n, reply, source, desk.clock.now()):
            return reply
    return await _reply_of(db, topic, call_id, n)


async def _reply_of(db: Database, topic: Topic, call_id: UUID, n: int) -> Reply:
    """The reply another request is finding, or an apology when it does not come."""
    for _ in range(round(REPEAT / LOOK_AGAIN)):
        async with db.transaction() as conn:
            turn = await store.turn(conn, call_id, n)
        if turn and (found := _said(topic, turn)):
            return found
        await asyncio.sleep(LOOK_AGAIN)
    return script.apology(topic)


def _said(topic: Topic, turn: Turn) -> Reply | None:
    if turn.reply is not None or turn.said is None or turn.action is None:
        return turn.reply
    facts = {"outcome": None, "ticket": None, "note": None, "language": topic.language}
    return Reply.model_validate({"say": turn.said, "action": turn.action, **facts})


async def _with_verdict(conn: Connection, call_id: UUID, turns: list[Turn], heard: Heard) -> Heard:
    """Who says nothing into a whole turn, and was taken for a machine, records by now."""
    if not turns or heard.machine or heard.hung_up or not heard.is_silence:
        return heard
    call = await calls.call(conn, call_id)
    records = call.machine and not machines.is_person(turns, call.answered_by)
    return heard.model_copy(update={"machine": Verdict.RECORDING}) if records else heard


async def _once(db: Database, topic: Topic, call_id: UUID, reply: Reply) -> Reply:
    """A campaign leaves a person one message. Claimed before it is said: rather none than two."""
    if reply.action is not Action.LEAVE_MESSAGE:
        return reply
    async with db.transaction() as conn:
        may = await campaigns.may_leave_message(conn, call_id)
    return reply if may else machines.hang_up(topic, "again")


async def _find(
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
    if heard.hung_up:
        return machines.hang_up(topic)
    if heard.machine is None and n == 0:
        return script.opening(topic)
    return (
        script.opt_out(topic, heard)
        or machines.answer_to(topic, heard, turns)
        or script.opening_again(topic, heard, turns, now)
        or script.obliged(topic, heard, turns)
    )
