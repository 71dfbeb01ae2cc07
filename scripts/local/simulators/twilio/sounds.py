"""Audio files as telephones know them: how long they play, and their samples at 8 kHz.

Lengths are read from headers, for MP3 from every frame, so that a call costs no decoding; decoding
is for recordings, when somebody asks for one.

Sources: RIFF (Microsoft, 1994), AIFF and AIFF-C (Apple, 1989 and 1991), GSM 06.10 frames
(RFC 3551, 4.5.8), MPEG audio frame headers (ISO 11172-3, 13818-3)
"""

import io
import struct
from collections.abc import Callable, Iterator

import numpy as np
import soundfile
from numpy.typing import NDArray

from scripts.local.simulators.sound import Samples
from scripts.local.simulators.twilio.heard import chunks

TELEPHONE = 8000
GSM_FRAME, GSM_SECONDS = 33, 0.02
GSM, MP3 = frozenset({"audio/gsm", "audio/x-gsm"}), "audio/mpeg"
MPEG_1, RESERVED, LAYER_3, SYNC = 3, 1, 1, 0x7FF
MP3_RATES = (44100, 48000, 32000)
MP3_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
FRAME_HEADER, SIDE_INFORMATION = 4, 40


def seconds_of(audio: bytes, media_type: str) -> float:
    """How long a file plays. What its first bytes say goes before its media type."""
    return LENGTHS[_kind(audio, media_type)](audio)


def samples_of(audio: bytes, media_type: str) -> Samples | None:
    """The sound, mixed to one channel; nothing where the file cannot be decoded."""
    raw = {"ulaw": "ULAW", "gsm": "GSM610"}.get(_kind(audio, media_type))
    form = {"format": "RAW", "subtype": raw, "samplerate": TELEPHONE, "channels": 1} if raw else {}
    try:
        sound, rate = soundfile.read(io.BytesIO(audio), dtype="float32", always_2d=True, **form)
    except soundfile.LibsndfileError:
        return None
    return _at_telephone_rate(sound.mean(axis=1), rate)


def _kind(audio: bytes, media_type: str) -> str:
    if audio[:4] == b"RIFF":
        return "wav"
    if audio[:4] == b"FORM":
        return "aiff"
    if media_type == MP3:
        return "mp3"
    return "gsm" if media_type in GSM else "ulaw"


def _wav_seconds(audio: bytes) -> float:
    """By its bytes a second: right for PCM, mu-law, A-law and GSM, whatever the channels."""
    inside = dict(chunks(audio[12:]))
    each_second = int.from_bytes(inside.get(b"fmt ", bytes(12))[8:12], "little")
    return len(inside.get(b"data", b"")) / (each_second or TELEPHONE)


def _aiff_seconds(audio: bytes) -> float:
    common = dict(chunks(audio[12:], big=True)).get(b"COMM", b"").ljust(18, b"\0")
    frames = int.from_bytes(common[2:6])
    exponent, mantissa = struct.unpack_from(">HQ", common, 8)  # an 80-bit number
    rate = mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63)
    return frames / rate if rate else 0


def _at_telephone_rate(sound: NDArray[np.floating], rate: int) -> Samples:
    """Means of what falls into one sample; in between where there are fewer."""
    if rate == TELEPHONE or not len(sound):
        return sound.astype(np.float32)
    edges = np.linspace(0, len(sound), max(1, round(len(sound) * TELEPHONE / rate)) + 1)
    summed = np.concatenate([[0.0], np.cumsum(sound, dtype=np.float64)])
    places = np.interp(edges, np.arange(len(sound) + 1), summed)
    means: Samples = (np.diff(places) / np.diff(edges)).astype(np.float32)
    return means


def _mp3_frames(audio: bytes) -> Iterator[tuple[int, int]]:
    """The samples in each frame and how many go by in a second; VBR or not, every one counts."""
    place = _after_id3(audio)
    while (place := audio.find(b"\xff", place)) >= 0 and place + FRAME_HEADER <= len(audio):
        frame = _mp3_frame(int.from_bytes(audio[place : place + FRAME_HEADER]))
        if frame is None:
            place += 1
            continue
        size, samples, rate = frame
        if not _is_index(audio[place : place + SIDE_INFORMATION]):
            yield samples, rate
        place += size


def _is_index(frame: bytes) -> bool:
    """Whether a frame holds no sound but the table of contents some encoders begin with."""
    return b"Xing" in frame or b"Info" in frame


def _mp3_frame(header: int) -> tuple[int, int, int] | None:
    """Bytes, samples and sampling rate of a layer III frame; nothing where none begins."""
    version, layer = header >> 19 & 3, header >> 17 & 3
    kbits, rate = header >> 12 & 15, header >> 10 & 3
    possible = header >> 21 == SYNC and version != RESERVED and layer == LAYER_3
    if not (possible and 0 < kbits < len(MP3_KBITS[True]) and rate < len(MP3_RATES)):
        return None
    newest = version == MPEG_1
    hertz = MP3_RATES[rate] // (1 if newest else 2 if version else 4)
    samples = 1152 if newest else 576
    padding = header >> 9 & 1
    return samples // 8 * MP3_KBITS[newest][kbits] * 1000 // hertz + padding, samples, hertz


def _after_id3(audio: bytes) -> int:
    if audio[:3] != b"ID3":
        return 0
    size = 0
    for byte in audio[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


LENGTHS: dict[str, Callable[[bytes], float]] = {
    "wav": _wav_seconds,
    "aiff": _aiff_seconds,
    "mp3": lambda audio: sum(samples / rate for samples, rate in _mp3_frames(audio)),
    "gsm": lambda audio: len(audio) // GSM_FRAME * GSM_SECONDS,
    "ulaw": lambda audio: len(audio) / TELEPHONE,
}
