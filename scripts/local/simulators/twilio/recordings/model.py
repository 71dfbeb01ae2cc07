"""What a recording is, which parts of its call it holds, and all recordings there are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.recordings.wanted import Wanted
from shared.value import Value

RUNNING = frozenset({"in-progress", "paused"})


class Span(Value):
    """A stretch of the call, in seconds since the recording began; `muted` holds no sound."""

    begin: float
    end: float
    muted: bool = False

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.begin


@dataclass
class Pause:
    """When nobody recorded. `skipped` is left out of the file; else the file is silent there."""

    began: datetime
    skipped: bool
    ended: datetime | None = None


@dataclass
class Transcription:
    """What somebody understood of a recording."""

    sid: str
    text: str
    status: str
    made: datetime


@dataclass
class Recording:
    """One recording. `seconds` is known when it has stopped, trimmed silence not counted."""

    sid: str
    call: Call
    wanted: Wanted
    began: datetime
    updated: datetime
    status: str = "in-progress"
    ended: datetime | None = None
    kept: tuple[Span, ...] = ()
    error: int | None = None
    pauses: list[Pause] = field(default_factory=list)
    transcriptions: list[Transcription] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Whether it may still be paused or stopped."""
        return self.status in RUNNING

    @property
    def seconds(self) -> float:
        """How long its file plays."""
        return sum(span.seconds for span in self.kept)

    @property
    def duration(self) -> str:
        """The length in whole seconds, as Twilio writes it."""
        return str(round(self.seconds))

    def spans(self) -> tuple[Span, ...]:
        """The stretches its file holds before anything is trimmed, up to its end."""
        end, place, found = self._since(self.ended or self.updated), 0.0, []
        for pause in self.pauses:
            until = self._since(pause.ended) if pause.ended else end
            found.append(Span(begin=place, end=self._since(pause.began)))
            if not pause.skipped:
                found.append(Span(begin=found[-1].end, end=until, muted=True))
            place = until
        found.append(Span(begin=place, end=end))
        return tuple(span for span in found if span.seconds > 0)

    def _since(self, instant: datetime) -> float:
        return (instant - self.began).total_seconds()


class Recordings:
    """All recordings, in the order in which they began."""

    def __init__(self) -> None:
        self._all: dict[str, Recording] = {}
        self._of_call: dict[str, list[Recording]] = {}

    def add(self, recording: Recording) -> None:
        """Remember one."""
        self._all[recording.sid] = recording
        self._of_call.setdefault(recording.call.sid, []).append(recording)

    def named(self, sid: str) -> Recording | None:
        """One by its sid."""
        return self._all.get(sid)

    def of(self, call: Call) -> list[Recording]:
        """Those of a call."""
        return self._of_call.get(call.sid, [])

    def __iter__(self) -> Iterator[Recording]:
        return iter(self._all.values())

    def clear(self) -> None:
        """Forget everything."""
        self._all.clear()
        self._of_call.clear()
