"""Speaks through eSpeak NG, the speech engine that the package espeakng-loader carries.

The engine keeps state between two utterances, so that the second would sound a little different.
It is therefore loaded anew for each one (5 ms) and given its seed, which makes the same words the
same bytes.
"""

import _ctypes
import ctypes
import importlib
from functools import cache
from threading import Lock
from typing import Any

import numpy as np

from scripts.local.simulators.sound import Samples, Sound

RETRIEVE, WITHOUT_EXIT, UTF_8, WORD = 2, 0x8000, 1, 1  # espeak-ng/speak_lib.h
CHARACTERS, RATE_PARAMETER, PHONEMES_IN_IPA = 0, 1, 2
WORDS_A_MINUTE, SLOWEST, FASTEST = 165, 80, 450


class NoEngine(Exception):
    """The engine cannot be loaded here."""


class Event(ctypes.Structure):
    """`espeak_EVENT`: what happens at a sample. The array ends with a type of zero."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


Told = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Event))
ONE_AT_A_TIME = Lock()


class _Engine:
    """The library, loaded for one utterance."""

    def __init__(self, voice: str) -> None:
        path, data = _files()
        try:
            self._library: Any = ctypes.CDLL(path)
        except OSError as error:
            raise NoEngine(f"{path} cannot be loaded: {error}") from error
        self.rate = int(self._library.espeak_Initialize(RETRIEVE, 0, data, WITHOUT_EXIT))
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))  # the clock sets it otherwise
        if self.rate <= 0 or self._library.espeak_SetVoiceByName(voice.encode()):
            self.close()
            raise NoEngine(f"eSpeak NG has no voice {voice!r} in {data.decode()}")

    def speak(self, text: str, words_a_minute: int) -> tuple[bytes, list[tuple[int, int]]]:
        """The samples, and of each word its first character and its first sample."""
        pieces: list[bytes] = []
        words: list[tuple[int, int]] = []

        def hear(wave: int | None, count: int, events: Any) -> int:
            if wave and count:
                pieces.append(ctypes.string_at(wave, 2 * count))
            words.extend(_words(events))
            return 0

        told = Told(hear)
        self._library.espeak_SetSynthCallback(told)
        self._library.espeak_SetParameter(RATE_PARAMETER, words_a_minute, 0)
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, CHARACTERS, 0, UTF_8, None, None)
        return b"".join(pieces), words

    def phonemes(self, text: str) -> str:
        """How the text is pronounced, in the letters of the IPA."""
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        rest, said = ctypes.c_char_p(text.encode()), []
        while rest.value:
            part = self._library.espeak_TextToPhonemes(ctypes.byref(rest), UTF_8, PHONEMES_IN_IPA)
            said.append((part or b"").decode())
        return " ".join(said)

    def close(self) -> None:
        """Unload the library with all it remembers."""
        self._library.espeak_Terminate()
        _ctypes.dlclose(self._library._handle)  # noqa: SLF001  ctypes offers no other way


def speak(text: str, *, voice: str, speed: float = 1) -> Sound:
    """The text in one of the engine's voices (`es-419+f2`). Raises `NoEngine`."""
    pace = min(FASTEST, max(SLOWEST, round(WORDS_A_MINUTE * speed)))
    with ONE_AT_A_TIME:
        engine = _Engine(voice)
        try:
            raw, words = engine.speak(text, pace)
        finally:
            engine.close()
    samples: Samples = np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768)
    return Sound(samples, engine.rate, _starts(text, words, len(samples), engine.rate))


def phonemes(text: str, *, voice: str) -> str:
    """How that voice pronounces the text, in the letters of the IPA. Raises `NoEngine`."""
    with ONE_AT_A_TIME:
        engine = _Engine(voice)
        try:
            return engine.phonemes(text)
        finally:
            engine.close()


@cache
def _files() -> tuple[str, bytes]:
    try:
        loader = importlib.import_module("espeakng_loader")
    except ImportError as error:
        raise NoEngine("the package espeakng-loader is not installed") from error
    return str(loader.get_library_path()), str(loader.get_data_path()).encode()


def _words(events: Any) -> list[tuple[int, int]]:
    found, place = [], 0
    while events and events[place].type:
        if events[place].type == WORD:
            found.append((events[place].text_position - 1, events[place].sample))
        place += 1
    return found


def _starts(text: str, words: list[tuple[int, int]], end: int, rate: int) -> tuple[float, ...]:
    """When each character begins: words as the engine tells, letters evenly between them."""
    places = [(0, 0), *sorted(set(words)), (len(text), end)]
    told = np.maximum.accumulate([sample for _, sample in places])
    evenly = np.interp(np.arange(len(text)), [place for place, _ in places], told)
    return tuple(float(sample) / rate for sample in evenly)
