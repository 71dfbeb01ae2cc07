"""What somebody has to look at."""

import json
import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.value import Instant, Value

IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.+Z-]+")
"""A UUID or an instant, as messages write them."""


class Alert(Value):
    """Something went wrong that will not heal by itself. `what` is a word for programs.

    `source` is the domain that noticed, `subject_id` what it is about.
    """

    id: UUID
    at: Instant
    source: str
    subject_id: UUID
    what: str
    text: str
    acknowledged_by: str | None = None
    acknowledged_at: Instant | None = None


class QueueState(Value):
    """A queue as it was seen last. `poison_depth`: messages that failed for good, and on which
    nobody has decided. `seen_at` is empty before anybody looked."""

    name: str
    depth: int
    poison_depth: int
    oldest_age_s: float | None
    seen_at: Instant | None


class VerdictKind(StrEnum):
    """What may be done with a message that failed for good."""

    REQUEUED = "requeued"
    DELETED = "deleted"


class Verdict(Value):
    """Who decided what, and when."""

    kind: VerdictKind
    by: str
    at: Instant


class Poison(Value):
    """A message that failed for good. `body` is gone once somebody has decided."""

    id: UUID
    inserted_at: Instant
    dequeue_count: int
    body: str | None
    decided: VerdictKind | None


TELLING = frozenset({"cause", "what", "source", "language", "number", "run", "speaker", "sid"})
"""Fields of messages whose words are ours and say what went wrong with whom."""


def shown(body: str | None) -> dict[str, Any] | None:
    """A message for people's eyes: ids, numbers and our own words; of all other text its length.

    Nothing where it is not a message at all.
    """
    try:
        found = json.loads(body or "")
    except ValueError:
        return None
    return _masked(found) if isinstance(found, dict) else None


def _masked(message: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if name in TELLING and isinstance(value, str) else _mask(value)
        for name, value in message.items()
    }


def _mask(value: Any) -> Any:
    match value:
        case str():
            return value if IDENTIFIER.fullmatch(value) else f"({len(value)} characters)"
        case list():
            return [_mask(each) for each in value]
        case dict():
            return _masked(value)
        case _:
            return value
