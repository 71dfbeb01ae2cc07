"""Scenario 12: "call now" while the campaign dials, or waits; and what a listener hears of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from functions.access.model import Role
from scripts.local.person import header_of
from tests.collector import Collector, collecting
from tests.flows.world import World, soon
from tests.flows.world import world as brought_up

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, BUSY = "00", "01"
ACCEPTED = 202


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """Who listens to the host of these stories."""
    with collecting(Collector()) as found:
        yield found


@pytest.fixture(scope="module")
async def whole(collector: Collector) -> AsyncIterator[World]:
    async with brought_up("call_now", TELEMETRY__OTLP_URL=collector.url) as it:
        yield it


async def call_now(
    world: World, campaign: dict[str, Any], member: dict[str, Any]
) -> httpx.Response:
    path = f"/api/v1/campaigns/{campaign['id']}/members/{member['id']}/call"
    return await world.host.post(path, headers=header_of("author", Role.SUPERVISOR))


async def test_12_call_now_while_the_campaign_dials_is_one_call(world: World) -> None:
    campaign = await world.start(COOPERATIVE)
    (member,) = await soon(lambda: world.members(campaign))
    await asyncio.gather(*(call_now(world, campaign, member) for _ in range(3)))
    (member,) = await world.ended(campaign)
    assert member["outcome"] == "completed"
    assert len(await world.placed()) == 1
    assert await world.findings() == {}


async def test_12_call_now_goes_before_the_next_try_of_the_campaign(world: World) -> None:
    campaign = await world.start(BUSY, max_attempts=2)
    await world.passes(60)
    (member,) = await world.members(campaign)
    answer = await call_now(world, campaign, member)
    await world.passes(60)
    assert (answer.status_code, answer.json()["id"]) == (ACCEPTED, member["id"])
    assert len(await world.placed()) == 2
    assert (await world.findings()) == {}


async def test_whoever_listens_hears_of_a_request_and_of_all_that_it_set_off(
    world: World, collector: Collector
) -> None:
    campaign = await world.start(COOPERATIVE)
    await world.ended(campaign)

    async def started() -> set[str]:
        """What belongs to the trace of the request, once its message has been read."""
        (request,) = collector.named("POST /api/v1/campaigns/{campaign_id}/run")[-1:]
        ours = {span.name for span in collector.spans if span.trace == request.trace}
        return ours if "process start-campaign" in ours else set()

    assert "send start-campaign" in await soon(started)
    assert collector.named("process dial")
    assert collector.named("twilio call")
