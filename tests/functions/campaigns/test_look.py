import asyncio
from datetime import timedelta

import pytest

from functions.campaigns import look, membership
from functions.campaigns.model import CampaignState
from functions.campaigns.pacing import Capacity
from functions.campaigns.planning import call_now
from functions.numbers import service as numbers
from functions.numbers.service import NewNumber
from shared.errors import Conflict, Unavailable
from tests.functions.campaigns.conftest import Desk
from tests.functions.signing import ROOT
from tests.functions.transfers.staff import on_call

ONE, TWO = "+12025550100", "+13125550100"
MANY = tuple(f"+1202555010{digit}" for digit in range(10))


async def test_every_member_is_planned_once_however_often_one_looks(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=5)
    await asyncio.gather(*(desk.look(campaign) for _ in range(5)))
    assert await desk.planned() == 2


async def test_no_more_are_planned_than_the_pace_allows(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=1)
    seen = await desk.look(campaign)
    assert (await desk.planned(), seen.wait) == (1, 1.0)
    assert (await desk.report(campaign)).limited_by == "rate"


async def test_no_more_are_planned_than_lines_are_free(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=10, live_cap=1)
    await asyncio.gather(desk.look(campaign), desk.look(campaign))
    assert await desk.planned() == 1
    assert (await desk.report(campaign)).limited_by == "lines"


async def test_campaigns_share_the_permits_of_the_account(desk: Desk) -> None:
    campaign = await desk.running(*MANY, per_second=10, live_cap=10)
    desk.bucket.left = 3
    await desk.look(campaign)
    assert await desk.planned() == 3
    assert (await desk.report(campaign)).limited_by == "account"


async def test_no_more_permits_are_taken_than_there_are_people_whose_turn_it_is(
    desk: Desk,
) -> None:
    campaign = await desk.running(ONE, per_second=10, live_cap=10)
    desk.bucket.left = 10
    await desk.look(campaign)
    await desk.look(campaign)
    assert desk.bucket.left == 9


async def test_without_redis_the_pace_in_postgresql_holds(desk: Desk) -> None:
    campaign = await desk.running(*MANY, per_second=10, live_cap=10)
    desk.capacity = Capacity(account="slow", calls_per_second=2, live_calls=100, voices=100)
    desk.bucket.failure = Unavailable("away", vendor="redis")
    await desk.look(campaign)
    assert await desk.planned() == 2


@pytest.mark.parametrize(
    ("capacity", "term"),
    [({"live_calls": 2}, "network"), ({"model_requests": 12}, "model"), ({"voices": 1}, "voice")],
)
async def test_no_more_are_planned_than_a_vendor_serves_at_once(
    desk: Desk, capacity: dict[str, int], term: str
) -> None:
    desk.capacity = desk.capacity.model_copy(update=capacity)
    campaign = await desk.running(*MANY, per_second=10, live_cap=10)
    await desk.look(campaign)
    assert (await desk.report(campaign)).limited_by == term


async def test_numbers_that_rang_enough_today_wait(desk: Desk) -> None:
    pool = "+12025550198"
    await numbers.add(desk.db, desk.clock, NewNumber(phone=pool, label="pool", day_cap=1), by=ROOT)
    campaign = await desk.running(ONE, TWO, per_second=10, callers=[pool])
    await desk.look(campaign)
    assert await desk.planned() == 1
    assert (await desk.report(campaign)).limited_by == "numbers"


async def test_until_more_is_known_no_more_calls_than_people_who_take_them_over(
    desk: Desk,
) -> None:
    await on_call(desk.db, desk.clock, "Ana", "Ben")
    campaign = await desk.running(*MANY, per_second=10, live_cap=10, transfer={"agents": 9})
    await desk.look(campaign)
    assert (await desk.planned(), (await desk.report(campaign)).limited_by) == (2, "people")


async def test_a_day_that_is_paid_for_waits_for_the_next_and_says_so(desk: Desk) -> None:
    campaign = await desk.running(ONE, day_budget_micro=139_999)
    seen = await desk.look(campaign)
    assert (await desk.planned(), seen.wait) == (0, 30)
    assert (await desk.report(campaign)).limited_by == "day_budget"


async def test_who_sleeps_takes_no_line_from_others(desk: Desk) -> None:
    """It is noon in UTC: seven in the morning in New York."""
    campaign = await desk.running(ONE, opens_at="08:00", closes_at="20:00")
    await desk.look(campaign)
    waits = await desk.member(campaign)
    assert (await desk.planned(), waits.state) == (0, "waiting")
    assert waits.next_at == desk.clock.now() + timedelta(hours=1)
    assert (await desk.report(campaign)).limited_by == "window"


async def test_nobody_is_planned_who_could_not_be_dialled_before_the_window_closes(
    desk: Desk,
) -> None:
    campaign = await desk.running(ONE, opens_at="06:00", closes_at="07:00:30")
    await desk.look(campaign)
    assert await desk.planned() == 0


async def test_between_two_looks_one_event_is_enough(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    woken = [await look.wake(desk.db, campaign.id) for _ in range(3)]
    await desk.look(campaign)
    assert [*woken, await look.wake(desk.db, campaign.id)] == [True, False, False, True]


async def test_a_campaign_completes_when_everybody_is_done(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "completed")
    assert (await desk.look(campaign)).done
    assert (await desk.now(campaign)).state is CampaignState.COMPLETED


async def test_a_spent_budget_stops_the_campaign_and_says_so(desk: Desk) -> None:
    campaign = await desk.running(ONE, budget_micro=139_999)
    assert (await desk.look(campaign)).done
    stopped = await desk.now(campaign)
    assert (stopped.state, stopped.why) == (CampaignState.STOPPED, "budget spent")
    assert (
        await desk.one("select body ->> 'what' from outbox where queue = 'raise-alert'") == "budget"
    )


async def test_somebody_can_be_called_before_their_turn(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "busy")
    member = await desk.member(campaign)
    called = await call_now(desk.db, desk.clock, campaign.id, member.id, actor="author")
    assert (called.state, called.attempts, await desk.planned()) == ("calling", 2, 2)


async def test_whoever_is_being_called_is_not_called_again(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    await desk.look(campaign)
    member = await desk.member(campaign)
    with pytest.raises(Conflict, match="already"):
        await call_now(desk.db, desk.clock, campaign.id, member.id, actor="author")


async def test_whoever_wants_no_calls_is_not_called_by_hand_either(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO)
    await desk.look(campaign)
    member = await desk.member(campaign)
    await desk.settle(member, "opted_out")
    with pytest.raises(Conflict, match="opted_out"):
        await call_now(desk.db, desk.clock, campaign.id, member.id, actor="author")


LONG_LIST = """
insert into campaign_member (id, campaign_id, contact_id, name, phone, language, zones, variables,
  state, next_at)
select gen_random_uuid(), campaign_id, contact_id, name, '+1212' || n, language, zones, variables,
  state, next_at
from campaign_member, generate_series(1, 5000) as n
"""
ROWS_READ = """
select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'campaign_member'
"""


async def test_a_look_reads_as_little_of_a_long_list_as_of_a_short_one(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    async with desk.db.transaction() as conn:
        await conn.execute(LONG_LIST)
        await conn.execute("analyze campaign_member")
    async with desk.db.transaction() as conn:
        found = await membership.candidates(conn, campaign.id, desk.clock.now(), 100)
        await membership.next_turn(conn, campaign.id)
        await membership.is_anybody_called(conn, campaign.id)
        (read,) = await (await conn.execute(ROWS_READ)).fetchone() or (0,)
    assert len(found) == 100
    assert read <= 110
