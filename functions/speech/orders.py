"""What people, and campaigns, have done with audio: made ahead of need, or thrown away."""

import logging
from collections.abc import Sequence
from itertools import batched
from uuid import UUID

from pydantic import Field, model_validator

from functions.people import service as people
from functions.permission.model import hashed
from functions.speech import ledger, service, store
from functions.speech.chain import Studio
from functions.speech.model import Order, OrderKind, Voices, fingerprint, text_shas
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.messages import ForgetAudio, Synthesize, Synthesized
from shared.ports import Clock, Files, Utterance
from shared.value import Spoken, Text, Value, new_id

log = logging.getLogger(__name__)

TOGETHER = 100
"""Files that one message names: it has its bounds."""
LARGEST = 20_000
"""Bytes of all sentences of an order, which travel in one message."""
QUOTA_DEADLINE = 5.0
"""Seconds the first voice has to tell what is left of its month."""


class Warming(Value):
    """Sentences to be spoken before they are needed. They must hold nothing of one person."""

    language: Spoken
    texts: tuple[Text, ...] = Field(min_length=1, max_length=100)
    reason: Text = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _fits_a_message(self) -> "Warming":
        if sum(len(each.encode()) for each in self.texts) > LARGEST:
            raise ValueError(f"texts: at most {LARGEST} bytes together: order the rest apart")
        return self


class Invalidation(Value):
    """Audio never to be played again: all that fits everything told. It is spoken anew when needed.

    `contact_id`: what was said to them and is not said to everybody.
    """

    voice: Text | None = Field(None, min_length=1, max_length=100)
    version: Text | None = Field(None, min_length=1, max_length=40)
    text: Text | None = Field(None, min_length=1, max_length=4000)
    contact_id: UUID | None = None
    reason: Text = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _tells_which(self) -> "Invalidation":
        if not any((self.voice, self.version, self.text, self.contact_id)):
            raise ValueError("give voice, version, text or contact_id: all would be too much")
        return self


async def warm(db: Database, clock: Clock, wanted: Warming, *, actor: str) -> Order:
    """Have these spoken soon."""
    now = clock.now()
    what = {"language": wanted.language, "texts": len(wanted.texts)}
    order = Order(
        id=new_id(now),
        kind=OrderKind.WARMING,
        at=now,
        actor=actor,
        reason=wanted.reason,
        what=what,
    )
    more = {"language": wanted.language, "texts": wanted.texts, "order_id": order.id}
    async with db.transaction() as conn:
        await ledger.add_order(conn, order)
        await outbox.put(conn, Synthesize.new(now, **more))
    return order


async def invalidate(db: Database, clock: Clock, wanted: Invalidation, *, actor: str) -> Order:
    """From now on nothing of it is played; its files are removed soon. Raises `NotFound`.

    Addresses of what is spoken anew are new: what Twilio keeps of the old ones is not asked for.
    """
    now = clock.now()
    async with db.transaction() as conn:
        person = None
        if wanted.contact_id:
            person = hashed((await people.contact(conn, wanted.contact_id)).phone)
        names = await store.chosen(
            conn,
            voice=wanted.voice,
            version=wanted.version,
            shas=text_shas(wanted.text) if wanted.text else None,
            person=person,
        )
        files = await store.files(conn, names)
        gone = await store.forget(conn, files)
        for some in batched(files, TOGETHER, strict=False):
            await outbox.put(conn, ForgetAudio.new(now, files=some))
        told = wanted.model_dump(mode="json", exclude={"reason", "text"}, exclude_none=True)
        order = Order(
            id=new_id(now),
            kind=OrderKind.INVALIDATION,
            at=now,
            actor=actor,
            reason=wanted.reason,
            what={**told, "by_text": wanted.text is not None},
            done_at=now,
            count=gone,
        )
        await ledger.add_order(conn, order)
    return order


async def page(conn: Connection, *, after: UUID | None, limit: int) -> list[Order]:
    """The newest first."""
    return await ledger.orders(conn, after, limit)


async def synthesize(db: Database, studio: Studio, voices: Voices, work: Synthesize) -> None:
    """Have the texts spoken, and tell whoever asked how many there are now."""
    chosen = voices.with_voice(work.language, work.voice)
    wanted = [chosen.utterance(text, work.language) for text in dict.fromkeys(work.texts)]
    missing = await _missing(db, wanted)
    left = await _left(studio) if missing and work.campaign_id else None
    there = await service.warm(db, studio, wanted)
    now = studio.clock.now()
    async with db.transaction() as conn:
        if work.order_id:
            await ledger.end_order(conn, work.order_id, there, now)
        if work.campaign_id:
            told = Synthesized.new(
                now,
                campaign_id=work.campaign_id,
                language=work.language,
                asked=len(wanted),
                there=there,
                characters=missing,
                left=left,
            )
            await outbox.put(conn, told)


async def _missing(db: Database, wanted: Sequence[Utterance]) -> int:
    """How many characters have to be spoken anew."""
    async with db.transaction() as conn:
        there = await store.ready(conn, [fingerprint(each) for each in wanted])
    return sum(len(each.text) for each in wanted if fingerprint(each) not in there)


async def _left(studio: Studio) -> int | None:
    try:
        return await studio.speakers[0].voice.left(deadline=QUOTA_DEADLINE)
    except VendorProblem as trouble:
        log.warning("what is left of the month is not known: %s", trouble.detail)
        return None


async def remove(files: Files, message: ForgetAudio) -> None:
    """Remove files whose rows are gone. Again is harmless: none of these names is used twice."""
    for file in message.files:
        await files.remove(file)
