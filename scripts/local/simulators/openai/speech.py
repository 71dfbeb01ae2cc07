"""Audio of a text, as the second voice (platform.openai.com/docs/api-reference/audio)."""

from typing import Annotated

from pydantic import BaseModel, Field

from scripts.local.simulators import spoken
from scripts.local.simulators.openai.account import Refusal

RATE = 24_000
MADE = ("wav", "pcm")


class SpeechRequest(BaseModel):
    """The body of a speech request."""

    model: str = ""
    input: Annotated[str, Field(min_length=1, max_length=4096)]
    voice: str
    response_format: str = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1

    def check(self) -> None:
        """Raise `Refusal` for a format that needs a codec."""
        if self.response_format not in MADE:
            message = f"This simulator makes {' and '.join(MADE)}, not {self.response_format}."
            raise Refusal(400, message, param="response_format", code="unsupported_value")

    def audio(self) -> bytes:
        """A WAV file whose lengths are left open, as the API streams it, or bare samples."""
        sound = spoken.speak(self.input, voice=self.voice, rate=RATE, speed=self.speed)
        if self.response_format == "pcm":
            return spoken.pcm(sound)
        return spoken.wav(sound, rate=RATE, words=self.input, sized=False)
