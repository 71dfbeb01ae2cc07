from datetime import timedelta

import psycopg
import pytest

from functions.campaigns import look, service
from functions.campaigns.model import CampaignState
from functions.campaigns.service import Why
from shared.errors import Conflict, Invalid, Stale
from tests.functions.campaigns.conftest import Desk

ONE, TWO = "+12025550100", "+13125550100"
MISTAKE = Why(actor="author", reason="a mistake")


async def test_a_campaign_cannot_run_unapproved(desk: Desk) -> None:
    campaign = await desk.draft(ONE)
    with pytest.raises(Conflict, match="draft"):
        await service.start(desk.db, desk.clock, campaign.id, actor="author")


async def test_a_scheduled_campaign_starts_at_its_time(desk: Desk) -> None:
    campaign = await desk.approve(await desk.draft(ONE))
    at = desk.clock.now() + timedelta(hours=1)
    await service.schedule(desk.db, desk.clock, campaign.id, actor="author", starts_at=at)
    await desk.clock.advance(3599)
    assert await look.sweep(desk.db, desk.clock) == 0
    await desk.clock.advance(1)
    await look.sweep(desk.db, desk.clock)
    started = await desk.now(campaign)
    assert (started.state, started.run) == (CampaignState.RUNNING, 1)


async def test_a_schedule_can_be_moved_and_taken_back(desk: Desk) -> None:
    campaign = await desk.approve(await desk.draft(ONE))
    for hours in (1, 2):
        at = desk.clock.now() + timedelta(hours=hours)
        moved = await service.schedule(
            desk.db, desk.clock, campaign.id, actor="author", starts_at=at
        )
    taken = await service.unschedule(desk.db, desk.clock, campaign.id, actor="author")
    assert moved.starts_at == at
    assert (taken.state, taken.starts_at) == (CampaignState.APPROVED, None)


async def test_nothing_is_scheduled_for_the_past(desk: Desk) -> None:
    campaign, now = await desk.approve(await desk.draft(ONE)), desk.clock.now()
    with pytest.raises(Invalid, match="starts_at"):
        await service.schedule(desk.db, desk.clock, campaign.id, actor="author", starts_at=now)


async def test_a_paused_campaign_plans_nothing(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.pause(campaign)
    seen = await desk.look(campaign)
    assert (await desk.planned(), seen.done) == (0, False)


async def test_a_resumed_campaign_goes_on(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.pause(campaign)
    await service.resume(desk.db, desk.clock, campaign.id, actor="author")
    await desk.look(campaign)
    assert await desk.planned() == 1


@pytest.mark.parametrize("hang_up", [True, False])
async def test_a_pause_takes_back_what_is_queued_and_ends_live_calls_only_if_asked(
    desk: Desk, hang_up: bool
) -> None:
    campaign = await desk.running(ONE)
    await desk.pause(campaign, hang_up=hang_up)
    body = await desk.one("select body ->> 'live' from outbox where queue = 'end-calls'")
    assert body == str(hang_up).lower()


async def test_a_cancelled_campaign_is_done(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.cancel(desk.db, desk.clock, campaign.id, MISTAKE)
    assert (await desk.look(campaign)).done


@pytest.mark.parametrize("hang_up", [True, False])
async def test_what_is_found_after_a_cancellation_ends_if_all_calls_were_to(
    desk: Desk, hang_up: bool
) -> None:
    campaign = await desk.running(ONE)
    await service.cancel(desk.db, desk.clock, campaign.id, MISTAKE, hang_up=hang_up)
    assert await desk.one("select ending from allowance") is hang_up


async def test_a_draft_that_is_cancelled_has_no_calls_to_end(desk: Desk) -> None:
    campaign = await desk.draft(ONE)
    ended = await service.cancel(desk.db, desk.clock, campaign.id, MISTAKE, hang_up=True)
    assert ended.state is CampaignState.CANCELLED


async def test_rules_changed_while_it_runs_are_in_force_at_once(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=10, live_cap=1)
    await desk.look(campaign)
    await desk.change(campaign, live_cap=2)
    await desk.look(campaign)
    assert await desk.planned() == 2
    assert await desk.one("select live_cap from allowance") == 2


async def test_a_change_is_logged_with_what_was_before(desk: Desk) -> None:
    campaign = await desk.running(ONE, live_cap=1)
    await desk.change(campaign, live_cap=2)
    last = (await desk.log(campaign))[-1]
    (change,) = last.changes
    assert (last.actor, last.reason) == ("author", "slower")
    assert (change.field, change.before, change.after) == ("live_cap", 1, 2)


async def test_a_change_made_from_an_older_version_is_refused(desk: Desk) -> None:
    campaign, why = await desk.running(ONE), Why(actor="author", reason="slower")
    with pytest.raises(Stale):
        await service.change_rules(
            desk.db, desk.clock, campaign.id, why, campaign.rules, seen=campaign.version - 1
        )


async def test_a_busy_member_is_rung_again_later(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "busy")
    await desk.look(campaign)
    assert await desk.planned() == 1
    await desk.clock.advance(20 * 60)
    await desk.look(campaign)
    assert await desk.planned() == 2


async def test_a_call_settled_twice_counts_once(desk: Desk) -> None:
    campaign = await desk.running(ONE, max_attempts=1)
    await desk.look(campaign)
    member = await desk.member(campaign)
    await desk.settle(member, "completed")
    await desk.settle(member, "no_answer")
    assert (await desk.member(campaign)).outcome == "completed"


async def test_the_last_attempt_settles_the_member_whatever_came_of_it(desk: Desk) -> None:
    campaign = await desk.running(ONE, max_attempts=1)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "busy")
    assert (await desk.report(campaign)).outcomes == {"busy": 1}


async def test_what_the_network_took_back_for_us_costs_no_attempt(desk: Desk) -> None:
    campaign = await desk.running(ONE, max_attempts=1)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "canceled", seconds=None)
    back = await desk.member(campaign)
    assert (back.state, back.attempts, back.next_n) == ("waiting", 0, 2)
    await desk.look(campaign)
    assert await desk.planned() == 2


async def test_a_number_that_leads_nowhere_is_not_rung_again(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "failed", reason="number_dead")
    assert (await desk.member(campaign)).state == "done"


async def test_what_was_withdrawn_waits_again_while_the_campaign_may_go_on(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "refused", reason="withdrawn")
    assert (await desk.member(campaign)).state == "waiting"


async def test_the_log_tells_who_moved_it_and_why(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.pause(campaign)
    told = [(each.actor, each.state, each.reason) for each in await desk.log(campaign)]
    assert told[-1] == ("author", CampaignState.PAUSED, "lunch")
    assert [state for _, state, _ in told] == ["draft", "approved", "running", "paused"]


@pytest.mark.parametrize(
    "tampering", ["update campaign_log set reason = ''", "delete from campaign_log"]
)
async def test_what_stands_in_the_log_stays(desk: Desk, tampering: str) -> None:
    await desk.running(ONE)
    with pytest.raises(psycopg.errors.RaiseException, match="neither rewritten nor removed"):
        async with desk.db.transaction() as conn:
            await conn.execute(tampering.encode())


async def test_a_campaign_nobody_looks_at_is_started_again(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.clock.advance(299)
    assert await look.sweep(desk.db, desk.clock) == 0
    await desk.clock.advance(2)
    assert await look.sweep(desk.db, desk.clock) == 1


async def test_a_campaign_that_ended_is_left_alone(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await service.cancel(desk.db, desk.clock, campaign.id, MISTAKE)
    await desk.clock.advance(600)
    assert await look.sweep(desk.db, desk.clock) == 0
