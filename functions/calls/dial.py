"""Rings people: at most once an attempt, only while it is allowed, whatever dies on the way."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from functions.calls import service, store
from functions.calls.line import Line
from functions.calls.model import (
    Attempt,
    AttemptState,
    Call,
    CallStatus,
    Decision,
    Direction,
    Go,
    Refuse,
    Usage,
    Wait,
    decide,
)
from functions.people import service as people
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Rejected, Unavailable, Uncertain, VendorProblem
from shared.messages import CallEnded, Dial
from shared.ports import Clock, Telephony

log = logging.getLogger(__name__)

DOUBT = timedelta(seconds=30)
"""How long a dial may stay without an answer before the network is asked about it."""
GIVE_UP = timedelta(seconds=90)
"""A call the network does not list after this long was never placed."""
RESEND = timedelta(minutes=2)
"""A dial message not acted on by then is taken for lost."""
DAY = timedelta(hours=24)
PATIENCE = timedelta(seconds=1)
"""How long a dial waits for its turn in the account's pace; a pause is felt within that time."""
SAFETY = 0.95
"""Share of the account's pace that is used, so that its own queue stays empty."""
BATCH = 100
NO_SUCH_CALL = "20404"
"""Twilio's code for a call it knows nothing of (any more)."""
MISCONFIGURED = frozenset(
    {"20003", "20004", "10001", "21205", "21210", "21212", "21213", "21215", "21218", "21219"}
)
"""Twilio's codes that would refuse every other call of the list, too: better to stop and say so."""


async def dial(db: Database, clock: Clock, telephony: Telephony, message: Dial, line: Line) -> None:
    """Ring at most once: intent, network, result. What a crash leaves open, `reconcile` closes."""
    attempt = await _commit_intent(db, clock, message.attempt_id, line)
    if attempt is None:
        return
    assert attempt.intent_at is not None
    if (early := (attempt.intent_at - clock.now()).total_seconds()) > 0:
        await clock.sleep(early)
    try:
        placed = await telephony.call(line.new_call(attempt.id, attempt.phone, attempt.caller))
    except Unavailable as refusal:  # nothing happened: later, and this message succeeds
        pause = timedelta(seconds=refusal.retry_after or 10)
        await _take_back(db, attempt, clock.now() + pause, lost=attempt.lost, reason=refusal.code)
    except Uncertain:  # it may have rung: never again without asking the network
        async with db.transaction() as conn:
            await store.set_unknown(conn, attempt.id)
    except Rejected as refusal:
        await _give_up(db, clock, attempt, refusal.code)
    else:
        await service.adopt(db, clock, attempt.id, placed)


async def _commit_intent(
    db: Database, clock: Clock, attempt_id: UUID, line: Line
) -> Attempt | None:
    """The attempt, if it is now ours to make: from here on it counts as rung until proven not.

    Its `intent_at` is its turn in the account's pace, a moment ahead.
    """
    now = clock.now()
    async with db.transaction() as conn:
        attempt = await store.attempt_for_update(conn, attempt_id)
        if attempt is None or attempt.state is not AttemptState.PLANNED or attempt.due_at > now:
            return None
        decision = await _decide(conn, attempt, now)
        turn = await _turn(conn, line, now) if isinstance(decision, Go) else None
        if isinstance(decision, Go) and turn is None:
            decision = Wait(reason="pace", until=now + PATIENCE)
        match decision:
            case Go(reserve_micro=price):
                await store.set_dialing(conn, attempt.id, turn or now, price)
                await store.book(conn, attempt.allowance_id, reserved=price, spent=0)
                await store.add_call(conn, _outbound(attempt, now))
                return attempt.model_copy(update={"intent_at": turn, "reserved_micro": price})
            case Wait(reason=reason, until=until):
                due = until or now
                await store.set_planned(conn, attempt.id, due, lost=attempt.lost, reason=reason)
            case Refuse(reason=reason):
                await store.set_refused(conn, attempt.id, reason)
                await outbox.put(conn, CallEnded.new(now, call_id=attempt.id))
    return None


async def _turn(conn: Connection, line: Line, now: datetime) -> datetime | None:
    gap = timedelta(seconds=1 / (line.calls_per_second * SAFETY))
    return await store.take_turn(conn, line.account, now, now + PATIENCE, gap)


async def _decide(conn: Connection, attempt: Attempt, now: datetime) -> Decision:
    await store.lock_phone(conn, attempt.phone)
    allowance = await store.allowance_for_update(conn, attempt.allowance_id)
    refusal = await people.may_be_called(
        conn,
        attempt.phone,
        purpose=allowance.purpose,
        consent_required=allowance.consent_required,
        campaign=attempt.allowance_id,
        now=now,
    )
    usage = Usage(
        live=await store.live(conn, attempt.allowance_id),
        today=await store.made_since(conn, attempt.phone, now - DAY),
        phone_is_busy=await store.phone_is_busy(conn, attempt.phone),
        refusal=refusal,
    )
    return decide(allowance, attempt, usage, now)


def _outbound(attempt: Attempt, now: datetime) -> Call:
    return Call(
        id=attempt.id,
        direction=Direction.OUTBOUND,
        sid=None,
        phone=attempt.phone,
        number=attempt.caller,
        status=CallStatus.QUEUED,
        answered_by=None,
        created_at=now,
        answered_at=None,
        ended_at=None,
        seconds=None,
        sip_code=None,
    )


async def _take_back(
    db: Database, attempt: Attempt, due_at: datetime, *, lost: int, reason: str
) -> None:
    async with db.transaction() as conn:
        current = await store.attempt_for_update(conn, attempt.id)
        if current is None or current.state not in {AttemptState.DIALING, AttemptState.UNKNOWN}:
            return
        await store.set_planned(conn, attempt.id, due_at, lost=lost, reason=reason)
        await store.book(conn, attempt.allowance_id, reserved=-current.reserved_micro, spent=0)


async def _give_up(db: Database, clock: Clock, attempt: Attempt, code: str) -> None:
    now = clock.now()
    if code in MISCONFIGURED:
        log.error("dialling stops: the network answers %s", code)
        await _take_back(db, attempt, now, lost=attempt.lost, reason=f"network_{code}")
        async with db.transaction() as conn:
            await store.set_open(conn, attempt.allowance_id, is_open=False)
        return
    async with db.transaction() as conn:
        current = await store.attempt_for_update(conn, attempt.id)
        if current is None or current.state not in {AttemptState.DIALING, AttemptState.UNKNOWN}:
            return
        await store.set_refused(conn, attempt.id, f"network_{code}")
        await store.set_status(conn, attempt.id, CallStatus.FAILED, now)
        await store.set_ended(conn, attempt.id, now, None, None)
        await store.book(conn, attempt.allowance_id, reserved=-current.reserved_micro, spent=0)
        await outbox.put(conn, CallEnded.new(now, call_id=attempt.id))


async def sweep(db: Database, clock: Clock) -> int:
    """Send off what is due, and again what was lost: dials, and ends nobody took notice of."""
    now = clock.now()
    async with db.transaction() as conn:
        due = await store.due(conn, now, now - RESEND, BATCH)
        ended = await store.unconcluded(conn, now - RESEND, BATCH)
        await outbox.put(conn, *(Dial.new(now, attempt_id=each) for each in due))
        await outbox.put(conn, *(CallEnded.new(now, call_id=each) for each in ended))
    return len(due) + len(ended)


async def reconcile(db: Database, clock: Clock, telephony: Telephony) -> int:
    """Ask the network about every attempt in doubt, and every call whose end nobody told us."""
    now = clock.now()
    async with db.transaction() as conn:
        doubts = await store.doubtful(conn, now, now - DOUBT, BATCH)
        silent = await store.silent_calls(conn, now - Line.LONGEST, BATCH)
    for attempt in doubts:
        try:
            await _clear_up(db, clock, telephony, attempt)
        except VendorProblem as problem:
            log.warning("cannot ask the network: %s", problem.detail)
    for call_id, sid in silent:
        try:
            known = await telephony.fetch(sid)
            status, seconds = CallStatus(known.status), known.seconds
        except VendorProblem as problem:
            log.warning("cannot ask about a call: %s", problem.detail)
            if problem.code != NO_SUCH_CALL:
                continue
            status, seconds = CallStatus.FAILED, None
        async with db.transaction() as conn:
            await store.attempt_for_update(conn, call_id)
            if call := await store.call_for_update(conn, call_id):
                await service.move_on(conn, call, status, now, seconds, None)
    return len(doubts) + len(silent)


async def _clear_up(db: Database, clock: Clock, telephony: Telephony, attempt: Attempt) -> None:
    assert attempt.intent_at is not None
    since = attempt.intent_at - timedelta(seconds=5)
    known = await telephony.calls(to=attempt.phone, caller=attempt.caller, since=since)
    async with db.transaction() as conn:
        ours = [each for each in known if not await _is_taken(conn, each.sid, attempt.id)]
    if ours:
        await service.adopt(db, clock, attempt.id, ours[0])
    elif clock.now() - attempt.intent_at < GIVE_UP:
        return
    elif attempt.lost:
        await _give_up(db, clock, attempt, "lost")
    else:  # it was never placed: the same attempt may be made, once more
        await _take_back(db, attempt, clock.now(), lost=attempt.lost + 1, reason="never_placed")


async def _is_taken(conn: Connection, sid: str, attempt_id: UUID) -> bool:
    owner = await store.call_of_sid(conn, sid)
    return owner is not None and owner != attempt_id
