"""Whom nobody may call any more, and since when."""

from collections.abc import Iterable
from datetime import datetime


class DoNotCall:
    """The list a tester gives. Who opts out on a call or texts STOP is read off the timeline."""

    def __init__(self) -> None:
        self.since: dict[str, datetime] = {}

    def add(self, numbers: Iterable[str], now: datetime) -> None:
        """From now on nobody may call them. Who is on the list already stays on it as long."""
        for number in numbers:
            self.since.setdefault(number, now)

    def clear(self) -> None:
        """Forget the list."""
        self.since.clear()
