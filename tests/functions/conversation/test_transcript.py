from datetime import timedelta
from typing import Any

import pytest

from functions.conversation import store, transcript
from functions.conversation.model import NewCorrection, Side
from functions.conversation.transcript import Keeping
from shared.errors import Conflict, Invalid, Unavailable
from shared.messages import Transcribe
from tests.fake_stores import FakeTranscripts
from tests.functions.conversation.conftest import Caller, reply

AWAY = Unavailable("The account is busy", vendor="cosmos", code="TooManyRequests")
KEEPING = Keeping(days={"short": 30, "standard": 365}, inbound="standard")
CARD = "4111 1111 1111 1111"


async def keep(call: Caller, transcripts: FakeTranscripts, keeping: Keeping = KEEPING) -> None:
    message = Transcribe.new(call.clock.now(), call_id=call.call_id)
    await transcript.keep(call.db, transcripts, keeping, message)


async def talk(call: Caller, heard: str = "yes", said: str = "Is Tuesday fine?") -> None:
    await call.picks_up()
    call.model.answers = [reply(said)]
    await call.says(1, heard)


def lines(call: Caller, transcripts: FakeTranscripts) -> list[tuple[str, Any]]:
    return [(each["id"], each["text"]) for each in transcripts.kept.get(call.call_id, [])]


async def test_lines_are_kept_once_whatever_is_redelivered(called: Caller) -> None:
    transcripts = FakeTranscripts()
    await talk(called)
    await keep(called, transcripts)
    await keep(called, transcripts)
    assert lines(called, transcripts)[1:] == [("0001-1", "yes"), ("0001-2", "Is Tuesday fine?")]


async def test_card_numbers_do_not_leave_the_database(inbound: Caller) -> None:
    transcripts = FakeTranscripts()
    await talk(inbound, f"my card is {CARD}", f"I heard {CARD}.")
    await keep(inbound, transcripts)
    told = [text for _, text in lines(inbound, transcripts)]
    assert told[1:] == ["my card is [card]", "I heard [card]."]
    assert await inbound.one("select count(*) from outbox where body::text like '%4111%'") == (0,)


async def test_lines_wait_where_the_account_is_away_and_are_swept(called: Caller) -> None:
    transcripts = FakeTranscripts(failure=AWAY)
    await talk(called)
    await keep(called, transcripts)
    assert await transcript.sweep(called.db, called.clock) == 0
    await called.clock.advance(61)
    transcripts.failure = None
    assert await transcript.sweep(called.db, called.clock) == 1
    await keep(called, transcripts)
    assert len(lines(called, transcripts)) == 3
    assert await transcript.sweep(called.db, called.clock) == 0


async def test_what_an_older_version_sent_is_kept_too_and_redacted(called: Caller) -> None:
    transcripts = FakeTranscripts()
    line = {"id": "0001-1", "kind": "heard", "text": CARD}
    old = Transcribe.new(called.clock.now(), call_id=called.call_id, entries=(line,))
    await transcript.keep(called.db, transcripts, KEEPING, old)
    assert lines(called, transcripts) == [("0001-1", "[card]")]


@pytest.mark.parametrize(
    ("retention", "lifetime"),
    [("short", timedelta(days=30)), ("standard", timedelta(days=365)), ("hold", None)],
)
async def test_a_transcript_lives_as_long_as_its_class_says(
    inbound: Caller, retention: str, lifetime: timedelta | None
) -> None:
    transcripts = FakeTranscripts()
    await inbound.picks_up()
    await keep(inbound, transcripts, Keeping(days=KEEPING.days, inbound=retention))
    assert transcripts.lifetimes == {inbound.call_id: lifetime}


async def test_a_correction_stands_beside_what_it_corrects(called: Caller) -> None:
    transcripts = FakeTranscripts()
    await talk(called, "yes, chewsday")
    new = NewCorrection(n=1, side=Side.HEARD, text="yes, Tuesday")
    made = await transcript.correct(called.db, called.clock, called.call_id, new, by="Ana")
    await keep(called, transcripts)
    corrected = transcripts.kept[called.call_id][2]
    assert corrected["id"] == f"0001-1-{made.id}"
    assert (corrected["of"], corrected["by"], corrected["text"]) == (
        "0001-1",
        "Ana",
        "yes, Tuesday",
    )
    assert await called.one("select heard from turn where n = 1") == ("yes, chewsday",)


async def test_only_what_was_spoken_can_be_corrected(called: Caller) -> None:
    await called.picks_up()
    new = NewCorrection(n=7, side=Side.SAID, text="nothing")
    with pytest.raises(Invalid, match="no turn 7"):
        await transcript.correct(called.db, called.clock, called.call_id, new, by="Ana")


async def test_what_was_erased_is_not_corrected(called: Caller) -> None:
    await talk(called, "yes, chewsday")
    async with called.db.transaction() as conn:
        await store.erase(conn, [called.call_id], called.clock.now())
    new = NewCorrection(n=1, side=Side.HEARD, text="yes, Tuesday")
    with pytest.raises(Conflict, match="erased"):
        await transcript.correct(called.db, called.clock, called.call_id, new, by="Ana")
