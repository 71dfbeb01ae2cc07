import asyncio

import pytest

from functions.recordings import service
from functions.recordings.model import State
from shared.errors import NotFound, Unavailable, Uncertain
from tests.functions.recordings.conftest import CALL_SID, SID, SOUND, Tape

AWAY = Unavailable("Twilio is away", vendor="twilio")
DAY = 24 * 3600
CLASSES = {"short": 30, "standard": 365}


async def test_a_recording_is_kept_with_us_alone(tape: Tape) -> None:
    await tape.begins()
    await tape.ends()
    kept = await tape.now()
    assert (kept.state, kept.size, kept.seconds) == (State.READY, len(SOUND), 30)
    assert tape.files.kept == {f"recordings/{tape.call_id}.mp3": SOUND}
    assert tape.recorder.held == []


async def test_messages_delivered_twice_record_once(tape: Tape) -> None:
    await tape.wanted()
    await tape.wanted()
    await asyncio.gather(tape.tend(), tape.tend())
    assert tape.recorder.begun == 1


async def test_the_network_is_told_where_to_call_back_by_an_address_of_ours(tape: Tape) -> None:
    await tape.begins()
    (url,) = tape.recorder.urls
    assert f"/twilio/recordings/{tape.call_id}/status?t=" in url


async def test_an_answer_that_got_lost_begins_no_second_recording(tape: Tape) -> None:
    tape.recorder.failure = Uncertain("No answer", vendor="twilio")
    tape.recorder.late = True
    await tape.begins()
    tape.recorder.failure = None
    await tape.later(5)
    assert (tape.recorder.begun, (await tape.now()).sid) == (1, SID)


async def test_a_callback_that_overtakes_our_own_answer_is_not_lost(tape: Tape) -> None:
    await tape.wanted()
    await tape.told("completed")
    await tape.told("in-progress")
    await tape.tend()
    assert ((await tape.now()).state, tape.recorder.begun) == (State.READY, 0)


async def test_what_was_not_recorded_is_absent(tape: Tape) -> None:
    await tape.begins()
    await tape.told("absent")
    await tape.told("completed")
    await tape.tend()
    assert ((await tape.now()).state, tape.files.kept) == (State.ABSENT, {})


async def test_a_file_that_is_not_there_yet_is_fetched_later(tape: Tape) -> None:
    await tape.begins()
    tape.recorder.failure = AWAY
    await tape.ends()
    assert (await tape.now()).state is State.ENDED
    tape.recorder.failure = None
    await tape.later(4)
    assert (await tape.now()).state is State.ENDED
    await tape.later(2)
    assert (await tape.now()).state is State.READY


async def test_a_file_that_was_not_kept_stays_at_the_network(tape: Tape) -> None:
    await tape.begins()
    tape.files.failure = Unavailable("Storage is away", vendor="storage")
    await tape.ends()
    assert ((await tape.now()).state, len(tape.recorder.held)) == (State.ENDED, 1)


async def test_a_recording_whose_callbacks_are_lost_is_asked_after(tape: Tape) -> None:
    await tape.begins()
    tape.recorder.ends()
    await tape.later(2 * 3600)
    assert (await tape.now()).state is State.READY


async def test_a_call_that_refuses_is_not_recorded_any_more(tape: Tape) -> None:
    await tape.begins()
    await tape.refused()
    await tape.tend()
    assert ((await tape.now()).state, tape.recorder.held) == (State.GONE, [])


async def test_a_call_that_refused_before_is_never_recorded(tape: Tape) -> None:
    await tape.refused()
    await tape.begins()
    assert ((await tape.now()).state, tape.recorder.begun) == (State.GONE, 0)


async def test_what_is_kept_already_is_removed_on_both_sides(tape: Tape) -> None:
    await tape.begins()
    await tape.ends()
    async with tape.db.transaction() as conn:
        counted = await service.erase(conn, [tape.call_id], tape.clock.now())
        assert (counted, await service.left(conn, [tape.call_id])) == (1, 1)
    await tape.tend()
    async with tape.db.transaction() as conn:
        assert await service.left(conn, [tape.call_id]) == 0
    assert (tape.files.kept, (await tape.now()).sha256) == ({}, None)


async def test_a_removal_that_fails_is_tried_until_it_is_done(tape: Tape) -> None:
    await tape.begins()
    await tape.refused()
    tape.recorder.failure = AWAY
    await tape.tend()
    tape.recorder.failure = None
    await tape.later(5)
    assert ((await tape.now()).state, tape.recorder.held) == (State.GONE, [])


@pytest.mark.parametrize(("retention", "after", "gone"), [("short", 31, 1), ("hold", 9999, 0)])
async def test_a_recording_goes_when_the_time_of_its_class_is_over(
    tape: Tape, retention: str, after: int, gone: int
) -> None:
    await tape.wanted(retention)
    await tape.tend()
    await tape.ends()
    await tape.clock.advance(after * DAY)
    assert await service.expire(tape.db, tape.clock, CLASSES, dry_run=False) == gone
    await tape.tend()
    assert len(tape.files.kept) == 1 - gone


async def test_a_recording_stays_until_its_time_is_over(tape: Tape) -> None:
    await tape.wanted("short")
    await tape.clock.advance(29 * DAY)
    assert await service.expire(tape.db, tape.clock, CLASSES, dry_run=False) == 0


async def test_a_dry_run_counts_and_leaves_all_as_it_is(tape: Tape) -> None:
    await tape.begins()
    await tape.ends()
    before = await tape.now()
    await tape.clock.advance(366 * DAY)
    assert await service.expire(tape.db, tape.clock, CLASSES, dry_run=True) == 1
    assert await tape.now() == before


async def test_a_call_nobody_wanted_recorded_has_no_callbacks(tape: Tape) -> None:
    with pytest.raises(NotFound, match="not recorded"):
        await tape.told("completed")


async def test_a_worker_that_died_is_replaced(tape: Tape) -> None:
    await tape.wanted()
    async with tape.db.transaction() as conn:
        await conn.execute(
            "update recording set leased_until = %s", (tape.clock.now() + service.LEASE,)
        )
    await tape.later(1)
    assert tape.recorder.begun == 0
    await tape.later(service.LEASE.total_seconds())
    assert tape.recorder.begun == 1


@pytest.mark.parametrize("is_over", [False, True])
async def test_a_worker_that_died_after_it_asked_leaves_one_recording_that_is_kept(
    tape: Tape, *, is_over: bool
) -> None:
    await tape.wanted()
    await tape.recorder.record(CALL_SID, "https://calls.example/status")
    if is_over:
        await tape.call_ends()
    await tape.tend()
    assert (tape.recorder.begun, (await tape.now()).sid) == (1, SID)


async def test_a_call_that_is_over_is_not_begun_to_be_recorded(tape: Tape) -> None:
    await tape.wanted()
    await tape.call_ends()
    await tape.tend()
    assert (tape.recorder.begun, (await tape.now()).state) == (0, State.ABSENT)
