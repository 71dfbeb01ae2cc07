"""Somebody wants a person: scenario 41, on the whole system."""

from typing import Any

import pytest

from tests.flows.world import World, soon

pytestmark = pytest.mark.timeout(240)

ASKS, INSISTS = "15", "16"
TAKES_IT, ENGAGED, NOBODY_HOME = "45", "01", "02"  # as colleagues: only the first presses 1
ANA, BEN = "+12025550145", "+12025550101"


async def staffed(world: World, **people: str) -> str:
    """A rota of these people at any hour, each named with the last digits of their number."""
    name = f"Rota {len((await world.author.get('/api/v1/people/rotas'))['items'])}"
    day = {"starts": "00:00", "ends": "00:00"}
    plan = {
        "name": name,
        "zone": "America/New_York",
        "people": [
            {"name": f"{who} {name}", "phone": f"+1202555{nn:0>4}"} for who, nn in people.items()
        ],
        "shifts": [{"person": f"{who} {name}", **day} for who in people],
    }
    await world.author.post("/api/v1/people/rotas", plan)
    return name


async def wants(world: World, person: str, rota: str, **more: Any) -> dict[str, Any]:
    """What came of calling somebody who wants one of those people: the member, their transfer."""
    transfer = {"agents": 2, "rota": rota}
    (member,) = await world.campaign(person, max_attempts=1, transfer=transfer, **more)
    found = (await world.author.get("/api/v1/transfers"))["items"]
    told = next(each for each in found if each["call_id"] == member["last_attempt"])
    return {**told, "outcome": member["outcome"]}


async def test_41_success(world: World) -> None:
    rota = await staffed(world, ana="0145")
    told = await wants(world, ASKS, rota)
    print(told)
    for kind in ("bot", "verb", "person", "bridged", "parted", "status", "dialled"):
        for each in await world.events(kind):
            print(each["at"], each.get("call"), kind, each["detail"])
    assert told["outcome"] == "transferred"
    assert await world.findings() == {}
