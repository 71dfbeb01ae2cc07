"""The local speech engine: says a text aloud in Spanish or English, in a voice of some name."""

import logging
import zlib
from functools import cache, lru_cache

from scripts.local.simulators import espeak, spoken, tones
from scripts.local.simulators.sound import Sound

log = logging.getLogger(__name__)

RATE = 22_050  # Hz, what the engine makes
SPEECH = {"es": "es", "es-419": "es-419", "es-mx": "es-419", "es-us": "es-419", "en": "en-us"}
TIMBRES = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8")
KEPT = 200  # utterances


def speak(text: str, language: str, voice: str = "", speed: float = 1) -> bytes:
    """A WAV file of the text, which carries its words. `language` is a BCP 47 tag."""
    sound = said(text, language, voice, speed)
    return spoken.wav(sound.samples, rate=sound.rate, words=text)


@lru_cache(maxsize=KEPT)
def said(text: str, language: str, voice: str = "", speed: float = 1) -> Sound:
    """The text as sound, aloud where the engine can be loaded, else in tones."""
    try:
        return espeak.speak(text, voice=f"{_tongue(language)}+{timbre(voice)}", speed=speed)
    except espeak.NoEngine as problem:
        _complain(str(problem))
        return tones.speak(text, voice=voice, rate=RATE, speed=speed)


def timbre(voice: str) -> str:
    """Which of the engine's timbres a name stands for: its own, or one the name decides."""
    return voice if voice in TIMBRES else TIMBRES[zlib.crc32(voice.encode()) % len(TIMBRES)]


def _tongue(language: str) -> str:
    tag = language.lower().replace("_", "-")
    return SPEECH.get(tag) or SPEECH.get(tag[:2], SPEECH["en"])


@cache
def _complain(problem: str) -> None:
    log.warning("no speech engine, tones instead: %s", problem)
