"""A call as it stands when something was heard in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.conversation import exchanges, greetings, machines, meanings, script, store, topics
from functions.conversation.model import Heard, Topic, Turn, Verdict
from shared.db.pool import Connection


@dataclass(frozen=True)
class Moment:
    """What the call is about, what was said in it before, and what was heard now."""

    topic: Topic
    turns: list[Turn]
    heard: Heard

    def since_opening(self) -> "Moment":
        """The same for the dialogue with whoever has heard the first words last."""
        turns = script.since_opening(self.topic, self.turns)
        return Moment(self.topic, turns, self.heard)


async def moment(
    conn: Connection, organisation: str, call_id: UUID, n: int, heard: Heard, now: datetime
) -> Moment:
    """The moment of the call's n-th turn. It begins the conversation where that has not begun."""
    topic = await topics.topic(conn, organisation, call_id)
    await store.begin(conn, call_id, topic.language, now)
    said = await exchanges.turns(conn, call_id)
    turns = [each for each in said if each.n < n and not each.is_aside]
    after = script.interrupted(heard, turns, now)
    heard = heard.model_copy(update={"interrupted_after": after})
    found = Moment(topic, turns, await _with_verdict(conn, call_id, turns, heard))
    return await _in_their_language(conn, organisation, call_id, found)


async def _with_verdict(conn: Connection, call_id: UUID, turns: list[Turn], heard: Heard) -> Heard:
    """Who says nothing into a whole turn, and was taken for a machine, records by now."""
    if not turns or heard.machine or not heard.is_silence:
        return heard
    call = await calls.call(conn, call_id)
    records = call.machine and not machines.is_person(turns, call.answered_by)
    return heard.model_copy(update={"machine": Verdict.RECORDING}) if records else heard


async def _in_their_language(
    conn: Connection, organisation: str, call_id: UUID, found: Moment
) -> Moment:
    """In the language they speak now: words, voice and recogniser change with it.

    Not in a machine's: its greeting may be the network's, and not of whoever hears the message.
    """
    words = found.heard.speech or ""
    spoken = meanings.language_of(words, found.topic.language)
    if spoken is found.topic.language or greetings.recognised(words, len(found.turns)):
        return found
    await store.set_language(conn, call_id, spoken)
    topic = await topics.topic(conn, organisation, call_id)
    return Moment(topic, found.turns, found.heard)
