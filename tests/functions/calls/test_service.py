"""The part that must never be wrong: whoever dies, and whatever is lost, nobody is rung twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from functions.allowances import service as allowances
from functions.calls import reconcile, service
from functions.calls.model import Attempt, CallStatus
from functions.calls.service import StatusTold
from functions.numbers import service as numbers
from functions.permission import service as permission
from shared.errors import NotFound, Problem, Rejected, Unavailable, Uncertain
from shared.messages import CallEnded, Dial, EndCalls, HangUp, MachineAnswered
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import LINE, OURS, PHONE, Phone

SID = f"CA{1:032}"


async def tell(phone: Phone, planned: Attempt, sequence: int, status: CallStatus) -> None:
    seconds = 61 if status is CallStatus.COMPLETED else None
    told = StatusTold(sid=SID, sequence=sequence, status=status, seconds=seconds)
    await service.heed_status(phone.db, phone.clock, planned.id, told)


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


async def test_an_attempt_rings_and_is_placed(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    assert [new.to for new in phone.network.rung] == [PHONE]
    assert await phone.state(planned) == "placed"


async def test_the_intent_is_committed_before_the_network_is_asked(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = RuntimeError("the process dies here")  # type: ignore[assignment]
    with pytest.raises(RuntimeError):
        await phone.dial(planned)
    assert await phone.state(planned) == "dialing"


async def test_a_message_delivered_twice_rings_once(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await phone.dial(planned)
    assert len(phone.network.rung) == 1


async def test_a_message_delivered_to_two_workers_at_once_rings_once(phone: Phone) -> None:
    planned = await phone.plan()
    await asyncio.gather(*(phone.dial(planned) for _ in range(5)))
    assert len(phone.network.rung) == 1


async def test_an_attempt_is_planned_once_a_member_and_number(phone: Phone) -> None:
    planned = await phone.plan()
    async with phone.db.transaction() as conn:
        again = planned.model_copy(update={"id": planned.member_id})
        await service.plan(conn, [again], phone.clock.now())
    assert await phone.left(Dial.queue) == 1


async def test_a_crash_before_the_post_rings_once_later(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = RuntimeError("the process dies here")  # type: ignore[assignment]
    with pytest.raises(RuntimeError):
        await phone.dial(planned)
    phone.network.failure = None
    await phone.reconcile_after(100)
    await phone.dial(planned)
    assert (len(phone.network.rung), await phone.state(planned)) == (1, "placed")


async def test_a_crash_after_the_post_is_found_again_and_not_dialled(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure, phone.network.late = RuntimeError("dies"), True  # type: ignore[assignment]
    with pytest.raises(RuntimeError):
        await phone.dial(planned)
    await phone.dial(planned)
    await phone.reconcile_after(31)
    assert (len(phone.network.rung), await phone.state(planned)) == (1, "placed")


async def test_an_uncertain_call_is_never_dialled_blindly(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Uncertain("timeout", vendor="twilio")
    await phone.dial(planned)
    await phone.dial(planned)
    assert (phone.network.rung, await phone.state(planned)) == ([], "unknown")


async def test_an_uncertain_call_that_was_placed_is_adopted(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure, phone.network.late = Uncertain("timeout", vendor="twilio"), True
    await phone.dial(planned)
    await phone.reconcile_after(31)
    assert (await phone.row("call", planned.id))["sid"] == SID


async def test_a_number_the_network_will_not_list_holds_up_no_other(phone: Phone) -> None:
    refused, other = await phone.plan(), await phone.plan(phone="+13035550100")
    phone.network.failure, phone.network.late = Uncertain("timeout", vendor="twilio"), True
    for planned in (refused, other):
        await phone.dial(planned)
        await phone.clock.advance(2)  # the account's pace
    phone.network.unlisted[PHONE] = Rejected("no such number", vendor="twilio", code="21211")
    await phone.reconcile_after(31)
    assert (await phone.state(refused), await phone.state(other)) == ("unknown", "placed")


async def test_an_uncertain_call_the_network_never_saw_is_dialled_once_more(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Uncertain("500", vendor="twilio")
    await phone.dial(planned)
    await phone.reconcile_after(31)
    assert await phone.state(planned) == "unknown"
    await phone.reconcile_after(60)
    assert await phone.state(planned) == "planned"


async def test_a_call_lost_twice_is_given_up(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Uncertain("500", vendor="twilio")
    await phone.dial(planned)
    await phone.reconcile_after(91)
    await phone.dial(planned)
    await phone.reconcile_after(91)
    assert await phone.state(planned) == "refused"
    assert await phone.left(CallEnded.queue) == 1


async def test_an_unavailable_network_postpones_and_gives_the_money_back(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Unavailable("429", vendor="twilio", code="20429", retry_after=40)
    await phone.dial(planned)
    phone.network.failure = None
    await phone.dial(planned)
    assert (phone.network.rung, await phone.state(planned)) == ([], "planned")
    assert (await phone.row("allowance", planned.allowance_id))["reserved_micro"] == 0


async def test_a_postponed_attempt_is_sent_again_when_due(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Unavailable("429", vendor="twilio", retry_after=40)
    await phone.dial(planned)
    phone.network.failure = None
    assert await reconcile.sweep(phone.db, phone.clock) == 0
    await phone.clock.advance(41)
    assert await reconcile.sweep(phone.db, phone.clock) == 1
    await phone.dial(planned)
    assert await phone.state(planned) == "placed"


async def test_a_lost_dial_message_is_sent_again(phone: Phone) -> None:
    await phone.plan()
    await phone.clock.advance(121)
    assert await reconcile.sweep(phone.db, phone.clock) == 1


async def test_a_number_the_network_refuses_is_reported_as_ended(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Rejected("invalid number", vendor="twilio", code="21211")
    await phone.dial(planned)
    async with phone.db.transaction() as conn:
        ended = await service.ending(conn, planned.id)
    assert (ended.refused, ended.never) == ("number_dead", True)


async def test_wrong_settings_stop_all_dialling_and_burn_no_attempt(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Rejected("not our number", vendor="twilio", code="21210")
    await phone.dial(planned)
    assert await phone.state(planned) == "planned"
    assert not (await phone.row("allowance", planned.allowance_id))["open"]


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


async def test_a_callback_before_the_answer_to_the_post_is_taken(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure, phone.network.late = Uncertain("slow", vendor="twilio"), True
    await phone.dial(planned)
    await tell(phone, planned, 0, CallStatus.RINGING)
    assert await phone.state(planned) == "placed"


async def test_callbacks_in_any_order_end_in_the_same_state(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await tell(phone, planned, 3, CallStatus.COMPLETED)
    await tell(phone, planned, 1, CallStatus.RINGING)
    await tell(phone, planned, 2, CallStatus.IN_PROGRESS)
    assert (await phone.row("call", planned.id))["status"] == "completed"


async def test_a_callback_five_times_ends_the_call_once(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await asyncio.gather(*(tell(phone, planned, 3, CallStatus.COMPLETED) for _ in range(5)))
    assert await phone.left(CallEnded.queue) == 1
    assert (await phone.row("allowance", planned.allowance_id))["spent_micro"] == 28_000


async def test_an_end_that_was_never_told_is_asked_for(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    phone.network.known = [
        each.model_copy(update={"status": "completed"}) for each in phone.network.known
    ]
    await phone.reconcile_after(21 * 60)
    assert await phone.state(planned) == "over"


async def test_a_callback_about_a_second_call_changes_nothing(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    stranger = StatusTold(sid=f"CA{9:032}", sequence=0, status=CallStatus.COMPLETED)
    await service.heed_status(phone.db, phone.clock, planned.id, stranger)
    assert (await phone.row("call", planned.id))["status"] == "queued"


async def test_a_callback_about_no_call_of_ours_is_refused(phone: Phone) -> None:
    planned = await phone.plan()
    with pytest.raises(NotFound):
        await tell(phone, planned, 0, CallStatus.RINGING)


async def test_a_machine_is_reported_once(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await service.heed_machine(phone.db, phone.clock, planned.id, "machine_end_beep")
    await service.heed_machine(phone.db, phone.clock, planned.id, "machine_end_beep")
    assert await phone.left(MachineAnswered.queue) == 1


async def test_an_unknown_listener_is_taken_for_a_person(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await service.heed_machine(phone.db, phone.clock, planned.id, "unknown")
    assert await phone.left(MachineAnswered.queue) == 0


async def test_the_same_inbound_call_keeps_its_id(phone: Phone) -> None:
    now = phone.clock.now()
    async with phone.db.transaction() as conn:
        first = await service.receive(conn, SID, PHONE, "+12025550199", now)
        again = await service.receive(conn, SID, PHONE, "+12025550199", now)
    assert first == again


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


async def test_an_end_whose_message_was_lost_is_told_again_until_it_is_concluded(
    phone: Phone,
) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await tell(phone, planned, 1, CallStatus.BUSY)
    await phone.clock.advance(121)
    assert await reconcile.sweep(phone.db, phone.clock) == 1
    async with phone.db.transaction() as conn:
        await service.conclude(conn, planned.id)
    assert await reconcile.sweep(phone.db, phone.clock) == 0


async def test_a_refusal_whose_message_was_lost_is_told_again(phone: Phone) -> None:
    planned = await phone.plan(consent_required=True)
    await phone.dial(planned)
    await phone.clock.advance(121)
    assert await reconcile.sweep(phone.db, phone.clock) == 1


async def test_the_same_inbound_call_told_twice_at_once_is_one_call(phone: Phone) -> None:
    async def told() -> UUID:
        async with phone.db.transaction() as conn:
            return await service.receive(conn, SID, PHONE, "+12025550199", phone.clock.now())

    assert len(set(await asyncio.gather(*(told() for _ in range(4))))) == 1


async def test_a_number_the_network_refuses_leaves_no_call_open(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure = Rejected("invalid number", vendor="twilio", code="21211")
    await phone.dial(planned)
    assert (await phone.row("call", planned.id))["status"] == "failed"


async def test_a_silent_call_the_network_has_forgotten_ends_as_failed(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    phone.network.forgets = Rejected("not found", vendor="twilio", code="20404")
    await phone.reconcile_after(21 * 60)
    assert (await phone.row("call", planned.id))["status"] == "failed"


async def test_what_was_planned_and_is_withdrawn_ends_as_refused(phone: Phone) -> None:
    planned = await phone.plan()
    async with phone.db.transaction() as conn:
        await service.withdraw(conn, planned.allowance_id, phone.clock.now())
    await phone.dial(planned)
    assert (phone.network.rung, await phone.left(CallEnded.queue)) == ([], 1)


async def test_a_second_call_for_one_attempt_is_ended_at_once(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    stranger = StatusTold(sid=f"CA{9:032}", sequence=0, status=CallStatus.RINGING)
    await service.heed_status(phone.db, phone.clock, planned.id, stranger)
    await service.heed_status(phone.db, phone.clock, planned.id, stranger)
    assert await phone.left(HangUp.queue) == 1


async def test_too_many_requests_at_once_are_waited_out_longer_each_time(phone: Phone) -> None:
    planned, pauses = await phone.plan(), []
    phone.network.failure = Unavailable("429", vendor="twilio", code="20429")
    for _ in range(3):
        began = phone.clock.now()
        await phone.dial(planned)
        due = (await phone.row("attempt", planned.id))["due_at"]
        pauses.append((due - began).total_seconds())
        await phone.clock.advance(pauses[-1])
    assert all(2**n <= pause <= 2 ** (n + 1) for n, pause in enumerate(pauses))


async def test_a_network_may_be_away_for_days(phone: Phone) -> None:
    planned = await phone.plan()
    async with phone.db.transaction() as conn:
        await conn.execute("update attempt set deferred = 2000 where id = %s", (planned.id,))
    phone.network.failure = Unavailable("503", vendor="twilio")
    await phone.dial(planned)
    assert await phone.state(planned) == "planned"


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


class WakesLate(TurnedClock):
    """The clock of a machine that is stopped just before it asks the network."""

    def __init__(self, now: datetime, meanwhile: Callable[[], Awaitable[object]]) -> None:
        super().__init__(now)
        self._meanwhile = meanwhile

    async def sleep(self, seconds: float) -> None:
        await self._meanwhile()
        self._now += timedelta(minutes=5)


async def test_who_wakes_up_late_takes_nobody_elses_dial_back(phone: Phone) -> None:
    await phone.dial(await phone.plan(phone="+13125550100"))
    planned = await phone.plan()

    async def others() -> None:
        for seconds in (35, 60):  # in doubt, then never placed: it may be made once more
            await phone.reconcile_after(seconds)
        phone.network.failure = RuntimeError("dies")  # type: ignore[assignment]
        with pytest.raises(RuntimeError):
            await phone.dial(planned)

    await replace(phone, clock=WakesLate(phone.clock.now(), others)).dial(planned)
    assert await phone.state(planned) == "dialing"


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


async def test_a_number_that_nobody_can_be_reached_at_is_told_from_one_that_failed(
    phone: Phone,
) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    told = StatusTold(sid=SID, sequence=2, status=CallStatus.FAILED, sip_code="404")
    await service.heed_status(phone.db, phone.clock, planned.id, told)
    async with phone.db.transaction() as conn:
        assert (await service.ending(conn, planned.id)).never


async def test_a_call_that_stays_in_the_networks_queue_is_taken_back(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await phone.reconcile_after(21)
    assert phone.network.ended == [SID]
    assert (await phone.row("call", planned.id))["status"] == "canceled"


async def test_all_calls_end_live_ones_with_a_sentence(phone: Phone) -> None:
    talking = await phone.plan()
    await phone.dial(talking)
    await tell(phone, talking, 0, CallStatus.IN_PROGRESS)
    await phone.end_calls(talking, live=True)
    assert [url.partition("?")[0][-9:] for _, url in phone.network.redirected] == ["/farewell"]


async def test_a_pause_takes_back_what_is_queued_and_leaves_live_calls_alone(phone: Phone) -> None:
    talking = await phone.plan()
    await phone.dial(talking)
    await tell(phone, talking, 0, CallStatus.IN_PROGRESS)
    await phone.end_calls(talking, live=False)
    assert (phone.network.ended, phone.network.redirected) == ([], [])


async def test_a_call_found_after_all_were_to_end_ends_too(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure, phone.network.late = Uncertain("timeout", vendor="twilio"), True
    await phone.dial(planned)
    await phone.end_calls(planned, live=True)
    await tell(phone, planned, 0, CallStatus.RINGING)
    assert await phone.left(EndCalls.queue) == 2


async def test_a_window_about_to_close_is_closed_for_what_may_ring_later(phone: Phone) -> None:
    closes = (phone.clock.now() + timedelta(seconds=30)).time()
    planned = await phone.plan(opens_at=time(0), closes_at=closes, zone="UTC", zones=())
    await phone.dial(planned)
    assert (await phone.row("attempt", planned.id))["reason"] == "outside_window"
