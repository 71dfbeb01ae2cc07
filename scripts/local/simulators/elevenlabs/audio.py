"""The output formats of ElevenLabs, made from a stretch of sound."""

from dataclasses import dataclass

from scripts.local.simulators import compressed, spoken
from scripts.local.simulators.sound import Sound

RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
MP3 = ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")
OPUS = ("48000_32", "48000_64", "48000_96", "48000_128", "48000_192")
STREAMED = (
    *(f"mp3_{form}" for form in MP3),
    *(f"pcm_{rate}" for rate in RATES),
    "ulaw_8000",
    "alaw_8000",
    *(f"opus_{form}" for form in OPUS),
)
WHOLE = (*STREAMED, *(f"wav_{rate}" for rate in RATES))

MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
    "ulaw": "audio/basic",
    "alaw": "audio/x-alaw-basic",
}


@dataclass(frozen=True)
class Rendering:
    """Audio and what to call it."""

    content: bytes
    media_type: str


def rate_of(form: str) -> int:
    """Samples a second of a format."""
    return int(form.split("_")[1])


def render(sound: Sound, form: str, words: str) -> Rendering:
    """The sound in one of the formats. WAV and MP3 carry the words as well."""
    container, rate, kbits = form.partition("_")[0], rate_of(form), int(form.rpartition("_")[2])
    samples = sound.at(rate).samples
    makers = {
        "wav": lambda: spoken.wav(samples, rate=rate, words=words),
        "pcm": lambda: spoken.pcm(samples),
        "ulaw": lambda: spoken.ulaw(samples),
        "alaw": lambda: spoken.alaw(samples),
        "mp3": lambda: compressed.mp3(samples, rate=rate, kbits=kbits, words=words),
        "opus": lambda: compressed.opus(samples, rate=rate, kbits=kbits),
    }
    return Rendering(makers[container](), MEDIA_TYPES[container])
