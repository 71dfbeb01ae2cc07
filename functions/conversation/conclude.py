"""What came of a call that has ended: decided once, told to whoever had it made, and summed up."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Direction
from functions.calls.service import Ending
from functions.campaigns import callbacks
from functions.campaigns import settling as campaigns
from functions.conversation import (
    exchanges,
    machines,
    missed,
    outcomes,
    store,
    summing,
    topics,
    transcript,
)
from functions.conversation.conclusion import Conclusion, Summary
from functions.conversation.model import UNANSWERED, Conversation, Outcome, Topic, Turn
from functions.conversation.redaction import redacted
from functions.conversation.transfer import hang_up
from functions.escalations import look as escalations
from functions.promises import service as promises
from functions.speech import service as speech
from functions.tickets import keeping
from functions.webhooks import service as webhooks
from functions.webhooks.model import Event
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Rejected, VendorProblem
from shared.messages import SumUp
from shared.ports import Clock, Files, Language

log = logging.getLogger(__name__)

READ = 20.0
"""Seconds a model has to sum up a call: nobody waits for it on the telephone."""
MOST_TRIES = 3
"""How often a model that is away is asked for one summary, before rules make it."""
AGAIN = timedelta(minutes=2)
"""Between two tries, and until a lost message is noticed."""
BATCH = 50
LAST = "9999-9"
"""The id of the summary's line: it sorts behind all turns."""

NO_MORE = frozenset({Outcome.OPTED_OUT, Outcome.WRONG_NUMBER})
"""Outcomes after which nobody is called, whatever was promised before."""


async def conclude(
    db: Database, clock: Clock, call_id: UUID, rota: str = "Support", *, inbound: str = "standard"
) -> None:
    """Say what came of a call that ended, once, and tell the campaign.

    A call to us in which nothing was said is one that we missed. `inbound` is the retention class
    of calls to us.
    """
    now = clock.now()
    await hang_up(db, clock, call_id)
    await escalations.heed_end(db, clock, call_id)
    async with db.transaction() as conn:
        ended = await calls.ending(conn, call_id)
        talk = await store.get(conn, call_id)
        turns = await exchanges.turns(conn, call_id)
        answered_by = (await calls.call(conn, call_id)).answered_by if ended.machine else None
        outcome = _outcome(ended, talk.outcome if talk else None, turns, answered_by)
        note = talk.note if talk else ended.refused
        if talk and outcome is Outcome.VOICEMAIL:
            note = note or machines.nothing_left(talk.language)
        await calls.conclude(conn, call_id)
        kept = await transcript.retention(conn, call_id, inbound)
        concluded = Conclusion(call_id=call_id, outcome=outcome, note=note, at=now, retention=kept)
        if not await outcomes.conclude(conn, concluded, now + AGAIN if talk else None):
            return
        about = {"call_id": str(call_id), "direction": ended.direction, "outcome": outcome}
        await webhooks.announce(conn, now, Event.CALL_CONCLUDED, call_id, about)
        promised = await _still_promised(conn, call_id, outcome, now)
        if ended.direction is Direction.OUTBOUND:
            await campaigns.settle(conn, call_id, outcome, note, now, promised=promised)
        elif any(each.heard or each.digits for each in turns):
            member_id = await _visited(conn, talk, (outcome, note, promised))
            await promises.reached_us(conn, call_id, ended.phone, member_id, now)
        else:
            await missed.note(conn, call_id, rota, now)
        if talk:
            await outbox.put(conn, SumUp.new(now, call_id=call_id))


async def _still_promised(
    conn: Connection, call_id: UUID, outcome: Outcome, now: datetime
) -> datetime | None:
    """When we shall call again, as we said. Who wants no calls is owed none."""
    if outcome in NO_MORE:
        await promises.take_back(conn, call_id, f"the call came to {outcome}", now)
    return await promises.due_of(conn, call_id)


async def _visited(
    conn: Connection,
    talk: Conversation | None,
    came_to: tuple[Outcome, str | None, datetime | None],
) -> UUID | None:
    """A call back to a campaign is as good as the call it tried to make. Whose turn is over."""
    member_id = talk.visit.member_id if talk and talk.visit else None
    if member_id is None:
        return None
    outcome, note, promised = came_to
    is_settled = await callbacks.settle(conn, member_id, outcome, note, promised=promised)
    return member_id if is_settled else None


def _outcome(
    ended: Ending, said: Outcome | None, turns: list[Turn], answered_by: str | None
) -> Outcome:
    """The conversation's own word before a machine's, and that before the network's.

    Where one of ours ended it before it came to anything, that is what became of it.
    """
    if ended.never:
        return Outcome.UNREACHABLE
    if ended.refused is not None:
        return Outcome.FAILED if ended.refused.startswith("network") else Outcome.REFUSED
    found = UNANSWERED.get(ended.status or "") or said
    if ended.stopped and found in {None, Outcome.NO_RESPONSE, Outcome.CANCELED}:
        return Outcome.STOPPED
    if found in {None, Outcome.NO_RESPONSE}:  # a machine does not respond
        found = machines.outcome_of(turns, answered_by) or found
    return found or (Outcome.NO_RESPONSE if _was_silent(turns) else Outcome.HUNG_UP)


def _was_silent(turns: list[Turn]) -> bool:
    """Whether they let a turn pass without a word. Who hangs up on our first words did not."""
    return len(turns) > 1 and not any(each.heard or each.digits for each in turns)


@dataclass(frozen=True)
class Tools:
    """What it takes to sum up a call."""

    clock: Clock
    language: Language
    files: Files


@dataclass(frozen=True)
class Talk:
    """A call that is to be summed up."""

    concluded: Conclusion
    about: Conversation
    topic: Topic
    turns: list[Turn]


async def sum_up(db: Database, tools: Tools, call_id: UUID, *, organisation: str) -> None:
    """Put a call into words, once, and take out of its turns what is not to be kept.

    A model does it, or rules where it will not or cannot. Its own view of the outcome is noted
    beside the outcome, and changes nothing.
    """
    async with db.transaction() as conn:
        talk = await _to_sum_up(conn, organisation, call_id)
    if talk is None:
        return
    found = await _written(tools.language, talk)
    is_silenced = await _silenced(db, tools.files, talk)
    now = tools.clock.now()
    async with db.transaction() as conn:
        if await store.is_erased(conn, call_id):
            return  # meanwhile: nothing of it is written again
        if found and is_silenced:
            await _tell(conn, talk, *found, now)
        else:
            await outcomes.put_off_summary(conn, call_id, now + AGAIN)


async def _to_sum_up(conn: Connection, organisation: str, call_id: UUID) -> Talk | None:
    concluded = await outcomes.conclusions(conn, [call_id])
    about = await store.get(conn, call_id)
    if not concluded or concluded[0].summed_at or about is None:
        return None
    if await store.is_erased(conn, call_id):
        return None
    topic = await topics.topic(conn, organisation, call_id)
    return Talk(concluded[0], about, topic, await exchanges.turns(conn, call_id))


async def _written(language: Language, talk: Talk) -> tuple[Summary, str] | None:
    """The summary, and who made it; nothing where the model is to be asked again later."""
    outcome = talk.concluded.outcome
    by_rules = summing.by_rules(talk.topic, talk.turns, outcome), "rules"
    if not any(turn.heard for turn in talk.turns):
        return by_rules
    asked = summing.prompt(talk.topic, talk.turns, outcome)
    try:
        found = await language.answer(asked, Summary, deadline=READ)
    except VendorProblem as problem:
        log.warning("no summary by a model: %s", problem.detail)
        last = isinstance(problem, Rejected) or talk.concluded.sum_tries + 1 >= MOST_TRIES
        return by_rules if last else None
    if not found.content.summary.strip():
        return by_rules
    return summing.checked(found.content, talk.topic), "model"


async def _silenced(db: Database, files: Files, talk: Talk) -> bool:
    """Remove the audio of what is redacted below: afterwards nobody would find it by its words."""
    told = [turn.said for turn in talk.turns if turn.said and redacted(turn.said) != turn.said]
    if not told:
        return True
    async with db.transaction() as conn:
        fingerprints = await speech.saying(conn, told)
    try:
        await speech.forget(db, files, fingerprints)
    except VendorProblem as problem:
        log.warning("words are not redacted yet: %s", problem.detail)
        return False
    return True


async def _tell(conn: Connection, talk: Talk, summary: Summary, by: str, now: datetime) -> None:
    """Keep the summary, with the transcript and on the ticket: the first one stands."""
    call_id = talk.about.call_id
    if not await outcomes.set_summary(conn, call_id, summary, by, now):
        return
    await transcript.note(conn, call_id, [_entry(talk, summary, by, now)], now)
    if talk.about.ticket_id:
        text = summing.work_note(talk.topic, summary, by)
        await keeping.note_on(conn, now, talk.about.ticket_id, text, "call")
    await store.redact(conn, call_id, [_redacted(turn) for turn in talk.turns])


def _entry(talk: Talk, summary: Summary, by: str, now: datetime) -> dict[str, Any]:
    told = summary.model_dump(mode="json")
    about = {"kind": "summary", "at": now.isoformat(), "source": by}
    return {
        "id": LAST,
        **about,
        "outcome": talk.concluded.outcome,
        "text": told.pop("summary"),
    } | told


def _redacted(turn: Turn) -> dict[str, Any]:
    words = {"heard": turn.heard, "digits": turn.digits, "said": turn.said}
    return {"n": turn.n} | {name: redacted(text) if text else text for name, text in words.items()}


async def sweep(db: Database, clock: Clock) -> int:
    """Have calls summed up that wait for it: put off, or lost. How many they are."""
    now = clock.now()
    async with db.transaction() as conn:
        due = await outcomes.unsummed(conn, now, now + AGAIN, BATCH)
        await outbox.put(conn, *(SumUp.new(now, call_id=each) for each in due))
    return len(due)
