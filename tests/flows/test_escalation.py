"""A promise is broken, and somebody is rung until one accepts: scenario 87, on the whole system."""

import asyncio
from typing import Any

import pytest

from tests.flows.world import World

pytestmark = pytest.mark.timeout(240)

NOBODY_HOME, ENGAGED, TAKES_IT = "02", "01", "45"
"""The last presses 1 at once."""
BREACH, CRITICAL = "breach", "critical"


async def staffed(world: World, name: str, *people: str) -> list[str]:
    """A rota of an assignee, somebody on call and a manager."""
    names = [f"{name} {place}" for place in ("assignee", "on call", "manager")]
    phones = [world.number_of(each) for each in people]
    told = [{"name": who, "phone": it} for who, it in zip(names, phones, strict=True)]
    always = {"starts": "00:00", "ends": "00:00"}
    shifts = [
        {"person": who, "rank": rank, **always}
        for who, rank in zip(names[1:], ("first", "manager"), strict=True)
    ]
    plan = {"name": name, "zone": "UTC", "people": told, "shifts": shifts}
    await world.author.post("/api/v1/people/rotas", plan)
    return names


async def ended(world: World, ticket: dict[str, Any]) -> dict[str, Any]:
    """The escalation about a ticket, once it is over."""
    about = {"ticket_id": ticket["id"]}

    async def over() -> dict[str, Any] | None:
        found: list[dict[str, Any]] = (await world.author.get("/api/v1/escalations", **about))[
            "items"
        ]
        return found[-1] if found and found[-1]["state"] != "running" else None

    found = await world.time.until("end of the escalation", over, within=3600)
    ticket = await world.author.get(f"/api/v1/tickets/{ticket['id']}")
    journal = await world.author.get(f"/api/v1/tickets/{ticket['id']}/journal")
    return {**found, "ticket": ticket, "notes": [each["text"] for each in journal["items"]]}


@pytest.fixture(scope="module")
async def told(whole: World) -> dict[str, Any]:
    """What came of a ticket that nobody answered, and of a critical one, side by side."""
    one = await staffed(whole, BREACH, NOBODY_HOME, ENGAGED, TAKES_IT)
    two = await staffed(whole, CRITICAL, NOBODY_HOME, TAKES_IT, TAKES_IT)
    ever = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "opens": "00:00", "closes": "00:00"}
    office = {"name": "Ever", "zone": "UTC", "windows": [ever]}
    calendar = await whole.author.post("/api/v1/sla/calendars", office)
    answer = {"name": "One minute", "kind": "response", "minutes": 1}
    about = {**answer, "condition": {"priorities": [2]}, "calendar_id": calendar["id"]}
    await whole.author.post("/api/v1/sla/definitions", about)
    for name, priority in ((BREACH, 2), (CRITICAL, 1)):
        policy = {"name": name, "rota": name, "priorities": [priority]}
        await whole.author.post("/api/v1/escalations/policies", policy)
    draft = {"title": "The line is dead", "requester_name": "Front desk", "impact": 1}
    tickets = [
        await whole.author.post("/api/v1/tickets", {**draft, "urgency": 2, "assignee": one[0]}),
        await whole.author.post("/api/v1/tickets", {**draft, "urgency": 1, "assignee": two[0]}),
    ]
    stories = await asyncio.gather(*(ended(whole, each) for each in tickets))
    return dict(zip((BREACH, CRITICAL), stories, strict=True))


def asked(story: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["role"], each["state"]) for each in story["asked"]]


async def test_87_the_manager_accepts_what_nobody_else_takes(told: dict[str, Any]) -> None:
    story = told[BREACH]
    assert (story["state"], story["cause"]) == ("accepted", "response")
    assert asked(story) == [
        ("assignee", "unanswered"),
        ("first", "unanswered"),
        ("manager", "accepted"),
    ]
    assert story["ticket"]["assignee"] == "breach manager"


async def test_87_a_critical_ticket_rings_at_once_and_nobody_after_who_accepts(
    told: dict[str, Any],
) -> None:
    story = told[CRITICAL]
    assert asked(story) == [("assignee", "unanswered"), ("first", "accepted")]
    assert (story["cause"], story["ticket"]["state"]) == ("opened", "in_progress")
    assert "critical on call (on call) has taken this ticket on the telephone." in story["notes"]


async def test_87_everybody_was_rung_once_and_the_network_saw_nothing_wrong(
    told: dict[str, Any], whole: World
) -> None:
    live = await whole.rows("select live from allowance where live <> 0 or reserved_micro <> 0")
    heard = [each["detail"]["text"] for each in await whole.events("bot")]
    assert (len(await whole.placed()), live) == (5, [])
    assert any("It has just come in." in each for each in heard)
    assert await whole.findings() == {}
