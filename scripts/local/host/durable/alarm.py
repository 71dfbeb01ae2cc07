"""Wakes the engine at the time of the next timer, by the clock it was given."""

import asyncio
from collections.abc import Callable

from scripts.local.host.durable.events import read
from shared.ports import Clock


class Alarm:
    """One alarm at a time; setting another replaces it."""

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock, self._ring = clock, ring
        self._at: str | None = None
        self._asleep = False
        self._waiting: asyncio.Task[None] | None = None

    def set(self, at: str | None) -> None:
        """Ring at that instant (ISO 8601), or never."""
        if at == self._at:
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._at, self._asleep = at, False
        self._waiting = None if at is None else asyncio.create_task(self._wait(at))

    def rings_now(self) -> bool:
        """Whether its time has come."""
        return self._at is not None and read(self._at) <= self._clock.now()

    def is_quiet(self) -> bool:
        """Whether it is off, or the clock has been told when to ring."""
        return self._at is None or (self._asleep and not self.rings_now())

    async def _wait(self, at: str) -> None:
        while (left := (read(at) - self._clock.now()).total_seconds()) > 0:
            self._asleep = True
            await self._clock.sleep(left)
        self._ring()
