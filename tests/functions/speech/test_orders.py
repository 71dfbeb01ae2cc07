from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from functions.speech import orders, service
from functions.speech.chain import Studio
from functions.speech.model import Voices
from functions.speech.orders import Invalidation, Warming
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import ForgetAudio, Synthesize
from shared.value import Spoken
from tests.fake_stores import FakeFiles
from tests.fake_vendors import FakeVoice
from tests.fakes import NOON

VOICES = Voices(en="emma", es="lucia", model="flash")
CAMPAIGN = UUID(int=7)


async def queued(db: Database, queue: str) -> list[Any]:
    async with db.transaction() as conn:
        rows = await (await conn.execute("select queue, body from outbox")).fetchall()
    return [body for name, body in rows if name == queue]


async def told(db: Database, studio: Studio) -> dict[str, Any]:
    """What a campaign hears of its two sentences, of four and five characters."""
    texts = ("Hola", "Adiós")
    work = Synthesize.new(NOON, language="es", texts=texts, campaign_id=CAMPAIGN)
    await orders.synthesize(db, studio, VOICES, work)
    body: dict[str, Any] = (await queued(db, "synthesized"))[-1]
    return {name: body[name] for name in ("asked", "there", "characters", "left")}


async def test_a_campaign_hears_what_was_needed_and_what_is_left(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.limit = 100
    assert await told(db, studio) == {"asked": 2, "there": 2, "characters": 9, "left": 100}


async def test_a_campaign_hears_what_could_not_be_spoken(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.limit, voice.failure = 3, Unavailable("spent", vendor="fake", code="quota_exceeded")
    assert await told(db, studio) == {"asked": 2, "there": 0, "characters": 9, "left": 3}


async def test_what_is_audio_already_needs_nothing(db: Database, studio: Studio) -> None:
    await told(db, studio)
    assert await told(db, studio) == {"asked": 2, "there": 2, "characters": 0, "left": None}


async def test_an_order_tells_how_much_came_of_it(db: Database, studio: Studio) -> None:
    wanted = Warming(language=Spoken.ES, texts=("Hola", "Adiós"), reason="a fair tomorrow")
    await orders.warm(db, studio.clock, wanted, actor="Ines")
    (body,) = await queued(db, "synthesize")
    await orders.synthesize(db, studio, VOICES, Synthesize.model_validate(body))
    async with db.transaction() as conn:
        (order,) = await orders.page(conn, after=None, limit=10)
    assert (order.actor, order.count, order.done_at) == ("Ines", 2, studio.clock.now())


async def test_files_of_what_is_invalidated_are_removed_and_it_is_spoken_anew(
    db: Database, studio: Studio, files: FakeFiles
) -> None:
    hola = VOICES.utterance("Hola", "es")
    await service.audio_url(db, studio, hola, deadline=5)
    wanted = Invalidation(text="Hola", reason="the wrong name")
    assert (await orders.invalidate(db, studio.clock, wanted, actor="Root")).count == 1
    (body,) = await queued(db, "forget-audio")
    for _ in range(2):
        await orders.remove(files, ForgetAudio.model_validate(body))
    assert files.kept == {}
    assert await service.audio_url(db, studio, hola, deadline=5) is not None


async def test_files_of_a_whole_voice_go_in_messages_that_fit(
    db: Database, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "TOGETHER", 2)
    await service.warm(db, studio, [VOICES.utterance(each, "es") for each in ("A.", "B.", "C.")])
    wanted = Invalidation(voice="lucia", reason="she left")
    assert (await orders.invalidate(db, studio.clock, wanted, actor="Root")).count == 3
    assert [len(body["files"]) for body in await queued(db, "forget-audio")] == [2, 1]


def test_an_order_that_fits_no_message_is_refused() -> None:
    with pytest.raises(ValidationError, match="order the rest apart"):
        Warming(language=Spoken.ES, texts=("ñ" * 6000, "ñ" * 6000), reason="a fair tomorrow")
