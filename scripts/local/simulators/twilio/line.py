"""The wire of one call: how its time passes and what comes in from the person."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from shared.ports import Clock
from shared.value import Value


class Spoken(Value):
    """Something the person said, and how well it was understood, in the end and on the way."""

    text: str
    confidence: float
    language: str
    seconds: float
    partials: tuple[str, ...] = ()


class Pressed(Value):
    """Keys the person pressed."""

    digits: str


Input = Spoken | Pressed


class Line:
    """Time on a call, and the person's input."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._inputs: asyncio.Queue[Input] = asyncio.Queue()
        self.is_listening = False

    async def wait(self, seconds: float) -> None:
        """Let that much of the call go by."""
        await self._clock.sleep(seconds)

    def put(self, given: Input) -> None:
        """The person says or presses something. Nobody listening, it is lost."""
        if self.is_listening:
            self._inputs.put_nowait(given)

    def listen(self) -> None:
        """From now on input counts; what came before is gone."""
        self._inputs = asyncio.Queue()
        self.is_listening = True

    async def input(self) -> Input:
        """The next input."""
        return await self._inputs.get()


async def first[T](wanted: Coroutine[Any, Any, T], limit: Coroutine[Any, Any, object]) -> T | None:
    """What `wanted` gives if it is there before `limit` has run out. Both are over afterwards.

    Who comes in the very moment of the limit is in time: the loop turns a few times more.
    """
    task, end = asyncio.ensure_future(wanted), asyncio.ensure_future(limit)
    try:
        await asyncio.wait((task, end), return_when=asyncio.FIRST_COMPLETED)
        for _ in range(4):
            if task.done():
                break
            await asyncio.sleep(0)
        return task.result() if task.done() else None
    finally:
        unfinished = [each for each in (task, end) if not each.done() and each.cancel()]
        if unfinished:
            await asyncio.gather(*unfinished, return_exceptions=True)
