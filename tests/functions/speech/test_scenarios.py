"""The bad days of voices, by their number in the catalogue of scenarios, over the wire.

The vendors are the simulators, asked through their own SDKs.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from functions.speech import chain, service
from functions.speech.chain import Studio
from functions.speech.circuits import LONG_REST
from functions.speech.model import Usage, Voices
from scripts.local.simulators import elevenlabs, openai, spoken
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.serve import serving
from shared.adapters import wav
from shared.adapters.elevenlabs import ElevenLabsVoice
from shared.adapters.openai import OpenAIVoice
from shared.adapters.openai_account import OpenAIAccount
from shared.db.pool import Database
from shared.ports import Speaker
from tests.fake_stores import FakeFiles, FakeSecrets
from tests.fakes import TurnedClock
from tests.local.simulators.live import KnownSecrets

VOICES = Voices(en="localvoiceenglish001", es="localvoicespanish001", model="eleven_flash_v2_5")
WORDS = "Buenos días, le llamo por su pedido."


@dataclass
class Stage:
    """A studio whose vendors are simulated, and a way to give them a bad day."""

    db: Database
    studio: Studio
    first: str
    second: str
    heard: Heard

    async def go_wrong(self, where: str = "el.tts", **rule: Any) -> None:
        url = self.first if where == "el.tts" else self.second
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{url}/__sim__/faults", json={"where": where, **rule})
        assert answer.status_code == 201

    async def asked(self) -> int:
        """How many sentences the first voice was paid for."""
        async with httpx.AsyncClient() as http:
            return int((await http.get(f"{self.first}/__sim__/usage")).json()["requests"])

    async def url(self, text: str = WORDS, *, deadline: float = 5) -> str | None:
        wanted = VOICES.utterance(text, "es")
        return await service.audio_url(self.db, self.studio, wanted, deadline=deadline)

    async def words(self, url: str | None) -> str | None:
        """What a person hears who is played that."""
        _, data = await service.audio(self.db, self.studio, str(url).rsplit("/", 1)[1])
        assert wav.read(data).code == wav.MULAW
        return self.heard.words(data)

    async def usage(self) -> Usage:
        async with self.db.transaction() as conn:
            return await service.usage(conn, since=None)

    async def reasons(self) -> set[tuple[str, str]]:
        return {(each.speaker, each.reason) for each in (await self.usage()).passed_over}

    async def alerts(self) -> int:
        async with self.db.transaction() as conn:
            found = await conn.execute("select queue from outbox where queue = 'raise-alert'")
            return len(await found.fetchall())


@pytest.fixture
async def stage(db: Database, clock: TurnedClock) -> AsyncIterator[Stage]:
    heard, files = Heard(), FakeFiles()
    account = elevenlabs.Config()
    second = openai.Config()
    async with (
        serving(elevenlabs.build(account, heard=heard)) as first_url,
        serving(openai.build(second, clock, heard=heard)) as second_url,
    ):
        first = ElevenLabsVoice(first_url, KnownSecrets(account.key), "key", concurrency=10)
        resource = OpenAIAccount(
            f"{second_url}/v1/", secrets=KnownSecrets(second.key), secret_name="key"
        )
        speakers = (
            Speaker("elevenlabs", first, 50_000),
            Speaker("openai", OpenAIVoice(resource, model="gpt-4o-mini-tts"), 15_000),
        )
        studio = Studio(clock, speakers, files, FakeSecrets(), "https://calls.example")
        yield Stage(db, studio, first_url, second_url, heard)
        await first.close()
        await resource.close()


async def test_51_too_many_at_once_is_waited_out(stage: Stage) -> None:
    await stage.go_wrong(action="too_many_concurrent_requests", count=2)
    assert await stage.words(await stage.url()) == WORDS
    assert [each.speaker for each in (await stage.usage()).days] == ["elevenlabs"]


async def test_51_a_busy_moment_is_waited_out(stage: Stage) -> None:
    await stage.go_wrong(action="system_busy", count=2)
    assert await stage.words(await stage.url()) == WORDS
    assert await stage.reasons() == set()


@pytest.mark.parametrize("kind", ["too_many_concurrent_requests", "system_busy"])
async def test_51_where_it_lasts_twilio_says_it_within_the_deadline(
    stage: Stage, kind: str
) -> None:
    await stage.go_wrong(action=kind)
    await stage.go_wrong("oa.speech", action="status", value=503)
    assert await stage.url(deadline=1.5) is None
    assert ("elevenlabs", kind) in await stage.reasons()


async def test_51_what_is_cached_is_played_meanwhile(stage: Stage) -> None:
    place = await stage.url()
    await stage.go_wrong(action="system_busy")
    assert await stage.url(deadline=0.5) == place


async def test_52_a_spent_quota_is_met_once_and_another_voice_goes_on(stage: Stage) -> None:
    await stage.go_wrong(action="quota_exceeded")
    places = [await stage.url(f"{WORDS} {n}") for n in ("Uno.", "Dos.", "Tres.")]
    assert [await stage.words(place) for place in places] == [
        f"{WORDS} Uno.",
        f"{WORDS} Dos.",
        f"{WORDS} Tres.",
    ]
    assert (await struck(stage.first), await stage.alerts()) == (1, 1)


async def struck(url: str) -> int:
    async with httpx.AsyncClient() as http:
        rules = (await http.get(f"{url}/__sim__/faults")).json()
    return sum(rule["struck"] for rule in rules)


async def test_52_once_it_is_paid_for_the_first_voice_is_back(
    stage: Stage, clock: TurnedClock
) -> None:
    await stage.go_wrong(action="quota_exceeded", count=1)
    await stage.url()
    await clock.advance(LONG_REST.total_seconds())
    assert await chain.probe(stage.db, stage.studio, "elevenlabs", VOICES.utterance("Hola.", "es"))
    place = await stage.url(f"{WORDS} Otra vez.")
    assert await stage.words(place) == f"{WORDS} Otra vez."
    assert await stage.asked() == 2


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"action": "truncate"}, "truncated_audio"),
        ({"action": "cut"}, "connection"),
        ({"action": "status", "value": 500}, "internal_error"),
    ],
)
async def test_53_what_did_not_come_whole_is_not_kept_and_another_voice_speaks(
    stage: Stage, rule: dict[str, Any], reason: str
) -> None:
    await stage.go_wrong(**rule)
    assert await stage.words(await stage.url()) == WORDS
    assert await stage.reasons() == {("elevenlabs", reason)}
    assert [each.speaker for each in (await stage.usage()).days] == ["openai"]


async def test_53_a_voice_that_is_too_slow_leaves_nothing(stage: Stage) -> None:
    await stage.go_wrong(action="slow", value=30)
    assert await stage.url(deadline=0.8) is None
    assert isinstance(stage.studio.files, FakeFiles)
    assert stage.studio.files.kept == {}
    assert ("elevenlabs", "timeout") in await stage.reasons()


async def test_54_a_hundred_calls_in_two_instances_have_one_phrase_spoken_once(
    stage: Stage, elsewhere: Database
) -> None:
    other = Stage(elsewhere, stage.studio, stage.first, stage.second, stage.heard)
    calls = [each.url(deadline=20) for _ in range(50) for each in (stage, other)]
    assert len(set(await asyncio.gather(*calls))) == 1
    assert await stage.asked() == 1
    assert ((await stage.usage()).total("syntheses"), (await stage.usage()).total("hits")) == (
        1,
        99,
    )


@pytest.mark.parametrize(
    "change",
    [{"version": "2"}, {"es": "localvoicespanish002"}, {"model": "eleven_multilingual_v2"}],
)
async def test_56_another_voice_or_version_is_spoken_anew(
    stage: Stage, change: dict[str, str]
) -> None:
    place = await stage.url()
    wanted = VOICES.model_copy(update=change).utterance(WORDS, "es")
    anew = await service.audio_url(stage.db, stage.studio, wanted, deadline=5)
    assert anew not in {None, place}
    assert await stage.asked() == 2


async def test_56_another_script_is_spoken_anew(stage: Stage) -> None:
    assert await stage.url() != await stage.url(f"{WORDS} ¿Le viene bien mañana?")
    assert await stage.asked() == 2


async def test_the_second_voice_is_understood_as_well_as_the_first(stage: Stage) -> None:
    await stage.go_wrong(action="reset")
    _, data = await service.audio(stage.db, stage.studio, str(await stage.url()).rsplit("/", 1)[1])
    assert spoken.words(data) == WORDS
    assert 1 < len(wav.read(data).sound) / wav.TELEPHONE < 10
