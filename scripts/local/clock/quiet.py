"""An event loop that tells when it has run out of work, which is when a clock may jump."""

import asyncio
import selectors
from collections.abc import Callable


class _Selector(selectors.DefaultSelector):
    """Asks for events as any selector does, and just before it would wait, asks for work."""

    def __init__(self, find_work: Callable[[], bool]) -> None:
        super().__init__()
        self._find_work = find_work

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Like its parent's. asyncio waits here only when no callback of its own is ready."""
        events = super().select(0)
        may_wait = timeout is None or timeout > 0
        if events or not may_wait or self._find_work():
            return events
        return super().select(timeout)


def quiet_loop(find_work: Callable[[], bool]) -> asyncio.AbstractEventLoop:
    """A loop that calls `find_work` whenever nothing is ready and nothing has come in.

    Where that returns True it has made something ready, in this loop's own thread; the loop goes
    on. Where it returns False the loop waits, as any loop does.
    """
    return asyncio.SelectorEventLoop(_Selector(find_work))
