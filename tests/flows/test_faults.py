"""Each fault of the vendors, switched on while a campaign runs: nobody is called twice."""

from collections.abc import AsyncIterator

import pytest

from tests.flows.world import World
from tests.flows.world import world as brought_up

pytestmark = pytest.mark.timeout(240)

COOPERATIVE = "00"


@pytest.fixture(scope="module")
async def whole() -> AsyncIterator[World]:
    async with brought_up("faults") as world:
        yield world


@pytest.fixture
async def world(whole: World) -> World:
    await whole.forget()
    return whole


async def test_nothing_wrong(world: World) -> None:
    (member,) = await world.campaign(COOPERATIVE)
    assert member["outcome"] == "completed"
    assert await world.findings() == {}


SURVIVED = [
    ("rest.create", "status", {"value": 500, "count": 1}),
    ("rest.create", "status", {"value": 503, "count": 1}),
    ("rest.create", "status", {"value": 500, "count": 1, "placed": True}),
    ("rest.create", "throttle", {"count": 3}),
    ("rest.create", "reset", {"count": 1}),
    ("rest.create", "reset", {"count": 1, "placed": True}),
    ("rest.create", "hang", {"count": 1, "placed": True}),
    ("rest.create", "cut", {"count": 1, "placed": True}),
    ("rest.read", "status", {"value": 500, "count": 3}),
    ("webhook.status", "drop", {}),
    ("webhook.status", "duplicate", {"value": 3}),
    ("webhook.status", "delay", {"value": 1800}),
    ("webhook.status", "reorder", {"value": 10}),
    ("webhook.status", "stale", {"value": 60}),
    ("webhook.status", "status", {"value": 500, "count": 2}),
    ("webhook.voice", "duplicate", {"value": 2}),
    ("webhook.voice", "stale", {"value": 60}),
    ("webhook.voice", "status", {"value": 503, "count": 1}),
    ("webhook.amd", "drop", {}),
    ("webhook.amd", "delay", {"value": 120}),
    ("el.tts", "status", {"value": 500}),
    ("el.tts", "too_many_concurrent_requests", {"count": 3}),
    ("el.tts", "system_busy", {}),
    ("el.tts", "quota_exceeded", {}),
    ("el.tts", "hang", {"count": 1}),
    ("el.tts", "truncate", {}),
    ("oa.*", "status", {"value": 500}),
    ("oa.*", "throttle", {}),
    ("oa.responses", "hang", {"count": 1}),
    ("oa.responses", "refusal", {}),
    ("oa.responses", "invalid_json", {}),
    ("oa.responses", "length", {}),
    ("oa.responses", "content_filter", {}),
    ("oa.responses", "output_filter", {}),
    ("oa.responses", "unknown_tool", {}),
    ("cosmos.*", "status", {"value": 503, "count": 4}),
    ("cosmos.*", "throttle", {"count": 3}),
    ("keyvault.get", "status", {"value": 503, "count": 1}),
    ("identity.token", "status", {"value": 500, "count": 1}),
]


@pytest.mark.parametrize(("where", "action", "more"), SURVIVED)
async def test_the_campaign_survives_it(
    world: World, where: str, action: str, more: dict[str, object]
) -> None:
    await world.fault(where, action, **more)
    (member,) = await world.campaign(COOPERATIVE)
    assert member["outcome"] == "completed"
    assert await world.findings() == {}


@pytest.mark.parametrize(("action", "more"), [("status", {"value": 404}), ("drop", {})])
async def test_audio_that_cannot_be_fetched_is_silence_and_the_call_goes_on(
    world: World, action: str, more: dict[str, object]
) -> None:
    await world.fault("audio.fetch", action, **more)
    (member,) = await world.campaign(COOPERATIVE)
    assert member["state"] == "done"
    assert (await world.findings()).keys() <= {"abandoned", "abandoned_rate"}


@pytest.mark.parametrize("action", ["corrupt_signature", "old_token"])
async def test_what_is_signed_wrongly_is_refused(world: World, action: str) -> None:
    await world.fault("webhook.status", action)
    await world.campaign(COOPERATIVE)
    answers = [each["detail"] for each in await world.events("webhook")]
    forged = [each["status"] for each in answers if not each["signed"]]
    assert set(forged) == {403}


STOPS_THE_CAMPAIGN = 91  # 21215: the account may not call there, so no other call would work
EVERYBODY = [
    f"{person:02}"
    for person in (*range(50), *range(51, 65), *range(90, 100))
    if person != STOPS_THE_CAMPAIGN
]


@pytest.mark.timeout(600)
async def test_everybody_at_once_and_nobody_is_called_twice(world: World) -> None:
    await world.campaign(*EVERYBODY, max_attempts=1)
    wrong = {"double_dials", "over_cps", "over_concurrency", "dialed_dnc", "unsigned_accepted"}
    assert (await world.findings()).keys() & wrong == set()


async def test_a_refusal_that_would_meet_all_others_stops_the_campaign(world: World) -> None:
    campaign = await world.start(f"{STOPS_THE_CAMPAIGN}")
    await world.ended(campaign)
    found = await world.author.get(f"/api/v1/campaigns/{campaign['id']}")
    assert found["state"] in {"paused", "stopped"}
