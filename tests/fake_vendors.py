"""Stand-ins for those who work for us: networks, voices, models. mypy proves that they fit."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

from shared.errors import Problem, Rejected
from shared.ports import (
    Answer,
    Cast,
    Embeddings,
    Language,
    Letter,
    Line,
    Mail,
    NetworkCall,
    NetworkRecording,
    NewCall,
    Offered,
    Receivers,
    Recorder,
    Speech,
    Telephony,
    Utterance,
    Voice,
)
from shared.value import Spoken, Value


@dataclass
class FakeReceivers:
    """Answers every post with `status`, or raises `failure`. Addresses in `away` answer 500."""

    status: int = 200
    failure: Problem | None = None
    away: set[str] = field(default_factory=set)
    posted: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    async def post(
        self, url: str, body: str, headers: Mapping[str, str], *, deadline: float
    ) -> int:
        self.posted.append((url, body, dict(headers)))
        if self.failure:
            raise self.failure
        return 500 if url in self.away else self.status


@dataclass
class FakeMail:
    """Keeps what is sent. `failure` is raised instead."""

    failure: Problem | None = None
    sent: list[Letter] = field(default_factory=list)

    async def send(self, letter: Letter, *, deadline: float) -> None:
        if self.failure:
            raise self.failure
        self.sent.append(letter)


@dataclass
class FakeTelephony:
    """Rings whoever it is told to. `failure` is raised instead, or after ringing if `late`.

    `forgets` is raised where one call is asked for, `unlisted` where those to a number are.
    `witness` sees what is asked for before anything else happens. `picks_up_first`: who is to be
    rung no more answers at that moment. `stuck`: why some calls cannot be ended.
    """

    failure: Problem | None = None
    late: bool = False
    picks_up_first: bool = False
    forgets: Problem | None = None
    unlisted: dict[str, Problem] = field(default_factory=dict)
    stuck: dict[str, Problem] = field(default_factory=dict)
    rung: list[NewCall] = field(default_factory=list)
    known: list[NetworkCall] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    redirected: list[tuple[str, str]] = field(default_factory=list)
    witness: Callable[[NewCall], Awaitable[object]] | None = None

    async def call(self, new: NewCall) -> NetworkCall:
        if self.witness:
            await self.witness(new)
        if self.failure and not self.late:
            raise self.failure
        self.rung.append(new)
        call = NetworkCall(
            sid=f"CA{len(self.rung):032}",
            to=new.to,
            caller=new.caller,
            status="queued",
            direction="outbound-api",
        )
        self.known.append(call)
        if self.failure:
            raise self.failure
        return call

    async def calls(self, *, to: str, caller: str, since: datetime) -> Sequence[NetworkCall]:
        if to in self.unlisted:
            raise self.unlisted[to]
        return [call for call in self.known if (call.to, call.caller) == (to, caller)]

    async def fetch(self, sid: str) -> NetworkCall:
        if self.forgets:
            raise self.forgets
        return next(call for call in self.known if call.sid == sid)

    async def hang_up(self, sid: str) -> None:
        if sid in self.stuck:
            raise self.stuck[sid]
        self.ended.append(sid)

    async def cancel(self, sid: str) -> None:
        """Twilio cancels what is queued, and tells nobody."""
        self.ended.append(sid)
        status = "in-progress" if self.picks_up_first else "canceled"
        self.known = [
            call.model_copy(update={"status": status}) if call.sid == sid else call
            for call in self.known
        ]

    async def redirect(self, sid: str, url: str) -> None:
        if sid in self.stuck:
            raise self.stuck[sid]
        self.redirected.append((sid, url))


@dataclass
class FakeRecorder:
    """Records whatever call it is told to; the file is there once `ends` was called.

    `failure` is raised instead, or by `record` after it began if `late`.
    """

    failure: Problem | None = None
    late: bool = False
    held: list[NetworkRecording] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    begun: int = 0

    async def record(self, call_sid: str, status_url: str) -> NetworkRecording:
        self._fail(unless=self.late)
        self.begun += 1
        self.urls.append(status_url)
        sid = f"RE{self.begun:032}"
        self.held.append(NetworkRecording(sid=sid, call_sid=call_sid, status="in-progress"))
        self._fail()
        return self.held[-1]

    async def recordings(self, call_sid: str) -> Sequence[NetworkRecording]:
        self._fail()
        return [each for each in self.held if each.call_sid == call_sid]

    async def stop(self, recording: NetworkRecording) -> None:
        self._fail()
        self.ends()

    async def media(self, sid: str) -> bytes:
        self._fail()
        return f"the sound of {sid}".encode()

    async def delete(self, sid: str) -> None:
        self._fail()
        self.held = [each for each in self.held if each.sid != sid]

    def ends(self) -> None:
        self.held = [each.model_copy(update={"status": "completed"}) for each in self.held]

    def _fail(self, *, unless: bool = False) -> None:
        if self.failure and not unless:
            raise self.failure


@dataclass
class FakeEmbeddings:
    """Texts that share words lie close. `failure` is raised instead, and for `refused` texts.

    `meanwhile` is what goes on while the model works.
    """

    model: str = "words"
    dimensions: int = 384
    failure: Exception | None = None
    refused: str | None = None
    meanwhile: Callable[[], Awaitable[object]] | None = None
    asked: list[Sequence[str]] = field(default_factory=list)
    languages: frozenset[Spoken] = frozenset(Spoken)
    others: dict[tuple[str, int], "FakeEmbeddings"] = field(default_factory=dict)

    def of(self, model: str, dimensions: int) -> "FakeEmbeddings":
        if (model, dimensions) == (self.model, self.dimensions):
            return self
        new = FakeEmbeddings(model=model, dimensions=dimensions, failure=self.failure)
        return self.others.setdefault((model, dimensions), new)

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        self.asked.append(texts)
        if self.meanwhile:
            await self.meanwhile()
        if self.failure:
            raise self.failure
        if self.refused and any(self.refused in text for text in texts):
            raise Rejected("This text is refused", vendor="fake", code="content_filter")
        return [self._place(text) for text in texts]

    def _place(self, text: str) -> Sequence[float]:
        place = [0.0] * self.dimensions
        for word in text.lower().split():
            place[crc32(word.encode()) % self.dimensions] += 1
        length = math.hypot(*place) or 1
        return [each / length for each in place]


@dataclass
class FakeVoice:
    """Speaks at once, or once `may_speak` is set. `failure` is raised instead.

    `stand_in` is whose voice it was, if not the wanted one's. `limit`: characters it may speak.
    `cast`: whose voices there are; `unlisted` is raised where they are asked for, `listed` times.
    """

    failure: Problem | None = None
    stand_in: str | None = None
    may_speak: asyncio.Event | None = None
    spoken: list[Utterance] = field(default_factory=list)
    limit: int | None = None
    cast: tuple[Offered, ...] = ()
    unlisted: Problem | None = None
    listed: int = 0

    async def offered(self, *, deadline: float) -> Sequence[Offered]:
        self.listed += 1
        if self.unlisted:
            raise self.unlisted
        return self.cast

    async def left(self, *, deadline: float) -> int | None:
        return self.limit

    async def speak(self, utterance: Utterance, *, deadline: float) -> Speech:
        self.spoken.append(utterance)
        if self.may_speak:
            await self.may_speak.wait()
        if self.failure:
            raise self.failure
        return Speech(
            audio=f"RIFF {utterance.text}".encode(),
            media_type="audio/wav",
            characters=len(utterance.text),
            voice_used=self.stand_in or utterance.voice,
        )


@dataclass
class FakeLanguage:
    """Answers what it is given, in order, and keeps what it was asked. `failure` goes before.

    It answers at once, or once `may_answer` is set; `meanwhile` is what goes on while it thinks.
    """

    answers: list[Value] = field(default_factory=list)
    failure: Problem | None = None
    may_answer: asyncio.Event | None = None
    meanwhile: Callable[[], Awaitable[object]] | None = None
    asked: list[Sequence[Line]] = field(default_factory=list)

    async def answer[T: Value](
        self, lines: Sequence[Line], shape: type[T], *, deadline: float
    ) -> Answer[T]:
        self.asked.append(lines)
        if self.may_answer:
            await self.may_answer.wait()
        if self.meanwhile:
            await self.meanwhile()
        if self.failure:
            raise self.failure
        content = shape.model_validate(self.answers.pop(0).model_dump())
        return Answer(content=content, tokens_in=1, tokens_out=1)


_network: tuple[Telephony, Recorder] = (FakeTelephony(), FakeRecorder())
_told: tuple[Receivers, Mail] = (FakeReceivers(), FakeMail())
_models: tuple[Embeddings, Language] = (FakeEmbeddings(), FakeLanguage())
_voices: tuple[Voice, Cast] = (FakeVoice(), FakeVoice())
