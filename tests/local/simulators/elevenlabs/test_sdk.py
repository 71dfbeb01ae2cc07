import asyncio

import httpx
import pytest
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.core import ApiError
from elevenlabs.errors import UnprocessableEntityError

from scripts.local.simulators import spoken
from scripts.local.simulators.elevenlabs import Config, Plan
from tests.local.simulators.live import HandClock

VOICE = "localvoiceenglish001"
TEXT = "Your order has arrived."
DAY = 86_400_000


async def say(sdk: AsyncElevenLabs, text: str = TEXT) -> bytes:
    stream = sdk.text_to_speech.convert(VOICE, text=text, output_format="wav_8000")
    return b"".join([chunk async for chunk in stream])


async def test_speech_is_converted_and_streamed(sdk: AsyncElevenLabs) -> None:
    stream = sdk.text_to_speech.stream(VOICE, text=TEXT, output_format="pcm_8000")
    streamed = b"".join([chunk async for chunk in stream])
    assert spoken.words(await say(sdk)) == TEXT
    assert len(streamed) / 2 == spoken.seconds(await say(sdk)) * 8000


async def test_the_blocking_client_speaks_too(blocking: ElevenLabs) -> None:
    speech = blocking.text_to_speech.convert(VOICE, text=TEXT, output_format="wav_8000")
    assert spoken.words(await asyncio.to_thread(lambda: b"".join(speech))) == TEXT


async def test_the_raw_answer_tells_what_it_cost(sdk: AsyncElevenLabs) -> None:
    async with sdk.text_to_speech.with_raw_response.convert(VOICE, text=TEXT) as answer:
        told = {name.lower(): value for name, value in answer.headers.items()}
    assert told["character-cost"] == str(len(TEXT))
    assert told["current-concurrent-requests"] == "1"
    assert told["maximum-concurrent-requests"] == "10"
    assert {"request-id", "history-item-id", "x-trace-id", "x-region"} <= told.keys()


async def test_voices_are_listed_found_and_paged(sdk: AsyncElevenLabs) -> None:
    every = (await sdk.voices.get_all()).voices
    spanish = await sdk.voices.search(language="es", page_size=1)
    rest = await sdk.voices.search(
        language="es", page_size=1, next_page_token=spanish.next_page_token
    )
    assert VOICE in [voice.voice_id for voice in every]
    assert (spanish.total_count, spanish.has_more, rest.has_more) == (2, True, False)
    assert {spanish.voices[0].name, rest.voices[0].name} == {"Candela", "Noa"}
    assert (await sdk.voices.get(VOICE)).name == "Avery"


async def test_a_model_says_how_much_it_takes(sdk: AsyncElevenLabs) -> None:
    models = {model.model_id: model for model in await sdk.models.list()}
    flash = models["eleven_flash_v2_5"]
    assert flash.maximum_text_length_per_request == 40_000
    assert len(flash.languages or []) == 32


async def test_the_subscription_counts_the_month(sdk: AsyncElevenLabs, clock: HandClock) -> None:
    await say(sdk)
    spent = await sdk.user.subscription.get()
    await clock.sleep(31 * 86_400)
    anew = await sdk.user.subscription.get()
    assert (spent.tier, spent.character_limit) == ("pro", 500_000)
    assert (spent.character_count, anew.character_count) == (len(TEXT), 0)
    assert (await sdk.user.get()).subscription.tier == "pro"


async def test_usage_is_told_by_day(sdk: AsyncElevenLabs, clock: HandClock) -> None:
    await say(sdk)
    now = int(clock.now().timestamp() * 1000)
    total = await sdk.usage.get(start_unix=now - DAY, end_unix=now + DAY)
    voices = await sdk.usage.get(start_unix=now, end_unix=now, breakdown_type="voice")
    assert total.usage == {"All": [0, len(TEXT), 0]}
    assert voices.usage == {"Avery": [len(TEXT)]}


async def test_history_keeps_what_was_spoken(sdk: AsyncElevenLabs) -> None:
    first, second = await say(sdk, "One."), await say(sdk, "Two.")
    newest = await sdk.history.list(page_size=1)
    older = await sdk.history.list(start_after_history_item_id=newest.last_history_item_id)
    audio = [part async for part in sdk.history.get_audio(newest.history[0].history_item_id)]
    assert (newest.history[0].text, newest.has_more) == ("Two.", True)
    assert [item.text for item in older.history] == ["One."]
    assert b"".join(audio) == second != first


async def test_history_forgets_what_is_deleted_and_what_was_not_to_be_kept(
    sdk: AsyncElevenLabs,
) -> None:
    await say(sdk)
    item = (await sdk.history.list()).history[0]
    await sdk.history.delete(item.history_item_id)
    unlogged = sdk.text_to_speech.convert(VOICE, text=TEXT, enable_logging=False)
    assert [chunk async for chunk in unlogged]
    assert (await sdk.history.list()).history == []


async def test_an_error_is_read_by_the_sdk(url: str, http: httpx.AsyncClient) -> None:
    stranger = AsyncElevenLabs(base_url=url, api_key="wrong", httpx_client=http)
    with pytest.raises(ApiError) as caught:
        await stranger.models.list()
    assert caught.value.body["detail"]["status"] == "invalid_api_key"


async def test_a_field_nobody_knows_is_a_validation_error(sdk: AsyncElevenLabs) -> None:
    with pytest.raises(UnprocessableEntityError) as caught:
        async for _ in sdk.text_to_speech.convert(
            VOICE, text=TEXT, request_options={"additional_body_parameters": {"tone": "kind"}}
        ):
            pass
    problem = caught.value.body["detail"][0]
    assert (problem["type"], problem["loc"]) == ("extra_forbidden", ["body", "tone"])


@pytest.mark.parametrize(
    ("model", "language", "status"),
    [
        ("eleven_flash_v2_5", "es", 200),
        ("eleven_flash_v2_5", "fa", 400),
        ("eleven_multilingual_v2", "fa", 200),
        ("eleven_flash_v2", "es", 400),
    ],
)
async def test_a_model_refuses_a_language_it_lacks_unless_it_ignores_it(
    http: httpx.AsyncClient, model: str, language: str, status: int
) -> None:
    body = {"text": TEXT, "model_id": model, "language_code": language, "seed": 7}
    answer = await http.post(f"/v1/text-to-speech/{VOICE}", json=body)
    assert answer.status_code == status


async def test_stitching_is_taken_by_the_models_that_know_it(http: httpx.AsyncClient) -> None:
    body = {"text": TEXT, "previous_text": "Hello.", "next_text": "Bye.", "seed": 1}
    place = f"/v1/text-to-speech/{VOICE}"
    stitched = await http.post(place, json=body)
    refused = await http.post(place, json={**body, "model_id": "eleven_v3"})
    assert stitched.status_code == 200
    assert refused.json()["detail"]["status"] == "unsupported_model"


@pytest.mark.parametrize("form", ["wav_8000", "ogg_1"])
async def test_a_stream_takes_no_format_with_a_length_in_its_header(
    http: httpx.AsyncClient, form: str
) -> None:
    place = f"/v1/text-to-speech/{VOICE}/stream?output_format={form}"
    answer = await http.post(place, json={"text": TEXT})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "output_format"]


@pytest.mark.parametrize("config", [Config(plan=Plan.FREE)])
async def test_families_of_models_are_counted_apart(
    http: httpx.AsyncClient,
) -> None:
    fault = {"where": "el.tts", "action": "delay", "value": 0.5}
    assert (await http.post("/__sim__/faults", json=fault)).status_code == 201
    models = ["eleven_multilingual_v2"] * 3 + ["eleven_flash_v2_5"] * 4
    place = f"/v1/text-to-speech/{VOICE}"
    bodies = [{"text": TEXT, "model_id": model} for model in models]
    answers = await asyncio.gather(*(http.post(place, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] * 6 + [429]


@pytest.mark.parametrize("config", [Config(latency=True)])
async def test_the_first_sound_takes_as_long_as_the_model_does(
    sdk: AsyncElevenLabs, clock: HandClock
) -> None:
    before = clock.now()
    await say(sdk)
    thought = (clock.now() - before).total_seconds()
    await say(sdk)
    assert 0.2 < thought < 2
    assert (clock.now() - before).total_seconds() == pytest.approx(2 * thought)
