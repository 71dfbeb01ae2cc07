"""The whole system on this machine: services, database, simulators, the host with the web page."""

import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import httpx

from scripts.local import environment, places, services
from scripts.local.credentials import Credentials
from scripts.local.environment import Addresses, compose, mailing
from scripts.local.processes import Program
from scripts.local.progress import said, step
from scripts.local.runs import Run
from scripts.local.service import Service
from scripts.local.simulators.authority import authority
from shared.adapters.virtual import Mode

PORTS = (7071, 4010, 4011, 4012)  # the host, the simulators, Cosmos, Key Vault
MAIL_PORT = 4025
WORKING_DAY = "2027-03-02T17:00:00+00:00"  # a Tuesday: 9:00 in Los Angeles, 18:00 in Madrid
SLOWEST = 60  # seconds a part of ours may take to answer


class System:
    """A run of the system. Its parts come up in order, each once those it needs answer."""

    def __init__(
        self, run: Run, *, watch: bool, clock: Mode = Mode.REAL, simulators: Sequence[str] = ()
    ) -> None:
        """`clock` other than the wall's begins on a working day at which all the demo is awake.

        `simulators` are more arguments for those.
        """
        self.run, self._watch, self._clock = run, watch, clock
        self._simulators = simulators
        self._given = environment.given()
        *self._ports, self._mail_port = run.ports((*PORTS, MAIL_PORT))
        self.at = Addresses.on(tuple(self._ports))
        credentials = Credentials.kept(run.folder)
        authority(run.folder / "ca")
        ours = {**compose(self.at, run.folder, credentials), **mailing(self.at, self._mail_port)}
        self.settings = self._after_what_is_given(ours)

    async def come_up(self) -> None:
        """Bring up all of it. Raises `Unfit` or `Ended`; what has been started, the run stops."""
        wanted = [one for one in services.ALL if one.setting not in self._given]
        for real in (one for one in services.ALL if one not in wanted):
            said(f"  {real.title}: the one that {real.setting} names")
        with step(", ".join([*(one.title for one in wanted), "simulators"])):
            await self.run.together(self._start_services(wanted), self._start_simulators())
        with step("Migrations"):
            await self.run.perform(self._program("migrations", "scripts.migrating"))
        with step("Functions host"):
            await self._start_host()
        with step("Demo data"):
            await self.run.perform(self._program("demo data", "scripts.seeding"))

    async def come_up_relay(self) -> None:
        """Bring up the application that talks over sockets, beside the rest. Raises `Ended`."""
        at = urlsplit(self.settings["RELAY__URL"])
        how = ["functions.conversation.relay:app", "--port", str(at.port), "--no-access-log"]
        process = await self.run.start(self._program("relay", "uvicorn", *how))
        await process.ready(lambda: answers(f"http://{at.netloc}/health"), within=SLOWEST)

    async def crash_host(self) -> None:
        """Kill the host with SIGKILL, and start it again where it was. Raises `Ended`."""
        host = next(each for each in self.run.processes if each.program.name == "host")
        await self.run.lose(host)
        log = host.program.log
        again = log.with_stem(f"{log.stem}-again") if log else None
        await self._start(replace(host.program, log=again))

    async def do(self, what: str, module: str, *arguments: str) -> None:
        """Run a module of ours against the system, for people to see. Raises `Ended`."""
        await self.run.perform(replace(self._program(what, module, *arguments), log=None))

    async def _start_services(self, wanted: Sequence[Service]) -> None:
        found = await services.start(self.run, wanted)
        self.settings |= self._after_what_is_given(found)
        environment.keep(self.run.folder, self.settings)

    async def _start_simulators(self) -> None:
        how = ["--ports", *map(str, self._ports[1:]), "--folder", str(self.run.folder)]
        how += ["--smtp", str(self._mail_port)]
        if self._clock is not Mode.REAL:
            how += ["--clock", self._clock, "--now", WORKING_DAY]
        how += self._simulators
        process = await self.run.start(
            self._program("simulators", "scripts.local.simulators", *how)
        )
        health = f"{self.at.simulators}/__sim__/health"
        await process.ready(lambda: answers(health), within=SLOWEST)

    def _after_what_is_given(self, ours: Mapping[str, str]) -> dict[str, str]:
        return {name: self._given.get(name, value) for name, value in ours.items()}

    async def _start_host(self) -> None:
        store = str(self.run.folder / "durable.db")
        how = ["--port", str(self._ports[0]), "--static", "frontend", "--store", store]
        watch = ["--watch"] if self._watch else []
        await self._start(self._program("host", "scripts.local.host", *how, *watch))

    async def _start(self, host: Program) -> None:
        process = await self.run.start(host)
        status = f"{self.at.host}/admin/host/status"
        await process.ready(lambda: answers(status), within=SLOWEST)

    def _program(self, name: str, module: str, *arguments: str) -> Program:
        """A module of ours, with the settings of this system in its environment."""
        program = self.run.program(name, [sys.executable, "-m", module, *arguments])
        settings = {**self._given, **self.settings, "PYTHONUNBUFFERED": "1"}
        # An orphan of ours ends at once: its work survives that, and its ports are wanted.
        program = replace(program, orphan_signal=signal.SIGKILL)
        return replace(program, folder=places.ROOT, environment=settings)


async def answers(url: str, headers: Mapping[str, str] | None = None) -> bool:
    """Whether a GET of that address succeeds by now."""
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            return (await client.get(url, headers=headers)).is_success
    except httpx.TransportError:
        return False
