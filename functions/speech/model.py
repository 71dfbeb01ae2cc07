"""A sentence and the audio of it, which is known by what it says and how."""

import hashlib
import hmac
import json
import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from functions.permission.model import hashed
from functions.speech.circuits import NEEDS_SOMEBODY
from functions.speech.spoken import aloud
from shared.ports import Manner, Utterance
from shared.value import Instant, Spoken, Value

FORMAT = "wav_mulaw_8000"
"""What a telephone carries, with a head that says how long it is: Twilio plays it as it is."""
LASTING = 3
"""The list of voices asked for that often in vain is no accident."""
OLD = timedelta(hours=3)
"""How long what a list does not hold is believed not to be there."""


class Voices(Value):
    """Whose voice speaks which language, through which model, and how."""

    en: str
    es: str
    model: str
    version: str = "1"
    manner: Manner = Manner()

    def with_voice(self, language: str, voice: str) -> "Voices":
        """The same, where somebody else speaks that language; nobody else, where none is named."""
        return self.model_copy(update={language: voice} if voice else {})

    def utterance(self, text: str, language: str) -> Utterance:
        """The text as a person would say it in that language: `en`, `es`, or a region of one."""
        spoken = Spoken.ES if language.lower().startswith("es") else Spoken.EN
        return Utterance(
            text=normalised(aloud(text, spoken)),
            voice=self.es if spoken is Spoken.ES else self.en,
            language=spoken.value,
            model=self.model,
            version=self.version,
            manner=self.manner,
        )


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
    version: str


def sentence(utterance: Utterance, secret: str, now: datetime) -> Sentence:
    """The utterance without its text, as it is made now.

    Its key, 40 hex digits, cannot be told without `secret`. Made anew, it has another: what Twilio
    keeps of an address for a year must never change.
    """
    name = fingerprint(utterance)
    made = f"{name} {now.isoformat()}".encode()
    return Sentence(
        fingerprint=name,
        key=hmac.new(secret.encode(), made, hashlib.sha256).hexdigest()[:40],
        text_sha=text_sha(utterance.text),
        voice=utterance.voice,
        model=utterance.model,
        language=utterance.language,
        version=utterance.version,
    )


class Cause(Value):
    """In which call something is said, and for whom: by the hash of their number."""

    call_id: UUID
    person: str

    @classmethod
    def of(cls, call_id: UUID, phone: str) -> "Cause":
        """A call with that number."""
        return cls(call_id=call_id, person=hashed(phone))


def text_shas(text: str) -> list[str]:
    """What stands for the words of a text however they were spoken: as written, or aloud."""
    return [text_sha(each) for each in (text, *(aloud(text, each) for each in Spoken))]


def text_sha(text: str) -> str:
    """What stands for the words of a sentence."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def is_key(text: str) -> bool:
    """Whether an address can end like that."""
    return re.fullmatch("[0-9a-f]{40}", text) is not None


def path(key: str) -> str:
    """Where its file lies; what is made anew lies elsewhere, so that the old one may go."""
    return f"audio/{key}.wav"


class AudioState(StrEnum):
    """making -> ready, or resting after a failure; making again once its lease has run out."""

    MAKING = "making"
    READY = "ready"
    RESTING = "resting"


class Audio(Value):
    """The audio of one utterance. While it rests, `stand_in` may have been said by another voice.

    `characters` are what the vendor charged, `bytes` the size of the file; `fixed`: it is said to
    everybody.
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
    fixed: bool
    file: str

    def rests(self, now: datetime) -> bool:
        """Whether it was tried in vain just now."""
        waits = self.leased_until is not None and self.leased_until > now
        return self.state is AudioState.RESTING and waits


class VoiceDay(Value):
    """What a vendor's voice did on a day (UTC). No names: counted before there were any."""

    day: date
    speaker: str
    voice: str
    syntheses: int
    characters_synthesized: int
    hits: int
    characters_cached: int
    spent_micro: int
    saved_micro: int


class Fallback(Value):
    """How often a voice was passed over, and why; without a name, how often nobody spoke."""

    speaker: str
    reason: str
    times: int


class Usage(Value):
    """What was synthesised, what was served again, how often there was nothing to play."""

    days: tuple[VoiceDay, ...] = ()
    passed_over: tuple[Fallback, ...] = ()

    def total(self, of: str) -> int:
        """The sum over all days and voices."""
        return sum(int(getattr(day, of)) for day in self.days)

    @property
    def fallbacks(self) -> int:
        """How often no voice spoke in time."""
        return sum(each.times for each in self.passed_over if not each.speaker)

    @property
    def hit_rate(self) -> float:
        """The share of sentences that cost nothing."""
        hits = self.total("hits")
        spoken = self.total("syntheses") + hits
        return hits / spoken if spoken else 0.0


class OrderKind(StrEnum):
    """What people may have done with audio by hand."""

    WARMING = "warming"
    INVALIDATION = "invalidation"


class Order(Value):
    """Who had it done, why, and what came of it: how many sentences are there, or are gone."""

    id: UUID
    kind: OrderKind
    at: Instant
    actor: str
    reason: str
    what: dict[str, Any]
    done_at: Instant | None = None
    count: int | None = None


class Listing(Value):
    """How it went to ask for the voices of the account. `failures` are those in a row."""

    listed_at: Instant | None
    due_at: Instant
    failures: int = 0
    reason: str = ""

    def told(self, at: datetime, again_at: datetime) -> "Listing":
        """All were listed."""
        return Listing(listed_at=at, due_at=again_at)

    def failed(self, code: str, again_at: datetime) -> "Listing":
        """None were. What was listed before still holds."""
        failed = {"failures": self.failures + 1, "reason": code, "due_at": again_at}
        return self.model_copy(update=failed)

    def alarms(self, before: "Listing") -> bool:
        """Whether people should be told of this failure: once, not with every one."""
        if self.reason in NEEDS_SOMEBODY:
            return before.reason != self.reason
        return self.failures == LASTING

    def is_complete(self, now: datetime) -> bool:
        """Whether what is not listed may be taken not to be there."""
        return self.listed_at is not None and now - self.listed_at <= OLD
