"""Scenarios 1 to 15: whoever dies and whatever is lost, a phone rings at most once."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from functions.access.model import Role
from scripts.local.person import Person
from shared.messages import Dial
from tests.flows.world import World, soon

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, THROTTLED, NOT_PLACED, PLACED, HANGS, RESETS = "00", "95", "96", "97", "98", "99"
COPIES = 32
"""More than the batch one worker fetches, so that another gets some of them."""
ONE_WORKER = 8
"""How many connections to the database one worker may hold (`shared/settings.py`)."""


async def attempts(world: World, campaign: dict[str, Any]) -> list[dict[str, Any]]:
    query = "select * from attempt where allowance_id = %s order by n, phone"
    return await world.rows(query, UUID(campaign["id"]))


async def outcome(world: World, campaign: dict[str, Any]) -> tuple[str, int]:
    """What came of the one person it rings, and how many attempts that took."""
    (member,) = await world.ended(campaign)
    return member["outcome"], member["attempts"]


async def dial_again(world: World, attempt_id: UUID, times: int = 1) -> None:
    now = await world.now()
    for _ in range(times):
        await world.send(Dial.new(now, attempt_ids=(attempt_id,)))


async def blocked(world: World) -> list[dict[str, Any]]:
    """Whoever waits for a lock, once they are more than one worker can be."""
    query = "select pid from pg_stat_activity where wait_event_type = 'Lock'"
    waiting = await world.rows(query)
    return waiting if len(waiting) > ONE_WORKER else []


async def test_01_a_message_with_two_workers_at_once_rings_once(world: World, second: str) -> None:
    phone = world.number_of(COOPERATIVE)
    async with world.locked(phone):
        campaign = await world.start_with([phone])
        (planned,) = await soon(lambda: attempts(world, campaign))
        await dial_again(world, planned["id"], COPIES)
        await soon(lambda: blocked(world))
    assert await outcome(world, campaign) == ("completed", 1)
    assert await world.placed() == [phone]


async def test_02_a_message_that_comes_again_hours_later_rings_nobody(world: World) -> None:
    (member,) = await world.campaign(COOPERATIVE)
    await world.skips(timedelta(hours=3))
    await dial_again(world, UUID(member["last_attempt"]))
    await world.passes(180)
    assert len(await world.placed()) == 1
    assert await world.findings() == {}


async def waits_for_its_turn(world: World, campaign: dict[str, Any]) -> bool:
    """Whether one call is placed, and another is committed and not asked for yet."""
    states = [each["state"] for each in await attempts(world, campaign)]
    return states.count("placed") == states.count("dialing") == 1


async def test_03_a_worker_that_dies_before_it_asks_rings_once_later(world: World) -> None:
    phones = [world.number_of(COOPERATIVE), world.number_of(COOPERATIVE)]
    campaign = await world.start_with(phones)
    await soon(lambda: waits_for_its_turn(world, campaign))
    await world.parts.restart_host()
    await world.ended(campaign)
    assert sorted(await world.placed()) == sorted(phones)
    assert sorted(each["lost"] for each in await attempts(world, campaign)) == [0, 1]


async def die_once_it_is_placed(world: World) -> dict[str, Any]:
    """The network has created the call, and whoever asked for it dies before it hears so."""
    await world.fault("rest.create", "hang", count=1, placed=True)
    campaign = await world.start(COOPERATIVE)
    await soon(world.placed)
    await world.parts.restart_host()
    return campaign


async def test_04_a_worker_that_dies_before_the_answer_is_told_by_callback(world: World) -> None:
    campaign = await die_once_it_is_placed(world)
    assert await outcome(world, campaign) == ("completed", 1)
    assert len(await world.placed()) == 1


async def test_04_a_worker_that_dies_asks_the_network_where_nobody_tells(world: World) -> None:
    await world.fault("webhook.status", "drop")
    campaign = await die_once_it_is_placed(world)
    assert await outcome(world, campaign) == ("completed", 1)
    assert len(await world.placed()) == 1


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(HANGS, id="05_never_answered"),
        pytest.param(PLACED, id="07_answered_500"),
        pytest.param(RESETS, id="08_connection_reset"),
    ],
)
async def test_05_07_08_a_call_that_was_placed_unseen_is_adopted(world: World, person: str) -> None:
    campaign = await world.start(person)
    assert await outcome(world, campaign) == ("completed", 1)
    assert len(await world.placed()) == 1
    assert [each["lost"] for each in await attempts(world, campaign)] == [0]


async def asked_at(world: World) -> list[datetime]:
    """When the network was asked for a call."""
    asked = [each for each in await world.events("rest") if each["detail"]["method"] == "POST"]
    calls = [each for each in asked if each["detail"]["path"].endswith("/Calls.json")]
    return [datetime.fromisoformat(each["at"]) for each in calls]


async def test_06_a_call_that_was_not_placed_is_asked_for_once_more(world: World) -> None:
    campaign = await world.start(NOT_PLACED)
    assert await outcome(world, campaign) == ("completed", 1)
    first, again = await asked_at(world)
    assert (again - first).total_seconds() >= 90
    assert [each["lost"] for each in await attempts(world, campaign)] == [1]


async def test_09_a_throttled_call_is_asked_for_less_and_less_often(world: World) -> None:
    await world.fault("rest.create", "status", value=429, count=6)
    campaign = await world.start(COOPERATIVE)
    assert await outcome(world, campaign) == ("completed", 1)
    first, *_, last = [later - sooner for sooner, later in pairwise(await asked_at(world))]
    assert len(await world.placed()) == 1
    assert last > 3 * first  # sweeps come every 5 s: less would not be seen from outside


async def test_09_a_person_whose_call_is_throttled_three_times_is_rung_once(world: World) -> None:
    assert await outcome(world, await world.start(THROTTLED)) == ("completed", 1)
    assert len(await asked_at(world)) == 4
    assert len(await world.placed()) == 1


async def test_10_a_campaign_dialled_by_two_orchestrations_rings_each_once(
    world: World, second: str
) -> None:
    phones = [world.number_of(COOPERATIVE) for _ in range(12)]
    campaign = await world.start_with(phones)
    await world.orchestrate(second, campaign)
    await world.ended(campaign)
    assert sorted(await world.placed()) == sorted(phones)
    assert await world.findings() == {}


async def test_11_a_worker_that_dies_in_mid_campaign_rings_nobody_again(world: World) -> None:
    phones = [world.number_of(COOPERATIVE) for _ in range(6)]
    campaign = await world.start_with(phones, live_cap=2)
    await soon(world.placed)
    await world.parts.restart_host()
    await world.passes(20)
    await world.parts.restart_host()
    members = await world.ended(campaign)
    assert {each["outcome"] for each in members} == {"completed"}
    assert sorted(await world.placed()) == sorted(phones)


async def test_13_a_number_written_twice_in_a_list_is_one_person(world: World) -> None:
    phone = world.number_of(COOPERATIVE)
    area, block, line = phone[2:5], phone[5:8], phone[8:]
    campaign = await world.start_with(
        [phone, f"({area}) {block}-{line}", f"1.{area}.{block}.{line}"]
    )
    assert await outcome(world, campaign) == ("completed", 1)
    assert await world.placed() == [phone]


async def test_13_two_campaigns_ring_a_number_one_after_the_other(world: World) -> None:
    phone = world.number_of(COOPERATIVE)
    campaigns = [await world.start_with([phone]), await world.start_with([phone])]
    assert await outcome(world, campaigns[0]) == ("completed", 1)
    assert await outcome(world, campaigns[1]) == ("completed", 1)
    assert await world.placed() == [phone, phone]
    assert await world.findings() == {}


async def test_13_what_one_campaign_rang_counts_for_the_others_daily_cap(world: World) -> None:
    phone = world.number_of(COOPERATIVE)
    await world.ended(await world.start_with([phone]))
    capped = await world.start_with([phone], day_cap=1)
    await world.passes(60)
    assert await world.placed() == [phone]
    assert [each["reason"] for each in await attempts(world, capped)] == ["called_enough"]


async def test_14_messages_nobody_understands_are_put_aside_and_others_go_on(
    world: World,
) -> None:
    broken = {'{"attempt_id": 7}', "no JSON at all"}
    for body in broken:
        await world.send_text("dial", body)
    (member,) = await world.campaign(COOPERATIVE)
    assert member["outcome"] == "completed"
    await world.passes(120)  # they are collected from the poison queue each minute
    aside = await world.rows("select body from poison_message where queue = 'dial'")
    assert {each["body"] for each in aside} == broken


async def test_15_while_the_queues_are_away_messages_wait_in_the_outbox(world: World) -> None:
    admin = Person(world.host, "operator", Role.ADMIN)
    campaign = await world.approved([world.number_of(COOPERATIVE)])
    with world.parts.frozen("azurite"):
        await world.run(campaign)
        assert (await admin.get("/api/v1/ops/outbox"))["waiting"] > 0
    assert await outcome(world, campaign) == ("completed", 1)
    assert (await admin.get("/api/v1/ops/outbox"))["waiting"] == 0
