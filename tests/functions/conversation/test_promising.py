from datetime import datetime
from typing import Any

import pytest

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.conversation import conclude
from functions.conversation.model import Action, Outcome
from tests.functions.conversation.conftest import Caller, reply

TOMORROW_AT_3 = datetime.fromisoformat("2027-03-02T15:00:00-05:00")
READ_BACK = "We will call you tomorrow, Tuesday, March 2, at 3 PM, your time. Is that right?"
WANTED = "I am busy. Call me back tomorrow at three in the afternoon"


def words(document: object) -> str:
    return "".join(document.itertext())  # type: ignore[attr-defined]


async def wants(call: Caller, said: str) -> str:
    """They want a call, which a model notices. What we say to that."""
    call.model.answers = [reply("I will.", Action.SCHEDULE, when="the fifth of May at noon")]
    return words(await call.says(1, said))


async def promises(call: Caller) -> list[Any]:
    async with call.db.transaction() as conn:
        query = "select due_at, state, member_id is null, words from promise order by id"
        return await (await conn.execute(query)).fetchall()


async def ends(call: Caller, status: CallStatus = CallStatus.COMPLETED) -> None:
    told = StatusTold(sid=f"CA{1:032}", sequence=9, status=status, seconds=30)
    await calls.heed_status(call.db, call.clock, call.call_id, told)
    await conclude.conclude(call.db, call.clock, call.call_id)


async def test_40_the_time_they_name_is_read_back_by_their_clock_and_promised(
    called: Caller,
) -> None:
    await called.picks_up()
    assert await wants(called, WANTED) == READ_BACK
    assert await promises(called) == [(TOMORROW_AT_3, "open", False, WANTED)]


async def test_a_models_idea_of_the_time_counts_for_nothing(called: Caller) -> None:
    await called.picks_up()
    await wants(called, "call me tomorrow at four")
    ((due_at, *_),) = await promises(called)
    assert due_at == datetime.fromisoformat("2027-03-02T16:00:00-05:00")


async def test_a_yes_ends_the_call_and_the_campaign_rings_them_then(called: Caller) -> None:
    await called.picks_up()
    await wants(called, WANTED)
    assert (await called.says(2, "yes, that is right")).find("Hangup") is not None
    await ends(called)
    found = await called.one("select state, outcome, next_at from campaign_member")
    assert found == ("waiting", "callback_requested", TOMORROW_AT_3)


@pytest.mark.parametrize("hangs_up", [True, False])
async def test_a_promise_stands_whether_they_confirm_it_or_not(
    called: Caller, *, hangs_up: bool
) -> None:
    await called.picks_up()
    await wants(called, WANTED)
    document = None if hangs_up else await called.says(2)
    await ends(called)
    assert document is None or document.find("Hangup") is not None
    assert await called.one("select state from campaign_member") == ("waiting",)


async def test_no_asks_for_another_time_and_the_first_is_off(called: Caller) -> None:
    await called.picks_up()
    await wants(called, WANTED)
    assert words(await called.says(2, "no")).startswith("When would suit you?")
    assert [state for _, state, *_ in await promises(called)] == ["withdrawn"]
    again = words(await called.says(3, "on Wednesday at ten"))
    assert "on Wednesday, March 3, at 10 AM, your time" in again
    assert sorted(state for _, state, *_ in await promises(called)) == ["open", "withdrawn"]


async def test_another_time_instead_of_a_yes_is_promised_instead(called: Caller) -> None:
    await called.picks_up()
    await wants(called, WANTED)
    again = words(await called.says(2, "no, make it tomorrow at four"))
    assert "at 4 PM, your time" in again
    assert sorted(state for _, state, *_ in await promises(called)) == ["open", "withdrawn"]


async def test_what_is_unclear_is_asked_and_the_answer_needs_no_model(called: Caller) -> None:
    await called.picks_up()
    assert await wants(called, "call me back tomorrow") == "At what time, please?"
    assert words(await called.says(2, "at three")) == READ_BACK
    assert len(called.model.asked) == 1


async def test_who_cannot_say_when_is_called_when_it_suits_us(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("Sure.", Action.SCHEDULE) for _ in range(3)]
    for n, said in enumerate(("call me back", "some day", "you tell me"), start=1):
        document = await called.says(n, f"please call me, {said}")
    assert "a colleague will see to it" in words(document)
    assert [state for _, state, *_ in await promises(called)] == ["open"]


async def test_in_spanish_the_time_is_read_back_in_spanish(called: Caller) -> None:
    await called.picks_up()
    said = "Ahora estoy ocupado, ¿puede llamarme mañana a las tres de la tarde, por favor?"
    told = await wants(called, said)
    assert told.startswith("Le llamaremos mañana, martes 2 de marzo, a las 3 de la tarde")


async def test_a_turn_asked_twice_promises_once(called: Caller) -> None:
    await called.picks_up()
    first, second = await wants(called, WANTED), words(await called.says(1, WANTED))
    assert (first, len(await promises(called))) == (second, 1)


async def test_who_opts_out_is_owed_no_call(called: Caller) -> None:
    await called.picks_up()
    await wants(called, WANTED)
    await called.says(2, "stop calling me")
    await ends(called)
    assert [state for _, state, *_ in await promises(called)] == ["withdrawn"]
    assert await called.one("select state, outcome from campaign_member") == ("done", "opted_out")


async def test_somebody_who_rings_us_is_promised_a_persons_call(inbound: Caller) -> None:
    await inbound.picks_up()
    assert await wants(inbound, WANTED) == READ_BACK
    assert await promises(inbound) == [(TOMORROW_AT_3, "open", True, WANTED)]
    talk = await inbound.one("select outcome from conversation")
    assert talk == (Outcome.CALLBACK_REQUESTED,)
