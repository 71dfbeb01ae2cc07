"""Each fault of the vendors, switched on while a campaign runs: nobody is called twice."""

import pytest

from tests.flows.world import World

pytestmark = pytest.mark.timeout(240)

HOUR = 3600.0
COOPERATIVE = "00"
IN_DOUBT = "97"  # placed, although the network answered 500: we have to ask what became of it


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
    ("rest.create", "delay", {"value": 2, "count": 1}),
    ("rest.create", "cut", {"count": 1, "placed": True}),
    pytest.param("webhook.status", "drop", {}, marks=pytest.mark.soak),  # as each doubt below
    ("webhook.status", "duplicate", {"value": 3}),
    pytest.param("webhook.status", "delay", {"value": 1800}, marks=pytest.mark.soak),
    ("webhook.status", "reorder", {"value": 10}),
    ("webhook.status", "stale", {"value": 60}),
    ("webhook.status", "status", {"value": 500, "count": 2}),
    ("webhook.status", "hang", {"count": 1}),
    ("webhook.status", "reset", {"count": 1, "placed": True}),
    ("webhook.voice", "duplicate", {"value": 2}),
    ("webhook.voice", "stale", {"value": 60}),
    ("webhook.voice", "status", {"value": 503, "count": 1}),
    ("webhook.voice", "delay", {"value": 1}),
    ("webhook.voice", "reorder", {"value": 1}),
    ("webhook.voice", "drop", {"count": 1}),
    ("webhook.voice", "hang", {"count": 1}),
    ("webhook.voice", "reset", {"count": 1, "placed": True}),
    ("audio.fetch", "delay", {"value": 1}),
    ("webhook.amd", "drop", {}),
    ("webhook.amd", "delay", {"value": 120}),
    ("el.tts", "status", {"value": 500}),
    ("el.tts", "too_many_concurrent_requests", {"count": 3}),
    ("el.tts", "system_busy", {}),
    ("el.tts", "quota_exceeded", {}),
    ("el.tts", "hang", {"count": 1}),
    ("el.tts", "truncate", {}),
    ("el.tts", "delay", {"value": 2, "count": 1}),
    ("el.tts", "reset", {}),
    ("oa.*", "status", {"value": 500}),
    ("oa.*", "throttle", {}),
    ("oa.chat", "hang", {"count": 1}),
    ("oa.chat", "delay", {"value": 2, "count": 1}),
    ("oa.chat", "reset", {}),
    ("oa.chat", "refusal", {}),
    ("oa.chat", "invalid_json", {}),
    ("oa.chat", "length", {}),
    ("oa.chat", "content_filter", {}),
    ("oa.chat", "output_filter", {}),
    ("oa.chat", "unknown_tool", {}),
    ("cosmos.*", "status", {"value": 503, "count": 1}),
    ("cosmos.*", "throttle", {"count": 1}),
    ("keyvault.get", "status", {"value": 503, "count": 1}),
]


@pytest.mark.parametrize(("where", "action", "more"), SURVIVED)
async def test_the_campaign_survives_it(
    world: World, where: str, action: str, more: dict[str, object]
) -> None:
    await world.fault(where, action, **more)
    (member,) = await world.campaign(COOPERATIVE)
    assert await world.struck() > 0
    assert member["outcome"] == "completed"
    assert await world.findings() == {}


@pytest.mark.parametrize("action", ["status", "throttle", "hang", "reset", "cut"])
async def test_a_doubt_that_cannot_be_cleared_up_at_once_is_cleared_up_later(
    world: World, action: str
) -> None:
    await world.fault("webhook.status", "drop")
    await world.fault("rest.read", action, count=1)
    (member,) = await world.campaign(IN_DOUBT)
    assert await world.struck("rest.read") == 1
    assert member["outcome"] == "completed"
    assert await world.findings() == {}


async def test_a_new_instance_waits_for_an_identity_that_is_away(world: World) -> None:
    await world.fault("identity.token", "status", value=500, count=1)
    await world.parts.restart_host()  # tokens last a day of the wall's
    (member,) = await world.campaign(COOPERATIVE)
    assert await world.struck() > 0
    assert member["outcome"] == "completed"
    assert await world.findings() == {}


@pytest.mark.parametrize(
    ("action", "more"),
    [("status", {"value": 404}), pytest.param("drop", {}, marks=pytest.mark.soak)],
)
async def test_audio_that_cannot_be_fetched_is_silence_and_the_call_goes_on(
    world: World, action: str, more: dict[str, object]
) -> None:
    await world.fault("audio.fetch", action, **more)
    (member,) = await world.campaign(COOPERATIVE, max_attempts=1)
    assert await world.struck() > 0
    assert member["state"] == "done"
    unheard = {"abandoned", "abandoned_rate", "expectations"}
    assert (await world.findings()).keys() <= unheard


@pytest.mark.parametrize("action", ["corrupt_signature", "old_token"])
async def test_what_is_signed_wrongly_is_refused(world: World, action: str) -> None:
    await world.fault("webhook.status", action)
    campaign = await world.start(COOPERATIVE)

    async def forged() -> list[int]:
        told = [each["detail"] for each in await world.events("webhook")]
        return [each["status"] for each in told if not each["signed"]]

    await world.time.until("a forged webhook", forged, within=HOUR)
    await world.cancel(campaign)
    assert set(await forged()) == {403}


STOPS_THE_CAMPAIGN = 91  # 21215: the account may not call there, so no other call would work
EVERYBODY = [
    f"{person:02}"
    for person in (*range(50), *range(51, 65), *range(90, 100))
    if person != STOPS_THE_CAMPAIGN
]


@pytest.mark.soak
async def test_everybody_at_once_and_nobody_is_called_twice(world: World) -> None:
    campaign = await world.start(*EVERYBODY, max_attempts=1)
    members = await world.called(campaign)
    await world.cancel(campaign)
    assert len(members) == len(EVERYBODY)
    assert all(each["outcome"] for each in members)
    wrong = {"double_dials", "over_cps", "over_concurrency", "dialed_dnc", "unsigned_accepted"}
    assert (await world.findings()).keys() & wrong == set()


async def test_a_refusal_that_would_meet_all_others_stops_the_campaign(world: World) -> None:
    campaign = await world.start(f"{STOPS_THE_CAMPAIGN}")
    await world.ended(campaign)
    found = await world.author.get(f"/api/v1/campaigns/{campaign['id']}")
    assert found["state"] in {"paused", "stopped"}
