"""What the system needs from outside, in its own words. Vendors stand behind these, in adapters.

Every method may raise `Unavailable` (nothing happened), `Uncertain` (it may have) or `Rejected`
(it will never work), and returns or raises within its own deadline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from shared.value import Instant, Spoken, Value


class Clock(Protocol):
    """What time it is. All that waits or dates asks this, so that tests can turn the hands."""

    def now(self) -> datetime:
        """The instant, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return once that much of this clock's time has passed."""


class Activity(NamedTuple):
    """What goes on in a process, for a virtual clock that must not jump over it.

    `begun` and `sent` count all works and all messages there ever were. `strands` name the works
    under way: one of them that only sleeps does not hold the clock up.
    """

    busy: bool = False
    begun: int = 0
    sent: int = 0
    strands: tuple[str, ...] = ()


class Secrets(Protocol):
    """Values nobody may read in a settings file. They rotate while we run."""

    async def secret(self, name: str) -> str:
        """The value now in force. Raises `Rejected` where there is none of that name."""


class Passports(Protocol):
    """Tokens by which the organisation's own sign-in says who somebody is."""

    async def claims(self, token: str) -> Mapping[str, Any]:
        """What a token says that is good now, and for us. Raises `Unauthenticated`."""


# --- telephony ---------------------------------------------------------------------------------


class NewCall(Value):
    """What the telephone network needs to ring somebody. Numbers are E.164."""

    to: str
    caller: str
    answer_url: str
    fallback_url: str
    status_url: str
    machine_url: str | None = None
    ring_seconds: int = 25
    talk_seconds: int = 600


class NetworkCall(Value):
    """A call as the network tells of it; `status` in Twilio's words (voice/api/call-resource)."""

    sid: str
    to: str
    caller: str
    status: str
    direction: str
    answered_by: str | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    seconds: int | None = None


class Telephony(Protocol):
    """The telephone network."""

    async def call(self, new: NewCall) -> NetworkCall:
        """Ask for a call once, never retried here. `Uncertain` means it may be ringing already."""

    async def calls(self, *, to: str, caller: str, since: datetime) -> Sequence[NetworkCall]:
        """The calls between the two numbers since then: how an uncertain one is found again."""

    async def fetch(self, sid: str) -> NetworkCall:
        """One call as it stands."""

    async def cancel(self, sid: str) -> None:
        """Take back a call that nobody has answered. One that is live goes on: no error."""

    async def hang_up(self, sid: str) -> None:
        """End a call that is queued, ringing or live. One that has ended already is no error."""

    async def redirect(self, sid: str, url: str) -> None:
        """Let a live call go on with the document at `url`."""


class NetworkRecording(Value):
    """A recording as the network tells of it (voice/api/recording); `status` in its words."""

    sid: str
    call_sid: str
    status: str
    seconds: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether it grows, or may grow again."""
        return self.status in {"in-progress", "paused"}


class Recorder(Protocol):
    """Records live calls at the telephone network."""

    async def record(self, call_sid: str, status_url: str) -> NetworkRecording:
        """Record a live call from now on. `Rejected` 21220 where it has ended."""

    async def recordings(self, call_sid: str) -> Sequence[NetworkRecording]:
        """What was recorded of that call and not removed yet, the newest first."""

    async def stop(self, recording: NetworkRecording) -> None:
        """Record no more. One that has ended already is no error."""

    async def media(self, sid: str) -> bytes:
        """The whole file, as MP3. `Unavailable` while it is not there yet."""

    async def delete(self, sid: str) -> None:
        """Remove it there. One that is gone already is no error; `Unavailable` while it is made."""


class Signatures(Protocol):
    """Who signed a request of the telephone network."""

    async def valid(self, url: str, params: Mapping[str, str], signature: str | None) -> bool:
        """Whether the network did. `url` is the public address, `params` are all posted fields."""


# --- speech ------------------------------------------------------------------------------------


class Manner(Value):
    """How a voice speaks. What is not told is as the vendor set it."""

    stability: float | None = None
    similarity: float | None = None
    style: float | None = None
    speed: float | None = None
    boost: bool | None = None


class Utterance(Value):
    """A sentence to be spoken. Its content, not its caller, decides what audio it is.

    `version` is ours to raise when the voice sounds otherwise than before.
    """

    text: str
    voice: str
    language: str
    model: str
    version: str = "1"
    manner: Manner = Manner()


class Speech(Value):
    """Audio of one utterance. `characters` is what the vendor charged for."""

    audio: bytes
    media_type: str
    characters: int
    voice_used: str


class Voice(Protocol):
    """Speaks text."""

    async def speak(self, utterance: Utterance, *, deadline: float) -> Speech:
        """The whole audio, in a form Twilio plays as it is. Truncated audio is an error."""

    async def left(self, *, deadline: float) -> int | None:
        """How many characters may still be spoken this month; None where nothing limits them."""


class Offered(Value):
    """A voice that the account has. `languages`, as en or es, are those it is known to speak well;
    none where nobody says."""

    id: str
    name: str
    languages: tuple[str, ...] = ()
    about: str = ""


class Cast(Protocol):
    """Who could speak for us."""

    async def offered(self, *, deadline: float) -> Sequence[Offered]:
        """All voices of the account, by name."""


@dataclass(frozen=True)
class Speaker:
    """A voice, what we call it, and its price: micro-units of money for 1,000 characters."""

    name: str
    voice: Voice
    price: int = 0


# --- language ----------------------------------------------------------------------------------


class Role(StrEnum):
    """Who says something to the model."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Line(Value):
    """One line of a dialogue with the model."""

    role: Role
    text: str


class Answer[T: Value](Value):
    """What the model answered, in the shape that was asked for, and what it cost."""

    content: T
    tokens_in: int
    tokens_out: int


class Language(Protocol):
    """A language model that answers in a given shape."""

    async def answer[T: Value](
        self, lines: Sequence[Line], shape: type[T], *, deadline: float
    ) -> Answer[T]:
        """An answer of that shape within `deadline` seconds.

        `Rejected` where the model refuses, is filtered, or answers nonsense.
        """


class Embeddings(Protocol):
    """Turns texts into vectors that lie close where the meaning is close."""

    @property
    def model(self) -> str:
        """The model's name: vectors of two models never compare."""

    @property
    def dimensions(self) -> int:
        """How long each vector is."""

    @property
    def languages(self) -> frozenset[Spoken]:
        """Those it understands. In others it sees little more than equal words."""

    def of(self, model: str, dimensions: int) -> "Embeddings":
        """Another model of the same vendor, for as long as its vectors serve."""

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        """One unit vector a text, in order, within `deadline` seconds."""


# --- stores beside PostgreSQL ------------------------------------------------------------------


class Transcripts(Protocol):
    """The documents of a call, kept apart per call and for as long as the law lets us."""

    async def append(
        self, call_id: UUID, entries: Sequence[dict[str, Any]], *, keep: timedelta | None
    ) -> None:
        """Add entries, all or none. Each has an `id`; one that is there already stays as it is.

        They are gone after `keep`; without it they stay until they are erased.
        """

    async def read(self, call_id: UUID) -> Sequence[dict[str, Any]]:
        """All entries of the call, in order of their `id`."""

    async def erase(self, call_id: UUID) -> None:
        """Remove every entry of the call."""


class Cache(Protocol):
    """Short-lived memory shared by all instances. It may be empty at any time."""

    async def get(self, key: str) -> bytes | None:
        """What was put there, unless it ran out or was lost."""

    async def put(self, key: str, value: bytes, *, keep: timedelta) -> None:
        """Remember for that long at the most."""

    async def claim(self, key: str, *, keep: timedelta) -> bool:
        """True for the first to ask within that time: a lock, or a mark that something is done."""

    async def release(self, key: str) -> None:
        """Give a claim back early."""


class Bucket(Protocol):
    """Permits that come back with time."""

    async def take(
        self, key: str, wanted: int, *, per_second: float, burst: int, now: datetime
    ) -> int:
        """How many of the wanted permits were there to take, and are taken."""


class Near(Value):
    """A hit of a search by meaning. `score` is the cosine, 1 for the same meaning."""

    id: UUID
    score: float


class Placed(NamedTuple):
    """Where a document lies, and what it can be narrowed by: `state:new`."""

    id: UUID
    vector: Sequence[float]
    facets: Sequence[str] = ()


type Within = Sequence[Sequence[str]]
"""What a search is narrowed to: of each group, a document has at least one facet."""


class Vectors(Protocol):
    """The serving copy of the embeddings. PostgreSQL holds the truth, and rebuilds this."""

    def of(self, model: str, dimensions: int) -> "Vectors":
        """The copy of another model's vectors."""

    async def put(self, kind: str, items: Sequence[Placed]) -> None:
        """Add or replace vectors of one kind of document."""

    async def nearest(
        self, kind: str, vector: Sequence[float], *, count: int, within: Within = ()
    ) -> Sequence[Near]:
        """The closest documents of that kind, best first, among those within."""

    async def clear(self) -> None:
        """Drop everything of this model, before a rebuild."""


class Queue(Protocol):
    """Hands work to the functions that wait for it."""

    async def send(self, queue: str, body: str) -> None:
        """Put a message there. It may arrive twice."""


class Depth(Value):
    """How many messages wait in a queue, about, and since when the first of them does."""

    queue: str
    count: int
    oldest_at: Instant | None


class Lying(Value):
    """A message that failed for good. `id` is the queue's, new each time something is put there;
    `receipt` is what it can be removed with."""

    id: UUID
    receipt: str
    body: str
    inserted_at: Instant
    dequeue_count: int


class Queues(Protocol):
    """What people who operate us must know of the queues."""

    async def depths(self, queues: Sequence[str]) -> Sequence[Depth]:
        """How long each is; one that is not there is empty."""

    async def poisoned(self, queue: str) -> Sequence[Lying]:
        """Some of what failed for good, the first first; nobody else gets it for a while."""

    async def remove(self, queue: str, message: Lying) -> None:
        """Take it away. One that is gone already is no error."""


class Files(Protocol):
    """Bytes by name: audio, recordings, imports."""

    async def put(self, path: str, data: bytes, *, media_type: str) -> None:
        """Store, or replace, under `container/name`."""

    async def get(self, path: str) -> bytes | None:
        """The bytes, or nothing where there is no such file."""

    async def get_part(self, path: str, first: int, length: int) -> bytes | None:
        """So many bytes from `first` on, or nothing where there is no such file."""

    async def remove(self, path: str) -> None:
        """Remove; nothing happens where there is no such file."""


# --- other people's systems --------------------------------------------------------------------


class Receivers(Protocol):
    """Systems of whoever wants to hear of things, at addresses that are theirs to choose."""

    async def post(
        self, url: str, body: str, headers: Mapping[str, str], *, deadline: float
    ) -> int:
        """The HTTP status of the answer. `Rejected` where the address leads where we must not go.

        A redirect is an answer, and is not followed.
        """


class Letter(Value):
    """A mail to one person, in plain text. `references` is its thread, the oldest first.

    Message-IDs stand without their brackets. `automatic`: no person wrote it, and none shall
    be answered by a machine (RFC 3834).
    """

    to: str
    message_id: str
    subject: str
    text: str
    references: tuple[str, ...] = ()
    automatic: bool = False


class Mail(Protocol):
    """Sends mail."""

    async def send(self, letter: Letter, *, deadline: float) -> None:
        """Hand it over. Whether it arrives may be told later, by mail."""
