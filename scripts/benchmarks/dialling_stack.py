"""The whole system on this machine, for a benchmark to fill, set going and listen to."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from functions.access.model import Role
from functions.people.model import Entry
from scripts.benchmarks import dialling_people as people
from scripts.benchmarks.dialling_costs import Costs
from scripts.local import runs, secret
from scripts.local.person import Person
from scripts.local.processes import Process
from scripts.local.system import System
from shared.adapters.virtual import Mode
from shared.db.pool import Database

QUIETLY = {"AzureWebJobs.sweep_embeddings.Disabled": "true"}
SCRIPT = {
    "en": {
        "purpose": "I am calling about your delivery on Friday.",
        "questions": ["Will somebody be there to receive it?"],
        "closing": "Thank you, that is all. Goodbye.",
        "voicemail": "Hello, this is an automatic message. Please call us back. Goodbye.",
    }
}
"""The same words for everybody, so that their audio is made once."""
GRAIN = 1.0
"""Seconds that a virtual clock takes in one step: with many calls at once, each instant is one."""
ALWAYS: dict[str, Any] = {
    "opens_at": "00:00",
    "closes_at": "23:59:59.999999",
    "weekdays": [1, 2, 3, 4, 5, 6, 7],
    "hours_waived_because": "only simulated people are called",
    "per_second": 30,
    "live_cap": 500,
    "day_cap": 10,
    "max_attempts": 1,
    "budget_micro": 10**12,
    "breakers": {"least": 1000, "failures": 1, "opt_outs": 1, "provider_errors": 1, "burn": 100},
}
"""What goes wrong in a benchmark would rightly pause a campaign: these are to go on."""


@dataclass
class Stack:
    """What came up, and the people who use it."""

    system: System
    host: httpx.AsyncClient
    simulators: httpx.AsyncClient
    db: Database

    def __post_init__(self) -> None:
        self.author = Person(self.host, "author", Role.ADMIN)  # who alone may waive hours
        self.approver = Person(self.host, "approver", Role.SUPERVISOR)

    def part(self, name: str) -> Process:
        """One of its programs."""
        return next(each for each in self.system.run.processes if each.program.name == name)

    def costs(self) -> Costs:
        """What its programs have used until now."""
        return Costs.of(self.system.run.processes)

    async def now(self) -> datetime:
        """What everybody's clock shows."""
        shown = (await self.simulators.get("/__sim__/clock")).json()
        return datetime.fromisoformat(shown["now"])

    async def campaign(
        self, name: str, entries: Sequence[Entry], script: Mapping[str, Any] = SCRIPT, **rules: Any
    ) -> str:
        """An approved campaign for these people; its path."""
        wanted = await people.enlist(self.db, name, entries, await self.now())
        return await self.approved(name, wanted, script, **rules)

    async def approved(
        self, name: str, list_id: UUID, script: Mapping[str, Any] = SCRIPT, **rules: Any
    ) -> str:
        """An approved campaign for that list; its path."""
        draft = {"name": name, "list_id": str(list_id), "script": script}
        made = await self.author.post("/api/v1/campaigns", {**draft, "rules": {**ALWAYS, **rules}})
        path = f"/api/v1/campaigns/{made['id']}"
        await self.approver.post(f"{path}/approval", {"reason": "benchmark, simulated people"})
        return path

    async def run(self, path: str) -> None:
        """Set a campaign going."""
        await self.author.post(f"{path}/run")

    async def report(self, path: str) -> dict[str, Any]:
        """How far a campaign is."""
        found: dict[str, Any] = await self.author.get(f"{path}/report")
        return found

    async def fault(self, **rule: Any) -> None:
        """Let something go wrong from now on."""
        (await self.simulators.post("/__sim__/faults", json=rule)).raise_for_status()

    async def turn(self, mode: Mode, *, now: str | None = None) -> None:
        """Let everybody's clock go on in another way, from another instant where one is given."""
        wanted = {"mode": mode, "now": now, "grain": GRAIN}
        (await self.simulators.post("/__sim__/clock", json=wanted)).raise_for_status()

    async def events(self, kind: str, after: int = 0, **more: Any) -> list[dict[str, Any]]:
        """What happened on the telephone network, of one kind, after that event."""
        wanted = {"kind": kind, "after": after, **more}
        answer = await self.simulators.get("/__sim__/timeline", params=wanted)
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found


@asynccontextmanager
async def stack(
    purpose: str,
    *,
    clock: Mode = Mode.REAL,
    settings: Mapping[str, str] = {},
    simulators: Sequence[str] = (),
    persons: str = "",
    credentials: Mapping[str, str] = {},
) -> AsyncIterator[Stack]:
    """Bring all of it up, on ports and data of its own. `persons` is a file of people, in YAML.

    `credentials` stand in for those that are made by chance (`scripts/local/credentials.py`).
    """
    with runs.temporary(purpose) as run:
        if credentials:
            secret.write(run.folder / "credentials.json", json.dumps(dict(credentials)))
        folder = run.folder / "people"
        folder.mkdir()
        (folder / "bench.yaml").write_text(persons or "[]")
        system = System(
            run, watch=False, clock=clock, simulators=[*simulators, "--people", str(folder)]
        )
        system.settings |= {**QUIETLY, **settings}
        try:
            await run.beside(system.come_up())
            db = Database(system.settings["DATABASE__URL"])
            async with (
                httpx.AsyncClient(base_url=system.at.host, timeout=60) as host,
                httpx.AsyncClient(base_url=system.at.simulators, timeout=60) as network,
            ):
                yield Stack(system, host, network, db)
            await db.close()
        finally:
            await run.stop()
