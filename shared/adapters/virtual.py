"""A clock that runs with the wall, faster, or only when it is turned."""

import asyncio
import heapq
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count

from shared.ports import Clock

SOON = 0.001
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Mode(StrEnum):
    """Who moves the hands: the wall's clock, that clock times N, a person, or idleness."""

    REAL = "real"
    SCALED = "scaled"
    MANUAL = "manual"
    AUTO_ADVANCE = "auto_advance"


class VirtualClock:
    """The one clock of a simulated world. Sleepers are woken in the order they are due.

    `rate` is how many of its seconds pass in one of the wall's. It is 0 where the hands jump from
    one due instant to the next, which whoever knows that the world is idle does by `jump`:
    `AUTO_ADVANCE` for ever, `MANUAL` as far as somebody has advanced it. With a `grain` they jump
    from one multiple of it to the next, and all that was due in between happens there, together.
    `on_change` is told whenever the hands were set and did not merely run on.
    """

    def __init__(self, now: datetime | None = None, mode: Mode = Mode.REAL) -> None:
        self._at = now or datetime.now(UTC)
        self._since = time.monotonic()
        self.on_change: Callable[[], None] = lambda: None
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None
        self.until, self.grain = self._at, timedelta(0)
        self._run(mode, 1)

    def now(self) -> datetime:
        """The instant, in UTC."""
        if not self.rate:
            return self._at
        return self._at + timedelta(seconds=(time.monotonic() - self._since) * self.rate)

    async def sleep(self, seconds: float) -> None:
        """Return once that much of this clock's time has passed."""
        await self.alarm(seconds)

    def alarm(self, seconds: float) -> asyncio.Future[None]:
        """What `sleep` waits for. Cancelled, it holds nobody up."""
        wakes = asyncio.get_running_loop().create_future()
        due = self.now() + timedelta(seconds=max(0.0, seconds))
        heapq.heappush(self._sleepers, (due, next(self._order), wakes))
        if self.rate and self._sleepers[0][2] is wakes:
            self._plan()
        return wakes

    def next_due(self) -> datetime | None:
        """When the next sleeper is to be woken, if anybody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def set(
        self, mode: Mode, *, rate: float = 1, now: datetime | None = None, grain: float = 0
    ) -> None:
        """Go on from now, or from another instant, in that mode; `rate` is for `SCALED`.

        `grain` is in seconds, for clocks that jump.
        """
        self.grain = timedelta(seconds=grain)
        self._set_hands(now or self.now())
        self._run(mode, rate)
        self.on_change()
        self.wake()

    def advance(self, seconds: float) -> None:
        """Let a manual clock jump so much further, or set one that runs."""
        if self.mode is Mode.MANUAL:
            self.until = max(self.until, self._at) + timedelta(seconds=seconds)
        else:
            self.turn(self.now() + timedelta(seconds=seconds))
            self.wake()

    def target(self, other: datetime | None = None) -> datetime | None:
        """Where a jump would lead: to the next due instant, here or that `other` one.

        None where nobody waits for anything, or a manual clock stands where it was sent.
        """
        due = min((at for at in (self.next_due(), other) if at), default=FOR_EVER)
        if due <= self._at:
            return self._at
        target = min(self._whole(due), self.until)
        return None if self.rate or target in (FOR_EVER, self._at) else target

    def _whole(self, due: datetime) -> datetime:
        """The first multiple of the grain that is not before."""
        if not self.grain or due == FOR_EVER:
            return due
        return due + (EPOCH - due) % self.grain

    def jump(self, other: datetime | None = None) -> bool:
        """Go there and wake who is due. Whether there was anywhere to go."""
        target = self.target(other)
        if target is None:
            return False
        self.turn(target)
        self.wake()
        return True

    def turn(self, instant: datetime) -> None:
        """Set the hands to an instant, and wake nobody yet."""
        self._set_hands(instant)
        self.on_change()

    def wake(self) -> None:
        """Wake all that are due."""
        now = self.now()
        while (due := self.next_due()) is not None and due <= now:
            heapq.heappop(self._sleepers)[2].set_result(None)
        self._plan()

    def _run(self, mode: Mode, rate: float) -> None:
        self.mode = mode
        self.rate = {Mode.REAL: 1.0, Mode.SCALED: rate}.get(mode, 0.0)
        self.until = FOR_EVER if mode is Mode.AUTO_ADVANCE else self._at

    def _set_hands(self, instant: datetime) -> None:
        self._at, self._since = instant, time.monotonic()

    def _plan(self) -> None:
        """Where the hands run by themselves: come back at the next due instant."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self.next_due()
        if due is not None and self.rate:
            left = (due - self.now()).total_seconds() / self.rate
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(left, SOON if left > 0 else 0), self.wake)


_: Clock = VirtualClock()
