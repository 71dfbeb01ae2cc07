"""A telephone exchange for the machine of attempts: what really happened, whatever we were told."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from shared.errors import Problem, Rejected, Unavailable, Uncertain
from shared.ports import NetworkCall, NewCall
from tests.fake_vendors import FakeTelephony
from tests.fakes import NOON


class Death(Exception):
    """The process ends here."""


class Mood(StrEnum):
    """What comes of it when the network is asked for a call."""

    ANSWERS = "answers"
    SILENT_AND_PLACED = "silent, and placed"
    SILENT_AND_NOT_PLACED = "silent, and not placed"
    BUSY = "asked too much"
    REFUSES = "refuses"
    DEATH_BEFORE = "our process dies before"
    DEATH_AFTER = "our process dies after"


FAILURES: dict[Mood, tuple[Problem | Death | None, bool]] = {
    Mood.ANSWERS: (None, False),
    Mood.SILENT_AND_PLACED: (Uncertain("timeout", vendor="twilio"), True),
    Mood.SILENT_AND_NOT_PLACED: (Uncertain("timeout", vendor="twilio"), False),
    Mood.BUSY: (Unavailable("429", vendor="twilio", code="20429"), False),
    Mood.REFUSES: (Rejected("no number", vendor="twilio", code="21211"), False),
    Mood.DEATH_BEFORE: (Death(), False),
    Mood.DEATH_AFTER: (Death(), True),
}
TALK = 61  # seconds, two minutes to pay for
FATES = (
    (CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED),
    (CallStatus.INITIATED, CallStatus.RINGING, CallStatus.BUSY),
    (CallStatus.INITIATED, CallStatus.RINGING, CallStatus.NO_ANSWER),
    (CallStatus.INITIATED, CallStatus.FAILED),
    (CallStatus.CANCELED,),
)


class Hands:
    """A clock that whoever sleeps turns on."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=max(0.0, seconds))


@dataclass
class Real:
    """A call as it really was."""

    sid: str
    attempt_id: UUID
    phone: str
    placed_at: datetime
    fate: tuple[CallStatus, ...]
    happened: int = 0

    @property
    def is_over(self) -> bool:
        return self.happened == len(self.fate)

    def told(self, number: int) -> StatusTold:
        """The callback about the n-th thing that happened."""
        status = self.fate[number]
        seconds = TALK if status is CallStatus.COMPLETED else None
        return StatusTold(sid=self.sid, sequence=number, status=status, seconds=seconds)


UNANSWERED = {CallStatus.INITIATED, CallStatus.RINGING}


@dataclass
class Port(FakeTelephony):
    """The way to the network. What is taken back there is over for good."""

    taken_back: Callable[[str], None] = lambda sid: None

    async def cancel(self, sid: str) -> None:
        self.taken_back(sid)


@dataclass
class Exchange:
    """The network, and its memory."""

    clock: Hands
    witness: Callable[[NewCall], Awaitable[object]]
    port: Port = field(default_factory=Port)
    calls: list[Real] = field(default_factory=list)
    fate: tuple[CallStatus, ...] = FATES[0]

    def __post_init__(self) -> None:
        self.port.witness = self.witness
        self.port.taken_back = self.taken_back

    def live(self, phone: str) -> list[Real]:
        """Calls to that phone that are not over."""
        return [call for call in self.calls if call.phone == phone and not call.is_over]

    def of(self, attempt_id: UUID) -> list[Real]:
        """The calls that came of an attempt."""
        return [call for call in self.calls if call.attempt_id == attempt_id]

    async def asked(
        self, mood: Mood, fate: tuple[CallStatus, ...], work: Coroutine[Any, Any, Any]
    ) -> None:
        """Let the work ask, in that mood; a call that is placed will have that fate."""
        failure, self.port.late = FAILURES[mood]
        self.port.failure = failure  # type: ignore[assignment]
        before = len(self.port.rung)
        try:
            await work
        finally:
            self.port.failure = None
            for number, new in enumerate(self.port.rung[before:], before + 1):
                sid, attempt_id = f"CA{number:032}", attempt_of(new)
                self.calls.append(Real(sid, attempt_id, new.to, self.clock.now(), fate))

    def taken_back(self, sid: str) -> None:
        """Whoever asked for a call wants it no more: heeded unless somebody has answered."""
        for call in self.calls:
            so_far = call.fate[: call.happened]
            if call.sid == sid and not call.is_over and set(so_far) <= UNANSWERED:
                call.fate = (*so_far, CallStatus.CANCELED)
                self.goes_on(call)

    def goes_on(self, call: Real) -> None:
        """The next thing happens."""
        status = call.fate[call.happened]
        call.happened += 1
        seconds = TALK if status is CallStatus.COMPLETED else None
        self.port.known = [
            _as(each, status, seconds) if each.sid == call.sid else each for each in self.port.known
        ]


def _as(known: NetworkCall, status: CallStatus, seconds: int | None) -> NetworkCall:
    return known.model_copy(update={"status": status.value, "seconds": seconds})


def attempt_of(new: NewCall) -> UUID:
    """Whose call it is: our addresses say so."""
    return UUID(new.answer_url.split("/twilio/voice/")[1].split("/")[0])
