"""The output formats of ElevenLabs that can be made here without a codec."""

from dataclasses import dataclass

from scripts.local.simulators import spoken

RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
OFFERED = (*(f"wav_{rate}" for rate in RATES), *(f"pcm_{rate}" for rate in RATES), "ulaw_8000")


@dataclass(frozen=True)
class Rendering:
    """Audio and what to call it."""

    content: bytes
    media_type: str


def render(text: str, voice: str, form: str, speed: float) -> Rendering:
    """The text as audio of one of the `OFFERED` formats."""
    container, rate = form.split("_")
    sound = spoken.speak(text, voice=voice, rate=int(rate), speed=speed)
    if container == "wav":
        return Rendering(spoken.wav(sound, rate=int(rate), words=text), "audio/wav")
    if container == "ulaw":
        return Rendering(spoken.ulaw(sound), "audio/basic")
    return Rendering(spoken.pcm(sound), "audio/pcm")
