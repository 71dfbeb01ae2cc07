"""A clock that shows what another process's clock shows: in tests and rehearsals the virtual one.

It follows over one WebSocket. The other side sets the hands (`set`, which is acknowledged once who
is due has been woken) and asks whether we are idle (`ask`), for it jumps only when all are.
"""

import asyncio
import json
import logging
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import aiohttp

from shared.adapters.virtual import Mode, VirtualClock
from shared.errors import Unavailable
from shared.ports import Activity, Clock

log = logging.getLogger(__name__)

DEADLINE, AGAIN = 5, 0.2  # seconds on the wall
HELD, LOOK = 0.05, 0.001  # for how long an answer waits for idleness, and between two looks


strand: ContextVar[str] = ContextVar("strand", default="")
"""Names the work we are in, for whoever starts works: one that sleeps is not busy."""

Watcher = Callable[[bool], Awaitable[Activity]]
"""Is given whether to look thoroughly (asking other services, too) or at what costs nothing."""


class FollowedClock:
    """Belongs to one event loop, that of its first sleeper."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._hands: VirtualClock | None = None
        self._following: asyncio.Task[None] | None = None
        self._watchers: list[Watcher] = []
        self._asleep: Counter[str] = Counter()
        self._first = threading.Lock()

    def now(self) -> datetime:
        """The instant, in UTC. Raises `Unavailable` until the followed clock has been seen once."""
        return self._seen().now()

    async def sleep(self, seconds: float) -> None:
        """Return once that much of the followed clock's time has passed."""
        alarm, name = self._seen().alarm(seconds), strand.get()
        self._asleep[name] += 1
        try:
            await alarm
        finally:
            self._asleep[name] -= 1

    def watch(self, watcher: Watcher) -> None:
        """Take somebody into account when we are asked whether we are idle."""
        self._watchers.append(watcher)

    def follow(self) -> None:
        """Begin to follow, in the running event loop. The first sleeper does so too."""
        if self._following is None:
            self._following = asyncio.get_running_loop().create_task(self._follow())

    async def close(self) -> None:
        """Follow no longer."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    def _seen(self) -> VirtualClock:
        with self._first:
            hands = self._hands or self._set(_read(self._url))
        with suppress(RuntimeError):  # no loop runs here: the hands are as they were last seen
            self.follow()
        return hands

    def _set(self, shown: dict[str, Any]) -> VirtualClock:
        self._hands = self._hands or VirtualClock(mode=Mode.MANUAL)
        mode = Mode.SCALED if shown["rate"] else Mode.MANUAL
        now = datetime.fromisoformat(shown["now"])
        self._hands.set(mode, rate=shown["rate"], now=now)
        return self._hands

    async def _follow(self) -> None:
        """For ever; where the connection is lost the hands stay, or run on, until it is back."""
        async with aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.ws_connect(f"{self._url}/follow") as socket:
                        async for message in socket:
                            await self._obey(json.loads(message.data), socket)
                except (aiohttp.ClientError, OSError) as error:
                    log.debug("the clock at %s is away: %s", self._url, error)
                await asyncio.sleep(AGAIN)

    async def _obey(self, wanted: dict[str, Any], socket: aiohttp.ClientWebSocketResponse) -> None:
        if "set" in wanted:
            self._set(wanted["set"])
            await asyncio.sleep(0)  # who was woken begins
            await socket.send_json({"epoch": wanted["set"]["epoch"]})
        else:
            await socket.send_json(await self._answer(wanted["ask"], thorough=wanted["thorough"]))

    async def _answer(self, number: int, *, thorough: bool) -> dict[str, Any]:
        """How it stands; while something goes on, a little later: most work is over soon."""
        until = time.monotonic() + HELD
        found = await self._found(thorough=thorough)
        while self._goes_on(found) and time.monotonic() < until:
            await asyncio.sleep(LOOK)
            found = await self._found(thorough=thorough)
        assert self._hands is not None
        due = self._hands.next_due()
        return {
            "answer": number,
            "busy": any(activity.busy for activity in found),
            "begun": sum(activity.begun for activity in found),
            "sent": sum(activity.sent for activity in found),
            "at_work": [name for activity in found for name in activity.strands],
            "asleep": list(+self._asleep),
            "due": due.isoformat() if due else None,
        }

    async def _found(self, *, thorough: bool) -> list[Activity]:
        return [await watcher(thorough) for watcher in self._watchers]

    def _goes_on(self, found: list[Activity]) -> bool:
        at_work = {name for activity in found for name in activity.strands}
        return any(activity.busy for activity in found) or bool(at_work - set(+self._asleep))


def _read(url: str) -> dict[str, Any]:
    """What the clock shows, at the price of blocking: once in the life of a process."""
    try:
        with urllib.request.urlopen(url, timeout=DEADLINE) as answer:  # noqa: S310 - from a setting
            shown: dict[str, Any] = json.load(answer)
    except OSError as error:
        raise Unavailable(
            f"CLOCK_URL: no clock answers at {url}: {error}", vendor="clock"
        ) from error
    return shown


_: Clock = FollowedClock("")
