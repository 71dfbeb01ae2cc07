"""Lets a virtual clock jump when the whole world is idle, here and in the processes that follow it.

A jump must not overtake work. What is local is known at once: the event loop has run dry and no
request is open. Followers are asked: quickly, then thoroughly (queues are looked into), then
quickly again. If nobody was busy and nothing has begun in between, nothing was on its way from one
to the other either, and the hands move to the earliest instant somebody waits for.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from scripts.local.clock.followers import Follower, Followers
from shared.adapters.virtual import Mode, VirtualClock

LEAST, MOST = 0.001, 0.02  # seconds on the wall between two looks at a world that is not idle
TRUSTED = 1.0  # seconds on the wall for which a thorough look stands while nothing is sent


class Conductor:
    """Moves one clock. `busy` tells whether a request is open here, `begun` how many ever were."""

    def __init__(
        self, clock: VirtualClock, busy: Callable[[], bool], begun: Callable[[], int]
    ) -> None:
        self.followers = Followers()
        self._clock, self._busy, self._begun = clock, busy, begun
        self._epoch = 0
        self._looking: asyncio.Task[None] | None = None
        self._looked: tuple[float, tuple[int, ...] | None] = (0.0, None)
        self._waiting: set[asyncio.Future[None]] = set()
        self._telling: set[asyncio.Task[None]] = set()
        clock.on_change = self._changed

    def find_work(self) -> bool:
        """For an event loop that has run dry: make something ready, if the clock may jump."""
        if self._looking is not None or self._clock.rate or self._busy():
            return False
        if not self.followers:
            return self._clock.jump() or self._arrive()
        if not self._is_wanted():
            return False
        self._looking = asyncio.get_running_loop().create_task(self._look())
        return True

    def shown(self) -> dict[str, Any]:
        """What the clock shows now."""
        clock = self._clock
        now = clock.now().isoformat()
        return {"now": now, "mode": clock.mode, "rate": clock.rate, "epoch": self._epoch}

    async def arrived(self) -> None:
        """Return once a manual clock stands where it was sent, and all is quiet there."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        await waiting

    async def follow(self, follower: Follower) -> None:
        """Take somebody in, who then sees the clock as it stands."""
        await follower.socket.send_json({"set": self.shown()})
        self.followers.add(follower)

    def _is_wanted(self) -> bool:
        automatic = self._clock.mode is Mode.AUTO_ADVANCE
        return automatic or bool(self._waiting) or self._clock.target() is not None

    async def _look(self) -> None:
        """Look at the world until it is idle, and move on."""
        pause = LEAST
        try:
            while not self._clock.rate and self._is_wanted():
                if await self._is_idle() and await self._moved():
                    return
                await asyncio.sleep(pause)
                pause = min(MOST, 2 * pause)
        finally:
            self._looking = None

    async def _moved(self) -> bool:
        """Go to the next due instant, all together, or find that there is none."""
        target = self._clock.target(self.followers.next_due())
        if target is None:
            return self._arrive()
        self._clock.turn(target)
        await asyncio.gather(*self._telling)
        self._clock.wake()
        return True

    def _arrive(self) -> bool:
        """Tell those who wait for a clock that goes no further."""
        if not self._waiting or self._clock.mode is Mode.AUTO_ADVANCE:
            return False
        while self._waiting:
            waiting = self._waiting.pop()
            if not waiting.done():
                waiting.set_result(None)
        return True

    async def _is_idle(self) -> bool:
        begun = self._begun()
        before = await self.followers.ask(thorough=False)
        if before is None:
            return False
        looked_at, sent = self._looked
        if sent != before.sent or time.monotonic() - looked_at > TRUSTED:
            if await self.followers.ask(thorough=True) is None:
                return False
            if await self.followers.ask(thorough=False) != before:
                return False
            self._looked = time.monotonic(), before.sent
        return not self._busy() and begun == self._begun()

    def _changed(self) -> None:
        self._epoch += 1
        if not self.followers:
            return
        task = asyncio.get_running_loop().create_task(self.followers.obey(self.shown()))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
