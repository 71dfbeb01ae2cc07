"""What is left of the calls of somebody who is erased, while they go on and afterwards."""

import asyncio
from datetime import timedelta
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.conversation import transcript
from functions.permission.model import Refusal
from functions.privacy import service
from functions.privacy.model import ErasureState, personal
from functions.speech import store as audio
from functions.speech.model import Cause, path
from shared.messages import Transcribe
from tests.functions.calls.conftest import Phone
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.privacy.conftest import AWAY, KEEPING, NAME, PARCEL, PHONE, Life
from tests.functions.recordings.conftest import Tape


async def test_a_live_call_is_finished_and_then_forgotten(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    erasure = await life.carry_on(await life.erased())
    assert (erasure.state, await life.refusal()) == (ErasureState.WAITING, Refusal.DO_NOT_CALL)
    assert PARCEL in (await life.rows("select said from turn where n = 1"))[0][0]
    await life.ends(call)
    await life.rows("delete from outbox returning id")
    erasure = await life.carry_on(erasure)
    assert (erasure.state, await life.traces()) == (ErasureState.DONE, set())
    assert life.transcripts.kept == {}


async def test_a_dial_at_the_same_moment_is_before_the_erasure_or_not_made(life: Life) -> None:
    _, member = await life.campaign()
    phone = Phone(life.db, life.clock)
    async with life.db.transaction() as conn:
        attempt = await calls.attempt(conn, member.last_attempt or UUID(int=0))
    await asyncio.gather(phone.dial(attempt), life.erased())
    query = "select a.state, c.phone from attempt a left join call c using (id)"
    found = (await life.rows(query), len(phone.network.rung))
    assert found in [([("refused", None)], 0), ([("placed", PHONE)], 1)]


async def test_a_call_that_was_not_answered_while_it_was_erased_is_not_made_again(
    life: Life,
) -> None:
    campaign, member = await life.campaign()
    call = await life.answers(member)
    await life.erased()
    await life.ends(call, CallStatus.BUSY)
    await life.carry_on(await life.erased())
    (after,) = await CampaignDesk(life.db, life.clock).members(campaign)
    assert (after.name, after.state, after.outcome) == ("erased", "done", "erased")


async def test_what_comes_back_before_the_erasure_is_done_is_erased_too(life: Life) -> None:
    erasure = await life.erased()
    await life.rows("update contact_import set sha256 = 'another' returning id")
    await life.imported()
    await life.rows("delete from outbox returning id")
    assert ("contact", NAME) in await life.traces()
    await life.carry_on(erasure)
    assert await life.traces() == set()


async def test_transcripts_that_cannot_be_erased_now_are_erased_later(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    life.transcripts.failure = AWAY
    erasure = await life.carry_on(await life.erased())
    life.transcripts.failure = None
    assert (erasure.state, len(life.transcripts.kept)) == (ErasureState.WAITING, 1)
    await life.carry_on(erasure)
    assert life.transcripts.kept == {}


async def test_an_erasure_that_waits_is_looked_at_again(life: Life) -> None:
    _, member = await life.campaign()
    await life.answers(member)
    await life.erased()
    looked = []
    for pause in (timedelta(seconds=59), timedelta(seconds=2), timedelta(seconds=30)):
        await life.clock.advance(pause.total_seconds())
        looked.append(await service.sweep(life.db, life.clock))
    assert looked == [0, 1, 0]


async def test_lines_that_come_after_the_erasure_are_erased_too(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    await life.ends(call)
    await life.carry_on(await life.erased())
    line = {"id": "0001-1", "text": "in the shed please"}
    late = Transcribe.new(life.clock.now(), call_id=call.call_id, entries=(line,))
    await transcript.keep(life.db, life.transcripts, KEEPING, late)
    assert life.transcripts.kept == {}


async def test_an_erasure_lasts_until_the_recording_is_gone_on_both_sides(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    tape = Tape(life.db, life.clock, call.call_id, files=life.files)
    await tape.begins()
    await life.ends(call)
    await tape.ends()
    erasure = await life.erased()
    waiting = await life.carry_on(erasure)
    await tape.tend()
    done = await life.carry_on(erasure)
    assert (waiting.state, done.state) == (ErasureState.WAITING, ErasureState.DONE)
    assert (done.counts["recordings"], life.files.kept, tape.recorder.held) == (1, {}, [])


async def test_audio_made_for_them_alone_is_removed(life: Life) -> None:
    _, member = await life.campaign()
    theirs = [
        await life.spoken(f"I put it in the shed, {NAME}."),
        await life.spoken(f"Am I speaking with {NAME}?"),
    ]
    everybodys = await life.spoken("Is Tuesday fine?")
    await life.ends(await life.answers(member))
    done = await life.carry_on(await life.erased())
    assert (done.counts["audio"], set(life.files.kept)) == (2, {path(everybodys.key)})
    assert await life.rows("select fingerprint from audio") == [(everybodys.fingerprint,)]
    assert theirs[0] != theirs[1]


async def test_audio_said_in_their_calls_is_removed_whatever_it_says(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    said = await life.spoken("As you wish.")
    everybodys = await life.spoken("Is Tuesday fine?")
    async with life.db.transaction() as conn:
        await audio.set_fixed(conn, [everybodys.fingerprint])
        names = [said.fingerprint, everybodys.fingerprint]
        await audio.note_cause(conn, names, Cause.of(call.call_id, PHONE))
    await life.ends(call)
    await life.carry_on(await life.erased())
    assert life.files.kept.keys() == {path(everybodys.key)}


def test_the_models_sentences_and_those_with_own_words_are_personal() -> None:
    said = [
        ("Hello Ana", "script"),
        ("Goodbye", "script"),
        ("As you wish", "model"),
        ("At 2", None),
    ]
    assert personal(said, {"ANA", "2", ""}) == ["Hello Ana", "As you wish"]
