import asyncio
import base64
import io

import pytest
import soundfile
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.types import CharacterAlignmentResponseModel as Alignment

from scripts.local.simulators.elevenlabs import Config
from scripts.local.simulators.heard import Heard

VOICE = "localvoiceenglish001"
MODEL = "eleven_flash_v2_5"
TEXT = "Good morning. This is the water company; your meter reading is due on Monday."
pytestmark = pytest.mark.parametrize("config", [Config(), Config(audible=True)])


def is_in_order(alignment: Alignment) -> bool:
    starts, ends = (
        alignment.character_start_times_seconds,
        alignment.character_end_times_seconds,
    )
    return starts == sorted(starts) and ends[:-1] == starts[1:] and starts[0] == 0


async def test_characters_follow_the_text_and_end_with_the_audio(sdk: AsyncElevenLabs) -> None:
    answer = await sdk.text_to_speech.convert_with_timestamps(
        VOICE, text=TEXT, model_id=MODEL, output_format="wav_8000"
    )
    sound, rate = soundfile.read(io.BytesIO(base64.b64decode(answer.audio_base_64)))
    alignment = answer.alignment
    assert alignment is not None
    assert "".join(alignment.characters) == TEXT
    assert is_in_order(alignment)
    assert alignment.character_end_times_seconds[-1] == pytest.approx(len(sound) / rate, abs=0.01)


async def test_pieces_of_a_stream_add_up(sdk: AsyncElevenLabs, heard: Heard) -> None:
    stream = sdk.text_to_speech.stream_with_timestamps(
        VOICE, text=TEXT, model_id=MODEL, output_format="ulaw_8000"
    )
    pieces = [piece async for piece in stream]
    audio = b"".join(base64.b64decode(piece.audio_base_64) for piece in pieces)
    told = [piece.alignment for piece in pieces if piece.alignment]
    assert len(pieces) > 3
    assert "".join(letter for part in told for letter in part.characters) == TEXT
    assert told[-1].character_end_times_seconds[-1] == pytest.approx(len(audio) / 8000, abs=0.01)
    assert heard.words(audio) == TEXT


async def test_the_blocking_client_reads_both(blocking: ElevenLabs) -> None:
    speech = blocking.text_to_speech
    whole = await asyncio.to_thread(
        speech.convert_with_timestamps, VOICE, text=TEXT, output_format="ulaw_8000"
    )
    stream = speech.stream_with_timestamps(VOICE, text=TEXT, output_format="ulaw_8000")
    pieces = await asyncio.to_thread(lambda: [piece.audio_base_64 for piece in stream])
    audio = b"".join(base64.b64decode(piece) for piece in pieces)
    assert base64.b64decode(whole.audio_base_64) == audio
