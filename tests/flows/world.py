"""The whole system on a virtual clock, the people who use it, and the faults they meet."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any, LiteralString
from uuid import UUID

import httpx
import psycopg
from azure.storage.queue import TextBase64DecodePolicy
from azure.storage.queue.aio import QueueClient
from psycopg.rows import dict_row

from functions.access.model import Role
from functions.campaigns.dialing import Run, instance_id
from scripts.local import runs
from scripts.local.once import ALWAYS, SCRIPT
from scripts.local.person import Person, Time
from scripts.local.system import System
from shared.adapters.storage import Account, StorageQueue
from shared.adapters.virtual import Mode
from shared.messages import Message
from tests.flows.parts import Parts

AREAS = (
    *(212, 617, 305, 404, 216, 215, 412, 704, 813, 901, 919, 973, 203, 207, 302, 401, 802, 312),
    *(314, 414, 504, 512, 515, 601, 608, 612, 615, 713, 214, 205, 317, 502, 513, 518, 540, 585),
    *(603, 614, 631, 706, 716, 717, 718, 724, 732, 757, 770, 772, 774, 781, 786, 803, 804, 810),
)
"""Area codes in which it is noon, or an hour before, when a story begins."""
LATE = 21  # o'clock in UTC: from then on a story might end in the callee's evening
LULL = timedelta(minutes=15)
"""Between two stories: voices that failed have rested, and secrets are asked for anew."""
MOST_PEEKED = 32  # messages, the service's own limit
PROMISED = "callback_requested"
PATIENCE = 120  # seconds of the wall's until something must have happened
DEADLINE = 3 * 3600  # seconds of the simulated clock within which a small campaign must have ended


class World:
    """What a story sees of it. Nobody in it is called but by the campaigns it starts."""

    def __init__(
        self, system: System, host: httpx.AsyncClient, simulators: httpx.AsyncClient
    ) -> None:
        self.system, self.host, self.simulators = system, host, simulators
        self.parts = Parts(system.run)
        self.time = Time(simulators)
        self.author = Person(host, "author", Role.ADMIN)
        self.approver = Person(host, "approver", Role.SUPERVISOR)
        self._stories, self._numbers = count(), count()

    async def campaign(self, *people: str, **rules: Any) -> list[dict[str, Any]]:
        """Call these people, each named by the last two digits; the members at the end of it."""
        running = await self.start(*people, **rules)
        return await self.ended(running)

    async def start(self, *people: str, **rules: Any) -> dict[str, Any]:
        """Have a campaign begin."""
        return await self.start_with([self.number_of(person) for person in people], **rules)

    def number_of(self, person: str) -> str:
        """A number of that person's, in a place of its own."""
        return f"+1{AREAS[next(self._numbers) % len(AREAS)]}55501{person}"

    async def start_with(self, phones: Sequence[str], **rules: Any) -> dict[str, Any]:
        """Have a campaign begin, with these numbers as somebody wrote them down."""
        campaign = await self.approved(phones, **rules)
        await self.run(campaign)
        return campaign

    async def run(self, campaign: dict[str, Any]) -> None:
        """Have a campaign begin that may."""
        await self.author.post(f"/api/v1/campaigns/{campaign['id']}/run")

    async def approved(self, phones: Sequence[str], **rules: Any) -> dict[str, Any]:
        """A campaign that may begin."""
        return await self.approved_for([{"phone": phone} for phone in phones], **rules)

    async def approved_for(self, people: Sequence[dict[str, str]], **rules: Any) -> dict[str, Any]:
        """The same, for people as a file tells of them."""
        story = next(self._stories)
        rows = [
            {"name": f"Person {each['phone'][-2:]}", "pedido": "A-1", "cita": "Friday", **each}
            for each in people
        ]
        imported = await self._imported(f"Story {story}", rows)
        wanted = {**ALWAYS, "max_attempts": 3, **rules}
        script = {language: _told_anew(words, story) for language, words in SCRIPT.items()}
        about = {"name": f"Story {story}", "list_id": imported, "also_in": "keep"}
        draft = {**about, "script": script, "rules": wanted}
        campaign: dict[str, Any] = await self.author.post("/api/v1/campaigns", draft)
        path = f"/api/v1/campaigns/{campaign['id']}/approval"
        await self.approver.post(path, {"reason": "a story, simulated people"})
        return campaign

    async def cancel(self, campaign: dict[str, Any]) -> None:
        """End it early."""
        path = f"/api/v1/campaigns/{campaign['id']}/cancellation"
        await self.author.post(path, {"reason": "the story is told"})

    async def ended(self, campaign: dict[str, Any]) -> list[dict[str, Any]]:
        """The members, once all is over."""
        path = f"/api/v1/campaigns/{campaign['id']}"

        async def over() -> bool:
            return (await self.author.get(path))["state"] not in {"approved", "running"}

        await self.time.until("end of the campaign", over, within=DEADLINE)
        return await self.members(campaign)

    async def called(self, campaign: dict[str, Any]) -> list[dict[str, Any]]:
        """The members, once nobody is to be called but who is promised a call at another time."""

        async def over() -> bool:
            live = (await self.simulators.get("/__sim__/idle")).json()["calls"]
            members = await self.members(campaign)
            return (
                bool(members)
                and not live
                and all(each["state"] == "done" or each["outcome"] == PROMISED for each in members)
            )

        await self.time.until("end of the calls", over, within=DEADLINE)
        return await self.members(campaign)

    async def members(self, campaign: dict[str, Any]) -> list[dict[str, Any]]:
        """The members as they stand."""
        path = f"/api/v1/campaigns/{campaign['id']}/members"
        found: list[dict[str, Any]] = (await self.author.get(path, limit=200))["items"]
        return found

    async def fault(self, where: str, action: str, **more: Any) -> None:
        """Let something go wrong from now on."""
        answer = await self.simulators.post(
            "/__sim__/faults", json={"where": where, "action": action, **more}
        )
        assert answer.is_success, answer.text

    async def struck(self, where: str = "") -> int:
        """How often the faults in force did strike, there or anywhere."""
        rules = (await self.simulators.get("/__sim__/faults")).json()
        return sum(rule["struck"] for rule in rules if where in ("", rule["where"]))

    async def now(self) -> datetime:
        """What everybody's clock shows."""
        return datetime.fromisoformat((await self.simulators.get("/__sim__/clock")).json()["now"])

    async def call_of(self, member: dict[str, Any]) -> dict[str, Any]:
        """The latest call to a member, as the API shows it."""
        found: dict[str, Any] = await self.author.get(f"/api/v1/calls/{member['last_attempt']}")
        return found

    async def findings(self) -> dict[str, Any]:
        """What the network saw the app do wrong, by kind."""
        found = (await self.simulators.get("/__sim__/asserts")).json()
        return {kind: cases for kind, cases in found.items() if cases}

    async def passes(self, seconds: float) -> None:
        """Let that much time pass, and all that comes of it happen."""
        answer = await self.simulators.post(
            "/__sim__/advance", json={"seconds": seconds}, timeout=PATIENCE
        )
        assert answer.is_success, answer.text

    async def rows(self, query: LiteralString, *given: object) -> list[dict[str, Any]]:
        """What stands in the database, where the API does not show it."""
        url = self.system.settings["DATABASE__URL"]
        async with (
            await psycopg.AsyncConnection.connect(url) as conn,
            conn.cursor(row_factory=dict_row) as cursor,
        ):
            await cursor.execute(query, given)
            return await cursor.fetchall()

    async def send(self, message: Message) -> None:
        """Deliver a message to its queue, whoever else has sent it before."""
        await self.send_text(message.queue, message.model_dump_json())

    async def send_text(self, queue: str, body: str) -> None:
        """Put any text into a queue."""
        storage = StorageQueue(Account(connection_string=self.system.settings["Storage"]))
        try:
            await storage.send(queue, body)
        finally:
            await storage.close()

    async def queued(self, queue: str) -> list[str]:
        """The messages that wait in a queue."""
        storage = QueueClient.from_connection_string(
            self.system.settings["Storage"],
            queue,
            message_decode_policy=TextBase64DecodePolicy(),
        )
        async with storage:
            waiting = await storage.peek_messages(max_messages=MOST_PEEKED)
        return [each.content for each in waiting]

    @asynccontextmanager
    async def locked(self, phone: str) -> AsyncIterator[None]:
        """Nobody comes to a decision about that number meanwhile."""
        url = self.system.settings["DATABASE__URL"]
        lock = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
        async with await psycopg.AsyncConnection.connect(url) as conn:
            await conn.execute(lock, (phone,))
            yield

    async def orchestrate(self, host: str, campaign: dict[str, Any]) -> None:
        """Have that host run an orchestration of the campaign, too."""
        instance = instance_id(UUID(campaign["id"]), 1)
        run = Run(campaign_id=UUID(campaign["id"]), run=1).model_dump(mode="json")
        path = f"{host}/runtime/webhooks/durabletask/orchestrators/dial_campaign/{instance}"
        answer = await self.host.post(path, json=run)
        assert answer.is_success, answer.text

    async def placed(self) -> list[str]:
        """The numbers for which the network has created calls, in order."""
        return [each["detail"]["to"] for each in await self.events("created")]

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """What happened in the network of one kind, since the story began."""
        found: list[dict[str, Any]] = (
            await self.simulators.get("/__sim__/timeline", params={"kind": kind, "limit": 2000})
        ).json()
        return found

    async def forget(self) -> None:
        """Begin the next story, a while later: no faults, no calls; at noon where it is late."""
        await self.simulators.post("/__sim__/reset")
        later = await self.now() + LULL
        if later.hour >= LATE:
            later = later.replace(hour=17, minute=0) + timedelta(days=1)
        await self._turn_to(later)

    async def skips(self, wait: timedelta) -> None:
        """Much later. Nothing that was due meanwhile is done but once."""
        await self._turn_to(await self.now() + wait)

    async def _turn_to(self, instant: datetime) -> None:
        wanted = {"mode": "manual", "now": instant.isoformat()}
        answer = await self.simulators.post("/__sim__/clock", json=wanted)
        assert answer.is_success, answer.text

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


async def soon[T](look: Callable[[], Awaitable[T]]) -> T:
    """What the look finds, as soon as it finds something, while the clock stands still."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.05)


def _told_anew(words: dict[str, Any], story: int) -> dict[str, Any]:
    """The script in words that no story before has used, so that no audio of it is kept."""
    return {**words, "closing": f"{words['closing']} {story}."}


@asynccontextmanager
async def world(name: str, **settings: str) -> AsyncIterator[World]:
    """Bring all of it up, on ports and data of its own. `settings` count before the usual ones."""
    with runs.temporary(name) as run:
        try:
            system = System(run, watch=False, clock=Mode.MANUAL)
            system.settings |= settings
            await run.beside(system.come_up())
            async with (
                httpx.AsyncClient(base_url=system.at.host, timeout=30) as host,
                httpx.AsyncClient(base_url=system.at.simulators, timeout=30) as simulators,
            ):
                yield World(system, host, simulators)
        finally:
            await run.stop()
