"""What a vault holds: secrets by name, in versions, deleted softly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from pydantic import Field

from shared.value import Instant, Value

RECOVERABLE = timedelta(days=90)


class Version(Value):
    """One value a secret had. `nbf` and `exp` are Unix seconds; they inform, and forbid nothing.

    Source: learn.microsoft.com/azure/key-vault/secrets/about-secrets.
    """

    id: str
    value: str
    at: Instant
    updated: Instant
    content_type: str | None = None
    tags: dict[str, str] = Field(default_factory=dict)
    enabled: bool = True
    nbf: int | None = None
    exp: int | None = None


class Deleted(NamedTuple):
    """A secret that was put away, and when that was."""

    versions: list[Version]
    at: datetime


@dataclass
class Vault:
    """All secrets, oldest version first."""

    secrets: dict[str, list[Version]] = field(default_factory=dict)
    away: dict[str, Deleted] = field(default_factory=dict)

    def fill(self, secrets: Mapping[str, str], at: datetime) -> None:
        """Forget everything but these."""
        self.secrets.clear()
        self.away.clear()
        for name, value in secrets.items():
            self.set(name, value, at)

    def usage(self) -> dict[str, Any]:
        """How many versions each secret has."""
        return {name: len(versions) for name, versions in self.secrets.items()}

    def set(self, name: str, value: str, at: datetime, **about: Any) -> Version:
        """Add a version, which is in force from now on."""
        version = Version(id=uuid4().hex, value=value, at=at, updated=at, **about)
        self.secrets.setdefault(name, []).append(version)
        return version

    def find(self, name: str, version: str = "") -> Version | None:
        """The version asked for, or else the latest."""
        found = [one for one in self.secrets.get(name, []) if version in ("", one.id)]
        return found[-1] if found else None

    def change(self, name: str, version: Version, at: datetime, **about: Any) -> Version:
        """The same value with other words about it."""
        changed = version.model_copy(update={**about, "updated": at})
        kept = self.secrets[name]
        kept[kept.index(version)] = changed
        return changed

    def deleted(self, now: datetime) -> dict[str, Deleted]:
        """What was put away and can still be had again."""
        self.away = {name: one for name, one in self.away.items() if now < one.at + RECOVERABLE}
        return self.away

    def delete(self, name: str, now: datetime) -> Deleted:
        """Put the secret away; its name stays taken until it is purged."""
        self.away[name] = Deleted(self.secrets.pop(name), now)
        return self.away[name]

    def recover(self, name: str) -> Version:
        """Take the secret back with all its versions."""
        self.secrets[name] = self.away.pop(name).versions
        return self.secrets[name][-1]
