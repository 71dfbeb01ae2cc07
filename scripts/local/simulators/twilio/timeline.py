"""Everything that happened on the network, in order, for people and for checks to read."""

from collections.abc import Sequence
from typing import Any

from shared.ports import Clock
from shared.value import Instant, Value


class Event(Value):
    """Something that happened: `kind` says what, `call` on which call, `detail` the rest."""

    at: Instant
    call: str
    kind: str
    detail: dict[str, Any]


class Timeline:
    """The events of all calls. `record` is the only way in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: list[Event] = []
        self._of_call: dict[str, list[Event]] = {}

    def record(self, kind: str, call: str = "", **detail: Any) -> None:
        """Remember that this happened now."""
        at = self._clock.now()
        event = Event(at=at, call=call, kind=kind, detail=detail)
        self._events.append(event)
        self._of_call.setdefault(call, []).append(event)

    def of(self, call: str = "", kind: str = "") -> Sequence[Event]:
        """The events of a call and of a kind; all where they are left out."""
        found = self._of_call.get(call, []) if call else self._events
        return [event for event in found if not kind or event.kind == kind]

    def clear(self) -> None:
        """Forget everything."""
        self._events.clear()
        self._of_call.clear()
