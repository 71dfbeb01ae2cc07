"""`scripts/dev --once` in a process of its own, with its parts in reach of a test."""

import json
import subprocess
import threading
from pathlib import Path
from typing import Any, Self

import psutil

from scripts.local.places import ROOT, RUNS

PATIENCE = 300  # seconds; a run that has not ended by then hangs


class Once:
    """A main job under way."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [ROOT / "scripts" / "dev", "--once", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._told: list[str] = []
        self._news = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.family: list[psutil.Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=60)

    @property
    def told(self) -> str:
        """What it told whoever watches, so far."""
        return "".join(self._told)

    def after(self, step: str) -> None:
        """Wait until it is through with that step, and note which programs it has started."""
        with self._news:
            assert self._news.wait_for(lambda: f"  {step} " in self.told, PATIENCE), self.told
        self.family = psutil.Process(self._process.pid).children(recursive=True)

    def part(self, name: str) -> psutil.Process:
        """One of its programs."""
        ours = {each.pid: each for each in self.family}
        pids = [json.loads(file.read_text())["pid"] for file in RUNS.glob(f"once-*/{name}.pid")]
        (found,) = [ours[pid] for pid in pids if pid in ours]
        return found

    def runs_all(self) -> psutil.Process:
        """The process that has started the others."""
        return psutil.Process(self._process.pid)

    def end(self) -> tuple[int, list[str]]:
        """Its exit code and what it printed. Fails where it hangs."""
        assert self._process.stdout
        printed = self._process.stdout.read().splitlines()
        return self._process.wait(PATIENCE), printed

    def left_over(self) -> list[psutil.Process]:
        """Programs that outlive it by more than half a minute."""
        _, alive = psutil.wait_procs(self.family, timeout=30)
        return list(alive)

    def _listen(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            with self._news:
                self._told.append(line)
                self._news.notify_all()


def report(printed: list[str]) -> dict[str, Any]:
    """The JSON in the last line."""
    found: dict[str, Any] = json.loads(printed[-1])
    return found


def runs() -> set[Path]:
    """The folders of main jobs, of those that run and of those that left something."""
    return set(RUNS.glob("once-*"))
