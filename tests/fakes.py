"""Stand-ins at the ports that every test may need: time that only moves when it is told to."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

from shared.ports import Clock

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


class TurnedClock:
    """A clock whose hands a test turns. Sleepers wake in the order they are due."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        wakes = asyncio.get_running_loop().create_future()
        due = self._now + timedelta(seconds=max(0.0, seconds))
        heapq.heappush(self._sleepers, (due, next(self._order), wakes))
        await wakes

    async def advance(self, seconds: float) -> None:
        """Turn the hands, and let whoever is due meanwhile do its work at its own instant."""
        await _settled()
        until = self._now + timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= until:
            due, _, wakes = heapq.heappop(self._sleepers)
            self._now = max(self._now, due)
            if not wakes.done():
                wakes.set_result(None)
            await _settled()
        self._now = until


async def _settled() -> None:
    """Give tasks that are ready some turns of the event loop; a network would take longer."""
    for _ in range(10):
        await asyncio.sleep(0)


_: Clock = TurnedClock()
