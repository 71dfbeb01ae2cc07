"""Speech made of tones: nobody understands it, but its length follows the text letter by letter."""

import itertools
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scripts.local.simulators.sound import Samples, Sound

FORMANTS = {  # Hz of the first two resonances, after Peterson & Barney 1952
    "a": (730, 1090), "e": (530, 1840), "i": (270, 2290), "o": (570, 840), "u": (300, 870),
}  # fmt: skip
VOICED = "bdglmnrvwyzñj"
VOWEL, CONSONANT, GAP, COMMA, STOP = 0.085, 0.055, 0.05, 0.18, 0.32
PAUSES = {" ": GAP, ",": COMMA, ";": COMMA, ":": COMMA, ".": STOP, "?": STOP, "!": STOP}
LETTERS = 4096  # kept, of all voices and speeds
PLAIN = str.maketrans("áéíóúüàèìòù", "aeiouuaeiou")


def speak(text: str, *, voice: str, rate: int, speed: float = 1) -> Sound:
    """The text in tones. The voice's name sets the pitch."""
    pitch = 95 + zlib.crc32(voice.encode()) % 110
    sounds = [_sound(letter, pitch, rate, speed) for letter in text.translate(PLAIN)]
    begins = itertools.accumulate((len(sound) for sound in sounds[:-1]), initial=0)
    starts = tuple(place / rate for place in begins) if sounds else ()
    return Sound(np.concatenate(sounds or [_silence(GAP, rate)]), rate, starts)


@lru_cache(maxsize=LETTERS)
def _sound(letter: str, pitch: int, rate: int, speed: float) -> Samples:
    letter = letter.lower()
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
    noise = np.random.default_rng(ord(letter[0])).standard_normal(round(seconds * rate))
    return _faded(0.04 * noise, rate)


def _faded(wave: NDArray[np.floating], rate: int) -> Samples:
    ramp = np.minimum(1, np.arange(len(wave)) / (0.008 * rate))
    return (wave * ramp * ramp[::-1]).astype(np.float32)
