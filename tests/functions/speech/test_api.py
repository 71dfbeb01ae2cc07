from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from httpx import URL, AsyncClient

from functions.speech import api, service
from functions.speech.service import Studio
from shared.db.pool import Database
from shared.ports import Utterance
from tests.fake_vendors import FakeFiles
from tests.functions.signing import client, signed_in

HOLA = Utterance(text="Hola", voice="lucia", language="es", model="flash")


@pytest.fixture
async def twilio(db: Database, studio: Studio) -> AsyncIterator[AsyncClient]:
    ports = {name: getattr(studio, name) for name in ("clock", "voice", "files", "secrets")}
    settings = SimpleNamespace(public_url=studio.public_url)
    async with client(api.audio, api.speech, db=db, settings=settings, **ports) as twilio:
        del twilio.headers["x-ms-client-principal"]
        yield twilio


@pytest.fixture
async def place(db: Database, studio: Studio) -> str:
    return URL(str(await service.audio_url(db, studio, HOLA, deadline=5))).path


async def test_twilio_fetches_audio_without_signing_in(twilio: AsyncClient, place: str) -> None:
    answer = await twilio.get(place)
    assert (answer.status_code, answer.content) == (200, b"RIFF Hola")
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_what_twilio_has_is_not_sent_again(twilio: AsyncClient, place: str) -> None:
    tag = (await twilio.get(place)).headers["etag"]
    answer = await twilio.get(place, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize("key", ["0" * 40, "x", "..%2Fsecret", "%00"])
async def test_an_address_we_did_not_make_is_not_found(twilio: AsyncClient, key: str) -> None:
    answer = await twilio.get(f"/audio/{key}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


async def test_audio_is_not_listed(twilio: AsyncClient, place: str) -> None:
    assert (await twilio.get("/audio")).status_code == 404
    assert (await twilio.get("/audio/")).status_code == 404


async def test_audio_whose_file_is_gone_is_not_found(
    twilio: AsyncClient, place: str, files: FakeFiles
) -> None:
    files.kept.clear()
    assert (await twilio.get(place)).status_code == 404


async def test_a_supervisor_sees_what_was_spoken_and_what_was_saved(
    twilio: AsyncClient, db: Database, studio: Studio, place: str
) -> None:
    await service.audio_url(db, studio, HOLA, deadline=5)
    seen = await twilio.get("/api/v1/speech/usage", headers=signed_in("supervisor"))
    assert seen.json() == {
        "syntheses": 1,
        "characters_synthesized": 4,
        "hits": 1,
        "characters_cached": 4,
        "hit_rate": 0.5,
        "fallbacks": 0,
    }


async def test_usage_is_counted_from_a_day_on(twilio: AsyncClient, place: str) -> None:
    at, headers = "/api/v1/speech/usage?since=2027-03-02", signed_in("supervisor")
    assert (await twilio.get(at, headers=headers)).json()["syntheses"] == 0


async def test_an_agent_does_not_see_usage(twilio: AsyncClient) -> None:
    answer = await twilio.get("/api/v1/speech/usage", headers=signed_in("agent"))
    assert answer.status_code == 403
