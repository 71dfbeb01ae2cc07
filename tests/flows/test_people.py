"""What people forbid and allow, and being forgotten, while campaigns run (scenarios 67 to 70)."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from functions.access.model import Role
from scripts.local.once import ALWAYS, SCRIPT
from scripts.local.person import Person
from tests.flows.world import AREAS, World

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, BUSY, SAYS_NO = "00", "01", "13"
LISTED, CONTACTS = "/api/v1/do-not-call", "/api/v1/contacts"
ERASURES = "/api/v1/privacy/erasures"


@dataclass
class Town:
    """Its people have numbers of their own in each story, and are on one list."""

    world: World
    agent: Person
    numbers: list[str] = field(default_factory=list)
    story: int = 0

    async def has(self, *people: str) -> str:
        """These people, by the last two digits of their numbers; the id of their list."""
        self.story = next(STORIES)
        area = iter(AREAS[5 * self.story :])
        self.numbers = [f"+1{next(area)}55501{person}" for person in people]
        return await self.listed()

    async def listed(self, **more: str) -> str:
        """They are imported, to a list of this story."""
        rows = [
            {"name": f"Person {n}", "phone": n, "pedido": "A-1", "cita": "Friday", **more}
            for n in self.numbers
        ]
        return await self.world._imported(f"Town {self.story}", rows)

    async def campaign(self, list_id: str, **rules: Any) -> dict[str, Any]:
        """One that rings the list, and is set going."""
        world = self.world
        wanted = {**ALWAYS, "max_attempts": 3, **rules}
        draft = {"name": "Town", "list_id": list_id, "script": SCRIPT, "rules": wanted}
        campaign: dict[str, Any] = await world.author.post("/api/v1/campaigns", draft)
        path = f"/api/v1/campaigns/{campaign['id']}"
        await world.approver.post(f"{path}/approval", {"reason": "a story, simulated people"})
        await world.author.post(f"{path}/run")
        return campaign

    async def members(self, campaign: dict[str, Any]) -> list[dict[str, Any]]:
        path = f"/api/v1/campaigns/{campaign['id']}/members"
        found: list[dict[str, Any]] = (await self.agent.get(path))["items"]
        return found

    async def rung_once(self, campaign: dict[str, Any]) -> None:
        """Everybody was rung, nobody was there, and each waits to be rung again."""

        async def all_wait() -> bool:
            members = await self.members(campaign)
            waiting = [m for m in members if (m["state"], m["attempts"]) == ("waiting", 1)]
            return bool(waiting) and len(waiting) == len(members)

        await self.world.time.until("end of the first round", all_wait, within=600)

    async def ended(self, campaign: dict[str, Any]) -> list[tuple[str, str | None]]:
        """What came of each at the end, in the order of the town."""
        members = {each["phone"]: each for each in await self.world.ended(campaign)}
        return [(members[n]["outcome"], members[n]["note"]) for n in self.numbers]

    async def consents(self, number: str, **more: Any) -> str:
        """They agree to be called; the address of what they agreed to."""
        (contact,) = (await self.agent.get(CONTACTS, phone=number))["items"]
        path = f"{CONTACTS}/{contact['id']}/consents"
        await self.agent.post(path, {"purpose": "service", "source": "form", **more})
        return f"{path}/service"

    async def texts(self, number: str, body: str) -> None:
        """Somebody texts us, and it has arrived."""
        sent = {"from": number, "to": self.world.system.settings["TWILIO__NUMBER"], "body": body}
        answer = await self.world.simulators.post("/__sim__/sms", json=sent)
        assert answer.is_success, answer.text

    async def history(self, number: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.agent.get(f"{LISTED}/history", phone=number)
        return found

    async def is_listed(self, *numbers: str) -> None:
        """Wait until each is on the do-not-call list."""

        async def all_are() -> bool:
            return all([await self.history(number) for number in numbers])

        await self.world.time.until("entry of the do-not-call list", all_are, within=300)

    async def rings_us(self, number: str, persona: str) -> None:
        """Somebody rings us, and behaves like that."""
        ring = {"from": number, "to": self.world.system.settings["TWILIO__NUMBER"]}
        answer = await self.world.simulators.post(
            "/__sim__/inbound", json={**ring, "persona": persona}
        )
        assert answer.is_success, answer.text


STORIES = count()


@pytest.fixture
async def town(whole: World) -> Town:
    await whole.forget()
    return Town(whole, Person(whole.author._client, "agent", Role.AGENT))


async def test_67_nobody_is_rung_without_a_consent_that_holds(town: Town) -> None:
    listed = await town.has(COOPERATIVE, COOPERATIVE, COOPERATIVE)
    _, expired, agreed = town.numbers
    long_ago = {"given_at": "2020-01-01T00:00:00Z", "expires_at": "2021-01-01T00:00:00Z"}
    await town.consents(expired, **long_ago)
    await town.consents(agreed)
    ended = await town.ended(await town.campaign(listed, consent_required=True))
    assert ended[:2] == [("refused", "consent_missing"), ("refused", "consent_expired")]
    assert ended[2][0] == "completed"


async def test_67_a_consent_taken_back_counts_at_the_next_dial(town: Town) -> None:
    listed = await town.has(BUSY)
    given = await town.consents(town.numbers[0])
    campaign = await town.campaign(listed, consent_required=True)
    await town.rung_once(campaign)
    await town.agent.delete(given, source="letter")
    assert await town.ended(campaign) == [("refused", "consent_revoked")]


async def test_68_whatever_way_a_number_is_forbidden_no_call_follows(town: Town) -> None:
    listed = await town.has(*[BUSY] * 5)
    area, written, texted, rang, told = town.numbers
    campaign = await town.campaign(listed)
    await town.rung_once(campaign)
    formatted = f"{written[:2]} ({written[2:5]}) {written[5:8]}-{written[8:]}"
    imported = [{"phone": p, "source": "registry"} for p in (f"{area[:5]}*", formatted)]
    await town.world.author.post(f"{LISTED}/batch", imported)
    await town.agent.post(LISTED, {"phone": told, "source": "letter"})
    await town.texts(texted, "¡Baja!")
    await town.rings_us(rang, "opts_out_by_key")
    await town.is_listed(written, texted, rang, told)
    refused = ("refused", "do_not_call")
    rang_back = ("opted_out", None)  # settled by what they said there
    assert await town.ended(campaign) == [refused, refused, refused, rang_back, refused]
    assert await town.world.findings() == {}


async def test_69_what_comes_later_never_overwrites_an_opt_out(town: Town) -> None:
    listed = await town.has(SAYS_NO)
    (number,) = town.numbers
    first = await town.ended(await town.campaign(listed))
    (before,) = await town.history(number)
    await town.consents(number)
    await town.rings_us(number, "cooperative")
    await town.texts(number, "START")
    await town.listed(pedido="A-2")
    later = await town.ended(await town.campaign(listed))
    assert (first[0][0], later) == ("opted_out", [("refused", "do_not_call")])
    assert (await town.history(number))[0] == before
    entries = (await town.agent.get(LISTED, limit=200))["items"]
    assert [e["proof"] for e in entries if e["phone"] == number] == [before["proof"]]


async def test_70_an_erased_person_leaves_a_hash_and_figures(town: Town) -> None:
    listed = await town.has(COOPERATIVE)
    (number,) = town.numbers
    campaign = await town.campaign(listed)
    await town.ended(campaign)
    export = await town.world.author.get("/api/v1/privacy/export", phone=number)
    assert (len(export["calls"]), bool(export["talks"][0]["transcript"])) == (1, True)
    done = await _erased(town, number)
    assert (done["counts"]["transcripts"], done["counts"]["calls"]) == (1, 1)
    assert done["counts"]["audio"] > 0
    call = await town.agent.get(f"/api/v1/conversations/{export['calls'][0]['id']}")
    assert (call["transcript"], {each["said"] for each in call["turns"]}) == ([], {None})
    report = await town.agent.get(f"/api/v1/campaigns/{campaign['id']}/report")
    assert (report["contacts"], report["outcomes"]) == (1, {"completed": 1})


async def test_70_an_erased_number_that_comes_back_stays_suppressed(town: Town) -> None:
    await town.has(COOPERATIVE)
    await _erased(town, town.numbers[0])
    again = await town.listed(pedido="A-2")
    assert await town.ended(await town.campaign(again)) == [("refused", "do_not_call")]
    assert await town.world.findings() == {}


async def test_70_whoever_is_erased_while_they_wait_is_rung_no_more(town: Town) -> None:
    listed = await town.has(BUSY)
    campaign = await town.campaign(listed)
    await town.rung_once(campaign)
    await _erased(town, town.numbers[0])
    (member,) = await town.world.ended(campaign)
    assert (member["name"], member["outcome"], member["attempts"]) == ("erased", "erased", 1)


async def _erased(town: Town, number: str) -> dict[str, Any]:
    """The erasure, once it is done."""
    wanted = {"phone": number, "reason": "their letter"}
    asked = await town.world.author.post(ERASURES, wanted)

    async def done() -> dict[str, Any] | None:
        found: dict[str, Any] = await town.world.author.get(f"{ERASURES}/{asked['id']}")
        return found if found["state"] == "done" else None

    return await town.world.time.until("end of the erasure", done, within=300)
