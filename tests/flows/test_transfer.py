"""Somebody wants a person: scenario 41, on the whole system, all of them at once."""

from typing import Any

import pytest

from functions.speech.spoken import aloud
from shared.value import Spoken
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
    "Support": (INSISTS, ()),  # whose people are not there now
}


async def staffed(world: World, name: str, colleagues: tuple[str, ...]) -> None:
    """A rota of these people at any hour, in that order."""
    phones = [world.number_of(nn) for nn in colleagues or (TAKES_IT,)]
    people = [{"name": f"{name} {place}", "phone": it} for place, it in enumerate(phones)]
    always = {"starts": "00:00", "ends": "00:00"}
    shifts = [{"person": each["name"], **always} for each in people[: len(colleagues)]]
    plan = {"name": name, "zone": "UTC", "people": people, "shifts": shifts}
    await world.author.post("/api/v1/people/rotas", plan)


async def begun(world: World, name: str) -> dict[str, Any]:
    """The campaign of a story, under way. One that nobody could take over would ring nobody."""
    person, colleagues = STORIES[name]
    await staffed(world, name, colleagues)
    transfer = {"agents": 5, "rota": name} if colleagues else None
    return await world.start(person, max_attempts=1, transfer=transfer)


@pytest.fixture(scope="module")
async def told(whole: World) -> dict[str, dict[str, Any]]:
    """What came of each story: the member, the transfer, and what colleagues read of it."""
    running = {name: await begun(whole, name) for name in STORIES}
    ended = {name: (await whole.ended(each))[0] for name, each in running.items()}
    found = (await whole.author.get("/api/v1/transfers"))["items"]
    of_call = {each["call_id"]: each for each in found}
    stories = {name: {**it, **of_call[it["last_attempt"]]} for name, it in ended.items()}
    for each in stories.values():
        ticket = await whole.author.get(f"/api/v1/tickets/{each['ticket_id']}")
        journal = await whole.author.get(f"/api/v1/tickets/{each['ticket_id']}/journal")
        notes = " ".join(entry["text"] or "" for entry in journal["items"])
        each.update({"notes": notes, "assignee": ticket["assignee"]})
    return stories


def seconds(story: dict[str, Any]) -> float:
    """How long the caller waited."""
    return float(story["waited_seconds"])


async def test_41_success(told: dict[str, Any], whole: World) -> None:
    story = told["success"]
    heard = [each["detail"]["text"] for each in await whole.events("bot")]
    assert (story["outcome"], story["state"]) == ("transferred", "done")
    assert (story["taken_by"], story["assignee"]) == ("success 0", "success 0")
    assert "> I would like to talk to a human agent, please." in story["notes"]
    whispered = aloud(f"{story['name']} is on the line.", Spoken.EN)
    assert any(whispered in each for each in heard)


async def test_41_agent_busy_so_the_next_one_takes_it(told: dict[str, Any]) -> None:
    story = told["busy"]
    assert (story["outcome"], story["taken_by"]) == ("transferred", "busy 1")
    assert [each["took_it"] for each in story["asked"]] == [False, True]
    assert seconds(story) < 20


async def test_41_no_answer_so_a_call_back_is_promised(told: dict[str, Any]) -> None:
    story = told["no answer"]
    assert (story["outcome"], story["state"]) == ("transfer_requested", "nobody_came")
    assert (round(seconds(story)), story["abandoned"]) == (20, True)
    assert "Promised: a call" in story["notes"]


async def test_41_a_voicemail_does_not_swallow_the_caller(told: dict[str, Any]) -> None:
    story = told["voicemail"]
    assert (story["outcome"], story["state"]) == ("transfer_requested", "nobody_came")
    assert [each["took_it"] for each in story["asked"]] == [False]


async def test_41_outside_hours_the_caller_is_told_at_once(told: dict[str, Any]) -> None:
    story = told["Support"]
    assert (story["outcome"], story["state"]) == ("transfer_requested", "nobody_there")
    assert (seconds(story), story["asked"]) == (0, [])
    assert "Promised: a call" in story["notes"]


async def test_41_two_were_connected_everybody_is_free_and_the_network_saw_nothing_wrong(
    told: dict[str, Any], whole: World
) -> None:
    bridged = await whole.events("bridged")
    ringing = await whole.rows("select count(*) from transfer_ring where over_at is null")
    money = await whole.rows("select live, reserved_micro from allowance where live <> 0")
    assert (len(bridged), ringing, money) == (4, [{"count": 0}], [])
    assert await whole.findings() == {}
