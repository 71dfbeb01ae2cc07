"""What people did and what they were told, written down on their side, apart from the app."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OK, CREATED = 200, 201
SLOW = 2.0
"""Seconds after which whoever waits at a screen calls it slow."""


@dataclass(frozen=True)
class Note:
    """One thing somebody asked for. `status` is 0 where there was no answer."""

    kind: str
    key: str
    at: float
    seconds: float
    status: int
    answer: Any = None

    @property
    def is_promise(self) -> bool:
        """Whether the system said that it has it."""
        return self.status in {OK, CREATED}


@dataclass
class Diary:
    """Each note goes to a file at once, as it was."""

    file: Path
    notes: list[Note] = field(default_factory=list)

    def write(self, note: Note) -> None:
        """Keep a note."""
        self.notes.append(note)
        with self.file.open("a") as page:
            page.write(json.dumps(vars(note)) + "\n")

    def promised(self, kind: str) -> dict[str, Any]:
        """What the system said that it has, by key: the last answer to each."""
        return {each.key: each.answer for each in self._of(kind) if each.is_promise}

    def since(self, at: float) -> list[Note]:
        """What was asked for from then on, in seconds of `time.monotonic`."""
        return [each for each in self.notes if each.at >= at]

    def _of(self, kind: str) -> Iterator[Note]:
        return (each for each in self.notes if each.kind == kind)


def now() -> float:
    """The clock of the diary."""
    return time.monotonic()


def errors(notes: list[Note]) -> int:
    """How many were refused or not answered."""
    return sum(not each.is_promise for each in notes)


def slow(notes: list[Note]) -> int:
    """How many were answered well, and late."""
    return sum(each.is_promise and each.seconds > SLOW for each in notes)


def worst(notes: list[Note]) -> float:
    """The longest wait of all, in seconds."""
    return max((each.seconds for each in notes), default=0.0)
