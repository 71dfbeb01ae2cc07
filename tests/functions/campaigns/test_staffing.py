from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.calls.service import Standing
from functions.campaigns import results, staffing
from functions.campaigns.model import Campaign, Member, Result
from functions.campaigns.pacing import ABANDONED
from functions.transfers import service as transfers
from functions.transfers.model import Wanted
from shared.errors import Conflict
from shared.value import Spoken
from tests.functions.campaigns.conftest import Desk
from tests.functions.transfers.staff import go_away, on_call

PHONES = tuple(f"+1202555{n:04}" for n in range(140, 190))
FAST = {"per_second": 100, "live_cap": 100, "max_attempts": 1}


async def handing_over(desk: Desk, *, ratio: float = 1.5, agents: int = 9) -> Campaign:
    """A campaign whose calls Ana and Ben take over."""
    await on_call(desk.db, desk.clock, "Ana", "Ben")
    transfer = {"agents": agents, "ratio": ratio}
    return await desk.running(*PHONES, **FAST, transfer=transfer)


async def go_by(desk: Desk, campaign: Campaign, count: int) -> None:
    """So many of its calls are taken by somebody who needs nobody."""
    facts = {"at": desk.clock.now(), "outcome": "completed", "reason": None, "cost_micro": 0}
    members = await desk.members(campaign)
    async with desk.db.transaction() as conn:
        for each in members[:count]:
            result = Result.model_validate({"attempt_id": each.id, **facts})
            await results.add_result(conn, campaign.id, result, again=False)


async def wants(desk: Desk, campaign: Campaign, member: Member, *, taken_for: float | None) -> None:
    """Somebody wants a person, and talks to one for so many seconds; or leaves after a while."""
    now = desk.clock.now()
    about = {"call_id": member.id, "n": 1, "allowance_id": campaign.id, "rota": "Support"}
    wanted = Wanted.model_validate({**about, "language": Spoken.EN, "ticket_id": None})
    async with desk.db.transaction() as conn:
        await transfers.want(conn, wanted, now)
        transfer = await transfers.of_turn(conn, member.id, 1)
        await transfers.ring_next(conn, transfer, 0, now, lines=99)
        over = now + timedelta(seconds=taken_for or 9)
        if taken_for:
            await transfers.take(conn, transfer, 1, now)
        await transfers.close(conn, member.id, over)
        await transfers.free(conn, transfer, 1, 60, over)


async def term(desk: Desk, campaign: Campaign, *, live: int = 0, waiting: int = 0) -> int | None:
    standing = Standing(live=live, planned=waiting)
    now_is = await desk.now(campaign)
    async with desk.db.transaction() as conn:
        return await staffing.for_people(conn, now_is, standing, waiting, desk.clock.now())


async def test_a_campaign_that_hands_nobody_over_is_not_held_back(desk: Desk) -> None:
    assert await term(desk, await desk.running(*PHONES[:1])) is None


async def test_of_calls_it_knows_nothing_about_each_may_need_somebody(desk: Desk) -> None:
    campaign = await handing_over(desk)
    assert await term(desk, campaign) == 2
    assert await term(desk, campaign, live=1) == 1
    assert await term(desk, campaign, waiting=2) == 0


async def test_no_more_people_are_counted_on_than_its_rules_say(desk: Desk) -> None:
    assert await term(desk, await handing_over(desk, agents=1)) == 1


async def test_who_goes_away_is_counted_on_no_more(desk: Desk) -> None:
    campaign = await handing_over(desk)
    await go_away(desk.db, desk.clock, "Ana")
    assert await term(desk, campaign) == 1


async def test_outside_the_hours_of_its_people_nobody_is_called(desk: Desk) -> None:
    campaign = await handing_over(desk)
    await go_away(desk.db, desk.clock, "Ana")
    await go_away(desk.db, desk.clock, "Ben")
    await desk.look(campaign)
    assert (await desk.planned(), (await desk.report(campaign)).limited_by) == (0, "people")


async def test_where_few_calls_need_somebody_more_ring_for_each_up_to_the_ratio(
    desk: Desk,
) -> None:
    campaign = await handing_over(desk, ratio=4)
    await go_by(desk, campaign, 40)
    levels = []
    for _ in range(60):
        levels.append(await term(desk, campaign))
        await desk.clock.advance(60)
    assert (levels[0], levels[-1], levels) == (2, 8, sorted(each or 0 for each in levels))


async def test_the_level_moves_once_a_minute_however_often_it_is_looked(desk: Desk) -> None:
    campaign = await handing_over(desk, ratio=4)
    await go_by(desk, campaign, 40)
    for _ in range(20):
        await term(desk, campaign)
    assert await desk.one("select calls from campaign_level") == pytest.approx(1.3)


async def test_how_long_calls_take_people_is_told_by_the_last_ones(desk: Desk) -> None:
    campaign = await handing_over(desk)
    members = await desk.members(campaign)
    for each in members[:5]:
        await wants(desk, campaign, each, taken_for=20)
    async with desk.db.transaction() as conn:
        staff = await transfers.shift(conn, campaign.id, "Support", desk.clock.now())
    assert (staff.free, staff.busy, staff.handle_seconds) == (2, 0, 20)


async def test_71_who_is_abandoned_within_thirty_days_slows_a_campaign_down_by_itself(
    desk: Desk,
) -> None:
    campaign = await handing_over(desk, ratio=4)
    await go_by(desk, campaign, 40)
    members: Sequence[Member] = await desk.members(campaign)
    for _ in range(60):
        fast = await term(desk, campaign)
        await desk.clock.advance(60)
    for each in members[40:42]:
        await wants(desk, campaign, each, taken_for=None)
    slow = await term(desk, campaign)
    async with desk.db.transaction() as conn:
        share = await staffing.abandoned(conn, campaign, desk.clock.now())
    assert (fast, slow, share > ABANDONED) == (8, 2, True)
    assert (await desk.report(campaign)).abandoned == share


async def test_71_who_was_abandoned_counts_for_thirty_days(desk: Desk) -> None:
    campaign = await handing_over(desk)
    await go_by(desk, campaign, 1)
    await wants(desk, campaign, (await desk.members(campaign))[1], taken_for=None)
    shares = []
    for _ in range(2):
        async with desk.db.transaction() as conn:
            shares.append(await staffing.abandoned(conn, campaign, desk.clock.now()))
        await desk.clock.advance(timedelta(days=31).total_seconds())
    assert shares == [1, 0]


async def test_without_its_rota_a_campaign_is_neither_approved_nor_changed(desk: Desk) -> None:
    draft = await desk.draft(*PHONES[:1], transfer={"agents": 1})
    with pytest.raises(Conflict, match=r"transfer\.rota: there is no rota named 'Support'"):
        await desk.approve(draft)
    running = await desk.running(*PHONES[1:2])
    with pytest.raises(Conflict, match=r"transfer\.rota"):
        await desk.change(running, transfer={"agents": 1})
