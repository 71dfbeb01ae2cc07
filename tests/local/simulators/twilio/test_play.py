"""What `<Play>` fetches, keeps and measures."""

import asyncio
import io
import struct
from collections.abc import AsyncIterator

import numpy as np
import pytest
import soundfile
from fastapi.responses import Response, StreamingResponse

from scripts.local.simulators.twilio.sounds import samples_of, seconds_of
from tests.local.simulators.twilio.box import OURS, PUBLIC, Box

SILENT = "+12125550110"
PLAY = "<Response><Play>/a.wav</Play></Response>"


def file(seconds: float, *, rate: int = 8000, channels: int = 1, form: str = "WAV PCM_16") -> bytes:
    kind, subtype = form.split()
    sound, made = np.zeros((round(seconds * rate), channels), np.float32), io.BytesIO()
    soundfile.write(made, sound, rate, format=kind, subtype=subtype)
    return made.getvalue()


def served(content: bytes, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(content, media_type="audio/wav", headers=named)


async def slowly(content: bytes) -> AsyncIterator[bytes]:
    yield content[:100]
    await asyncio.sleep(0.1)
    yield content[100:]


def changed(**headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status_code=304, headers=named)


def vbr_mp3(seconds: int) -> bytes:
    """Frames of 8 and of 16 kbit/s in turn, 16 kHz, each 36 ms long."""
    frames = []
    for number in range(round(seconds / 0.036)):
        kbits, index = ((8, 1), (16, 2))[number % 2]
        header = 0x7FF << 21 | 2 << 19 | 1 << 17 | 1 << 16 | index << 12 | 2 << 10 | 3 << 6
        frames.append(struct.pack(">I", header).ljust(72 * kbits * 1000 // 16000, b"\0"))
    return b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + b"".join(frames)


@pytest.mark.parametrize(
    ("content", "media_type", "seconds"),
    [
        (file(3), "audio/wav", 3),
        (file(3, channels=2), "audio/x-wav", 3),
        (file(3, rate=44100, form="WAV PCM_24"), "audio/wave", 3),
        (file(3, form="WAV ULAW"), "audio/wav", 3),
        (file(3, form="WAV ALAW", channels=2), "audio/wav", 3),
        (file(3, form="WAV GSM610"), "audio/wav", 3),
        (file(3, rate=22050, form="AIFF PCM_16"), "audio/aiff", 3),
        (file(3, form="AIFF ULAW"), "audio/x-aifc", 3),
        (file(3, rate=16000, form="MP3 MPEG_LAYER_III"), "audio/mpeg", 3),
        (file(3, rate=44100, channels=2, form="MP3 MPEG_LAYER_III"), "audio/mpeg", 3),
        (vbr_mp3(9), "audio/mpeg", 9),
        (bytes(24000), "audio/ulaw", 3),
        (bytes(33 * 150), "audio/x-gsm", 3),
    ],
)
def test_a_file_plays_as_long_as_it_says(content: bytes, media_type: str, seconds: int) -> None:
    assert seconds_of(content, media_type) == pytest.approx(seconds, abs=0.12)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"FORM\0\0\0\0AIFF", b"\xff"]
)
@pytest.mark.parametrize("media_type", ["audio/wav", "audio/mpeg", "audio/gsm"])
def test_a_broken_file_plays_no_time_at_all(content: bytes, media_type: str) -> None:
    assert seconds_of(content, media_type) < 0.01


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (file(2, rate=16000, channels=2), "audio/wav"),
        (file(2, rate=16000, form="MP3 MPEG_LAYER_III"), "audio/mpeg"),
        (file(2, form="AIFF ALAW"), "audio/aiff"),
        (bytes(33 * 100), "audio/gsm"),
    ],
)
def test_a_file_is_decoded_to_what_telephones_carry(content: bytes, media_type: str) -> None:
    samples = samples_of(content, media_type)
    assert samples is not None
    assert len(samples) == pytest.approx(16000, abs=900)


async def test_while_audio_is_fresh_it_is_not_fetched_again(box: Box) -> None:
    box.app.says("/voice", PLAY)
    box.app.says("/a.wav", served(file(1), Cache_Control="max-age=60"))
    await box.call(SILENT)
    await box.call(SILENT)
    assert len(box.app.posted("/a.wav")) == 1


async def test_when_audio_is_stale_it_is_asked_whether_it_changed(box: Box) -> None:
    box.app.says("/voice", PLAY)
    first = served(file(1), Cache_Control="max-age=60", ETag='"v1"', Last_Modified="Sun, 22 Nov")
    box.app.says("/a.wav", first, changed(Cache_Control="max-age=60"))
    await box.call(SILENT)
    await box.clock.advance(120)
    call = await box.call(SILENT)
    asked = box.app.headers("/a.wav")[1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', "Sun, 22 Nov")
    assert call["duration"] == "1"


async def test_what_has_not_changed_is_fresh_again(box: Box) -> None:
    box.app.says("/voice", PLAY)
    box.app.says("/a.wav", served(file(1), ETag='"v1"'), changed(Cache_Control="max-age=60"))
    for _ in range(3):
        await box.call(SILENT)
    assert len(box.app.posted("/a.wav")) == 2


async def test_audio_that_may_not_be_stored_is_fetched_each_time(box: Box) -> None:
    box.app.says("/voice", PLAY)
    box.app.says("/a.wav", served(file(1), Cache_Control="no-store, max-age=60", ETag='"v1"'))
    await box.call(SILENT)
    await box.call(SILENT)
    assert [each.get("if-none-match") for each in box.app.headers("/a.wav")] == [None, None]


async def test_an_expiry_date_counts_where_no_age_is_told(box: Box) -> None:
    box.app.says("/voice", PLAY)
    dates = {"Date": "Sun, 22 Nov 2026 10:00:00 GMT", "Expires": "Sun, 22 Nov 2026 10:01:00 GMT"}
    box.app.says("/a.wav", served(file(1), **dates))
    await box.call(SILENT)
    await box.call(SILENT)
    assert len(box.app.posted("/a.wav")) == 1


async def test_audio_that_has_moved_is_followed(box: Box) -> None:
    box.app.says("/voice", PLAY)
    box.app.says("/a.wav", Response(status_code=302, headers={"Location": "/b.wav"}))
    box.app.says("/b.wav", served(file(4)))
    assert (await box.call(SILENT))["duration"] == "4"


@pytest.mark.parametrize("media_type", ["audio/basic", "audio/ogg", "text/html"])
async def test_what_telephones_cannot_play_is_refused(box: Box, media_type: str) -> None:
    box.app.says("/voice", PLAY)
    box.app.says("/a.wav", Response(file(1), media_type=media_type))
    await box.call(SILENT)
    assert [each["code"] for each in box.events("notification")] == [12300]


async def test_what_a_gather_plays_is_fetched_at_once(box: Box) -> None:
    plays = "".join(f"<Play>{PUBLIC}/{name}.wav</Play>" for name in "abc")
    box.app.says("/voice", f"<Response><Gather>{plays}</Gather></Response>")
    for name in "abc":
        box.app.says(f"/{name}.wav", served(file(1)))
    await box.until_asked(await box.create(SILENT), "/voice")
    box.app.gate = asyncio.Event()  # no file is given before all three are asked for
    while not all(box.app.posted(f"/{name}.wav") for name in "abc"):
        await box.step()
    box.app.gate.set()
    await box.rest()
    assert [each["via"][-6:] for each in box.events("bot")] == ["/a.wav", "/b.wav", "/c.wav"]


async def test_two_calls_that_want_the_same_file_at_once_fetch_it_once(box: Box) -> None:
    await box.answered_by(PLAY)
    box.app.says("/a.wav", StreamingResponse(slowly(file(1)), media_type="audio/wav"))
    for caller in (SILENT, "+12135550110"):
        await box.http.post("/__sim__/inbound", json={"from": caller, "to": OURS})
    await box.rest()
    assert len(box.app.posted("/a.wav")) == 1
    assert len(box.events("bot")) == 2


async def test_a_file_of_more_than_forty_minutes_ends_then(box: Box) -> None:
    box.app.says("/voice", "<Response><Play>/long</Play></Response>")
    box.app.says("/long", Response(bytes(8000 * 2500), media_type="audio/ulaw"))
    assert (await box.call(SILENT))["duration"] == "2400"
