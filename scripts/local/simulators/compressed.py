"""Compressed audio: MP3 that carries its words, Opus in Ogg, and FLAC."""

import io

import numpy as np
import soundfile

from scripts.local.simulators.sound import Samples

UTF_8 = 3
TAG_HEAD, FRAME_HEAD = 10, 10
WORDS = b"words\0"
MP3_KBITS = {True: (320, 32), False: (160, 8)}  # MPEG-1 from 32 kHz on, MPEG-2 below
OPUS_KBITS = (256, 6)


def mp3(sound: Samples, *, rate: int, kbits: int, words: str) -> bytes:
    """An MP3 file of a constant bit rate. An ID3 frame (TXXX `words`) says what it says."""
    level = _level(kbits, MP3_KBITS[rate >= 32_000])  # noqa: PLR2004
    file = io.BytesIO()
    soundfile.write(
        file,
        _audible(sound, rate),
        rate,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=level,
    )
    return _tag(words) + file.getvalue()


def opus(sound: Samples, *, rate: int, kbits: int) -> bytes:
    """Opus in an Ogg file of about that bit rate. `rate` is 8, 12, 16, 24 or 48 kHz."""
    file, level = io.BytesIO(), _level(kbits, OPUS_KBITS)
    soundfile.write(
        file, _audible(sound, rate), rate, format="OGG", subtype="OPUS", compression_level=level
    )
    return file.getvalue()


def flac(sound: Samples, *, rate: int) -> bytes:
    """A FLAC file of 16-bit samples."""
    file = io.BytesIO()
    soundfile.write(file, _audible(sound, rate), rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def words(audio: bytes) -> str | None:
    """The words an MP3 file of `mp3` carries."""
    content = audio[TAG_HEAD + FRAME_HEAD :]
    if audio[:3] != b"ID3" or audio[TAG_HEAD : TAG_HEAD + 4] != b"TXXX":
        return None
    size = _number(audio[TAG_HEAD + 4 : TAG_HEAD + 8])
    name, _, said = content[1:size].partition(b"\0")
    return said.decode("utf-8", "replace") if name + b"\0" == WORDS else None


def _level(kbits: int, limits: tuple[int, int]) -> float:
    """What libsndfile calls a compression level: 0 is the highest bit rate, 1 the lowest."""
    most, least = limits
    return min(0.9999, (most - kbits) / (most - least))  # at 1 itself it refuses


def _audible(sound: Samples, rate: int) -> Samples:
    """A tenth of a second at the least: the encoders write nothing for less than a frame."""
    short = max(0, rate // 10 - len(sound))
    return np.pad(np.clip(sound, -1, 1), (0, short)).astype(np.float32)


def _tag(said: str) -> bytes:
    """An ID3v2.4 tag of one frame (id3.org/id3v2.4.0-frames, 4.2.6)."""
    content = bytes([UTF_8]) + WORDS + said.encode()
    frame = b"TXXX" + _synchsafe(len(content)) + b"\0\0" + content
    return b"ID3\x04\0\0" + _synchsafe(len(frame)) + frame


def _synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _number(synchsafe: bytes) -> int:
    number = 0
    for byte in synchsafe:
        number = number << 7 | byte & 0x7F
    return number
