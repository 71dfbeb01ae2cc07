"""Speech made of tones: playable audio whose length follows the text, and its WAV file."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

type Samples = NDArray[np.float32]

FORMANTS = {  # Hz of the first two resonances, after Peterson & Barney 1952
    "a": (730, 1090), "e": (530, 1840), "i": (270, 2290), "o": (570, 840), "u": (300, 870),
}  # fmt: skip
VOICED = "bdglmnrvwyzñj"
VOWEL, CONSONANT, GAP, COMMA, STOP = 0.085, 0.055, 0.05, 0.18, 0.32
PAUSES = {" ": GAP, ",": COMMA, ";": COMMA, ":": COMMA, ".": STOP, "?": STOP, "!": STOP}
PLAIN = str.maketrans("áéíóúüàèìòù", "aeiouuaeiou")


def speak(text: str, *, voice: str, rate: int, speed: float = 1) -> Samples:
    """Sound between -1 and 1 at `rate` Hz. The voice's name sets its pitch."""
    pitch = 95 + zlib.crc32(voice.encode()) % 110
    sounds = [_sound(letter, pitch, rate, speed) for letter in text.lower().translate(PLAIN)]
    return np.concatenate(sounds or [_silence(GAP, rate)])


def _sound(letter: str, pitch: int, rate: int, speed: float) -> Samples:
    if letter in PAUSES:
        return _silence(PAUSES[letter] / speed, rate)
    if letter in FORMANTS:
        return _vowel(FORMANTS[letter], pitch, rate, VOWEL / speed)
    if letter in VOICED:
        return 0.5 * _vowel((250, 1200), pitch, rate, CONSONANT / speed)
    return _hiss(letter, rate, CONSONANT / speed) if letter.isalnum() else _silence(0, rate)


def _silence(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)


def _vowel(formants: tuple[int, int], pitch: int, rate: int, seconds: float) -> Samples:
    time = np.arange(round(seconds * rate), dtype=np.float32) / rate
    tones = pitch * np.arange(1, min(3500, rate // 2 - 100) // pitch)
    peaks = [np.exp(-(((tones - formant) / 160) ** 2)) for formant in formants]
    loudness = (0.08 + peaks[0] + 0.6 * peaks[1]) / np.sqrt(np.arange(1, len(tones) + 1))
    wave = loudness @ np.sin(2 * np.pi * np.outer(tones, time))
    return _faded(0.35 * wave / np.abs(wave).max(), rate)


def _hiss(letter: str, rate: int, seconds: float) -> Samples:
    noise = np.random.default_rng(ord(letter)).standard_normal(round(seconds * rate))
    return _faded(0.04 * noise, rate)


def _faded(wave: NDArray[np.floating], rate: int) -> Samples:
    ramp = np.minimum(1, np.arange(len(wave)) / (0.008 * rate))
    return (wave * ramp * ramp[::-1]).astype(np.float32)


def pcm(sound: Samples) -> bytes:
    """Signed 16-bit little-endian samples."""
    return bytes((np.clip(sound, -1, 1) * 32767).astype("<i2"))


def ulaw(sound: Samples) -> bytes:
    """G.711 mu-law, one byte a sample."""
    level = np.minimum(np.abs(sound.astype(np.float64)) * 32767, 32635).astype(np.int32) + 132
    exponent = np.floor(np.log2(level)).astype(np.int32) - 7
    mantissa = (level >> (exponent + 3)) & 0x0F
    sign = np.where(sound < 0, 0x80, 0)
    return bytes((~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8))


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
