"""Shows what is being done, and for how long."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(what: str) -> Iterator[None]:
    """Name what is done meanwhile. At a terminal the seconds count up; the last line stays."""
    began, done = time.monotonic(), threading.Event()
    ticking = threading.Thread(target=_tick, args=(what, began, done), daemon=True)
    if sys.stderr.isatty():
        ticking.start()
    outcome = "failed"
    try:
        yield
        outcome = "done"
    finally:
        done.set()
        if ticking.ident:
            ticking.join()
        _show(what, began, f"{outcome}\n", "\r" if ticking.ident else "")


def said(text: str) -> None:
    """Tell whoever watches. Results go to standard output; this does not."""
    print(text, file=sys.stderr, flush=True)


def _tick(what: str, began: float, done: threading.Event) -> None:
    while not done.wait(0.2):
        _show(what, began, "…", "\r")


def _show(what: str, began: float, end: str, start: str) -> None:
    seconds = time.monotonic() - began
    sys.stderr.write(f"{start}  {what:<44} {seconds:6.1f} s  {end}")
    sys.stderr.flush()
