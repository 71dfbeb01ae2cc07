"""What every part of the engine's HTTP surface works with."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from scripts.local.host.durable import instances
from scripts.local.host.durable.calls import Functions
from scripts.local.host.durable.effects import Effects
from scripts.local.host.durable.instances import Instance
from scripts.local.host.durable.replies import Refusal
from shared.ports import Clock


@dataclass(frozen=True)
class Hub:
    """A task hub."""

    db: sqlite3.Connection
    clock: Clock
    functions: Functions
    effects: Effects
    name: str

    def instance(self, instance_id: str) -> Instance:
        """Refuses with 404 where there is none."""
        found = instances.of_id(self.db, instance_id)
        if found is None:
            raise Refusal(404)
        return found

    def living(self, instance_id: str) -> Instance:
        """Refuses with 404 where there is none, and with 410 where it is over."""
        found = self.instance(instance_id)
        if found.is_over:
            raise Refusal(410)
        return found


@dataclass(frozen=True)
class Asked:
    """A request. Query names are matched without regard to case, as .NET does."""

    method: str
    parts: list[str]
    query: Mapping[str, str]
    body: str
    headers: Mapping[str, str]
    base_url: str
    url: str

    def get(self, name: str) -> str | None:
        return self.query.get(name.lower())

    def flag(self, name: str, *, default: bool) -> bool:
        given = (self.get(name) or "").lower()
        return {"true": True, "false": False}.get(given, default)

    def number(self, name: str) -> float | None:
        try:
            return float(self.get(name) or "")
        except ValueError:
            return None

    def json_body(self) -> str | None:
        """The body, which is JSON, or none. Refuses with 400 what is not JSON."""
        if not self.body:
            return None
        try:
            json.loads(self.body)
        except ValueError as error:
            raise Refusal(400, "Invalid JSON content", ExceptionMessage=str(error)) from error
        return self.body
