import asyncio
import io
import wave
from typing import Any

import httpx
import pytest
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.core import ApiError

from scripts.local.simulators.elevenlabs import Config, Plan

VOICE = "localvoiceenglish001"
TEXT = "Good morning, this is the automated assistant of the water company."


async def go_wrong(http: httpx.AsyncClient, **rule: Any) -> None:
    assert (await http.post("/__sim__/faults", json={"where": "el.tts", **rule})).status_code == 201


async def heard_of(sdk: AsyncElevenLabs, pieces: list[bytes]) -> None:
    async for piece in sdk.text_to_speech.convert(VOICE, text=TEXT, output_format="wav_8000"):
        pieces.append(piece)  # noqa: PERF401  what came before a break counts


async def until_nobody_speaks(http: httpx.AsyncClient) -> None:
    while (await http.get("/__sim__/usage")).json()["concurrent"]:
        continue


@pytest.mark.parametrize(
    ("rule", "status", "code"),
    [
        ({"action": "too_many_concurrent_requests"}, 429, "too_many_concurrent_requests"),
        ({"action": "system_busy"}, 429, "system_busy"),
        ({"action": "throttle"}, 429, "system_busy"),
        ({"action": "quota_exceeded"}, 401, "quota_exceeded"),
        ({"action": "status", "value": 403, "code": "only_for_creator+"}, 403, "only_for_creator+"),
        ({"action": "status", "value": 503}, 503, "internal_error"),
    ],
)
async def test_a_fault_answers_in_their_words(
    http: httpx.AsyncClient, sdk: AsyncElevenLabs, rule: dict[str, Any], status: int, code: str
) -> None:
    await go_wrong(http, **rule)
    with pytest.raises(ApiError) as caught:
        await heard_of(sdk, [])
    assert (caught.value.status_code, caught.value.body["detail"]["status"]) == (status, code)


async def test_a_truncated_stream_ends_as_if_all_was_well(
    http: httpx.AsyncClient, sdk: AsyncElevenLabs
) -> None:
    await go_wrong(http, action="truncate")
    pieces: list[bytes] = []
    await heard_of(sdk, pieces)
    with wave.open(io.BytesIO(b"".join(pieces))) as file:
        assert len(file.readframes(file.getnframes())) < 2 * file.getnframes()


async def test_a_stream_breaks_after_its_first_sounds(
    http: httpx.AsyncClient, sdk: AsyncElevenLabs
) -> None:
    await go_wrong(http, action="cut")
    pieces: list[bytes] = []
    with pytest.raises(httpx.RemoteProtocolError):
        await heard_of(sdk, pieces)
    assert b"".join(pieces)[:4] == b"RIFF"


async def test_a_connection_is_reset_before_any_answer(
    http: httpx.AsyncClient, sdk: AsyncElevenLabs
) -> None:
    await go_wrong(http, action="reset")
    with pytest.raises(httpx.TransportError):
        await heard_of(sdk, [])


async def test_the_blocking_client_gives_up_on_a_slow_stream(
    http: httpx.AsyncClient, blocking: ElevenLabs
) -> None:
    await go_wrong(http, action="slow", value=30)
    impatient: Any = {"timeout_in_seconds": 1}
    speech = blocking.text_to_speech.convert(VOICE, text=TEXT, request_options=impatient)
    with pytest.raises(httpx.ReadTimeout):
        await asyncio.to_thread(lambda: b"".join(speech))


@pytest.mark.parametrize("config", [Config(plan=Plan.FREE)])
async def test_who_hangs_up_gives_the_place_back(
    http: httpx.AsyncClient, sdk: AsyncElevenLabs
) -> None:
    await go_wrong(http, action="slow", value=30, count=2)
    impatient: Any = {"timeout_in_seconds": 0.5}
    for _ in range(2):
        speech = sdk.text_to_speech.convert(VOICE, text=TEXT, request_options=impatient)
        with pytest.raises(httpx.ReadTimeout):
            [piece async for piece in speech]
    await until_nobody_speaks(http)
    assert (await http.post(f"/v1/text-to-speech/{VOICE}", json={"text": TEXT})).status_code == 200


@pytest.mark.parametrize("config", [Config(quota=100)])
async def test_the_quota_says_what_is_left(sdk: AsyncElevenLabs) -> None:
    await heard_of(sdk, [])
    with pytest.raises(ApiError) as caught:
        await heard_of(sdk, [])
    left = 100 - len(TEXT)
    assert f"You have {left} credits remaining" in caught.value.body["detail"]["message"]
