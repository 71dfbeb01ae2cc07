"""Counts the requests that are open, in and out, for a clock must not jump over one.

Whoever makes a request wait therefore does so by the wall's clock: a virtual one stands still.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

OURS = "/__sim__"  # people and pages that look on are no part of the simulated world


class Traffic:
    """`open` are the requests that wait for an answer now, `begun` all there ever were."""

    def __init__(self) -> None:
        self.open, self.begun = 0, 0

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count a request for as long as the block runs."""
        self.open += 1
        self.begun += 1
        try:
            yield
        finally:
            self.open -= 1

    def counted(
        self, app: ASGIApp, took: Callable[[str, float], None] = lambda path, seconds: None
    ) -> ASGIApp:
        """The application, its requests counted; `took` is told how long each was worked on."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> Any:
            if scope["type"] != "http" or scope["path"].startswith(OURS):
                return await app(scope, receive, send)
            began = time.monotonic()
            with self.request():
                try:
                    return await app(scope, receive, send)
                finally:
                    took(scope["path"], time.monotonic() - began)

        return answer
