import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from scripts.local.simulators.elevenlabs import Config, Plan, build
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.serve import serving
from shared.adapters import wav
from shared.adapters.elevenlabs import ElevenLabsVoice
from shared.errors import Problem, Rejected, Unavailable
from shared.ports import Cast, Manner, Speech, Utterance, Voice
from tests.local.simulators.live import KnownSecrets

HELLO = Utterance(
    text="Buenos días, ¿hablo con Alex?",
    voice="localvoicespanish001",
    language="es",
    model="eleven_flash_v2_5",
)


_: tuple[type[Voice], type[Cast]] = (ElevenLabsVoice, ElevenLabsVoice)  # mypy proves the fit


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

    async def speak(self, utterance: Utterance = HELLO, *, deadline: float = 3) -> Speech:
        return await self.voice.speak(utterance, deadline=deadline)

    async def usage(self) -> dict[str, int]:
        async with httpx.AsyncClient() as http:
            return dict((await http.get(f"{self.url}/__sim__/usage")).json())


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture
async def stage(config: Config, heard: Heard) -> AsyncIterator[Stage]:
    async with serving(build(config, heard=heard)) as url:
        secrets = KnownSecrets(config.key)
        voice = ElevenLabsVoice(url, secrets, "elevenlabs-key", concurrency=20)
        yield Stage(url, secrets, voice)
        await voice.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def test_speech_arrives_whole_as_a_telephone_plays_it(stage: Stage, heard: Heard) -> None:
    speech = await stage.speak()
    assert heard.words(speech.audio) == HELLO.text
    assert wav.read(speech.audio).code == wav.MULAW
    assert (speech.media_type, speech.voice_used) == ("audio/wav", HELLO.voice)
    assert speech.characters == len(HELLO.text)


async def test_a_manner_is_asked_for(stage: Stage) -> None:
    slow = HELLO.model_copy(update={"manner": Manner(speed=0.7, stability=0.4)})
    usual, slower = await stage.speak(), await stage.speak(slow)
    assert len(slower.audio) > 1.3 * len(usual.audio)


async def test_a_model_that_refuses_a_language_is_not_told_one(stage: Stage) -> None:
    speech = await stage.speak(HELLO.model_copy(update={"model": "eleven_multilingual_v2"}))
    assert speech.characters == len(HELLO.text)


async def test_a_rotated_key_is_used_at_once(stage: Stage) -> None:
    stage.secrets.value = "old"
    with pytest.raises(Rejected):
        await stage.speak()
    stage.secrets.value = Config().key
    assert (await stage.speak()).audio


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
        await stage.speak(deadline=1)
    assert str(caught.value.extra["code"]).startswith(code)


@pytest.mark.parametrize("kind", ["too_many_concurrent_requests", "system_busy"])
async def test_a_moment_in_which_it_is_too_much_is_waited_out(stage: Stage, kind: str) -> None:
    await stage.go_wrong(action=kind, count=2)
    assert (await stage.speak()).characters == len(HELLO.text)


async def test_a_wait_that_would_take_too_long_is_not_begun(stage: Stage) -> None:
    await stage.go_wrong(action="system_busy")
    with pytest.raises(Unavailable) as caught:
        await stage.speak(deadline=0.4)
    assert caught.value.code == "system_busy"


async def test_it_knows_what_is_left_of_the_month(stage: Stage) -> None:
    before = await stage.voice.left(deadline=3)
    await stage.speak()
    assert before == 500_000
    assert await stage.voice.left(deadline=3) == before - len(HELLO.text)


async def test_nobody_listening_is_unavailable() -> None:
    voice = ElevenLabsVoice("http://127.0.0.1:1", KnownSecrets("k"), "key", concurrency=1)
    with pytest.raises(Unavailable) as caught:
        await voice.speak(HELLO, deadline=3)
    await voice.close()
    assert caught.value.code == "connection"


async def test_an_unknown_voice_is_rejected(stage: Stage) -> None:
    with pytest.raises(Rejected) as caught:
        await stage.speak(HELLO.model_copy(update={"voice": "nobody"}))
    assert caught.value.code == "voice_not_found"


@pytest.mark.parametrize("config", [Config(plan=Plan.FREE)])
async def test_it_waits_for_a_place_rather_than_be_refused(stage: Stage) -> None:
    await stage.go_wrong(action="delay", value=0.2)
    voice = ElevenLabsVoice(stage.url, stage.secrets, "key", concurrency=2)
    speeches = await asyncio.gather(*(voice.speak(HELLO, deadline=10) for _ in range(12)))
    await voice.close()
    assert len(speeches) == 12
    assert (await stage.usage())["most_concurrent"] == 4  # the plan's, as its answers say


async def test_the_voices_of_the_account_are_listed_by_name(stage: Stage) -> None:
    offered = await stage.voice.offered(deadline=3)
    assert [each.name for each in offered] == ["Avery", "Candela", "Noa", "Rowan"]
    assert (offered[1].id, offered[1].languages) == ("localvoicespanish001", ("es",))
    assert offered[1].about == "female"
