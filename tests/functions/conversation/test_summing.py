from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.conversation import (
    conclude,
    outcomes,
    store,
    transcript,
)
from functions.conversation.conclude import Tools
from functions.conversation.conclusion import Answered, Conclusion, Sentiment, Summary
from functions.conversation.model import Action
from functions.conversation.transcript import Keeping
from shared.errors import Problem, Rejected, Unavailable
from tests.fake_stores import FakeFiles
from tests.functions.conversation.conftest import Caller, reply

AWAY = Unavailable("The model is away", vendor="openai")
REFUSES = Rejected("The model refuses", vendor="openai")
CARD = "4111 1111 1111 1111"
FOUND = Summary(
    summary="They want it on Tuesday.",
    english=None,
    judged="completed",
    confidence=0.9,
    sentiment=Sentiment.POSITIVE,
    answers=(Answered(question=2, answer="Tuesday", confidence=0.8),),
)


async def ends(call: Caller) -> None:
    told = StatusTold(sid=f"CA{1:032}", sequence=9, status=CallStatus.COMPLETED, seconds=30)
    await calls.heed_status(call.db, call.clock, call.call_id, told)
    await conclude.conclude(call.db, call.clock, call.call_id)


async def sum_up(call: Caller) -> Conclusion:
    tools = Tools(call.clock, call.model, FakeFiles())
    await conclude.sum_up(call.db, tools, call.call_id, organisation="Acme Parcels")
    async with call.db.transaction() as conn:
        (found,) = await outcomes.conclusions(conn, [call.call_id])
    return found


async def talk(call: Caller, heard: str = "Tuesday please", **more: Any) -> None:
    """A call that has ended, and is to be summed up."""
    await call.picks_up()
    call.model.answers = [reply("Thank you.", **more)]
    await call.says(1, heard)
    await ends(call)


async def erased(call: Caller) -> None:
    async with call.db.transaction() as conn:
        await store.erase(conn, [call.call_id], call.clock.now())


async def lines(call: Caller) -> list[Any]:
    (found,) = await call.one("select jsonb_agg(content order by id) from transcript_entry")
    return [each for each in found or () if each["kind"] == "summary"]


async def test_a_call_is_summed_up_by_the_model(called: Caller) -> None:
    await talk(called)
    called.model.answers = [FOUND]
    found = await sum_up(called)
    assert (found.summary, found.summed_by) == ("They want it on Tuesday.", "model")
    assert (found.sentiment, found.judged) == (Sentiment.POSITIVE, "completed")
    assert [each["text"] for each in await lines(called)] == ["They want it on Tuesday."]


async def test_85_a_call_that_ends_twice_is_summed_up_once(inbound: Caller) -> None:
    ticket = {"subject": "A wish", "description": "Put it there"}
    await talk(inbound, action=Action.CREATE_TICKET, ticket=ticket)
    await ends(inbound)
    inbound.model.answers = [FOUND]
    await sum_up(inbound)
    await sum_up(inbound)
    notes = "select count(*) from ticket_entry where kind = 'work_note' and text like 'Summary%'"
    assert await inbound.one(notes) == (1,)
    assert await inbound.one("select count(*) from outbox where queue = 'sum-up'") == (1,)


async def test_the_models_view_changes_no_outcome(called: Caller) -> None:
    await talk(called, "stop calling me")
    called.model.answers = [FOUND]
    found = await sum_up(called)
    assert (found.outcome, found.judged) == ("opted_out", "completed")
    assert await called.one("select outcome from campaign_member") == ("opted_out",)


async def test_a_model_that_refuses_leaves_it_to_rules_and_they_say_so(called: Caller) -> None:
    await talk(called)
    called.model.failure = REFUSES
    found = await sum_up(called)
    assert (found.summed_by, found.confidence, found.sentiment) == ("rules", None, None)
    assert (found.summary or "").startswith("The person hung up before the end.")


async def test_a_model_that_is_away_is_asked_again_and_then_rules_do(called: Caller) -> None:
    await talk(called)
    called.model.failure = AWAY
    seen = [(await sum_up(called)).summed_by for _ in range(conclude.MOST_TRIES)]
    assert seen == [None, None, "rules"]


async def test_a_lost_message_is_swept(called: Caller) -> None:
    await talk(called)
    assert await conclude.sweep(called.db, called.clock) == 0
    await called.clock.advance(conclude.AGAIN.total_seconds() + 1)
    assert await conclude.sweep(called.db, called.clock) == 1
    assert await conclude.sweep(called.db, called.clock) == 0


async def test_who_said_nothing_costs_no_model(called: Caller) -> None:
    await called.picks_up()
    await called.says(1)
    await ends(called)
    found = await sum_up(called)
    assert (found.summary or "", found.summed_by, called.model.asked) == (
        "Nobody said anything. Questions answered: 0 of 2.",
        "rules",
        [],
    )


async def test_a_call_nobody_answered_is_not_summed_up(called: Caller) -> None:
    await ends(called)
    assert await called.one("select count(*) from outbox where queue = 'sum-up'") == (0,)
    assert await called.one("select sum_due_at from conclusion") == (None,)


async def test_neither_the_model_nor_the_database_keeps_a_card(inbound: Caller) -> None:
    await talk(inbound, f"it is {CARD}")
    asked = len(inbound.model.asked)
    inbound.model.answers = [FOUND.model_copy(update={"summary": f"They gave {CARD}."})]
    found = await sum_up(inbound)
    told = "".join(line.text for line in inbound.model.asked[asked])
    assert ("4111" in told, found.summary) == (False, "They gave [card].")
    assert await inbound.one("select heard from turn where n = 1") == ("it is [card]",)


@pytest.mark.parametrize("failure", [None, AWAY])
async def test_a_call_that_is_erased_while_it_is_summed_up_stays_erased(
    called: Caller, failure: Problem | None
) -> None:
    await talk(called)
    called.model.answers, called.model.failure = [FOUND], failure
    called.model.meanwhile = partial(erased, called)
    found = await sum_up(called)
    kept = "select count(*) from turn where heard is not null or said is not null"
    assert (found.summary, await lines(called)) == (None, [])
    assert await called.one("select sum_due_at from conclusion") == (None,)
    assert await called.one(kept) == (0,)


async def test_the_words_of_a_call_go_when_its_time_is_over(called: Caller) -> None:
    await talk(called)
    called.model.answers = [FOUND]
    await sum_up(called)
    keeping = Keeping(days={"standard": 30}, inbound="standard")
    await called.clock.advance(timedelta(days=29).total_seconds())
    assert await transcript.retire(called.db, called.clock, keeping) == 0
    await called.clock.advance(timedelta(days=2).total_seconds())
    assert await transcript.retire(called.db, called.clock, keeping) == 1
    assert await called.one("select heard, said from turn where n = 1") == (None, None)
    assert await called.one("select summary, outcome from conclusion") == (None, "hung_up")


async def test_an_erased_call_is_not_summed_up(called: Caller) -> None:
    await talk(called)
    async with called.db.transaction() as conn:
        await store.erase(conn, [called.call_id], called.clock.now())
    called.model.answers = [FOUND]
    assert (await sum_up(called)).summary is None


@pytest.mark.parametrize(("told", "kept"), [(1.7, 1.0), (-3.0, 0.0), (None, None)])
async def test_confidence_is_a_share(called: Caller, told: float | None, kept: float) -> None:
    await talk(called)
    called.model.answers = [FOUND.model_copy(update={"confidence": told})]
    assert (await sum_up(called)).confidence == kept


async def test_answers_to_questions_nobody_asked_are_dropped(called: Caller) -> None:
    await talk(called)
    more = (*FOUND.answers, Answered(question=9, answer="made up", confidence=1.0))
    called.model.answers = [FOUND.model_copy(update={"answers": more})]
    assert [each.question for each in (await sum_up(called)).answers] == [2]
