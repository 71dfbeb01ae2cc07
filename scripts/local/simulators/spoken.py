"""Spoken audio as bytes: bare samples, the telephone's two laws, and WAV files with their words."""

import io
import struct

import numpy as np
import soundfile

from scripts.local.simulators import tones
from scripts.local.simulators.sound import Samples

TELEPHONE = 8000  # Hz


def speak(text: str, *, voice: str, rate: int, speed: float = 1) -> Samples:
    """The text in tones, between -1 and 1 at `rate` Hz. The voice's name sets its pitch."""
    return tones.speak(text, voice=voice, rate=rate, speed=speed).samples


def pcm(sound: Samples) -> bytes:
    """Signed 16-bit little-endian samples."""
    return bytes((np.clip(sound, -1, 1) * 32767).astype("<i2"))


def ulaw(sound: Samples) -> bytes:
    """G.711 mu-law, one byte a sample."""
    return _law(sound, "ULAW")


def alaw(sound: Samples) -> bytes:
    """G.711 A-law, one byte a sample."""
    return _law(sound, "ALAW")


def _law(sound: Samples, name: str) -> bytes:
    file = io.BytesIO()
    whole = np.clip(sound, -1, 1)
    soundfile.write(file, whole, TELEPHONE, format="RAW", subtype=name, endian="FILE")
    return file.getvalue()


def wav(sound: Samples, *, rate: int, words: str, sized: bool = True) -> bytes:
    """A WAV file of 16-bit samples that carries its words as a comment (RIFF LIST INFO ICMT).

    Not `sized`: the lengths are all ones, as a vendor writes that streams before it knows them.
    """
    data, comment = pcm(sound), words.encode() + b"\0"
    described = b"INFO" + _chunk(b"ICMT", comment)
    form = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    head = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"LIST", described)
    unknown = 0xFFFFFFFF
    riff = len(head) + 8 + len(data) if sized else unknown
    tail = b"data" + struct.pack("<I", len(data) if sized else unknown)
    return b"RIFF" + struct.pack("<I", riff) + head + tail + data


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def words(audio: bytes) -> str | None:
    """The words a WAV file of `wav` carries: how a simulated person understands a recording."""
    if audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        return None
    place = 12
    while place + 8 <= len(audio):
        name, size = audio[place : place + 4], struct.unpack_from("<I", audio, place + 4)[0]
        if name == b"LIST" and audio[place + 12 : place + 16] == b"ICMT":
            length = struct.unpack_from("<I", audio, place + 16)[0]
            return audio[place + 20 : place + 20 + length].rstrip(b"\0").decode()
        place += 8 + size + size % 2
    return None


def seconds(audio: bytes) -> float:
    """How long a WAV file of `wav` plays."""
    rate = int.from_bytes(audio[24:28], "little")
    begin = audio.index(b"data") + 8
    return (len(audio) - begin) / (2 * rate)
