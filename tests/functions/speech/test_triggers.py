from types import SimpleNamespace

import azure.functions as func
import pytest

from functions.speech import triggers
from functions.speech.chain import Studio
from shared.db.pool import Database
from shared.groups.vendors import ElevenLabs
from shared.messages import Synthesize
from tests.fake_vendors import FakeVoice
from tests.fakes import NOON


async def test_texts_are_spoken_once_in_the_voice_of_their_language(
    db: Database, studio: Studio, voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ElevenLabs(voice_en="emma", voice_es="lucia", model="flash", speed=0.9)
    settings = SimpleNamespace(public_url=studio.public_url, elevenlabs=chosen)

    async def deps() -> SimpleNamespace:
        return SimpleNamespace(db=db, settings=settings, **vars(studio))

    monkeypatch.setattr(triggers, "deps", deps)
    message = Synthesize.new(NOON, language="es", texts=("Hola", "Adiós"))
    for _ in range(2):
        await triggers.on_synthesize(func.QueueMessage(body=message.model_dump_json()))
    said = [(each.text, each.voice, each.model, each.manner.speed) for each in voice.spoken]
    assert said == [("Hola", "lucia", "flash", 0.9), ("Adiós", "lucia", "flash", 0.9)]
