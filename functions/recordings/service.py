"""Recordings: begun once they were announced, kept with us alone, gone when they must not be.

One worker at a time takes the next step of a recording, whatever it is; what fails is put off, and
what was lost is swept. So a message may come twice, late or never.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from functions.calls import service as calls
from functions.calls.line import Line
from functions.recordings import model, store
from functions.recordings.model import Listen, Part, Recording, State, Step
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Rejected, Unavailable, VendorProblem
from shared.messages import TendRecording
from shared.ports import Clock, Files, NetworkRecording, Recorder

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""Longer than any step takes: two files moved, and what Twilio is asked."""
BATCH = 50
MEDIA_TYPE = "audio/mpeg"
NOT_LIVE = frozenset({"21220", "20404"})
"""Twilio's codes where a call that is to be recorded has ended (docs/api/errors)."""


@dataclass(frozen=True)
class Studio:
    """What it takes to record."""

    clock: Clock
    recorder: Recorder
    files: Files
    line: Line


async def begin(conn: Connection, call_id: UUID, retention: str, now: datetime) -> None:
    """Record this live call from now on: once, and only after it was announced.

    A call whose recording was refused is not recorded.
    """
    if await store.add(conn, model.wanted(call_id, retention, now)):
        await outbox.put(conn, TendRecording.new(now, call_id=call_id))


async def refuse(conn: Connection, call_id: UUID, retention: str, now: datetime) -> None:
    """The person does not want it: what runs is stopped, what there is removed, and none begins."""
    never = model.wanted(call_id, retention, now)
    gone = model.discarded(model.unwanted(never, "refused", now))
    if not await store.add(conn, gone):
        await _unwant(conn, call_id, "refused", now)


async def erase(conn: Connection, call_ids: Sequence[UUID], now: datetime) -> int:
    """Remove the recordings of these calls, soon. How many there are; again is harmless."""
    there = [each for each in await store.of_calls(conn, call_ids) if not each.unwanted]
    for each in there:
        await _unwant(conn, each.call_id, "erased", now)
    return sum(1 for each in there if each.state is not State.ABSENT)


async def left(conn: Connection, call_ids: Sequence[UUID]) -> int:
    """How many of these calls' recordings are still to be removed."""
    found = await store.of_calls(conn, call_ids)
    return sum(1 for each in found if each.unwanted and each.state is not State.GONE)


async def _unwant(conn: Connection, call_id: UUID, why: model.Unwanted, now: datetime) -> None:
    recording = await store.for_update(conn, call_id)
    if recording is not None and not recording.unwanted:
        await store.save(conn, model.unwanted(recording, why, now))
        await outbox.put(conn, TendRecording.new(now, call_id=call_id))


async def heed(db: Database, clock: Clock, call_id: UUID, seen: NetworkRecording) -> None:
    """Apply a recording callback. Raises `NotFound` where that call was not to be recorded."""
    now = clock.now()
    async with db.transaction() as conn:
        before = await store.for_update(conn, call_id)
        if before is None:
            raise NotFound("This call is not recorded.", call_id=str(call_id))
        after = model.told(before, seen.sid, seen.status, seen.seconds, now)
        if after != before:
            await store.save(conn, after)
            await outbox.put(conn, TendRecording.new(now, call_id=call_id))


async def tend(db: Database, studio: Studio, call_id: UUID) -> None:
    """Take the steps that are due, one after the other, unless somebody else does."""
    while recording := await _leased(db, studio.clock, call_id):
        step = model.next_step(recording)
        try:
            change = await STEPS[step](db, studio, recording) if step else _rests
        except VendorProblem as problem:
            change = _delay(recording, step, problem, studio.clock.now())
        await _settle(db, call_id, change)


async def _leased(db: Database, clock: Clock, call_id: UUID) -> Recording | None:
    now = clock.now()
    async with db.transaction() as conn:
        return await store.lease(conn, call_id, now, now + LEASE)


type Change = Callable[[Recording], Recording]
"""What a step makes of the recording as it stands by then: others may have changed it meanwhile."""


async def _settle(db: Database, call_id: UUID, change: Change) -> None:
    async with db.transaction() as conn:
        recording = await store.for_update(conn, call_id)
        if recording is not None:
            await store.save(conn, change(recording))
            await store.let_go(conn, call_id)


def _rests(recording: Recording) -> Recording:
    return recording.model_copy(update={"due_at": None})


def _delay(before: Recording, step: Step | None, problem: VendorProblem, now: datetime) -> Change:
    """Put the step off, unless something else is to be done by now."""
    known = {"call_id": str(before.call_id), "tries": before.tries + 1}
    log.warning("a recording waits: %s: %s", step, problem.detail, extra=known)
    retry_after = problem.retry_after if isinstance(problem, Unavailable) else None

    def change(recording: Recording) -> Recording:
        if model.next_step(recording) is not step:
            return recording
        return model.delayed(recording, retry_after, now)

    return change


async def _begin(db: Database, studio: Studio, recording: Recording) -> Change:
    """Ask the network to record. It is asked first what it records: an answer may have got lost."""
    now = studio.clock.now()
    async with db.transaction() as conn:
        call = await calls.call(conn, recording.call_id)
    if call.sid is None:
        return model.absent if call.ended_at else lambda found: model.delayed(found, None, now)
    running = await studio.recorder.recordings(call.sid)
    if not running and call.ended_at is not None:
        return model.absent
    seen = running[0] if running else await _asked(studio, recording.call_id, call.sid)
    if seen is None:
        return model.absent
    return lambda found: model.told(found, seen.sid, seen.status, seen.seconds, now)


async def _asked(studio: Studio, call_id: UUID, call_sid: str) -> NetworkRecording | None:
    try:
        return await studio.recorder.record(call_sid, studio.line.recording_url(call_id))
    except Rejected as refusal:
        if refusal.code in NOT_LIVE:
            return None
        raise


async def _ask(db: Database, studio: Studio, recording: Recording) -> Change:
    """Nobody told us that it ended: ask."""
    now, seen = studio.clock.now(), await _listed(db, studio, recording)
    if not seen:
        return model.absent
    one = seen[0]
    return lambda found: model.told(found, one.sid, one.status, one.seconds, now)


async def _listed(db: Database, studio: Studio, recording: Recording) -> Sequence[NetworkRecording]:
    """All the network has of this call."""
    async with db.transaction() as conn:
        call = await calls.call(conn, recording.call_id)
    return await studio.recorder.recordings(call.sid) if call.sid else ()


async def _fetch(db: Database, studio: Studio, recording: Recording) -> Change:
    """Have the file with us. It counts once it was read back and is the same."""
    data = await studio.recorder.media(recording.sid or "")
    await studio.files.put(recording.path, data, media_type=MEDIA_TYPE)
    there = await studio.files.get(recording.path)
    digest = hashlib.sha256(data).hexdigest()
    if there is None or hashlib.sha256(there).hexdigest() != digest:
        raise Unavailable("The file kept is not the file fetched", vendor="storage", code="differs")
    return lambda found: model.kept(found, len(data), digest, studio.clock.now())


async def _hand_over(db: Database, studio: Studio, recording: Recording) -> Change:
    """Remove it at the network: what we keep was compared."""
    await _remove_there(db, studio, recording)
    return model.handed_over


async def _discard(db: Database, studio: Studio, recording: Recording) -> Change:
    """Remove it here and there, whatever there is by now."""
    await studio.files.remove(recording.path)
    await _remove_there(db, studio, recording)
    return model.discarded


async def _remove_there(db: Database, studio: Studio, recording: Recording) -> None:
    """A call may have more than one, where an answer got lost: none may stay."""
    for each in await _listed(db, studio, recording):
        if each.is_running:
            await studio.recorder.stop(each)
        await studio.recorder.delete(each.sid)


STEPS: Mapping[Step, Callable[[Database, Studio, Recording], Awaitable[Change]]] = {
    Step.BEGIN: _begin,
    Step.ASK: _ask,
    Step.FETCH: _fetch,
    Step.HAND_OVER: _hand_over,
    Step.DISCARD: _discard,
}


async def sweep(db: Database, clock: Clock) -> int:
    """Have steps taken that are due: put off, or lost. How many recordings it were."""
    now = clock.now()
    async with db.transaction() as conn:
        due = await store.due(conn, now, BATCH)
        await outbox.put(conn, *(TendRecording.new(now, call_id=each) for each in due))
    return len(due)


async def expire(db: Database, clock: Clock, days: Mapping[str, int], *, dry_run: bool) -> int:
    """Remove recordings that were kept for as long as their class says: `days` by class.

    How many it were; in a dry run they are only counted, and stay. Classes not named are for good.
    """
    now, found = clock.now(), 0
    for retention, kept_for in days.items():
        async with db.transaction() as conn:
            old = await store.expired(conn, retention, now - timedelta(days=kept_for), BATCH)
            for each in () if dry_run else old:
                await _unwant(conn, each, "expired", now)
        found += len(old)
    if found:
        log.info("recordings whose time is over", extra={"count": found, "dry_run": dry_run})
    return found


async def recording(conn: Connection, call_id: UUID) -> Recording | None:
    """The recording of a call, if it was to be recorded."""
    return await store.get(conn, call_id)


async def of_calls(conn: Connection, call_ids: Sequence[UUID]) -> list[Recording]:
    """The recordings of these calls, the oldest first."""
    return await store.of_calls(conn, call_ids)


async def playable(conn: Connection, call_id: UUID) -> Recording:
    """A recording that may be listened to. Raises `NotFound`, and says why there is none."""
    found = await store.get(conn, call_id)
    if found is None:
        raise NotFound("This call was not recorded.", call_id=str(call_id))
    if not found.is_playable:
        why = found.unwanted or found.state
        raise NotFound(f"There is nothing to listen to: {why}.", call_id=str(call_id), why=why)
    return found


async def listen(
    db: Database, clock: Clock, files: Files, call_id: UUID, part: Part | None, *, by: str
) -> bytes:
    """The bytes asked for, after it was noted who asked. Raises `NotFound`."""
    asked = Listen(actor=by, part=str(part) if part else None, at=clock.now())
    async with db.transaction() as conn:
        found = await playable(conn, call_id)
        await store.add_listen(conn, call_id, asked)
    data = await (
        files.get_part(found.path, part.first, part.length) if part else files.get(found.path)
    )
    if data is None:
        raise NotFound("The file of this recording is not there.", call_id=str(call_id))
    return data


async def hear_again(db: Database, clock: Clock, call_id: UUID, *, by: str) -> None:
    """Note that somebody plays what their browser has kept."""
    async with db.transaction() as conn:
        await store.add_listen(conn, call_id, Listen(actor=by, part=None, at=clock.now()))


async def listens(conn: Connection, call_id: UUID) -> list[Listen]:
    """Who listened to the recording of a call, the newest first."""
    return await store.listens(conn, call_id)
