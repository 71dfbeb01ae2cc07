"""Asks one voice after the other, so that a call is not silent because one vendor is."""

import logging
from datetime import UTC, datetime, timedelta

from shared.errors import Rejected, Unavailable
from shared.ports import Clock, Speech, Utterance, Voice

log = logging.getLogger(__name__)
VENDOR = "fallback"


class FallbackVoice:
    """Asks each voice in order. One that is unavailable rests before it is asked again.

    It rests as long as it asked for, or `rest` seconds. One that rejects the utterance does not
    rest, as the next sentence may suit it. Raises `Unavailable` where no voice has spoken.
    """

    def __init__(self, *voices: Voice, clock: Clock, rest: float = 30) -> None:
        self._voices, self._clock, self._rest = voices, clock, rest
        self._until = [datetime.min.replace(tzinfo=UTC)] * len(voices)

    async def speak(self, utterance: Utterance) -> Speech:
        """The first voice's audio that is neither resting nor failing."""
        for place, voice in enumerate(self._voices):
            if self._clock.now() < self._until[place]:
                continue
            try:
                return await voice.speak(utterance)
            except Unavailable as refusal:
                self._let_rest(place, refusal)
            except Rejected as refusal:
                log.error(  # noqa: TRY400  what happened is in the code, not in the stack
                    "voice %s rejects an utterance: %s", type(voice).__name__, refusal.code
                )
        raise Unavailable("No voice is available", vendor=VENDOR, retry_after=self._soonest())

    def _let_rest(self, place: int, refusal: Unavailable) -> None:
        rest = self._rest if refusal.retry_after is None else refusal.retry_after
        self._until[place] = self._clock.now() + timedelta(seconds=rest)
        name = type(self._voices[place]).__name__
        log.warning("voice %s rests for %s s: %s", name, rest, refusal.code)

    def _soonest(self) -> float:
        return max(0.0, (min(self._until) - self._clock.now()).total_seconds())
