"""What the functions without an answer of their own have done, for `GET /seen/{what}` to tell."""

import threading
from collections import defaultdict
from typing import Any

_lock = threading.Lock()
_seen: defaultdict[str, list[Any]] = defaultdict(list)


def note(what: str, fact: Any) -> None:
    """Remember a fact."""
    with _lock:
        _seen[what].append(fact)


def facts(what: str) -> list[Any]:
    """All that was noted, in order."""
    with _lock:
        return list(_seen[what])
