"""Keeps the clock from jumping while the app still reads what it was sent, or is about to answer.

A socket has no answer that ends a request, so it is called quiet by the wall's clock: once a pong
says that the app's side has read everything, and then nothing has come for a moment. Who owes an
answer (to a prompt, or the rest of a sentence it began) has a longer moment. What the app asks of
the simulators meanwhile counts by itself. A socket that stays quiet stops no clock.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from scripts.local.simulators.twilio.network import Network

QUIET, OWED = 0.01, 2.0  # seconds of the wall


class Hold:
    """One for each socket. `quiet` is set while neither side is expected to say anything."""

    def __init__(self, network: Network, on_quiet: Callable[[], None] = lambda: None) -> None:
        self._network, self._on_quiet = network, on_quiet
        self._open = ExitStack()
        self._timer: asyncio.TimerHandle | None = None
        self.quiet = asyncio.Event()
        self.quiet.set()
        self._is_owed = False

    def sent(self, *, owed: bool) -> None:
        """The app has something to read; `owed`: and to answer."""
        self._is_owed = self._is_owed or owed
        self._wait(OWED)

    def until(self, pong: Awaitable[float], moment: float) -> None:
        """The app's side has read all there is when this comes. Then it has that `moment`."""
        asyncio.ensure_future(pong).add_done_callback(lambda done: self._read(done, moment))

    def came(self) -> None:
        """The app has sent something."""
        self._wait(OWED if self._is_owed else QUIET)

    def owes(self) -> None:
        """The app has said only a part of what it has to say."""
        self.sent(owed=True)

    def paid(self) -> None:
        """The app has said what it was expected to."""
        self._is_owed = False
        self._wait(QUIET)

    def end(self) -> None:
        """Nobody is waited for any longer."""
        if self._timer:
            self._timer.cancel()
        self._is_owed = False
        self.quiet.set()
        self._open.close()

    def _read(self, pong: "asyncio.Future[float]", moment: float) -> None:
        if not pong.cancelled():
            pong.exception()  # a lost socket is heard of where it is read
        if not self._is_owed and not self.quiet.is_set():
            self._wait(moment)

    def _wait(self, seconds: float) -> None:
        if self.quiet.is_set():
            self.quiet.clear()
            self._open.enter_context(self._network.request())
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._settle)

    def _settle(self) -> None:
        self._on_quiet()
        self.end()
