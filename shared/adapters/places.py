"""How many requests may be under way at once, where the vendor says so with each answer."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator


class Places:
    """Places for requests, first come, first served. Their number may change meanwhile."""

    def __init__(self, most: int) -> None:
        self._most, self._taken = most, 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def most(self) -> int:
        """How many there are."""
        return self._most

    @contextlib.asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A place, once one is free."""
        await self._take()
        try:
            yield
        finally:
            self._taken -= 1
            self._let_in()

    def become(self, most: int) -> None:
        """There are so many now. Who has a place keeps it."""
        self._most = max(1, most)
        self._let_in()

    async def _take(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._let_in()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # let in at the moment of leaving
                self._taken -= 1
                self._let_in()
            raise

    def _let_in(self) -> None:
        while self._waiting and self._taken < self._most:
            turn = self._waiting.popleft()
            if not turn.done():  # who has left is passed over
                self._taken += 1
                turn.set_result(None)
