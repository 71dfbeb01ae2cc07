import asyncio
import io
import wave
from typing import Any

import httpx
import pytest

from scripts.local.simulators import spoken
from scripts.local.simulators.elevenlabs import Config, Plan

VOICE = "localvoiceenglish001"
TEXT = "Good morning, this is the automated assistant of the water company."


async def speak(http: httpx.AsyncClient, text: str = TEXT, **more: Any) -> httpx.Response:
    body = {"text": text, "model_id": more.get("model", "eleven_flash_v2_5")}
    form = more.get("form", "wav_8000")
    place = f"/v1/text-to-speech/{more.get('voice', VOICE)}?output_format={form}"
    return await http.post(place, json=body, headers=more.get("headers", {}))


async def go_wrong(http: httpx.AsyncClient, **rule: Any) -> None:
    answer = await http.post("/__sim__/faults", json=rule)
    assert answer.status_code == 201


async def test_a_wav_file_plays_and_its_words_can_be_read_back(http: httpx.AsyncClient) -> None:
    answer = await speak(http, "¿Hablo con el señor Gómez?")
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert len(file.readframes(file.getnframes())) == 2 * file.getnframes()
    assert spoken.words(answer.content) == "¿Hablo con el señor Gómez?"


async def test_a_sentence_takes_as_long_as_a_person_would_need(http: httpx.AsyncClient) -> None:
    answer = await speak(http)
    assert 3 < spoken.seconds(answer.content) < 7


async def test_longer_text_is_longer_audio(http: httpx.AsyncClient) -> None:
    short, long = await speak(http), await speak(http, TEXT * 3)
    assert spoken.seconds(long.content) > 2.5 * spoken.seconds(short.content)


async def test_the_same_text_sounds_the_same_and_another_voice_does_not(
    http: httpx.AsyncClient,
) -> None:
    first, again = await speak(http), await speak(http)
    other = await speak(http, voice="localvoicespanish001")
    assert first.content == again.content != other.content


async def test_raw_mu_law_has_one_byte_for_each_sample(http: httpx.AsyncClient) -> None:
    raw, file = await speak(http, form="ulaw_8000"), await speak(http)
    assert len(raw.content) == spoken.seconds(file.content) * 8000


async def test_the_headers_tell_cost_request_and_concurrency(http: httpx.AsyncClient) -> None:
    headers = (await speak(http)).headers
    assert headers["character-cost"] == str(len(TEXT))
    assert headers["maximum-concurrent-requests"] == "20"
    assert len(headers["request-id"]) == 32


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"headers": {"xi-api-key": "wrong"}}, 401, "invalid_api_key"),
        ({"voice": "nobody"}, 400, "voice_not_found"),
        ({"model": "eleven_imaginary"}, 400, "model_not_found"),
        ({"model": "eleven_v3", "text": "a" * 5001}, 400, "max_character_limit_exceeded"),
    ],
)
async def test_a_wrong_request_is_refused_in_their_words(
    http: httpx.AsyncClient, more: dict[str, Any], status: int, code: str
) -> None:
    answer = await speak(http, **more)
    assert (answer.status_code, answer.json()["detail"]["status"]) == (status, code)


async def test_an_empty_text_is_a_validation_error(http: httpx.AsyncClient) -> None:
    answer = await speak(http, "")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "text"]


@pytest.mark.parametrize("config", [Config(plan=Plan.FREE)])
async def test_the_plan_limits_how_many_speak_at_once(http: httpx.AsyncClient) -> None:
    await go_wrong(http, action="delay", value=0.5)
    answers = await asyncio.gather(*(speak(http) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [429] * 2
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["detail"]["status"] == "too_many_concurrent_requests"


@pytest.mark.parametrize("config", [Config(quota=100)])
async def test_a_spent_quota_is_a_401_of_its_own(http: httpx.AsyncClient) -> None:
    await speak(http)
    answer = await speak(http)
    assert (answer.status_code, answer.json()["detail"]["status"]) == (401, "quota_exceeded")


async def test_usage_counts_what_was_spoken_and_a_reset_forgets_it(http: httpx.AsyncClient) -> None:
    await speak(http)
    used = (await http.get("/__sim__/usage")).json()
    await http.post("/__sim__/reset")
    assert (used["requests"], used["characters"]) == (1, len(TEXT))
    assert (await http.get("/__sim__/usage")).json()["characters"] == 0


async def test_a_fault_strikes_the_request_it_was_made_for(http: httpx.AsyncClient) -> None:
    await go_wrong(http, where="el.*", match="water", nth=2, action="system_busy")
    answers = [await speak(http), await speak(http, "Another"), await speak(http)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (await http.get("/__sim__/faults")).json()[0]["struck"] == 1


async def test_a_fault_that_does_not_exist_is_refused_with_the_ones_that_do(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.post("/__sim__/faults", json={"action": "explode"})
    assert answer.status_code == 422
    assert "truncate" in answer.text


async def test_a_cut_breaks_the_connection(http: httpx.AsyncClient) -> None:
    await go_wrong(http, action="cut")
    with pytest.raises(httpx.RemoteProtocolError):
        await speak(http)


async def test_a_slow_stream_arrives_in_pieces_and_whole(http: httpx.AsyncClient) -> None:
    whole = await speak(http)
    await go_wrong(http, action="slow", value=0.3)
    assert (await speak(http)).content == whole.content
