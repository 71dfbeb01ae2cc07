"""Starts the programs of the local stack, so that none outlives whoever started it."""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

import psutil

TELL_WHEN_PARENT_ENDS = 1  # PR_SET_PDEATHSIG, prctl(2)
CLOCK_DRIFT = 2  # seconds: start times are told by the wall clock, which may be put right


class Ended(Exception):
    """A program ended that should have gone on. The message names it and its log."""


@dataclass(frozen=True)
class Program:
    """What to run. Without a `log` it speaks for itself; `user` is whom root makes it run as.

    `orphan_signal` is what it gets where whoever started it ends without stopping it.
    """

    name: str
    command: Sequence[str | Path]
    log: Path | None
    pid_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    user: int | None = None
    group: int | None = None


class Process:
    """A running program, the leader of a process group of its own."""

    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program, self._process = program, process

    @property
    def pid(self) -> int:
        """The process id, which is its group's too."""
        return self._process.pid

    @classmethod
    async def start(cls, program: Program) -> Self:
        """Start it. Its output goes to its log, and its identity to its pid file."""
        with _log(program) as log:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=program.folder,
                env=program.environment,
                user=program.user,
                group=program.group,
                extra_groups=None if program.user is None else [],
                start_new_session=True,
                preexec_fn=ends_with_parent(program.orphan_signal),
            )
        _remember(program, process.pid)
        return cls(program, process)

    async def ready(self, answers: Callable[[], Awaitable[bool]], *, within: float = 30) -> None:
        """Return once it answers. Raises `Ended` where it ends before, or stays silent."""
        try:
            async with asyncio.timeout(within):
                while not await answers():
                    if self._process.returncode is not None:
                        raise self._ended()
                    await asyncio.sleep(0.03)
        except TimeoutError as error:
            silent = f"{self.program.name} does not answer after {within:.0f} s. {self._told()}"
            raise Ended(silent) from error

    async def fails(self) -> None:
        """Wait for its end, and raise `Ended`."""
        await self._process.wait()
        raise self._ended()

    async def succeeds(self) -> None:
        """Wait for its end. Raises `Ended` where it did not end well."""
        if await self._process.wait():
            raise self._ended()

    async def stop(self, *, patience: float = 10) -> None:
        """End it and all of its group, by force after `patience` seconds."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(self.program.stop_signal)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._process.wait()
        kill_group(self.pid)
        await self._process.wait()
        self.program.pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()

    def _ended(self) -> Ended:
        code = self._process.returncode or 0
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return Ended(f"{self.program.name} ended ({how}). {self._told()}")

    def _told(self) -> str:
        if self.program.log is None:
            return "It said why above."
        lines = self.program.log.read_text(errors="replace").strip().splitlines()
        last = f' Its last words: "{lines[-1].strip()}"' if lines else ""
        return f"See {self.program.log}.{last}"


@contextlib.contextmanager
def _log(program: Program) -> Iterator[IO[bytes] | None]:
    if program.log is None:
        yield None
        return
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("wb") as log:
        yield log


def ends_with_parent(notice: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it runs: ask Linux for `notice` when the thread that made it ends.

    Other systems have nothing like it: what is left there is ended at the next start.
    """
    if sys.platform != "linux":
        return None
    parent, prctl = os.getpid(), ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(TELL_WHEN_PARENT_ENDS, int(notice))
        if os.getppid() != parent:  # it ended before we could ask
            os.kill(os.getpid(), signal.SIGKILL)

    return ask


def end_leftovers(folder: Path) -> list[str]:
    """End what a run that crashed left behind, and name it. Its pid files lie in `folder`."""
    found = [name for file in sorted(folder.glob("*.pid")) if (name := _end_leftover(file))]
    for file in folder.glob("*.pid"):
        file.unlink()
    return found


def kill_group(pid: int) -> None:
    """End a process group by force."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _remember(program: Program, pid: int) -> None:
    started = psutil.Process(pid).create_time()
    who = {"name": program.name, "pid": pid, "started": started, "stop": program.stop_signal}
    program.pid_file.parent.mkdir(parents=True, exist_ok=True)
    program.pid_file.write_text(json.dumps(who))


def _end_leftover(file: Path) -> str | None:
    """The pid alone proves nothing: another program may have got the same number since."""
    try:
        who = json.loads(file.read_text())
        process = psutil.Process(who["pid"])
        stranger = abs(process.create_time() - who["started"]) > CLOCK_DRIFT
        if stranger or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except (ValueError, KeyError, psutil.NoSuchProcess):
        return None
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(who["stop"])
    psutil.wait_procs([process], timeout=5)
    kill_group(who["pid"])
    psutil.wait_procs([process], timeout=5)
    return str(who["name"])
