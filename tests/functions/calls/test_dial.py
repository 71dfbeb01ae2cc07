"""The part that must never be wrong: whoever dies, and whatever is lost, nobody is rung twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.calls import reconcile, service
from functions.calls.model import CallStatus
from shared.errors import Rejected, Unavailable, Uncertain
from shared.messages import CallEnded, Dial
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import PHONE, SID, Phone, tell


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
