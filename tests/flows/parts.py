"""The programs of a world, for stories in which one dies, stands still, or is not alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from itertools import count

import psutil

from scripts.local import ports
from scripts.local.processes import Ended, Process, Program
from scripts.local.runs import Run
from scripts.local.system import answers

SLOWEST = 60  # seconds a host may take to answer


class Parts:
    """The programs of one run, by name."""

    def __init__(self, run: Run) -> None:
        self._run, self._births = run, count(2)

    async def kill(self, name: str) -> None:
        """End it as a crash would."""
        process = self._process(name)
        process.kill()
        with suppress(Ended):
            await process.fails()

    async def restart_host(self) -> None:
        """Kill the host in whatever it does, and start it anew at the same address."""
        await self.kill("host")
        host = self._process("host").program
        await self._start(host, f"http://{ports.HOST}:{_after('--port', host)}")

    async def second_host(self) -> str:
        """A host beside the first, as a second instance would be; the address it answers at."""
        host, number = self._process("host").program, next(self._births)
        (port,) = ports.free(1)
        store = self._run.folder / f"durable-{number}.db"
        command = [*host.command, "--port", str(port), "--store", str(store)]
        address = f"http://{ports.HOST}:{port}"
        await self._start(replace(host, name="second", command=command), address)
        return address

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Let it stand still with all that belongs to it, and go on at the end."""
        leader = psutil.Process(self._process(name).pid)
        family = [leader, *leader.children(recursive=True)]
        for each in family:
            each.suspend()
        try:
            yield
        finally:
            for each in family:
                with suppress(psutil.NoSuchProcess):
                    each.resume()

    @asynccontextmanager
    async def database_away(self) -> AsyncIterator[None]:
        """Stopped, and started again at the end on what it had stored."""
        process = self._process("postgres")
        await process.stop()
        try:
            yield
        finally:
            port = _after("-p", process.program)
            born = await self._run.start(process.program)
            await born.ready(lambda: _listens(port), within=SLOWEST)

    def _process(self, name: str) -> Process:
        """The youngest of that name."""
        return next(each for each in reversed(self._run.processes) if each.program.name == name)

    async def _start(self, host: Program, address: str) -> None:
        number = next(self._births)
        log, pid_file = (self._run.logs / f"{host.name}-{number}.log"), host.pid_file
        born = replace(host, log=log, pid_file=pid_file.with_name(f"{host.name}-{number}.pid"))
        process = await self._run.start(born)
        await process.ready(lambda: answers(f"{address}/admin/host/status"), within=SLOWEST)


def _after(option: str, program: Program) -> str:
    words = [str(word) for word in program.command]
    return words[words.index(option) + 1]


async def _listens(port: str) -> bool:
    try:
        _, writer = await asyncio.open_connection(ports.HOST, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
