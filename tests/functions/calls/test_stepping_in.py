from functions.access.model import Principal, Role
from functions.calls import reconcile, service, stepping_in
from functions.calls.model import Attempt, CallStatus
from functions.calls.service import StatusTold
from shared.errors import Uncertain
from shared.messages import EndCall
from tests.functions.calls.conftest import LINE, Phone

SID = f"CA{1:032}"
EVE = Principal(id="eve", name="Eve", roles=frozenset({Role.SUPERVISOR}))


async def ended(phone: Phone, planned: Attempt) -> None:
    """Somebody ends it, and the worker does what that asks for."""
    await stepping_in.end(phone.db, phone.clock, planned.id, by=EVE, reason="Wrong person")
    message = EndCall.new(phone.clock.now(), call_id=planned.id)
    await reconcile.end_call(phone.db, phone.clock, phone.network, LINE, message)


async def tell(phone: Phone, planned: Attempt, status: CallStatus) -> None:
    told = StatusTold(sid=SID, sequence=1, status=status)
    await service.heed_status(phone.db, phone.clock, planned.id, told)


async def test_who_is_being_rung_is_rung_no_more(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await ended(phone, planned)
    assert (phone.network.ended, phone.network.redirected) == ([SID], [])
    assert (await phone.row("call", planned.id))["status"] == "canceled"


async def test_who_answers_as_they_are_taken_back_hears_the_sentence(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    phone.network.picks_up_first = True
    await ended(phone, planned)
    assert [url.partition("?")[0][-9:] for _, url in phone.network.redirected] == ["/farewell"]


async def test_a_live_call_is_led_to_the_sentence(phone: Phone) -> None:
    planned = await phone.plan()
    await phone.dial(planned)
    await tell(phone, planned, CallStatus.IN_PROGRESS)
    await ended(phone, planned)
    assert [sid for sid, _ in phone.network.redirected] == [SID]


async def test_one_that_the_network_is_found_to_have_later_ends_then(phone: Phone) -> None:
    planned = await phone.plan()
    phone.network.failure, phone.network.late = Uncertain("timeout", vendor="twilio"), True
    await phone.dial(planned)
    await ended(phone, planned)
    await tell(phone, planned, CallStatus.RINGING)
    assert (phone.network.ended, await phone.left(EndCall.queue)) == ([], 2)
