"""What a person or the bot says, as mu-law: one track of a stream."""

from functools import lru_cache

from scripts.local.simulators import engine, spoken
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.stream_frames import FRAME, RATE, SILENCE

KEPT = 500  # utterances


class Track:
    """Sound that is taken frame by frame; silence where nobody speaks.

    What is said goes into `heard`, too, so that a recogniser may know it by its sound.
    """

    def __init__(self, heard: Heard, voice: str) -> None:
        self._heard, self._voice = heard, voice
        self._waiting = bytearray()

    @property
    def is_silent(self) -> bool:
        """Whether nothing waits to be said."""
        return not self._waiting

    def say(self, text: str, language: str, seconds: float | None = None) -> None:
        """Begin to say this after the rest; in so many seconds, if somebody has measured it."""
        audio = _mulaw(text, language, self._voice) if text else b""
        if audio:
            self._heard.remember(audio, text)
        if seconds is not None:
            size = round(seconds * RATE)
            audio = audio[:size].ljust(size, SILENCE)
        self._waiting += audio

    def take(self) -> bytes:
        """The next twenty milliseconds."""
        frame = bytes(self._waiting[:FRAME]).ljust(FRAME, SILENCE)
        del self._waiting[:FRAME]
        return frame

    def hush(self) -> None:
        """Say nothing more."""
        self._waiting.clear()


@lru_cache(KEPT)
def _mulaw(text: str, language: str, voice: str) -> bytes:
    return spoken.ulaw(engine.said(text, language, voice).at(RATE).samples)
