"""WAV files: what one must be before Twilio may play it, and how one is written for a telephone."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEAD = struct.Struct("<4sI4s")
CHUNK = struct.Struct("<4sI")
FORM = struct.Struct("<HHIIHH")
UNKNOWN = (0, 0xFFFFFFFF)  # what a vendor writes that streams before it knows the length
PCM, MULAW = 1, 7
TELEPHONE = 8000  # Hz
MEDIA_TYPE = "audio/wav"


@dataclass(frozen=True)
class Recording:
    """The sound of a file, and what it says of itself in words (`LIST`), which may be nothing."""

    code: int
    channels: int
    rate: int
    bits: int
    sound: bytes
    about: bytes


def whole(audio: bytes) -> bytes:
    """The file with true lengths. Raises `ValueError` where it is no WAV file or was cut short.

    Where the vendor left the lengths open, the end of the data is the end of the file.
    """
    if len(audio) < HEAD.size or audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        raise ValueError("this is no WAV file")
    place = _data(audio)
    size = CHUNK.unpack_from(audio, place)[1]
    here = len(audio) - place - CHUNK.size
    if size in UNKNOWN and here:
        return _closed(audio, place, here)
    if size > here or not here:
        raise ValueError(f"{here} of {size} bytes of sound arrived")
    return audio


def read(audio: bytes) -> Recording:
    """What is in a whole file. Raises `ValueError`."""
    found = dict(_chunks(whole(audio)))
    if len(found.get(b"fmt ", b"")) < FORM.size:
        raise ValueError("the WAV file does not say what its sound is made of")
    code, channels, rate, _, _, bits = FORM.unpack_from(found[b"fmt "])
    return Recording(code, channels, rate, bits, found[b"data"], found.get(b"LIST", b""))


def of_mulaw(sound: bytes, about: bytes = b"") -> bytes:
    """A file of mu-law bytes, one a sample, 8,000 a second: Twilio plays it as it is."""
    form = FORM.pack(MULAW, 1, TELEPHONE, TELEPHONE, 1, 8) + b"\0\0"
    body = _chunk(b"fmt ", form) + _chunk(b"fact", struct.pack("<I", len(sound)))
    if about:
        body += _chunk(b"LIST", about)
    body += _chunk(b"data", sound)
    return HEAD.pack(b"RIFF", len(body) + 4, b"WAVE") + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return CHUNK.pack(name, len(content)) + content + b"\0" * (len(content) % 2)


def _chunks(audio: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = HEAD.size
    while place + CHUNK.size <= len(audio):
        name, size = CHUNK.unpack_from(audio, place)
        begin = place + CHUNK.size
        yield name, audio[begin : begin + size]
        place = begin + size + size % 2


def _data(audio: bytes) -> int:
    place = HEAD.size
    while place + CHUNK.size <= len(audio):
        name, size = CHUNK.unpack_from(audio, place)
        if name == b"data":
            return place
        place += CHUNK.size + size + size % 2
    raise ValueError("the WAV file ends before its sound begins")


def _closed(audio: bytes, place: int, size: int) -> bytes:
    whole_size = struct.pack("<I", len(audio) - 8)
    data = CHUNK.pack(b"data", size)
    return b"RIFF" + whole_size + audio[8:place] + data + audio[place + CHUNK.size :]
