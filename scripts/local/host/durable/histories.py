"""The pasts of the orchestrations at work, kept at hand between their turns.

The SDK gets the whole history as one JSON text each turn. The events' texts stay as they were
written, so that a turn joins strings instead of dumping every event again.
"""

import functools
import importlib
import json
import sqlite3
from collections import OrderedDict
from dataclasses import dataclass, field

from scripts.local.host.durable import instances
from scripts.local.host.durable.events import Event

KEPT = 256


@dataclass
class Past:
    """What has happened in one execution: each event, and its text."""

    execution_id: str
    events: list[Event] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, events: list[Event], texts: list[str]) -> None:
        self.events.extend(events)
        self.texts.extend(texts)


class Histories:
    """The most recently used pasts. The store has them all."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._kept: OrderedDict[str, Past] = OrderedDict()

    def of(self, instance: instances.Instance) -> Past:
        past = self._kept.pop(instance.id, None)
        if past is None or past.execution_id != instance.execution_id:
            texts = instances.history(self._db, instance.id)
            past = Past(instance.execution_id, [json.loads(each) for each in texts], texts)
        self._kept[instance.id] = past
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return past

    def forget(self, instance_id: str) -> None:
        self._kept.pop(instance_id, None)


def remember_timestamps() -> None:
    """Let the SDK parse each timestamp once, not once a turn.

    It reads them with dateutil, which takes 60 µs each and so two thirds of a chain of a hundred.
    The answers are the same ones: only equal texts share one, and an instant never changes.
    """
    module = importlib.import_module("azure.durable_functions.models.history.HistoryEvent")
    parse = module.dt_parse
    if not hasattr(parse, "cache_info"):
        module.dt_parse = functools.lru_cache(maxsize=16_384)(parse)  # type: ignore[attr-defined]
