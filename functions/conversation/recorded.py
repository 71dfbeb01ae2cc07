"""Has a call recorded once it was told, and never where somebody does not want it."""

from datetime import datetime
from uuid import UUID

from functions.conversation import disclosure, exchanges, transcript
from functions.conversation.model import Heard, Topic
from functions.conversation.phrases import phrase
from functions.recordings import service as recordings
from shared.db.pool import Connection


async def heed(conn: Connection, call_id: UUID, n: int, topic: Topic, now: datetime) -> None:
    """What the n-th turn, which was answered just now, means for the recording of the call."""
    if not topic.recorded:
        return
    *before, turn = [each for each in await exchanges.turns(conn, call_id) if each.n <= n]
    heard = Heard(speech=turn.heard, interrupted_after=turn.interrupted_after)
    if disclosure.refuses(heard):
        await recordings.refuse(conn, call_id, topic.retention, now)
        entry = {"id": f"{n:04}-3", "kind": "note", "at": now.isoformat()}
        told = phrase("unrecorded_note", topic.language)
        await transcript.add(conn, call_id, [{**entry, "text": told}], now)
    elif turn.reply and not turn.reply.is_last and disclosure.is_disclosed(topic, before, heard):
        await recordings.begin(conn, call_id, topic.retention, now)


async def as_it_is(conn: Connection, call_id: UUID, topic: Topic) -> Topic:
    """The topic of a call that was to be recorded and is not, for somebody refused it."""
    found = await recordings.recording(conn, call_id) if topic.recorded else None
    if found is None or found.unwanted != "refused":
        return topic
    return topic.model_copy(update={"recorded": False})
