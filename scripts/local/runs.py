"""One run of the local stack: where it writes, which ports it takes, and what it has started."""

import asyncio
import os
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.local import places, ports
from scripts.local.locks import locked
from scripts.local.processes import Ended, Process, Program, end_leftovers


class Unfit(Exception):
    """This machine cannot run the stack as it stands. The message says why, and the way out."""


@dataclass
class Run:
    """What `lasts` is found again by the next run; other runs are thrown away with their folder."""

    folder: Path
    logs: Path
    lasts: bool
    usual_ports: bool
    processes: list[Process] = field(default_factory=list)
    _watchers: list[asyncio.Task[None]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def program(self, name: str, command: Sequence[str | Path]) -> Program:
        """A program of this run: its log and its pid file have their places here."""
        log, pid_file = self.logs / f"{name}.log", self.folder / f"{name}.pid"
        return Program(name, command, log=log, pid_file=pid_file)

    async def start(self, program: Program) -> Process:
        """Start what goes on for as long as this run, and is stopped with it."""
        process = await Process.start(program)
        self.processes.append(process)
        self._watchers.append(asyncio.create_task(process.fails()))
        self._news.set()
        return process

    async def lose(self, process: Process) -> None:
        """Kill what was started here, as a crash would. The run goes on without it."""
        process.kill()
        await self.stop_one(process)

    async def stop_one(self, process: Process) -> None:
        """Stop what was started here. The run goes on without it."""
        place = self.processes.index(process)
        del self.processes[place]
        self._watchers.pop(place).cancel()
        await process.stop()

    async def perform(self, program: Program) -> None:
        """Run what comes to an end by itself. Raises `Ended` where it does not end well."""
        process = await Process.start(program)
        try:
            await process.succeeds()
        finally:
            await process.stop()

    def ports(self, usual: Sequence[int]) -> tuple[int, ...]:
        """The usual ports, or free ones. Raises `Unfit` where a usual one is taken: by whom."""
        if not self.usual_ports:
            return ports.free(len(usual))
        if taken := ports.busy(usual):
            raise Unfit(
                f"{'; '.join(taken)}. Stop it, or take free ports: scripts/dev --free-ports"
            )
        return tuple(usual)

    async def fails(self) -> None:
        """Wait until one of the programs ends that should go on, and raise the `Ended` of it."""
        while True:
            self._news.clear()
            news = asyncio.create_task(self._news.wait())
            await asyncio.wait([news, *self._watchers], return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            for watcher in self._watchers:
                if watcher.done():
                    watcher.result()

    async def together[T](self, *works: Coroutine[Any, Any, T]) -> list[T]:
        """Do the works side by side. Where one of them fails the others end, and it is raised."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(work) for work in works]
        except* (Ended, OSError) as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def beside[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work for as long as all programs run. Raises `Ended` as soon as one does not.

        Where the work itself fails, a program that has just ended is the better explanation.
        """
        doing, failing = asyncio.create_task(work), asyncio.create_task(self.fails())
        try:
            await asyncio.wait((doing, failing), return_when=asyncio.FIRST_COMPLETED)
            if not doing.done() or doing.exception():
                await asyncio.wait((failing,), timeout=0.5)
            if failing.done():
                failing.result()
            return await doing
        finally:
            doing.cancel()
            failing.cancel()
            await asyncio.gather(doing, failing, return_exceptions=True)

    async def stop(self) -> None:
        """Stop everything, the last first."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        while self.processes:
            await self.processes.pop().stop()


@contextmanager
def lasting(*, usual_ports: bool = True) -> Iterator[Run]:
    """The run whose data stay: one at a time in a clone. Raises `Unfit` where it runs already."""
    lock = places.LOCAL / "stack.lock"
    with ExitStack() as held:
        try:
            held.enter_context(locked(lock, wait=False))
        except BlockingIOError as error:
            raise Unfit(
                f"The local stack runs already in this clone (process {lock.read_text()}). "
                "Stop it, or use scripts/dev --once, which has data and ports of its own"
            ) from error
        lock.write_text(str(os.getpid()))
        end_leftovers(places.LOCAL)
        yield Run(places.LOCAL, places.LOGS, lasts=True, usual_ports=usual_ports)


@contextmanager
def temporary(purpose: str) -> Iterator[Run]:
    """A run on free ports and data of its own, thrown away at the end. Its logs stay."""
    with ExitStack() as held:
        with locked(places.RUNS / "lock"):
            sweep(places.RUNS)
            folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=places.RUNS))
            held.enter_context(locked(folder / "lock"))
        folder.chmod(0o711)  # PostgreSQL may run as another user
        held.callback(places.remove, folder)
        yield Run(folder, places.LOGS / purpose, lasts=False, usual_ports=False)


def sweep(folder: Path) -> None:
    """Clear away runs that crashed: those whose lock nobody holds."""
    for lock in folder.glob("*/lock"):
        with suppress(BlockingIOError), locked(lock, wait=False):
            end_leftovers(lock.parent)
            places.remove(lock.parent)
