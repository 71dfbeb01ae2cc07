import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from scripts.local.simulators import spoken
from scripts.local.simulators.elevenlabs import Config, Plan, build
from scripts.local.simulators.serve import serving
from shared.adapters.elevenlabs import ElevenLabsVoice
from shared.errors import Problem, Rejected, Unavailable
from shared.ports import Utterance, Voice
from tests.local.simulators.live import KnownSecrets

HELLO = Utterance(
    text="Buenos días, ¿hablo con Alex?",
    voice="localvoicespanish001",
    language="es",
    model="eleven_flash_v2_5",
)


_: type[Voice] = ElevenLabsVoice  # mypy proves the fit


@dataclass
class Stage:
    """A voice, the simulator it speaks through, and a way to make that fail."""

    url: str
    secrets: KnownSecrets
    voice: ElevenLabsVoice

    async def go_wrong(self, **rule: Any) -> None:
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{self.url}/__sim__/faults", json=rule)
        assert answer.status_code == 201

    async def usage(self) -> dict[str, int]:
        async with httpx.AsyncClient() as http:
            return dict((await http.get(f"{self.url}/__sim__/usage")).json())


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture
async def stage(config: Config) -> AsyncIterator[Stage]:
    async with serving(build(config)) as url:
        secrets = KnownSecrets(config.key)
        voice = ElevenLabsVoice(url, secrets, "elevenlabs-key", concurrency=20, deadline=3)
        yield Stage(url, secrets, voice)
        await voice.close()


async def test_speech_arrives_whole_with_its_cost(stage: Stage) -> None:
    speech = await stage.voice.speak(HELLO)
    assert spoken.words(speech.audio) == HELLO.text
    assert (speech.media_type, speech.voice_used) == ("audio/wav", HELLO.voice)
    assert speech.characters == len(HELLO.text)


async def test_a_model_that_refuses_a_language_is_not_told_one(stage: Stage) -> None:
    speech = await stage.voice.speak(HELLO.model_copy(update={"model": "eleven_multilingual_v2"}))
    assert speech.characters == len(HELLO.text)


async def test_a_rotated_key_is_used_at_once(stage: Stage) -> None:
    stage.secrets.value = "old"
    with pytest.raises(Rejected):
        await stage.voice.speak(HELLO)
    stage.secrets.value = Config().key
    assert (await stage.voice.speak(HELLO)).audio


@pytest.mark.parametrize(
    ("rule", "error", "code"),
    [
        ({"action": "system_busy"}, Unavailable, "system_busy"),
        ({"action": "too_many_concurrent_requests"}, Unavailable, "too_many_concurrent_requests"),
        ({"action": "quota_exceeded"}, Unavailable, "quota_exceeded"),
        ({"action": "status", "value": 500}, Unavailable, "internal_error"),
        ({"action": "status", "value": 403, "code": "only_for_creator+"}, Rejected, "only_for"),
        ({"action": "truncate"}, Unavailable, "truncated_audio"),
        ({"action": "cut"}, Unavailable, "connection"),
        ({"action": "hang"}, Unavailable, "timeout"),
        ({"action": "slow", "value": 60}, Unavailable, "timeout"),
    ],
)
async def test_a_bad_day_says_whether_it_passes(
    stage: Stage, rule: dict[str, Any], error: type[Problem], code: str
) -> None:
    await stage.go_wrong(**rule)
    with pytest.raises(error) as caught:
        await stage.voice.speak(HELLO)
    assert str(caught.value.extra["code"]).startswith(code)


async def test_the_two_kinds_of_429_ask_for_different_patience(stage: Stage) -> None:
    await stage.go_wrong(action="too_many_concurrent_requests", count=1)
    await stage.go_wrong(action="system_busy")
    with pytest.raises(Unavailable) as crowded:
        await stage.voice.speak(HELLO)
    with pytest.raises(Unavailable) as busy:
        await stage.voice.speak(HELLO)
    assert (crowded.value.retry_after, busy.value.retry_after) == (0.5, 5)


async def test_nobody_listening_is_unavailable() -> None:
    voice = ElevenLabsVoice("http://127.0.0.1:1", KnownSecrets("k"), "key", concurrency=1)
    with pytest.raises(Unavailable) as caught:
        await voice.speak(HELLO)
    await voice.close()
    assert caught.value.code == "connection"


async def test_an_unknown_voice_is_rejected(stage: Stage) -> None:
    with pytest.raises(Rejected) as caught:
        await stage.voice.speak(HELLO.model_copy(update={"voice": "nobody"}))
    assert caught.value.code == "voice_not_found"


@pytest.mark.parametrize("config", [Config(plan=Plan.FREE)])
async def test_it_waits_for_a_place_rather_than_be_refused(stage: Stage) -> None:
    await stage.go_wrong(action="delay", value=0.2)
    voice = ElevenLabsVoice(stage.url, stage.secrets, "key", concurrency=4, deadline=10)
    speeches = await asyncio.gather(*(voice.speak(HELLO) for _ in range(12)))
    await voice.close()
    assert len(speeches) == 12
    assert (await stage.usage())["most_concurrent"] == 4
