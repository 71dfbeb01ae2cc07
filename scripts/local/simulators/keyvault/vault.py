"""What a vault holds: secrets by name, in versions, deleted softly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic import Field

from shared.value import Instant, Value


class Version(Value):
    """One value a secret had."""

    id: str
    value: str
    at: Instant
    content_type: str | None = None
    tags: dict[str, str] = Field(default_factory=dict)
    enabled: bool = True


@dataclass
class Vault:
    """All secrets, oldest version first."""

    secrets: dict[str, list[Version]] = field(default_factory=dict)
    deleted: dict[str, list[Version]] = field(default_factory=dict)

    def fill(self, secrets: Mapping[str, str], at: datetime) -> None:
        """Forget everything but these."""
        self.secrets.clear()
        self.deleted.clear()
        for name, value in secrets.items():
            self.set(name, value, at)

    def usage(self) -> dict[str, Any]:
        """How many versions each secret has."""
        return {name: len(versions) for name, versions in self.secrets.items()}

    def set(self, name: str, value: str, at: datetime, **about: Any) -> Version:
        """Add a version, which is in force from now on."""
        version = Version(id=uuid4().hex, value=value, at=at, **about)
        self.secrets.setdefault(name, []).append(version)
        return version

    def find(self, name: str, version: str = "") -> Version | None:
        """The version asked for, or else the latest."""
        found = [one for one in self.secrets.get(name, []) if version in ("", one.id)]
        return found[-1] if found else None

    def delete(self, name: str) -> Version:
        """Put the secret away; its name stays taken until it is purged."""
        self.deleted[name] = self.secrets.pop(name)
        return self.deleted[name][-1]
