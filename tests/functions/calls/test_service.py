"""What the network tells of calls, and how they come to their end."""

import asyncio
from uuid import UUID

import pytest

from functions.allowances import service as allowances
from functions.calls import service
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from shared.errors import NotFound, Unavailable, Uncertain
from shared.messages import CallEnded, EndCalls, HangUp, MachineAnswered
from shared.value import new_id
from tests.functions.calls.conftest import PHONE, SID, Phone, tell


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


async def test_the_same_inbound_call_told_twice_at_once_is_one_call(phone: Phone) -> None:
    async def told() -> UUID:
        async with phone.db.transaction() as conn:
            return await service.receive(conn, SID, PHONE, "+12025550199", phone.clock.now())

    assert len(set(await asyncio.gather(*(told() for _ in range(4))))) == 1


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


async def test_one_call_that_cannot_be_ended_holds_up_no_other(phone: Phone) -> None:
    talking = await phone.plan()
    ids = {name: new_id(phone.clock.now()) for name in ("id", "member_id")}
    other = talking.model_copy(update={"phone": "+13125550100", **ids})
    async with phone.db.transaction() as conn:
        await service.plan(conn, [other], phone.clock.now())
    for each in (talking, other):
        await phone.dial(each)
        await tell(phone, each, 0, CallStatus.IN_PROGRESS, phone.network.known[-1].sid)
        await phone.clock.advance(1)  # as fast as the account may dial
    first, second = phone.network.known
    phone.network.stuck[first.sid] = Unavailable("503", vendor="twilio")
    with pytest.raises(Unavailable):
        await phone.end_calls(talking, live=True)
    assert [sid for sid, _ in phone.network.redirected] == [second.sid]


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


@pytest.mark.parametrize(("opened", "told"), [(False, 2), (True, 1)])
async def test_only_who_lets_dials_through_again_lets_live_calls_go_on(
    phone: Phone, opened: bool, told: int
) -> None:
    planned = await phone.plan()
    phone.network.failure, phone.network.late = Uncertain("timeout", vendor="twilio"), True
    await phone.dial(planned)
    await phone.end_calls(planned, live=True)
    async with phone.db.transaction() as conn:
        await allowances.set_open(conn, planned.allowance_id, is_open=opened)
    await tell(phone, planned, 0, CallStatus.RINGING)
    assert await phone.left(EndCalls.queue) == told


async def test_other_rules_let_no_call_off_that_is_to_end(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.end_calls(planned, live=True)
    async with phone.db.transaction() as conn:
        rules = await allowances.get(conn, planned.allowance_id)
        await allowances.allow(conn, rules.model_copy(update={"talk_seconds": 60}))
        assert (await allowances.get(conn, planned.allowance_id)).ending
