"""Everything that happened on the network, in order, for people and for checks to read."""

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from shared.ports import Clock

OURS = re.compile(  # what the app makes up anew in every run: ports, UUIDs, tokens
    r"(?<=[a-z0-9]):\d{2,5}(?=/)|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<=token=)[^&]+"
)
WALL = "wall_"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `kind` says what, `call` on which call, `detail` the rest.

    `at` is the instant of the network's clock, `wall_at` that of the wall's.

    `number` grows by one with every event. `lane` names the strand of work it happened in: within
    one lane of a call the order is the same in every run, between two of them it need not be.
    Details whose name begins with `wall_` are of this run alone.
    """

    number: int
    at: datetime
    call: str
    lane: str
    kind: str
    detail: dict[str, Any]
    wall_at: datetime

    def shown(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in FIELDS} | {
            "at": self.at.isoformat(),
            "wall_at": self.wall_at.isoformat(),
        }


FIELDS = [field.name for field in fields(Event)]


@dataclass
class _Lane:
    name: str
    branches: int = 0

    def branch(self) -> "_Lane":
        self.branches += 1
        return _Lane(f"{self.name}.{self.branches:04}")


_lane: ContextVar[_Lane | None] = ContextVar("lane", default=None)


def branched[T](work: Any) -> "asyncio.Task[T]":
    """A task for this coroutine, in a lane of its own that branches off the one we are in."""
    here, context = _lane.get(), copy_context()
    context.run(_lane.set, here.branch() if here else _Lane(""))
    return asyncio.get_running_loop().create_task(work, context=context)


class Timeline:
    """The events of all calls. `record` is the only way in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: list[Event] = []
        self._of_call: dict[str, list[Event]] = {}
        self._waiting: set[asyncio.Future[None]] = set()
        self._dropped = 0

    def record(self, kind: str, call: str = "", **detail: Any) -> None:
        """Remember that this happened now."""
        lane = _lane.get()
        event = Event(
            number=self.last + 1,
            at=self._clock.now(),
            call=call,
            lane=lane.name if lane else "~",
            kind=kind,
            detail=detail,
            wall_at=datetime.now(UTC),
        )
        self._events.append(event)
        self._of_call.setdefault(call, []).append(event)
        self._wake()

    @property
    def last(self) -> int:
        """The number of the latest event, 0 before the first."""
        return self._dropped + len(self._events)

    def of(self, call: str = "", kind: str = "", after: int = 0) -> Sequence[Event]:
        """The events of a call, of a kind, and after a number; all where these are left out."""
        found = (
            self._of_call.get(call, []) if call else self._events[max(0, after - self._dropped) :]
        )
        return [e for e in found if e.number > after and (not kind or e.kind == kind)]

    async def news(self) -> None:
        """Return with the next event."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)

    def load(self, events: Sequence[Event]) -> None:
        """Take in what happened at another time. Their numbers go on from ours."""
        for event in events:
            ours = replace(event, number=self.last + 1)
            self._events.append(ours)
            self._of_call.setdefault(ours.call, []).append(ours)
        self._wake()

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._dropped = self.last
        self._events.clear()
        self._of_call.clear()

    def _wake(self) -> None:
        while self._waiting:
            waiting = self._waiting.pop()
            if not waiting.done():
                waiting.set_result(None)

    def sha256(self) -> str:
        """What happened, in one figure: the same seed and the same app give the same.

        Over instant, call, place within the call, kind and detail. Between lanes the place is by
        name, so that two answers that came at one instant of the clock are in no order.
        """
        digest = hashlib.sha256()
        for _, events in groupby(sorted(self._events, key=_place), key=lambda event: event.call):
            for line in _lines(events):
                digest.update(line)
        return digest.hexdigest()


def _place(event: Event) -> tuple[Any, ...]:
    """Events of no call stand in the order of what they say."""
    if not event.call:
        return event.call, event.at, "", event.kind, _said(event)
    return event.call, event.at, event.lane, event.number, ""


def _lines(events: Iterator[Event]) -> Iterator[bytes]:
    for place, event in enumerate(events):
        yield f"{event.at.isoformat()} {event.call} {place} {event.kind} {_said(event)}\n".encode()


def _said(event: Event) -> str:
    kept = {name: value for name, value in event.detail.items() if not name.startswith(WALL)}
    return OURS.sub("", json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False))
