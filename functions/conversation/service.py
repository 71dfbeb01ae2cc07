"""A call in Twilio's words, turn by turn, and what is kept of it."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.access.model import Sight
from functions.calls import service as calls
from functions.calls.model import CallStatus, Direction
from functions.campaigns import discretion
from functions.conversation import (
    asides,
    engine,
    exchanges,
    inbox,
    outcomes,
    script,
    store,
    topics,
    twiml,
)
from functions.conversation.conclusion import Conclusion
from functions.conversation.engine import Desk
from functions.conversation.model import (
    Action,
    Aside,
    Conversation,
    Correction,
    Documents,
    Heard,
    Outcome,
    Reply,
    Turn,
)
from functions.conversation.phrases import phrase
from functions.conversation.texted import KeptText
from functions.recordings import service as recordings
from functions.recordings.model import Recording
from functions.tickets import sight as sights
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.value import Instant, Value


class Talk(Value):
    """A call's words, what came of them, and what of them is kept as sound.

    The documents that answered a turn are not told: they hold the addresses Twilio calls us by.
    """

    turns: list[Turn]
    corrections: list[Correction]
    conclusion: Conclusion | None
    recording: Recording | None


log = logging.getLogger(__name__)

SPEAK = 1.5
"""Seconds a voice has for audio that is not in the cache."""
READY = 0.3
"""Seconds for the audio of those words, which is made beforehand."""

_unfinished: set[asyncio.Task[str]] = set()
"""Answers being found after their request was given a filler: the event loop keeps no hold of them
(docs.python.org/3/library/asyncio-task.html#asyncio.create_task)."""


async def answer(db: Database, desk: Desk, call_id: UUID) -> str:
    """The first words, when somebody picks up. Returns TwiML."""
    return await turn(db, desk, call_id, 0, Heard())


async def turn(db: Database, desk: Desk, call_id: UUID, n: int, heard: Heard) -> str:
    """What we say to what we heard. The same turn, asked twice, gets the same TwiML.

    An answer that takes longer than the desk's `patience` goes on being found, and the network,
    after some words that bridge the time, comes for it to `pending`.
    """
    finding = asyncio.create_task(_found(db, desk, call_id, n, heard))
    _unfinished.add(finding)
    finding.add_done_callback(_finished)
    done, _ = await asyncio.wait({finding}, timeout=desk.patience)
    return finding.result() if done else await _filled(db, desk, call_id, n)


def _finished(finding: asyncio.Task[str]) -> None:
    _unfinished.discard(finding)
    if not finding.cancelled() and (error := finding.exception()):
        log.error("a turn was not answered: %s", type(error).__name__)


async def _found(db: Database, desk: Desk, call_id: UUID, n: int, heard: Heard) -> str:
    reply = await engine.exchange(db, desk, call_id, n, heard)
    kept = await _kept(db, desk, call_id, n, reply)
    return kept.filler or kept.answer or ""


async def _filled(db: Database, desk: Desk, call_id: UUID, n: int) -> str:
    """A few words, and the way back to us; the answer itself, where it came this very moment."""
    async with db.transaction() as conn:
        topic = await topics.topic(conn, desk.organisation, call_id)
    words = phrase("filler", topic.language)
    audio = await desk.audio(call_id, words, topic.language, READY)
    back = desk.line.voice_url(call_id, f"turns/{n}/pending")
    document = twiml.filler(words, topic.language, audio=audio, back=back)
    async with db.transaction() as conn:
        kept = await exchanges.set_filler(conn, call_id, n, document)
    return kept.filler or kept.answer or document


async def pending(db: Database, desk: Desk, call_id: UUID, n: int) -> str:
    """The answer that was not there in time, or what the script says instead. Returns TwiML."""
    reply = await engine.awaited(db, desk, call_id, n)
    kept = await _kept(db, desk, call_id, n, reply)
    return kept.answer or ""


async def _kept(db: Database, desk: Desk, call_id: UUID, n: int, reply: Reply) -> Documents:
    document = await _spoken(desk, call_id, n, reply)
    async with db.transaction() as conn:
        return await exchanges.set_answer(conn, call_id, n, document, desk.clock.now())


async def _spoken(desk: Desk, call_id: UUID, n: int, reply: Reply) -> str:
    audio = await desk.audio(call_id, reply.say, reply.language, SPEAK) if reply.say else ()
    return _document(desk, call_id, n, reply, audio)


def _document(desk: Desk, call_id: UUID, n: int, reply: Reply, audio: Sequence[str]) -> str:
    next_url = desk.line.voice_url(call_id, f"turns/{n + 1}")
    if reply.action is Action.TRANSFER:
        next_url = desk.line.transfer_url(call_id, str(n))
    return twiml.document(reply, audio=audio, next_url=next_url)


async def stand_in(db: Database, desk: Desk, call_id: UUID, failed: int | None) -> str:
    """What is said when our own answer could not be had: that of turn `failed`, where it was one.

    What we had answered is said now; else we ask again, once in a call; else it is an apology.
    Twilio speaks it itself: audio may have been what failed. Returns TwiML.
    """
    now = desk.clock.now()
    async with db.transaction() as conn:
        topic = await topics.topic(conn, desk.organisation, call_id)
        is_over = await calls.is_over(conn, call_id)  # held, so that it is asked once
        turns = await exchanges.turns(conn, call_id)
        n, reply = 0, script.apology(topic)
        if failed is not None and (answered := _reply_since(turns, failed)):
            n, reply = answered
        elif failed is not None and not is_over and _may_ask_again(turns):
            reply = script.again(topic, [each for each in turns if not each.is_aside])
            n = await asides.say(conn, call_id, Aside.FALLBACK, reply, None, now)
    return _document(desk, call_id, n, reply, ())


def _reply_since(turns: Sequence[Turn], failed: int) -> tuple[int, Reply] | None:
    """What that turn was answered, or what was asked again in its place: we are asked twice."""
    said = [each for each in turns if each.n >= failed and each.reply]
    own = [each for each in said if each.n == failed or each.source == Aside.FALLBACK]
    return next(((each.n, each.reply) for each in own if each.reply), None)


def _may_ask_again(turns: Sequence[Turn]) -> bool:
    """Whether they have heard who calls, and were not asked again before."""
    began = any(each.n == 0 and each.said for each in turns)
    return began and all(each.source != Aside.FALLBACK for each in turns)


async def say_goodbye(db: Database, desk: Desk, call_id: UUID) -> str:
    """What is said when this call is to end now; the transcript names who ends it. Returns TwiML.

    One that is over by then hears nothing, and nothing of it is noted.
    """
    now = desk.clock.now()
    async with db.transaction() as conn:
        reply = script.farewell(await topics.topic(conn, desk.organisation, call_id))
        ended = await calls.is_over(conn, call_id)  # held, so that it is noted once
        if not ended and await asides.said(conn, call_id, Aside.FAREWELL) is None:
            by = await calls.end_of(conn, call_id)
            await asides.say(conn, call_id, Aside.FAREWELL, reply, by.actor if by else None, now)
    return await _spoken(desk, call_id, 0, reply)


async def talk_of(conn: Connection, call_id: UUID) -> Talk:
    """What is known of a call's words. Raises `NotFound` where nobody spoke."""
    if await store.get(conn, call_id) is None:
        raise _unspoken(call_id)
    concluded = await outcomes.conclusions(conn, [call_id])
    return Talk(
        turns=[
            each.model_copy(update={"answer": None})
            for each in await exchanges.turns(conn, call_id)
        ],
        corrections=await outcomes.corrections(conn, call_id),
        conclusion=concluded[0] if concluded else None,
        recording=await recordings.recording(conn, call_id),
    )


def _unspoken(call_id: UUID) -> NotFound:
    return NotFound("Nobody spoke in this call.", call_id=str(call_id))


async def check_in_sight(conn: Connection, call_id: UUID, sight: Sight | None) -> None:
    """Raise `NotFound` where that call was about a ticket that somebody does not see."""
    if sight is None:
        return
    talk = await store.get(conn, call_id)
    about = [talk.ticket_id] if talk and talk.ticket_id else []
    meant = await topics.member_of(conn, call_id, talk)
    if set(about) - await sights.seen(conn, about, sight) or (
        meant and await discretion.is_about_unseen(conn, meant[1], sight)
    ):
        raise _unspoken(call_id)


async def talks(
    conn: Connection, call_ids: Sequence[UUID]
) -> list[tuple[Conversation, list[Turn]]]:
    """What was said in these calls, the oldest first."""
    found = await store.conversations(conn, call_ids)
    return [(each, await exchanges.turns(conn, each.call_id)) for each in found]


class Held(Value):
    """A call that was about a ticket, and what came of it."""

    call_id: UUID
    direction: Direction
    phone: str
    status: CallStatus
    at: Instant
    seconds: int | None
    outcome: Outcome | None
    note: str | None


MOST_HELD = 50


async def of_ticket(conn: Connection, ticket_id: UUID) -> list[Held]:
    """The newest calls in which that ticket was opened or spoken of."""
    return [await _held(conn, each) for each in await store.of_ticket(conn, ticket_id, MOST_HELD)]


async def _held(conn: Connection, talk: Conversation) -> Held:
    call = await calls.call(conn, talk.call_id)
    return Held(
        call_id=call.id,
        direction=call.direction,
        phone=call.phone,
        status=call.status,
        at=talk.started_at,
        seconds=call.seconds,
        outcome=talk.outcome,
        note=talk.note,
    )


async def conclusions(conn: Connection, call_ids: Sequence[UUID]) -> list[Conclusion]:
    """What came of these calls, in words where they were summed up; the oldest first."""
    return await outcomes.conclusions(conn, call_ids)


async def corrections(conn: Connection, call_id: UUID) -> list[Correction]:
    """What people put right in the words of a call, the oldest first."""
    return await outcomes.corrections(conn, call_id)


async def texts_of(conn: Connection, phone: str) -> list[KeptText]:
    """What that number texted us, the oldest first."""
    return await inbox.texts_of(conn, phone)


async def retire_texts(conn: Connection, before: datetime, most: int, *, dry_run: bool) -> int:
    """Forget who texted us what until then. How many texts; in a dry run they stay."""
    old = await inbox.worn_texts(conn, before, most)
    if not dry_run:
        await inbox.forget_texts(conn, old)
    return len(old)


async def erase(
    conn: Connection, phone: str, call_ids: Sequence[UUID], now: datetime
) -> dict[str, int]:
    """Forget what was said in these calls, and what that number texted us. How many they were."""
    return {
        "conversations": await store.erase(conn, call_ids, now),
        "texts": await inbox.erase_texts(conn, phone),
    }
