"""Who may call what, where the host is started with `--enable-auth`.

https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path


class Level(IntEnum):
    """What a key opens, from least to most."""

    ANONYMOUS = 0
    FUNCTION = 1
    ADMIN = 2


@dataclass
class Keys:
    """The master key, the host's key for all functions, and one for each function."""

    master: str
    host: str
    functions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def kept(cls, file: Path, functions: list[str]) -> "Keys":
        """The keys of an earlier run, with new ones for what has none. The file is ours alone."""
        stored = json.loads(file.read_text()) if file.exists() else {}
        known = stored.get("functions", {})
        keys = cls(
            master=stored.get("master") or secrets.token_urlsafe(32),
            host=stored.get("host") or secrets.token_urlsafe(32),
            functions={name: known.get(name) or secrets.token_urlsafe(32) for name in functions},
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            json.dump(vars(keys), opened, indent=2)
        return keys

    def level(self, key: str, function: str = "") -> Level:
        """What a key opens for one function."""
        if _same(key, self.master):
            return Level.ADMIN
        opens = _same(key, self.host) or _same(key, self.functions.get(function, ""))
        return Level.FUNCTION if opens else Level.ANONYMOUS


def _same(given: str, key: str) -> bool:
    return bool(key) and secrets.compare_digest(given.encode(), key.encode())
