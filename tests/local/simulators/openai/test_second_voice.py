import io
from typing import Literal

import numpy as np
import openai
import pytest
import soundfile

from scripts.local.simulators import compressed
from scripts.local.simulators.heard import Heard

MODEL = "gpt-4o-mini-tts"
ENGLISH = "Good morning, your ticket has been solved."
SPANISH = "Buenos días, su incidencia está resuelta."
Form = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]


async def spoken(sdk: openai.AsyncOpenAI, text: str = ENGLISH, form: Form = "flac") -> bytes:
    answer = await sdk.audio.speech.create(
        model=MODEL, voice="alloy", input=text, response_format=form
    )
    return answer.content


def seconds(audio: bytes) -> float:
    sound, rate = soundfile.read(io.BytesIO(audio))
    assert np.abs(sound).mean() > 0.01
    return float(len(sound) / rate)


@pytest.mark.parametrize("form", ["mp3", "opus", "flac"])
async def test_a_file_plays_as_long_as_the_bare_samples(
    sdk: openai.AsyncOpenAI, form: Form
) -> None:
    bare = len(await spoken(sdk, form="pcm")) / 2 / 24_000
    assert seconds(await spoken(sdk, form=form)) == pytest.approx(bare, abs=0.1)
    assert 1.5 < bare < 4.5


async def test_the_sdk_asks_for_mp3_and_its_words_are_inside(sdk: openai.AsyncOpenAI) -> None:
    answer = await sdk.audio.speech.create(model=MODEL, voice="nova", input=SPANISH)
    assert compressed.words(answer.content) == SPANISH
    assert answer.response.headers["content-type"] == "audio/mpeg"


@pytest.mark.parametrize("form", ["opus", "flac", "wav", "pcm", "mp3"])
async def test_every_sound_is_known_by_what_it_says(
    sdk: openai.AsyncOpenAI, heard: Heard, form: Form
) -> None:
    assert heard.words(await spoken(sdk, SPANISH, form)) == SPANISH


async def test_a_voice_and_a_speed_change_the_sound(sdk: openai.AsyncOpenAI) -> None:
    speak, wanted = sdk.audio.speech.create, {"model": MODEL, "input": ENGLISH}
    plain = await speak(**wanted, voice="onyx", response_format="flac")  # type: ignore[arg-type]
    other = await speak(**wanted, voice="nova", response_format="flac")  # type: ignore[arg-type]
    fast = await speak(**wanted, voice="onyx", response_format="flac", speed=2)  # type: ignore[arg-type]
    assert plain.content != other.content
    assert seconds(plain.content) > 1.6 * seconds(fast.content)


async def test_speech_streams_as_events_for_who_asks(sdk: openai.AsyncOpenAI) -> None:
    async with sdk.audio.speech.with_streaming_response.create(
        model=MODEL, voice="alloy", input=ENGLISH, stream_format="sse"
    ) as answer:
        lines = [line async for line in answer.iter_lines() if line]
    assert '"speech.audio.delta"' in lines[0]
    assert '"speech.audio.done"' in lines[-1]


@pytest.mark.parametrize(
    ("voice", "form", "param"), [("nobody", "mp3", "voice"), ("alloy", "aac", "response_format")]
)
async def test_what_nobody_can_speak_is_refused(
    sdk: openai.AsyncOpenAI, voice: str, form: Form, param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.audio.speech.create(model=MODEL, voice=voice, input=ENGLISH, response_format=form)
    assert caught.value.param == param


async def test_a_text_may_be_too_long(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await spoken(sdk, "a" * 4097)
    assert caught.value.code == "string_above_max_length"
