"""What an embedded service is to the local stack."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.local.runs import Run


@dataclass(frozen=True)
class Service:
    """One embedded service. Whoever gives `setting` brings a real one instead.

    `start` returns the settings that lead to it, once it answers. `missing` says why it cannot run
    as things stand; `unsupported` where no set-up on this platform could help.
    """

    name: str
    title: str
    setting: str
    ports: tuple[int, ...]
    start: Callable[[Run, Sequence[int]], Coroutine[Any, Any, dict[str, str]]]
    missing: Callable[[], str | None]
    unsupported: Callable[[], str | None] = lambda: None
