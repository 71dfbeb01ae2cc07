import pytest

from functions.allowances import service as allowances
from functions.campaigns import service
from functions.campaigns.model import Campaign, CampaignState
from tests.functions.campaigns.conftest import Desk

MANY = tuple(f"+1202555010{digit}" for digit in range(10))
LOOSE = {"per_second": 10, "live_cap": 20, "breakers": {"least": 3}}
PROBE = 600  # seconds until one call is tried


async def failing(desk: Desk, *, reason: str | None = None) -> Campaign:
    """A campaign whose first three calls fail, and that has looked at it."""
    campaign = await desk.running(*MANY, **{**LOOSE, "per_second": 3})
    await desk.look(campaign)
    await desk.clock.advance(1)
    for member in await desk.members(campaign):
        if member.state == "calling":
            await desk.settle(member, "failed", reason=reason)
    await desk.look(campaign)
    return await desk.now(campaign)


async def probed(desk: Desk, campaign: Campaign, outcome: str) -> Campaign:
    """It has tried one call, which came to that, and has looked at it."""
    await desk.look(campaign)
    probe = (await desk.now(campaign)).probe
    member = next(each for each in await desk.members(campaign) if each.last_attempt == probe)
    await desk.settle(member, outcome)
    await desk.look(campaign)
    return await desk.now(campaign)


async def test_calls_that_fail_pause_it_with_the_reason_and_an_alert(desk: Desk) -> None:
    campaign = await failing(desk)
    last = (await desk.log(campaign))[-1]
    assert (campaign.state, campaign.tripped_by) == (CampaignState.PAUSED, "failures")
    assert (last.actor, last.cause) == ("system", "failures")
    assert last.reason.startswith("3 of the last 3 calls failed.")
    alert = await desk.one("select body ->> 'text' from outbox where queue = 'raise-alert'")
    assert alert == f"Orders: {last.reason}"


async def test_nothing_more_is_dialled_once_it_has_paused(desk: Desk) -> None:
    campaign = await desk.running(*MANY, **LOOSE)
    await desk.look(campaign)
    await desk.clock.advance(1)
    for member in (await desk.members(campaign))[:3]:
        await desk.settle(member, "failed")
    await desk.look(campaign)
    assert await desk.one("select count(*) from attempt where state = 'planned'") == 0


async def test_one_call_is_tried_after_ten_minutes(desk: Desk) -> None:
    campaign, planned = await failing(desk), await desk.planned()
    await desk.clock.advance(PROBE - 1)
    await desk.look(campaign)
    assert await desk.planned() == planned
    await desk.clock.advance(1)
    await desk.look(campaign)
    await desk.look(campaign)
    assert await desk.planned() == planned + 1
    async with desk.db.transaction() as conn:
        allowance = await allowances.get(conn, campaign.id)
    assert (allowance.open, allowance.live_cap) == (True, 1)


async def test_a_call_that_comes_through_lets_it_run_again(desk: Desk) -> None:
    campaign = await failing(desk)
    await desk.clock.advance(PROBE)
    running = await probed(desk, campaign, "completed")
    assert (running.state, running.tripped_by) == (CampaignState.RUNNING, None)
    await desk.look(running)
    assert await desk.one("select live_cap from allowance") == 20
    assert (await desk.now(campaign)).state is CampaignState.RUNNING


async def test_a_call_that_fails_keeps_it_paused_for_twice_as_long(desk: Desk) -> None:
    campaign = await failing(desk)
    await desk.clock.advance(PROBE)
    paused = await probed(desk, campaign, "failed")
    assert (paused.state, paused.trips) == (CampaignState.PAUSED, 1)
    assert paused.probe_at is not None
    assert (paused.probe_at - desk.clock.now()).total_seconds() == 2 * PROBE
    assert not await desk.one("select open from allowance")


async def test_what_a_person_pauses_is_not_tried(desk: Desk) -> None:
    campaign, planned = await failing(desk), await desk.planned()
    held = await desk.pause(campaign)
    await desk.clock.advance(PROBE)
    await desk.look(campaign)
    assert (held.tripped_by, await desk.planned()) == (None, planned)


async def test_a_person_may_resume_it_before_it_tries(desk: Desk) -> None:
    campaign = await failing(desk)
    await service.resume(desk.db, desk.clock, campaign.id, actor="author")
    await desk.look(campaign)
    resumed = await desk.now(campaign)
    assert (resumed.state, resumed.tripped_by) == (CampaignState.RUNNING, None)


@pytest.mark.parametrize("code", ["20003", "21215"])
async def test_wrong_settings_pause_it_at_once_until_somebody_has_put_them_right(
    desk: Desk, code: str
) -> None:
    campaign = await desk.running(*MANY)
    async with desk.db.transaction() as conn:
        await allowances.close(conn, campaign.id, f"network_{code}")
    await desk.look(campaign)
    await desk.clock.advance(7200)
    await desk.look(campaign)
    paused = await desk.now(campaign)
    assert (paused.state, paused.tripped_by) == (CampaignState.PAUSED, "configuration")
    assert f"({code}), then resume." in (paused.why or "")
    assert await desk.planned() == 0


async def test_where_nobody_is_left_to_try_with_it_ends(desk: Desk) -> None:
    campaign = await failing(desk, reason="number_dead")
    async with desk.db.transaction() as conn:
        await conn.execute("update campaign_member set state = 'done'")
    await desk.clock.advance(PROBE)
    await desk.look(campaign)
    assert (await desk.look(campaign)).done
    assert (await desk.now(campaign)).state is CampaignState.COMPLETED
