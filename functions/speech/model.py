"""A sentence and the audio of it, which is known by what it says and how."""

import hashlib
import hmac
import json
import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from shared.ports import Utterance
from shared.value import Instant, Value

FORMAT = "wav_8000"
"""A telephone carries no more, and Twilio plays it as it is."""


class Voices(Value):
    """Whose voice speaks which language, and through which model."""

    en: str
    es: str
    model: str

    def utterance(self, text: str, language: str) -> Utterance:
        """The text, to be spoken in that language: `en`, `es`, or a region of one of them."""
        spoken = "es" if language.lower().startswith("es") else "en"
        voice = self.es if spoken == "es" else self.en
        return Utterance(text=normalised(text), voice=voice, language=spoken, model=self.model)


def normalised(text: str) -> str:
    """The text with composed letters and single spaces, so that what sounds alike is alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fingerprint(utterance: Utterance) -> str:
    """SHA-256 over all that decides how it sounds, as hex."""
    said = {**utterance.model_dump(), "text": normalised(utterance.text), "format": FORMAT}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class Sentence(Value):
    """An utterance as it is filed. `key` is what its address ends in."""

    fingerprint: str
    key: str
    text_sha: str
    voice: str
    model: str
    language: str


def sentence(utterance: Utterance, secret: str) -> Sentence:
    """The utterance without its text. Its key, 40 hex digits, cannot be told without `secret`."""
    name = fingerprint(utterance)
    return Sentence(
        fingerprint=name,
        key=hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:40],
        text_sha=text_sha(utterance.text),
        voice=utterance.voice,
        model=utterance.model,
        language=utterance.language,
    )


def text_sha(text: str) -> str:
    """What stands for the words of a sentence."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def is_key(text: str) -> bool:
    """Whether an address can end like that."""
    return re.fullmatch("[0-9a-f]{40}", text) is not None


def path(name: str) -> str:
    """Where its file lies."""
    return f"audio/{name}.wav"


class AudioState(StrEnum):
    """making -> ready, or resting after a failure; making again once its lease has run out."""

    MAKING = "making"
    READY = "ready"
    RESTING = "resting"


class Audio(Value):
    """The audio of one utterance. While it rests, `stand_in` may have been said by another voice.

    `characters` are what the vendor charged, `bytes` the size of the file.
    """

    fingerprint: str
    key: str
    state: AudioState
    leased_until: Instant | None
    stand_in: str | None
    media_type: str | None
    bytes: int | None
    characters: int | None
    voice_used: str | None
    hits: int

    def rests(self, now: datetime) -> bool:
        """Whether it was tried in vain just now."""
        waits = self.leased_until is not None and self.leased_until > now
        return self.state is AudioState.RESTING and waits


class Usage(Value):
    """What was synthesised, what was served again, how often there was nothing to play."""

    syntheses: int
    characters_synthesized: int
    hits: int
    characters_cached: int
    fallbacks: int

    @property
    def hit_rate(self) -> float:
        """The share of sentences that cost nothing."""
        spoken = self.syntheses + self.hits
        return self.hits / spoken if spoken else 0.0
