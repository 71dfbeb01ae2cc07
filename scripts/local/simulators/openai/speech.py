"""Audio of a text, as the second voice (platform.openai.com/docs/api-reference/audio)."""

import base64
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from scripts.local.simulators import compressed, engine, spoken
from scripts.local.simulators.openai.account import tokens_of
from scripts.local.simulators.openai.asked import Body
from scripts.local.simulators.openai.intents import language_of
from scripts.local.simulators.openai.refusals import invalid

RATE = 24_000
MP3_KBITS, OPUS_KBITS, OPUS_RATE = 160, 64, 48_000
TIMBRES = {  # which of the local engine's voices plays whom
    "alloy": "f2", "ash": "m1", "ballad": "m2", "coral": "f1", "echo": "m3", "fable": "m4",
    "onyx": "m7", "nova": "f3", "sage": "f4", "shimmer": "f5", "verse": "m5", "marin": "f1",
    "cedar": "m8",
}  # fmt: skip
MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/opus",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}


class SpeechRequest(Body):
    """The body of a speech request. Instructions are read by nobody."""

    input: Annotated[str, Field(min_length=1, max_length=4096)]
    voice: str | dict[str, Any]
    model: str = ""
    instructions: str | None = None
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1
    stream_format: Literal["sse", "audio"] = "audio"

    def check(self) -> None:
        """Raise `Refusal` for a voice nobody has, or a format that cannot be made here."""
        if self.voice not in TIMBRES:
            names = ", ".join(f"'{name}'" for name in TIMBRES)
            message = f"Invalid value: '{self.voice}'. Supported values are: {names}."
            raise invalid("voice", message)
        if self.response_format not in MEDIA_TYPES:
            made = ", ".join(MEDIA_TYPES)
            message = f"This simulator has no encoder for aac; it makes {made}."
            raise invalid("response_format", message, "unsupported_value")

    @property
    def media_type(self) -> str:
        """What the answer is called."""
        streamed = self.stream_format == "sse"
        return "text/event-stream" if streamed else MEDIA_TYPES[self.response_format]

    def audio(self) -> bytes:
        """The words, spoken. The lengths of a WAV file are left open, as the API streams it."""
        language, timbre = language_of(self.input, "en"), TIMBRES[str(self.voice)]
        sound = engine.said(self.input, language, timbre, self.speed)
        if self.response_format == "opus":
            return compressed.opus(sound.at(OPUS_RATE).samples, rate=OPUS_RATE, kbits=OPUS_KBITS)
        samples = sound.at(RATE).samples
        makers = {
            "wav": lambda: spoken.wav(samples, rate=RATE, words=self.input, sized=False),
            "pcm": lambda: spoken.pcm(samples),
            "flac": lambda: compressed.flac(samples, rate=RATE),
            "mp3": lambda: compressed.mp3(samples, rate=RATE, kbits=MP3_KBITS, words=self.input),
        }
        return makers[self.response_format]()

    def told(self, pieces: list[bytes]) -> Iterator[bytes]:
        """The pieces as server-sent events, for who asks for them."""
        if self.stream_format == "audio":
            yield from pieces
            return
        for piece in pieces:
            yield _event({"type": "speech.audio.delta", "audio": _text(piece)})
        read, written = tokens_of(self.input), sum(len(piece) for piece in pieces) // 1000
        usage = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
        yield _event({"type": "speech.audio.done", "usage": usage})


def _text(piece: bytes) -> str:
    return base64.b64encode(piece).decode()


def _event(content: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(content)}\n\n".encode()
