"""Turns Ctrl-C, and the other ways of being told to stop, into an orderly end."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_told(work: Coroutine[Any, Any, int]) -> int:
    """Do the work; its result, or 130 where somebody stops it first, after it has cleaned up.

    More signals change nothing: what cleans up is not to be cut short.
    """
    task = asyncio.ensure_future(work)
    told: list[signal.Signals] = []

    def stop(which: signal.Signals) -> None:
        if not told:
            told.append(which)
            task.cancel()

    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(which, stop, which)
    try:
        return await task
    except asyncio.CancelledError:
        return 128 + told[0] if told else 1
