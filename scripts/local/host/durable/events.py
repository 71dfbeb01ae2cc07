"""The events an orchestration's history is made of, as the SDK reads them.

The text of an event begins with the four fields every event has, so that the same text serves as a
new event and, with one word changed, as a past one.
"""

import functools
import json
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

type Event = dict[str, Any]

NOT_OURS = -1
"""The `EventId` of what came from outside and so has no number of its own."""


class Kind(IntEnum):
    """DTFx's EventType.

    https://github.com/Azure/durabletask/blob/main/src/DurableTask.Core/History/EventType.cs
    """

    EXECUTION_STARTED = 0
    EXECUTION_COMPLETED = 1
    EXECUTION_TERMINATED = 3
    TASK_SCHEDULED = 4
    TASK_COMPLETED = 5
    TASK_FAILED = 6
    SUB_ORCHESTRATION_CREATED = 7
    SUB_ORCHESTRATION_COMPLETED = 8
    SUB_ORCHESTRATION_FAILED = 9
    TIMER_CREATED = 10
    TIMER_FIRED = 11
    ORCHESTRATOR_STARTED = 12
    ORCHESTRATOR_COMPLETED = 13
    EVENT_SENT = 14
    EVENT_RAISED = 15
    GENERIC = 17
    SUSPENDED = 19
    RESUMED = 20


def event(kind: Kind, now: datetime, number: int = NOT_OURS, **fields: Any) -> Event:
    """An event of that moment. `number` is the action's place in its orchestration."""
    common = {"EventType": int(kind), "EventId": number, "IsPlayed": False}
    return {**common, "Timestamp": written(now), **fields}


def text(each: Event) -> str:
    """The event as JSON."""
    return json.dumps(each, separators=(",", ":"))


def as_past(new: str) -> str:
    """The text of an event that has been played."""
    return new.replace('"IsPlayed":false', '"IsPlayed":true', 1)


@functools.lru_cache(maxsize=512)
def written(instant: datetime) -> str:
    """An instant as the SDK writes it; such texts sort as the instants do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(instant: str) -> datetime:
    """The instant of an ISO 8601 text. One without a zone is in UTC."""
    found = datetime.fromisoformat(instant)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
