"""What this process was told a moment ago, so that what each request asks is read once."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, cast

from shared.ports import Clock

MOST = 10_000
"""Things remembered at once: beyond them all is forgotten, which costs a reading each."""


class Memory:
    """Belongs to one process and is lost with it. What changes elsewhere is heard of late."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[datetime, Any]] = {}

    async def recall[T](
        self, key: Hashable, read: Callable[[], Awaitable[T]], *, keep: timedelta
    ) -> T:
        """What was read under that key, if that is not longer ago; else it is read now."""
        now = self._clock.now()
        kept = self._kept.get(key)
        if kept and now < kept[0]:
            return cast(T, kept[1])
        found = await read()
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = now + keep, found
        return found

    def forget(self, key: Hashable) -> None:
        """Read that anew when it is asked for next."""
        self._kept.pop(key, None)
