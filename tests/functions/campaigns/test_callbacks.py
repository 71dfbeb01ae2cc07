from datetime import timedelta

from functions.campaigns import callbacks
from tests.functions.campaigns.conftest import Desk

PHONE, ASKED = "+12025550125", "callback_requested"


async def test_who_was_promised_a_call_is_rung_then_though_their_attempts_are_spent(
    desk: Desk,
) -> None:
    later = desk.clock.now() + timedelta(days=1)
    campaign = await desk.running(PHONE, max_attempts=1)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), ASKED, promised=later)
    member = await desk.member(campaign)
    assert (member.state, member.next_at, member.outcome) == ("waiting", later, ASKED)


async def test_a_campaign_lasts_until_the_call_it_promised(desk: Desk) -> None:
    campaign = await desk.running(PHONE)
    await desk.look(campaign)
    later = desk.clock.now() + timedelta(days=1)
    await desk.settle(await desk.member(campaign), ASKED, promised=later)
    assert not (await desk.look(campaign)).done
    await desk.clock.advance(24 * 3600)
    await desk.look(campaign)
    assert (await desk.member(campaign)).state == "calling"


async def test_who_puts_us_off_again_is_left_to_a_person(desk: Desk) -> None:
    campaign = await desk.running(PHONE)
    for _ in range(2):
        await desk.look(campaign)
        await desk.settle(await desk.member(campaign), ASKED, promised=desk.clock.now())
    member = await desk.member(campaign)
    async with desk.db.transaction() as conn:
        assert not await callbacks.rings_again(conn, member.id)


async def test_who_waits_for_a_promised_call_rings_back_for_the_same_campaign(desk: Desk) -> None:
    campaign = await desk.running(PHONE)
    await desk.look(campaign)
    later = desk.clock.now() + timedelta(days=1)
    await desk.settle(await desk.member(campaign), ASKED, promised=later)
    async with desk.db.transaction() as conn:
        found = await callbacks.rings_back(conn, PHONE, desk.clock.now())
    assert found == await desk.member(campaign)


async def test_who_rings_a_week_later_means_something_else(desk: Desk) -> None:
    campaign = await desk.running(PHONE)
    await desk.look(campaign)
    await desk.settle(await desk.member(campaign), "busy", seconds=None)
    await desk.clock.advance(7 * 24 * 3600)
    async with desk.db.transaction() as conn:
        assert await callbacks.rings_back(conn, PHONE, desk.clock.now()) is None
