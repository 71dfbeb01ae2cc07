import asyncio

import pytest

from functions.campaigns import look, service
from functions.campaigns.model import CampaignState
from shared.errors import Conflict, Forbidden
from tests.functions.campaigns.conftest import WORDS, Desk

ONE, TWO = "+12025550100", "+13125550100"


async def test_its_author_cannot_approve_a_campaign(desk: Desk) -> None:
    campaign = await desk.draft(ONE)
    with pytest.raises(Forbidden):
        await service.approve(desk.db, desk.clock, campaign.id, actor="author", reason="fine")


async def test_a_campaign_cannot_run_unapproved(desk: Desk) -> None:
    campaign = await desk.draft(ONE)
    with pytest.raises(Conflict, match="draft"):
        await service.start(desk.db, desk.clock, campaign.id, actor="author")


async def test_every_member_is_planned_once_however_often_one_looks(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=5)
    await asyncio.gather(*(desk.look(campaign) for _ in range(5)))
    assert await desk.planned() == 2


async def test_enrolling_twice_adds_nobody(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO)
    assert await look.enrol(desk.db, desk.clock, campaign.id) == 2


async def test_no_more_are_planned_than_the_pace_allows(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=1)
    seen = await desk.look(campaign)
    assert (await desk.planned(), seen.wait) == (1, 1.0)


async def test_no_more_are_planned_than_lines_are_free(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=10, live_cap=1)
    await desk.look(campaign)
    await desk.look(campaign)
    assert await desk.planned() == 1


async def test_a_paused_campaign_plans_nothing(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.pause(desk.db, desk.clock, campaign.id, actor="author", reason="lunch")
    seen = await desk.look(campaign)
    assert (await desk.planned(), seen.done) == (0, False)


async def test_a_resumed_campaign_goes_on(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.pause(desk.db, desk.clock, campaign.id, actor="author", reason="lunch")
    await service.resume(desk.db, desk.clock, campaign.id, actor="author")
    await desk.look(campaign)
    assert await desk.planned() == 1


async def test_a_cancelled_campaign_is_done(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.cancel(desk.db, desk.clock, campaign.id, actor="author", reason="a mistake")
    assert (await desk.look(campaign)).done


async def test_a_campaign_completes_when_everybody_is_done(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle((await desk.members(campaign))[0], "completed")
    assert (await desk.look(campaign)).done
    async with desk.db.transaction() as conn:
        assert (await service.get(conn, campaign.id)).state is CampaignState.COMPLETED


async def test_a_busy_member_is_rung_again_later(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle((await desk.members(campaign))[0], "busy")
    await desk.look(campaign)
    assert await desk.planned() == 1
    await desk.clock.advance(20 * 60)
    await desk.look(campaign)
    assert await desk.planned() == 2


async def test_a_call_settled_twice_counts_once(desk: Desk) -> None:
    campaign = await desk.running(ONE, max_attempts=1)
    await desk.look(campaign)
    member = (await desk.members(campaign))[0]
    await desk.settle(member, "completed")
    await desk.settle(member, "no_answer")
    assert (await desk.members(campaign))[0].outcome == "completed"


async def test_the_last_attempt_settles_the_member_whatever_came_of_it(desk: Desk) -> None:
    campaign = await desk.running(ONE, max_attempts=1)
    await desk.look(campaign)
    await desk.settle((await desk.members(campaign))[0], "busy")
    async with desk.db.transaction() as conn:
        assert (await service.report(conn, campaign.id)).outcomes == {"busy": 1}


async def test_a_spent_budget_stops_the_campaign(desk: Desk) -> None:
    campaign = await desk.running(ONE, budget_micro=13_999)
    assert (await desk.look(campaign)).done
    async with desk.db.transaction() as conn:
        assert (await service.get(conn, campaign.id)).state is CampaignState.STOPPED


async def test_the_log_tells_who_moved_it_and_why(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.pause(desk.db, desk.clock, campaign.id, actor="author", reason="lunch")
    async with desk.db.transaction() as conn:
        log = await service.log_of(conn, campaign.id)
    told = [(each.actor, each.state, each.reason) for each in log]
    assert told[-1] == ("author", CampaignState.PAUSED, "lunch")
    assert [state for _, state, _ in told] == ["draft", "approved", "running", "paused"]


async def test_who_lacks_a_word_of_the_script_is_not_rung_and_it_is_said_which(desk: Desk) -> None:
    words = {**WORDS, "closing": "Your order {order_number} comes on {day}."}
    campaign = await desk.running(ONE, script={"en": words})
    assert (await desk.look(campaign)).done
    member = (await desk.members(campaign))[0]
    assert (member.outcome, member.note) == ("missing_variables", "day, order_number")


async def test_a_campaign_nobody_looks_at_is_started_again(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.clock.advance(299)
    assert await look.sweep(desk.db, desk.clock) == 0
    await desk.clock.advance(2)
    assert await look.sweep(desk.db, desk.clock) == 1


async def test_a_campaign_that_ended_is_left_alone(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.cancel(desk.db, desk.clock, campaign.id, actor="author", reason="a mistake")
    await desk.clock.advance(600)
    assert await look.sweep(desk.db, desk.clock) == 0
