"""Somebody wants a person: scenario 41, on the whole system, all of them at once."""

from typing import Any

import pytest

from tests.flows.world import World

pytestmark = pytest.mark.timeout(240)

ASKS, INSISTS = "15", "16"
TAKES_IT, ENGAGED, NOBODY_HOME, VOICEMAIL = "45", "01", "02", "04"
"""Colleagues: the first presses 1 at once."""
STORIES = {
    "success": (ASKS, (TAKES_IT,)),
    "busy": (ASKS, (ENGAGED, TAKES_IT)),
    "no answer": (INSISTS, (NOBODY_HOME,)),
    "voicemail": (INSISTS, (VOICEMAIL,)),
    "outside hours": (INSISTS, ()),
}


async def staffed(world: World, name: str, colleagues: tuple[str, ...]) -> None:
    """A rota of these people at any hour, in that order."""
    phones = [world.number_of(nn) for nn in colleagues or (TAKES_IT,)]
    people = [{"name": f"{name} {place}", "phone": it} for place, it in enumerate(phones)]
    always = {"starts": "00:00", "ends": "00:00"}
    shifts = [{"person": each["name"], **always} for each in people[: len(colleagues)]]
    plan = {"name": name, "zone": "UTC", "people": people, "shifts": shifts}
    await world.author.post("/api/v1/people/rotas", plan)


@pytest.fixture(scope="module")
async def told(whole: World) -> dict[str, dict[str, Any]]:
    """What came of each story: the outcome, the transfer, and the ticket with its journal."""
    running = {}
    for name, (person, colleagues) in STORIES.items():
        await staffed(whole, name, colleagues)
        transfer = {"agents": 5, "rota": name if colleagues else "success"}
        running[name] = await whole.start(person, max_attempts=1, transfer=transfer)
    ended = {name: (await whole.ended(each))[0] for name, each in running.items()}
    found = (await whole.author.get("/api/v1/transfers"))["items"]
    of_call = {each["call_id"]: each for each in found}
    return {name: {**of_call[it["last_attempt"]], **it} for name, it in ended.items()}


async def said(world: World, story: dict[str, Any]) -> list[str]:
    """What we said in the call, as its transcript has it."""
    talk = await world.author.get(f"/api/v1/conversations/{story['last_attempt']}")
    return [each["text"] for each in talk["transcript"]]


async def test_41_success(told: dict[str, Any]) -> None:
    print(told)
    assert told["success"]["outcome"] == "transferred"


async def test_41_other(told: dict[str, Any], whole: World) -> None:
    for kind in ("verb", "person", "bridged", "parted", "status", "dialled"):
        for each in await whole.events(kind):
            print(each["at"], each.get("call"), kind, each["detail"])
    assert await whole.findings() == {}
