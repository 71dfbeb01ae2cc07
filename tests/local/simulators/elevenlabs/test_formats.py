import io

import pytest
import soundfile
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core import ApiError

from scripts.local.simulators import compressed, engine, spoken
from scripts.local.simulators.elevenlabs import Config, Plan
from scripts.local.simulators.elevenlabs.audio import STREAMED, WHOLE
from scripts.local.simulators.heard import Heard

VOICE = "localvoicespanish001"
TEXT = "Buenos días, ¿hablo con el señor Gómez?"
MP3 = [form for form in WHOLE if form.startswith("mp3")]
OPUS = [form for form in WHOLE if form.startswith("opus")]
BARE = {"pcm": "PCM_16", "ulaw": "ULAW", "alaw": "ALAW"}


async def spoken_as(sdk: AsyncElevenLabs, form: str, model: str = "eleven_flash_v2_5") -> bytes:
    stream = sdk.text_to_speech.convert(VOICE, text=TEXT, model_id=model, output_format=form)
    return b"".join([chunk async for chunk in stream])


async def seconds(sdk: AsyncElevenLabs) -> float:
    sound, rate = soundfile.read(io.BytesIO(await spoken_as(sdk, "wav_8000")))
    return float(len(sound) / rate)


def bare(audio: bytes, form: str) -> float:
    container, rate = form.split("_")
    sound, _ = soundfile.read(
        io.BytesIO(audio),
        format="RAW",
        subtype=BARE[container],
        samplerate=int(rate),
        channels=1,
        endian="LITTLE",
    )
    assert 0.02 < abs(sound).mean() < 0.5
    return float(len(sound) / int(rate))


@pytest.mark.parametrize("form", [*MP3, *OPUS, *(f for f in WHOLE if f.startswith("wav"))])
async def test_a_file_plays_at_its_rate_for_as_long_as_the_words_take(
    sdk: AsyncElevenLabs, form: str
) -> None:
    sound, rate = soundfile.read(io.BytesIO(await spoken_as(sdk, form)))
    assert rate == int(form.split("_")[1])
    assert len(sound) / rate == pytest.approx(await seconds(sdk), abs=0.15)
    assert 0.02 < abs(sound).mean() < 0.5


@pytest.mark.parametrize("form", [form for form in WHOLE if form.split("_")[0] in BARE])
async def test_bare_samples_last_as_long_as_the_words_take(sdk: AsyncElevenLabs, form: str) -> None:
    audio = await spoken_as(sdk, form)
    assert bare(audio, form) == pytest.approx(await seconds(sdk), abs=0.1)


@pytest.mark.parametrize("form", MP3)
async def test_an_mp3_file_has_the_bit_rate_of_its_name(sdk: AsyncElevenLabs, form: str) -> None:
    audio = await spoken_as(sdk, form)
    kbits = int(form.split("_")[2])
    assert len(audio) * 8 / await seconds(sdk) == pytest.approx(kbits * 1000, rel=0.12)


async def test_an_mp3_file_carries_its_words(sdk: AsyncElevenLabs) -> None:
    assert compressed.words(await spoken_as(sdk, "mp3_44100_128")) == TEXT


@pytest.mark.parametrize("form", STREAMED)
async def test_every_sound_is_known_by_what_it_says(
    sdk: AsyncElevenLabs, heard: Heard, form: str
) -> None:
    assert heard.words(await spoken_as(sdk, form)) == TEXT


@pytest.mark.parametrize(
    ("config", "form", "code"),
    [
        (Config(plan=Plan.STARTER), "mp3_44100_192", "only_for_creator+"),
        (Config(plan=Plan.CREATOR), "pcm_44100", "only_for_pro+"),
        (Config(plan=Plan.CREATOR), "wav_44100", "only_for_pro+"),
    ],
)
async def test_the_best_formats_belong_to_the_dearer_plans(
    sdk: AsyncElevenLabs, form: str, code: str
) -> None:
    with pytest.raises(ApiError) as caught:
        await spoken_as(sdk, form)
    assert (caught.value.status_code, caught.value.body["detail"]["status"]) == (403, code)


@pytest.mark.parametrize(
    ("config", "form"),
    [
        (Config(plan=Plan.CREATOR), "mp3_44100_192"),
        (Config(plan=Plan.PRO), "pcm_44100"),
        (Config(plan=Plan.FREE), "ulaw_8000"),
    ],
)
async def test_a_plan_has_its_own_formats_and_the_cheaper_ones(
    sdk: AsyncElevenLabs, form: str
) -> None:
    assert await spoken_as(sdk, form)


@pytest.mark.parametrize("config", [Config(audible=True)])
async def test_an_audible_voice_says_the_words_in_its_language(sdk: AsyncElevenLabs) -> None:
    speech = engine.said(TEXT, "es", "f3").at(8000)
    told = spoken.wav(speech.samples, rate=8000, words=TEXT)
    assert await spoken_as(sdk, "wav_8000") == told
