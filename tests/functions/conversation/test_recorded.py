import pytest

from functions.conversation.model import Action, Kept
from functions.recordings import service as recordings
from functions.recordings.model import Recording, State
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.conversation.conftest import Caller, reply, rung
from tests.functions.conversation.test_service import words

DISCLOSED = "This call is recorded; if you do not want that, say so."


@pytest.fixture
async def call(db: Database, clock: TurnedClock) -> Caller:
    """A campaign that records calls somebody."""
    call = await rung(db, clock, record=True, retention="short")
    call.model.answers = [reply("Is Tuesday fine?"), reply("Thank you.")]
    return call


async def recording(call: Caller) -> Recording | None:
    async with call.db.transaction() as conn:
        return await recordings.recording(conn, call.call_id)


async def test_the_first_words_say_that_the_call_is_recorded(call: Caller) -> None:
    assert DISCLOSED in words(await call.picks_up())


async def test_nothing_is_recorded_before_that_was_heard(call: Caller) -> None:
    await call.picks_up()
    assert await recording(call) is None
    await call.says(1, "yes")
    found = await recording(call)
    assert found
    assert (found.state, found.retention) == (State.WANTED, "short")


async def test_who_talks_over_the_disclosure_hears_it_again_first(call: Caller) -> None:
    await call.picks_up()
    await call.clock.advance(-17)  # they spoke at once
    assert DISCLOSED in words(await call.says(1, "hello"))
    assert await recording(call) is None
    await call.clock.advance(20)
    await call.says(2, "yes")
    assert await recording(call) is not None


async def test_a_campaign_that_does_not_record_says_nothing_of_it(called: Caller) -> None:
    assert DISCLOSED not in words(await called.picks_up())
    called.model.answers = [reply("Is Tuesday fine?")]
    await called.says(1, "yes")
    assert await recording(called) is None


async def test_a_call_that_ends_with_its_first_answer_is_not_recorded(call: Caller) -> None:
    await call.picks_up()
    await call.says(1, "stop calling me")
    assert await recording(call) is None


async def test_38_who_refuses_is_not_recorded_and_the_call_goes_on(call: Caller) -> None:
    await call.picks_up()
    await call.says(1, "yes")
    answered = await call.says(2, "please do not record this call")
    found = await recording(call)
    assert answered.find("Gather") is not None
    assert words(answered).startswith("Understood. The recording is being stopped and deleted.")
    assert found
    assert found.unwanted == "refused"
    noted = await call.one("select content->>'text' from transcript_entry where id = '0002-3'")
    assert noted == ("The person refused to be recorded.",)


async def test_who_refuses_at_once_is_never_recorded(call: Caller) -> None:
    await call.picks_up()
    await call.says(1, "I do not want to be recorded")
    call.model.answers = [reply("Is Tuesday fine?")]
    await call.says(2, "yes")
    found = await recording(call)
    assert found
    assert found.state is State.GONE


async def test_who_asks_after_they_refused_is_told_the_truth(call: Caller) -> None:
    await call.picks_up()
    await call.says(1, "do not record me")
    assert "This call is not recorded." in words(await call.says(2, "is this call recorded?"))


async def test_calls_to_us_are_recorded_where_that_is_set(inbound: Caller) -> None:
    inbound.kept = Kept(recorded=True, retention="long")
    assert DISCLOSED in words(await inbound.picks_up())
    inbound.model.answers = [reply("What happened?", Action.CONTINUE)]
    await inbound.says(1, "my parcel never came")
    found = await recording(inbound)
    assert found
    assert found.retention == "long"
