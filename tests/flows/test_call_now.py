"""Scenario 12: somebody presses "call now" while the campaign dials, or waits."""

import asyncio
from typing import Any

import httpx
import pytest

from functions.access.model import Role
from scripts.local.person import header_of
from tests.flows.world import World, soon

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, BUSY = "00", "01"
ACCEPTED = 202


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
