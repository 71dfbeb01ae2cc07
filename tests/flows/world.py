"""The whole system on a virtual clock, the people who use it, and the faults they meet."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx

from functions.access.model import Role
from scripts.local import runs
from scripts.local.once import ALWAYS, SCRIPT
from scripts.local.person import Person, Time
from scripts.local.system import System
from shared.adapters.virtual import Mode

AREAS = (
    *(212, 617, 305, 404, 216, 215, 412, 704, 813, 901, 919, 973, 203, 207, 302, 401, 802, 312),
    *(314, 414, 504, 512, 515, 601, 608, 612, 615, 713, 214, 205, 317, 502, 513, 518, 540, 585),
    *(603, 614, 631, 706, 716, 717, 718, 724, 732, 757, 770, 772, 774, 781, 786, 803, 804, 810),
)
"""Area codes in which it is noon, or an hour before, when a story begins."""
LATE = 21  # o'clock in UTC: from then on a story might end in the callee's evening
DEADLINE = 3 * 3600  # seconds of the simulated clock within which a small campaign must have ended


class World:
    """What a story sees of it. Nobody in it is called but by the campaigns it starts."""

    def __init__(
        self, system: System, host: httpx.AsyncClient, simulators: httpx.AsyncClient
    ) -> None:
        self.system, self.simulators = system, simulators
        self.time = Time(simulators)
        self.author = Person(host, "author", Role.ADMIN)
        self.approver = Person(host, "approver", Role.SUPERVISOR)
        self._stories = count()

    async def campaign(self, *people: str, **rules: Any) -> list[dict[str, Any]]:
        """Call these people, each named by the last two digits; the members at the end of it."""
        running = await self.start(*people, **rules)
        return await self.ended(running)

    async def start(self, *people: str, **rules: Any) -> dict[str, Any]:
        """Have a campaign begin."""
        story = next(self._stories)
        rows = [
            {
                "name": f"Person {person}",
                "phone": f"+1{AREAS[(story + place) % len(AREAS)]}55501{person}",
                "pedido": "A-1",
                "cita": "Friday",
            }
            for place, person in enumerate(people)
        ]
        imported = await self._imported(f"Story {story}", rows)
        wanted = {**ALWAYS, "max_attempts": 3, **rules}
        draft = {"name": f"Story {story}", "list_id": imported, "script": SCRIPT, "rules": wanted}
        campaign: dict[str, Any] = await self.author.post("/api/v1/campaigns", draft)
        path = f"/api/v1/campaigns/{campaign['id']}"
        await self.approver.post(f"{path}/approval", {"reason": "a story, simulated people"})
        await self.author.post(f"{path}/run")
        return campaign

    async def ended(self, campaign: dict[str, Any]) -> list[dict[str, Any]]:
        """The members, once all is over."""
        path = f"/api/v1/campaigns/{campaign['id']}"

        async def over() -> bool:
            return (await self.author.get(path))["state"] not in {"approved", "running"}

        await self.time.until("end of the campaign", over, within=DEADLINE)
        members: list[dict[str, Any]] = (await self.author.get(f"{path}/members"))["items"]
        return members

    async def fault(self, where: str, action: str, **more: Any) -> None:
        """Let something go wrong from now on."""
        answer = await self.simulators.post(
            "/__sim__/faults", json={"where": where, "action": action, **more}
        )
        assert answer.is_success, answer.text

    async def findings(self) -> dict[str, Any]:
        """What the network saw the app do wrong, by kind."""
        found = (await self.simulators.get("/__sim__/asserts")).json()
        return {kind: cases for kind, cases in found.items() if cases}

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """What happened in the network of one kind, since the story began."""
        found: list[dict[str, Any]] = (
            await self.simulators.get("/__sim__/timeline", params={"kind": kind, "limit": 1000})
        ).json()
        return found

    async def forget(self) -> None:
        """Begin the next story: no faults, no calls, the noon of another day where it is late."""
        await self.simulators.post("/__sim__/reset")
        shown = (await self.simulators.get("/__sim__/clock")).json()
        now = datetime.fromisoformat(shown["now"])
        if now.hour >= LATE:
            noon = now.replace(hour=17, minute=0) + timedelta(days=1)
            wanted = {"mode": "manual", "now": noon.isoformat()}
            await self.simulators.post("/__sim__/clock", json=wanted)

    async def _imported(self, name: str, rows: list[dict[str, str]]) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        sent = await self.author.send_file(
            "/api/v1/imports", "people.csv", text.getvalue().encode(), list=name, country="US"
        )

        async def done() -> dict[str, Any] | None:
            found: dict[str, Any] = await self.author.get(f"/api/v1/imports/{sent['id']}")
            return found if found["state"] == "done" else None

        return str((await self.time.until("end of the import", done, within=60))["list_id"])


@asynccontextmanager
async def world(name: str) -> AsyncIterator[World]:
    """Bring all of it up, on ports and data of its own."""
    with runs.temporary(name) as run:
        try:
            system = System(run, watch=False, clock=Mode.MANUAL)
            await run.beside(system.come_up())
            async with (
                httpx.AsyncClient(base_url=system.at.host, timeout=30) as host,
                httpx.AsyncClient(base_url=system.at.simulators, timeout=30) as simulators,
            ):
                yield World(system, host, simulators)
        finally:
            await run.stop()
