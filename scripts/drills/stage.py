"""The whole system on this machine as it is in production: careful with data, with wires to cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx

from scripts.benchmarks.dialling_stack import Stack
from scripts.drills.wires import Way, Wire
from scripts.local import runs
from scripts.local.ports import HOST
from scripts.local.processes import Process, Program
from scripts.local.service import Service
from scripts.local.system import System, answers
from shared.db.pool import Database

SLOWEST = 60  # seconds a program may take to come back
HURRIED = {
    "AzureWebJobs.sweep_embeddings.Disabled": "false",
    "ELEVENLABS__CONCURRENCY": "20",
    "TWILIO__LIVE_CALLS": "200",
    "TICKETS__SCANNER": "false",
    # Telemetry goes to the discard port, where nobody listens: nothing may wait for it.
    "APPLICATIONINSIGHTS_CONNECTION_STRING": (
        "InstrumentationKey=00000000-0000-0000-0000-000000000000;"
        "IngestionEndpoint=http://127.0.0.1:9/"
    ),
}
PEOPLE = """
- name: agrees
  about: picks up soon and answers everything
  match: "+1???555010?"
  ring: {seconds: 1, result: answer}
  turns:
    - say: {text: "Yes, speaking.", after_ms: 400, takes_ms: 600}
    - say: {text: "Yes, that is fine.", after_ms: 400, takes_ms: 600}
- name: forbids
  about: picks up soon and presses 9
  match: "+1???555011?"
  ring: {seconds: 1, result: answer}
  turns:
    - press: {digits: "9", after_ms: 600}
"""


class Wired(System):
    """A system whose app reaches its services by wires of ours."""

    wires: dict[str, Wire]
    direct: dict[str, str]

    async def _start_services(self, wanted: Sequence[Service]) -> None:
        await super()._start_services(wanted)
        self.direct = dict(self.settings)
        self.wires = {}
        for name, setting in (("postgres", "DATABASE__URL"), ("redis", "REDIS__URL")):
            await self._lay(name, setting, urlsplit(self.settings[setting]).port or 0)
        parts = dict(part.split("=", 1) for part in self.settings["Storage"].split(";") if part)
        for name, part in (("blob", "BlobEndpoint"), ("queue", "QueueEndpoint")):
            await self._lay(name, "Storage", urlsplit(parts[part]).port or 0)

    async def _lay(self, name: str, setting: str, port: int) -> None:
        wire = self.wires[name] = await Wire.to(port)
        before, after = f"{HOST}:{port}", f"{HOST}:{wire.port}"
        self.settings[setting] = self.settings[setting].replace(before, after)


Check = Callable[[], Awaitable[dict[str, int]]]
"""What else may have been lost, counted once all is quiet."""


class Stage(Stack):
    """What came up, and what can be done to it."""

    system: Wired
    afterwards: list[Check]
    erased: set[str]

    def wire(self, name: str, way: Way) -> None:
        """Have the wire to a service be so."""
        self.system.wires[name].become(way)

    async def lose(self, name: str) -> Program:
        """Kill a program with SIGKILL; what it was, so that it can be started again."""
        process = self.part(name)
        await self.system.run.lose(process)
        return process.program

    async def rest(self, name: str) -> Program:
        """Stop a program as its operators would; what it was."""
        process = self.part(name)
        await self.system.run.stop_one(process)
        return process.program

    async def bring_back(self, program: Program) -> Process:
        """Start it again, on what it had stored."""
        process = await self.system.run.start(program)
        if program.name == "host":
            status = f"{self.system.at.host}/admin/host/status"
            await process.ready(lambda: answers(status), within=SLOWEST)
        return process


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Bring it up, on ports and data of its own, on the wall's clock."""
    with runs.temporary("drill") as run:
        run.lasts = True  # as in production: what was committed is on the disk
        folder = run.folder / "people"
        folder.mkdir()
        (folder / "drill.yaml").write_text(PEOPLE)
        system = Wired(run, watch=False, simulators=["--people", str(folder)])
        system.settings |= HURRIED
        try:
            await run.beside(system.come_up())
            db = Database(system.direct["DATABASE__URL"])
            async with (
                httpx.AsyncClient(base_url=system.at.host, timeout=30) as host,
                httpx.AsyncClient(base_url=system.at.simulators, timeout=60) as network,
            ):
                it = Stage(system, host, network, db)
                it.afterwards, it.erased = [], set()
                yield it
            await db.close()
        finally:
            await run.stop()
            if hasattr(system, "wires"):
                await asyncio.gather(*(wire.close() for wire in system.wires.values()))
