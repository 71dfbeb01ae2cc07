from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from httpx import URL, AsyncClient

from functions.speech import api, asking, orders, service
from functions.speech.chain import Studio
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.groups.vendors import ElevenLabs
from shared.messages import Synthesize
from shared.ports import Offered, Utterance
from tests.fake_stores import FakeFiles
from tests.fake_vendors import FakeVoice
from tests.functions.signing import client, signed_in

CHOSEN = ElevenLabs(voice_en="emma", voice_es="lucia", model="flash")
SUPERVISOR = signed_in("supervisor")
SAMPLE = {"language": "es", "voice": "noa", "text": "Gracias. Adiós."}
HOLA = Utterance(text="Hola", voice="lucia", language="es", model="flash")


@pytest.fixture
async def twilio(db: Database, studio: Studio) -> AsyncIterator[AsyncClient]:
    ports = {name: getattr(studio, name) for name in ("clock", "speakers", "files", "secrets")}
    settings = SimpleNamespace(public_url=studio.public_url, elevenlabs=CHOSEN)
    routers = api.audio, api.speech, api.router
    async with client(*routers, db=db, settings=settings, **ports) as twilio:
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
async def test_55_an_address_we_did_not_make_is_not_found(twilio: AsyncClient, key: str) -> None:
    answer = await twilio.get(f"/audio/{key}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


async def test_55_audio_is_not_listed(twilio: AsyncClient, place: str) -> None:
    assert (await twilio.get("/audio")).status_code == 404
    assert (await twilio.get("/audio/")).status_code == 404


async def test_55_audio_whose_file_is_gone_is_not_found(
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
        "spent_micro": 200,
        "saved_micro": 200,
    }


async def test_usage_is_counted_from_a_day_on(twilio: AsyncClient, place: str) -> None:
    at, headers = "/api/v1/speech/usage?since=2027-03-02", signed_in("supervisor")
    assert (await twilio.get(at, headers=headers)).json()["syntheses"] == 0


async def test_an_agent_does_not_see_usage(twilio: AsyncClient) -> None:
    answer = await twilio.get("/api/v1/speech/usage", headers=signed_in("agent"))
    assert answer.status_code == 403


SUPERVISOR, ADMIN = signed_in("supervisor"), signed_in("admin")


async def test_audio_is_accounted_for_by_day_and_voice(
    twilio: AsyncClient, db: Database, studio: Studio, voice: FakeVoice, place: str
) -> None:
    voice.failure = Unavailable("away", vendor="fake", code="system_busy")
    await service.audio_url(db, studio, HOLA.model_copy(update={"text": "Adiós"}), deadline=5)
    seen = (await twilio.get("/api/v1/audio", headers=SUPERVISOR)).json()
    assert [(each["speaker"], each["syntheses"]) for each in seen["days"]] == [("first", 1)]
    assert {(each["speaker"], each["reason"], each["times"]) for each in seen["passed_over"]} == {
        ("first", "system_busy", 1),
        ("", "resting", 1),
    }
    assert [(each["speaker"], each["failures"]) for each in seen["circuits"]] == [("first", 1)]


async def test_sentences_are_ordered_ahead_and_it_is_noted_by_whom(
    twilio: AsyncClient, db: Database
) -> None:
    wanted = {"language": "es", "texts": ["Hola", "Adiós"], "reason": "a fair tomorrow"}
    answer = await twilio.post("/api/v1/audio/warmings", json=wanted, headers=SUPERVISOR)
    assert answer.status_code == 202
    (order,) = (await twilio.get("/api/v1/audio/orders", headers=SUPERVISOR)).json()["items"]
    assert (order["kind"], order["what"], order["count"]) == (
        "warming",
        {"language": "es", "texts": 2},
        None,
    )
    async with db.transaction() as conn:
        rows = await (await conn.execute("select queue, body from outbox")).fetchall()
    assert [(queue, body["order_id"]) for queue, body in rows] == [("synthesize", order["id"])]


async def test_an_invalidated_sentence_is_not_found_any_more(
    twilio: AsyncClient, place: str
) -> None:
    wanted = {"text": "Hola", "reason": "the wrong name"}
    answer = await twilio.post("/api/v1/audio/invalidations", json=wanted, headers=ADMIN)
    assert (answer.status_code, answer.json()["count"]) == (201, 1)
    assert (await twilio.get(place)).status_code == 404


@pytest.mark.parametrize(
    ("which", "gone"),
    [
        ({"voice": "lucia"}, 1),
        ({"voice": "mateo"}, 0),
        ({"version": "1"}, 1),
        ({"version": "2"}, 0),
        ({"voice": "lucia", "version": "2"}, 0),
        ({"text": "Adiós"}, 0),
    ],
)
async def test_what_is_told_all_has_to_fit(
    twilio: AsyncClient, place: str, which: dict[str, str], gone: int
) -> None:
    wanted = {**which, "reason": "sounds wrong"}
    answer = await twilio.post("/api/v1/audio/invalidations", json=wanted, headers=ADMIN)
    assert answer.json()["count"] == gone


async def test_all_there_is_cannot_be_invalidated_by_mistake(twilio: AsyncClient) -> None:
    wanted = {"reason": "oops"}
    answer = await twilio.post("/api/v1/audio/invalidations", json=wanted, headers=ADMIN)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("path", "role"),
    [("warmings", "agent"), ("invalidations", "supervisor"), ("voices/first/trial", "agent")],
)
async def test_who_may_not_is_refused(twilio: AsyncClient, path: str, role: str) -> None:
    body = {"text": "Hola", "language": "es", "texts": ["Hola"], "reason": "why not"}
    sent = {name: body[name] for name in FIELDS.get(path, ())}
    answer = await twilio.post(f"/api/v1/audio/{path}", json=sent, headers=signed_in(role))
    assert answer.status_code == 403


FIELDS = {"warmings": ("language", "texts", "reason"), "invalidations": ("text", "reason")}


async def test_a_voice_nobody_knows_to_be_in_trouble_is_not_tried(twilio: AsyncClient) -> None:
    answer = await twilio.post("/api/v1/audio/voices/first/trial", headers=SUPERVISOR)
    assert answer.status_code == 404


@pytest.fixture
async def noa(db: Database, studio: Studio, voice: FakeVoice) -> None:
    """Somebody whom nobody has chosen yet."""
    voice.cast = (Offered(id="noa", name="Noa", languages=("es",), about="neutral"),)
    await asking.ask_for_voices(db, studio.clock, voice)


async def spoken(db: Database, studio: Studio, twilio: AsyncClient) -> None:
    """The worker does what is in the queue."""
    async with db.transaction() as conn:
        cursor = await conn.execute("select body from outbox where queue = 'synthesize'")
        row = await cursor.fetchone()
    assert row
    voices = api.voices(SimpleNamespace(settings=SimpleNamespace(elevenlabs=CHOSEN)))  # type: ignore[arg-type]
    await orders.synthesize(db, studio, voices, Synthesize.model_validate(row[0]))


@pytest.mark.usefixtures("noa")
async def test_the_voices_of_the_account_are_told_the_usual_ones_first(
    twilio: AsyncClient,
) -> None:
    told = (await twilio.get("/api/v1/audio/voices", headers=SUPERVISOR)).json()
    assert [(each["id"], each["usual_for"]) for each in told["items"]] == [
        ("emma", ["en"]),
        ("lucia", ["es"]),
        ("noa", []),
    ]
    assert (told["complete"], told["listed_at"]) == (True, "2027-03-01T12:00:00Z")


async def test_until_they_are_listed_those_that_are_set_up_are_told(twilio: AsyncClient) -> None:
    told = (await twilio.get("/api/v1/audio/voices", headers=SUPERVISOR)).json()
    assert ([each["id"] for each in told["items"]], told["complete"]) == (["emma", "lucia"], False)


@pytest.mark.usefixtures("noa")
async def test_a_sample_is_heard_once_it_is_spoken_and_counted_as_all_audio(
    db: Database, studio: Studio, twilio: AsyncClient
) -> None:
    asked = await twilio.post("/api/v1/audio/samples", json=SAMPLE, headers=SUPERVISOR)
    path = f"/api/v1/audio/samples/{asked.json()['id']}"
    before = (await twilio.get(path, headers=SUPERVISOR)).json()["state"]
    await spoken(db, studio, twilio)
    after = (await twilio.get(path, headers=SUPERVISOR)).json()["state"]
    sound = await twilio.get(f"{path}/sound", headers=SUPERVISOR)
    used = (await twilio.get("/api/v1/audio", headers=SUPERVISOR)).json()
    assert (asked.status_code, before, after) == (202, "waiting", "ready")
    assert (sound.content, used["spent_micro"] > 0) == (b"RIFF Gracias. Adi\xc3\xb3s.", True)


@pytest.mark.usefixtures("noa")
async def test_the_same_sample_is_spoken_once(
    db: Database, studio: Studio, twilio: AsyncClient
) -> None:
    await twilio.post("/api/v1/audio/samples", json=SAMPLE, headers=SUPERVISOR)
    await spoken(db, studio, twilio)
    again = await twilio.post("/api/v1/audio/samples", json=SAMPLE, headers=SUPERVISOR)
    assert again.json()["state"] == "ready"


@pytest.mark.usefixtures("noa")
async def test_what_another_voice_said_is_no_sample(
    db: Database, studio: Studio, twilio: AsyncClient, voice: FakeVoice
) -> None:
    asked = await twilio.post("/api/v1/audio/samples", json=SAMPLE, headers=SUPERVISOR)
    voice.stand_in = "alloy"
    await spoken(db, studio, twilio)
    path = f"/api/v1/audio/samples/{asked.json()['id']}"
    assert (await twilio.get(path, headers=SUPERVISOR)).json()["state"] == "failed"
    assert (await twilio.get(f"{path}/sound", headers=SUPERVISOR)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("voice", "nobody"), ("text", "Hola, {name}."), ("text", "Hi")]
)
@pytest.mark.usefixtures("noa")
async def test_a_sample_that_cannot_be_names_the_field(
    twilio: AsyncClient, field: str, value: str
) -> None:
    wanted = {**SAMPLE, field: value}
    answer = await twilio.post("/api/v1/audio/samples", json=wanted, headers=SUPERVISOR)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
