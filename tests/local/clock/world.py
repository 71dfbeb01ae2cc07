"""A clock server in a thread of its own, and requests it counts."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI

from scripts.local.clock import Mode, VirtualClock, quiet_loop
from scripts.local.clock.api import routes
from scripts.local.clock.conductor import Conductor
from scripts.local.simulators.serve import serving
from scripts.local.simulators.traffic import Traffic

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


class World:
    """What a test sees of it. `url` is what CLOCK_URL would be."""

    def __init__(self) -> None:
        self.clock, self.traffic = VirtualClock(NOON, Mode.MANUAL), Traffic()
        self.conductor = Conductor(
            self.clock, lambda: self.traffic.open > 0, lambda: self.traffic.begun
        )
        self.url, self._ready, self._stop = "", threading.Event(), asyncio.Event()
        self._loop = quiet_loop(self.conductor.find_work)

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    def ready(self) -> None:
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)

    def sleep(self, seconds: float, seen: list[datetime]) -> None:
        """Let somebody sleep in the server's own process, and note when they woke."""

        async def sleeper() -> None:
            await self.clock.sleep(seconds)
            seen.append(self.clock.now())

        asyncio.run_coroutine_threadsafe(sleeper(), self._loop)

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=20) as http:
            found: dict[str, Any] = (await http.post(self.url + path, json=body)).json()
            return found

    async def advance(self, seconds: float) -> dict[str, Any]:
        return await self.post("/../advance", seconds=seconds)

    async def _serve(self) -> None:
        app = FastAPI()
        app.include_router(routes(self.clock, self.conductor))
        async with serving(app) as url:
            self.url = f"{url}/__sim__/clock"
            self._ready.set()
            await self._stop.wait()


@contextmanager
def world() -> Iterator[World]:
    made = World()
    thread = threading.Thread(target=made.run)
    thread.start()
    try:
        made.ready()
        yield made
    finally:
        made.stop()
        thread.join()
