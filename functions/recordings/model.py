"""What becomes of the recording of a call, step by step."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from shared.errors import Problem
from shared.value import Instant, Value

LONGEST = timedelta(minutes=65)
"""A recording of which nothing was heard for that long is asked after: no call lasts longer."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
"""Between tries of a step that failed: the pause doubles."""
MOST_TRIES = 30
"""A file that could not be had in so many tries, about a day, is given up."""


class State(StrEnum):
    """wanted -> running -> ended -> kept -> ready; absent: there is nothing; gone: removed."""

    WANTED = "wanted"
    RUNNING = "running"
    ENDED = "ended"
    KEPT = "kept"
    READY = "ready"
    ABSENT = "absent"
    GONE = "gone"


type Unwanted = Literal["refused", "erased", "expired"]
"""Why a recording must not be: the person said so, in the call or later, or its time is over."""


class Recording(Value):
    """The recording of a call. `size` and `sha256` are those of the file we keep."""

    call_id: UUID
    sid: str | None
    state: State
    unwanted: Unwanted | None
    retention: str
    wanted_at: Instant
    seconds: int | None = None
    size: int | None = None
    sha256: str | None = None
    tries: int = 0
    due_at: Instant | None
    leased_until: Instant | None = None

    @property
    def path(self) -> str:
        """Where the file is."""
        return f"recordings/{self.call_id}.mp3"

    @property
    def is_playable(self) -> bool:
        """Whether there is a file that may be listened to."""
        return self.state in {State.KEPT, State.READY} and self.unwanted is None


class Step(StrEnum):
    """What is to be done about a recording next."""

    BEGIN = "begin"
    ASK = "ask"
    FETCH = "fetch"
    HAND_OVER = "hand_over"
    DISCARD = "discard"


NEXT = {
    State.WANTED: Step.BEGIN,
    State.RUNNING: Step.ASK,
    State.ENDED: Step.FETCH,
    State.KEPT: Step.HAND_OVER,
}
TOLD = {"completed": State.ENDED, "absent": State.ABSENT, "deleted": State.ABSENT}
"""What the network's words mean. With all others it goes on."""
RUNS = frozenset({State.WANTED, State.RUNNING})


def wanted(call_id: UUID, retention: str, now: datetime) -> Recording:
    """A recording that is to begin."""
    return Recording(
        call_id=call_id,
        sid=None,
        state=State.WANTED,
        unwanted=None,
        retention=retention,
        wanted_at=now,
        due_at=now,
    )


def next_step(recording: Recording) -> Step | None:
    """What is to be done next; nothing where all is done."""
    if recording.unwanted:
        return None if recording.state is State.GONE else Step.DISCARD
    return NEXT.get(recording.state)


def told(
    recording: Recording, sid: str, status: str, seconds: int | None, now: datetime
) -> Recording:
    """Apply the network's word, in its own words, whatever order it comes in and however often.

    What must not be and is heard of again is removed again
    (twilio.com/docs/voice/api/recording#recordingstatuscallback).
    """
    if recording.unwanted:
        return _next(recording, now, sid=sid, state=TOLD.get(status, State.RUNNING))
    if recording.state not in RUNS:
        return recording
    state = TOLD.get(status, State.RUNNING)
    due_at = {State.ENDED: now, State.RUNNING: now + LONGEST}.get(state)
    return _next(recording, due_at, sid=sid, state=state, seconds=seconds)


def absent(recording: Recording) -> Recording:
    """There is nothing to keep, and there will not be."""
    return recording if recording.unwanted else _next(recording, None, state=State.ABSENT)


def kept(recording: Recording, size: int, sha256: str, now: datetime) -> Recording:
    """The file lies with us, and was compared."""
    return _next(recording, now, state=State.KEPT, size=size, sha256=sha256)


def handed_over(recording: Recording) -> Recording:
    """The file lies with us alone."""
    return _next(recording, None, state=State.READY)


def unwanted(recording: Recording, why: Unwanted, now: datetime) -> Recording:
    """It must not be. The first reason stands."""
    if recording.unwanted:
        return recording
    return _next(recording, now, unwanted=why)


def discarded(recording: Recording) -> Recording:
    """It is nowhere any more."""
    return _next(recording, None, state=State.GONE, size=None, sha256=None)


def delayed(recording: Recording, retry_after: float | None, now: datetime) -> Recording:
    """The step failed, and is tried again after a pause; a file that never comes is given up."""
    tries = recording.tries + 1
    if tries >= MOST_TRIES and next_step(recording) in {Step.BEGIN, Step.FETCH}:
        return absent(recording)
    doubled = FIRST_PAUSE * 2 ** min(recording.tries, 12)
    pause = max(min(doubled, LONGEST_PAUSE), timedelta(seconds=retry_after or 0))
    return recording.model_copy(update={"tries": tries, "due_at": now + pause})


def _next(recording: Recording, due_at: datetime | None, **changes: object) -> Recording:
    return recording.model_copy(update={"due_at": due_at, "tries": 0, **changes})


class Unsatisfiable(Problem):
    """The part asked for lies beyond the end."""

    status, title, slug = 416, "No such part", "unsatisfiable"


class Part(Value):
    """Some of a file's bytes: from `first`, up to and with `last`."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes they are."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """As the header `Content-Range` tells it."""
        return f"bytes {self.first}-{self.last}/{self.size}"


RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII)


def part(asked: str, size: int) -> Part | None:
    """What the header `Range` asks for; nothing for all of it (RFC 9110, 14.2).

    Several ranges, and what is no range, count as none. Raises `Unsatisfiable`.
    """
    found = RANGE.fullmatch(asked)
    if found is None or not any(found.groups()):
        return None
    begin, end = found.groups()
    first = int(begin) if begin else max(0, size - int(end))
    last = min(int(end), size - 1) if begin and end else size - 1
    if begin and end and int(end) < first:
        return None
    if first >= size or (not begin and int(end) == 0):
        raise Unsatisfiable(f"The recording has {size} bytes.", size=size)
    return Part(first=first, last=last, size=size)


class Listen(Value):
    """Somebody listened. `part` is what they asked for; nothing is all of it."""

    actor: str
    part: str | None
    at: Instant
