"""What is asked before anything rings: consent, hours, money, pace, lines, numbers of ours."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from functions.allowances import service as allowances
from functions.calls import reconcile
from functions.calls.model import CallStatus
from functions.numbers import service as numbers
from functions.permission import service as permission
from shared.errors import Problem, Rejected, Unavailable
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import LINE, OURS, PHONE, Phone, tell


async def wait_for_state(phone: Phone, number: str, state: str, reason: str | None = None) -> None:
    query = """
        select count(*) from attempt
        where phone = %s and state = %s and (%s::text is null or reason = %s)
        """
    while True:
        async with phone.db.transaction() as conn:
            found = await conn.execute(query, (number, state, reason, reason))
            row = await found.fetchone()
        if row == (1,):
            return
        await asyncio.sleep(0.01)


async def test_nothing_rings_while_paused(phone: Phone) -> None:
    planned = await phone.plan(open=False)
    await phone.dial(planned)
    assert await reconcile.sweep(phone.db, phone.clock) == 0
    async with phone.db.transaction() as conn:
        await allowances.set_open(conn, planned.allowance_id, is_open=True)
    assert await reconcile.sweep(phone.db, phone.clock) == 1
    await phone.dial(planned)
    assert len(phone.network.rung) == 1


async def test_who_opted_out_is_never_rung(phone: Phone) -> None:
    planned = await phone.plan()
    async with phone.db.transaction() as conn:
        await permission.opt_out(conn, PHONE, "call", "said so", phone.clock.now())
    await phone.dial(planned)
    assert (phone.network.rung, await phone.state(planned)) == ([], "refused")


async def test_without_the_consent_a_campaign_needs_nobody_is_rung(phone: Phone) -> None:
    planned = await phone.plan(consent_required=True)
    await phone.dial(planned)
    assert (await phone.row("attempt", planned.id))["reason"] == "consent_missing"


async def test_one_phone_is_in_one_call_at_a_time(phone: Phone) -> None:
    first, second = await phone.plan(), await phone.plan()
    await asyncio.gather(phone.dial(first), phone.dial(second))
    assert len(phone.network.rung) == 1


async def test_a_number_is_rung_no_more_than_its_daily_cap(phone: Phone) -> None:
    first = await phone.plan(day_cap=1)
    await phone.dial(first)
    await tell(phone, first, 0, CallStatus.BUSY)
    second = await phone.plan(day_cap=1)
    await phone.dial(second)
    assert (await phone.row("attempt", second.id))["reason"] == "called_enough"


async def test_no_call_is_placed_that_the_budget_does_not_cover(phone: Phone) -> None:
    planned = await phone.plan(budget_micro=13_999)
    await phone.dial(planned)
    assert (await phone.row("attempt", planned.id))["reason"] == "budget"


async def test_calls_are_placed_at_the_accounts_pace_and_no_faster(phone: Phone) -> None:
    slow = LINE.model_copy(update={"calls_per_second": 0.95})
    await phone.dial(await phone.plan(), slow)
    second = asyncio.create_task(phone.dial(await phone.plan(phone="+13125550100"), slow))
    await wait_for_state(phone, "+13125550100", "planned", reason="pace")
    await phone.clock.advance(1.05)
    await wait_for_state(phone, "+13125550100", "dialing")
    assert len(phone.network.rung) == 1
    await phone.clock.advance(0.1)
    await second
    assert len(phone.network.rung) == 2


async def test_a_dial_that_finds_no_turn_gives_way_after_a_while(phone: Phone) -> None:
    glacial = LINE.model_copy(update={"calls_per_second": 0.01})
    await phone.dial(await phone.plan(), glacial)
    other = await phone.plan(phone="+13125550100")
    hurried = replace(phone, clock=Hurries(phone.clock.now()))
    await hurried.dial(other, glacial)
    assert (await phone.row("attempt", other.id))["reason"] == "pace"


async def test_a_call_whose_turn_comes_in_a_moment_waits_for_it(phone: Phone) -> None:
    brisk = LINE.model_copy(update={"calls_per_second": 2})
    await phone.dial(await phone.plan(), brisk)
    second = asyncio.create_task(phone.dial(await phone.plan(phone="+13125550100"), brisk))
    await wait_for_state(phone, "+13125550100", "dialing")
    assert len(phone.network.rung) == 1
    await phone.clock.advance(0.6)
    await second
    assert len(phone.network.rung) == 2


class Hurries(TurnedClock):
    """A clock that whoever sleeps turns on."""

    async def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class StandsStill(TurnedClock):
    """The clock of a machine that takes two seconds more than it is told to."""

    async def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds + 2)


async def test_a_dial_whose_turn_has_passed_is_not_made(phone: Phone) -> None:
    await phone.dial(await phone.plan())
    late = await phone.plan(phone="+13125550100")
    slow = replace(phone, clock=StandsStill(phone.clock.now()))
    await slow.dial(late)
    assert (len(phone.network.rung), await phone.state(late)) == (1, "planned")


async def test_a_network_without_room_holds_the_whole_campaign_up(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Rejected("queue full", vendor="twilio", code="22005")
    await phone.dial(planned)
    held = (await phone.row("allowance", planned.allowance_id))["held_until"]
    assert held == phone.clock.now() + timedelta(minutes=1)
    assert await phone.state(planned) == "planned"


OTHER = "+12025550198"


async def test_a_number_of_ours_that_may_not_ring_rests_and_another_rings(phone: Phone) -> None:
    planned = await phone.plan(callers=(OURS, OTHER))
    phone.network.failure = Rejected("not verified", vendor="twilio", code="21210")
    await phone.dial(planned)
    phone.network.failure = None
    await phone.clock.advance(1)
    await phone.dial(planned)
    assert [new.caller for new in phone.network.rung] == [OURS]  # the other one came first


async def test_the_least_used_of_our_numbers_rings(phone: Phone) -> None:
    for place in range(3):
        await phone.clock.advance(1)
        await phone.dial(await phone.plan(callers=(OURS, OTHER), phone=f"+1202555010{place}"))
    assert sorted(new.caller for new in phone.network.rung) == [OTHER, OTHER, OURS]


async def test_somebody_is_rung_from_the_number_they_know(phone: Phone) -> None:
    first = await phone.plan(callers=(OURS, OTHER))
    await phone.dial(first)
    await tell(phone, first, 0, CallStatus.BUSY)
    await phone.clock.advance(1)
    await phone.dial(await phone.plan(callers=(OURS, OTHER)))
    assert phone.network.rung[0].caller == phone.network.rung[1].caller


async def test_when_our_numbers_have_rung_enough_today_it_waits_for_tomorrow(phone: Phone) -> None:
    planned, other = await phone.plan(), await phone.plan(phone="+13125550100")
    await phone.cap(OURS, 1)
    await phone.dial(planned)
    await phone.dial(other)
    row = await phone.row("attempt", other.id)
    assert (row["reason"], row["due_at"].hour) == ("numbers_spent", 0)


async def test_no_more_calls_than_the_account_has_lines_whatever_the_campaigns(
    phone: Phone,
) -> None:
    narrow = LINE.model_copy(update={"live_calls": 1})
    await phone.dial(await phone.plan(), narrow)
    other = await phone.plan(phone="+13125550100")
    await phone.dial(other, narrow)
    assert (await phone.row("attempt", other.id))["reason"] == "lines_busy"


async def calls_today(phone: Phone) -> int:
    async with phone.db.transaction() as conn:
        (number,) = await numbers.every(conn, phone.clock.now())
    return number.calls_today


async def test_a_call_for_which_there_was_no_line_does_not_count_for_our_number(
    phone: Phone,
) -> None:
    await phone.dial(await phone.plan(phone="+13125550100"), LINE.model_copy(update=NO_LINES))
    assert await calls_today(phone) == 0


NO_LINES = {"live_calls": 0}
NEVER_MADE = [
    Unavailable("429", vendor="twilio", code="20429"),
    Rejected("no such number", vendor="twilio", code="21211"),
]


@pytest.mark.parametrize("failure", NEVER_MADE, ids=["later", "never"])
async def test_a_call_that_was_never_made_does_not_count_for_our_number(
    phone: Phone, failure: Problem
) -> None:
    phone.network.failure = failure
    await phone.dial(await phone.plan())
    assert await calls_today(phone) == 0


async def test_a_call_is_limited_to_what_was_kept_aside_for_it(phone: Phone) -> None:
    planned = await phone.plan(talk_seconds=90)
    await phone.dial(planned)
    assert phone.network.rung[0].talk_seconds == 90
    assert (await phone.row("attempt", planned.id))["reserved_micro"] == 28_000


async def test_a_call_that_was_taken_back_does_not_count_against_its_number(phone: Phone) -> None:
    planned = await phone.plan(day_cap=1)
    await phone.dial(planned)
    await tell(phone, planned, 0, CallStatus.CANCELED)
    await phone.clock.advance(1)
    again = await phone.plan(day_cap=1)
    await phone.dial(again)
    assert await phone.state(again) == "placed"


async def test_a_window_about_to_close_is_closed_for_what_may_ring_later(phone: Phone) -> None:
    closes = (phone.clock.now() + timedelta(seconds=30)).time()
    planned = await phone.plan(opens_at=time(0), closes_at=closes, zone="UTC", zones=())
    await phone.dial(planned)
    assert (await phone.row("attempt", planned.id))["reason"] == "outside_window"
