"""Finds out what became of attempts and calls that nobody told us about."""

import asyncio
import logging
from datetime import timedelta

from functions.allowances import service as allowances
from functions.allowances.model import Kind
from functions.calls import attempts, service, store
from functions.calls.dial import give_up, take_back
from functions.calls.line import Line
from functions.calls.model import Attempt, Call, CallStatus, Direction
from functions.calls.service import StatusTold
from functions.hours.model import RINGS_WITHIN
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.messages import CallEnded, EndCall, EndCalls, HangUp
from shared.ports import Clock, Telephony

log = logging.getLogger(__name__)

DOUBT = timedelta(seconds=30)
"""How long a dial may stay without an answer before the network is asked about it."""
GIVE_UP = timedelta(seconds=90)
"""A call the network does not list after this long was never placed."""
RESEND = timedelta(minutes=2)
"""A dial message not acted on by then is taken for lost."""
QUEUE = RINGS_WITHIN - timedelta(seconds=20)
"""A call the network has not begun to make by then is taken back: no pause would reach it."""
BATCH = 100
AT_ONCE = 4  # calls being ended: whoever stops all of them waits, and so do other requests
NO_SUCH_CALL = "20404"
"""Twilio's code for a call it knows nothing of (any more)."""
UNHEARD = frozenset({CallStatus.QUEUED, CallStatus.INITIATED})
UNANSWERED = UNHEARD | {CallStatus.RINGING}
UNTOLD = -1
"""The sequence number of what we asked about, and were not told."""


async def sweep(db: Database, clock: Clock) -> int:
    """Send off what is due, and again what was lost: dials, and ends nobody took notice of.

    While all dialling is paused no dial is sent: what is due stays planned.
    """
    now = clock.now()
    async with db.transaction() as conn:
        paused = await allowances.paused(conn)
        due = [] if paused else await attempts.due(conn, now, now - RESEND, BATCH)
        ended = await store.unconcluded(conn, now - RESEND, BATCH)
        await service.send_off(conn, due, now)
        await outbox.put(conn, *(CallEnded.new(now, call_id=each) for each in ended))
    return len(due) + len(ended)


async def reconcile(db: Database, clock: Clock, telephony: Telephony) -> int:
    """Ask the network about every attempt in doubt, and every call whose end nobody told us."""
    now = clock.now()
    async with db.transaction() as conn:
        doubts = await attempts.doubtful(conn, now, now - DOUBT, BATCH)
        silent = await store.silent_calls(conn, now - Line.LONGEST, BATCH)
        stuck = await store.stuck_in_queue(conn, now - QUEUE, BATCH)
    for attempt in doubts:
        try:
            await _clear_up(db, clock, telephony, attempt)
        except VendorProblem as problem:
            log.warning("cannot ask the network: %s", problem.detail)
    for call in silent:
        await _settle(db, clock, telephony, call)
    for call in stuck:
        await cancel(db, clock, telephony, call)
    return len(doubts) + len(silent) + len(stuck)


async def _clear_up(db: Database, clock: Clock, telephony: Telephony, attempt: Attempt) -> None:
    assert attempt.intent_at is not None
    since = attempt.intent_at - timedelta(seconds=5)
    known = await telephony.calls(to=attempt.phone, caller=attempt.caller, since=since)
    async with db.transaction() as conn:
        ours = [each for each in known if not await _is_taken(conn, each.sid, attempt)]
    if ours:
        await service.adopt(db, clock, attempt.id, ours[0])
    elif clock.now() - attempt.intent_at < GIVE_UP:
        return
    elif attempt.lost:
        await give_up(db, clock, attempt, "network_lost")
    else:  # it was never placed: the same attempt may be made, once more
        again = attempt.model_copy(update={"lost": attempt.lost + 1})
        await take_back(db, again, clock.now(), reason="never_placed")


async def _is_taken(conn: Connection, sid: str, attempt: Attempt) -> bool:
    owner = await store.call_of_sid(conn, sid)
    return owner is not None and owner != attempt.id


async def _settle(db: Database, clock: Clock, telephony: Telephony, call: Call) -> None:
    """Take the network's word for a call that is quiet. One it has forgotten has failed."""
    assert call.sid is not None
    try:
        known = await telephony.fetch(call.sid)
        status, seconds = CallStatus(known.status), known.seconds
    except VendorProblem as problem:
        log.warning("cannot ask about a call: %s", problem.detail)
        if problem.code != NO_SUCH_CALL:
            return
        status, seconds = CallStatus.FAILED, None
    told = StatusTold(sid=call.sid, sequence=UNTOLD, status=status, seconds=seconds)
    async with db.transaction() as conn:
        await attempts.attempt_for_update(conn, call.id)  # before the call: one order of locks
        current = await store.call_for_update(conn, call.id)
        if current is not None:
            await service.move_on(conn, current, told, clock.now())


async def cancel(db: Database, clock: Clock, telephony: Telephony, call: Call) -> None:
    """Take a call back that nobody has answered: the network tells nobody when it obeys."""
    assert call.sid is not None
    try:
        await telephony.cancel(call.sid)
    except VendorProblem as problem:
        log.warning("cannot take a call back: %s", problem.detail)
    await _settle(db, clock, telephony, call)


async def end_calls(
    db: Database, clock: Clock, telephony: Telephony, line: Line, message: EndCalls
) -> None:
    """End what an allowance has going: queued calls at once, live ones with a sentence.

    One that the network does not let us end holds up no other; it is raised at the end, so that
    the message comes again, which is harmless.
    """
    async with db.transaction() as conn:
        kind = (await allowances.get(conn, message.allowance_id)).kind
        going = await store.open_calls(conn, message.allowance_id)
    turn = asyncio.Semaphore(AT_ONCE)

    async def end(call: Call) -> None:
        async with turn:
            if message.live:
                await _end(db, clock, telephony, call, line.farewell_url(call.id, kind))
            elif call.status in UNHEARD:
                await cancel(db, clock, telephony, call)

    ends = await asyncio.gather(*map(end, going), return_exceptions=True)
    if failed := [each for each in ends if each]:
        raise failed[0]


async def end_call(
    db: Database, clock: Clock, telephony: Telephony, line: Line, message: EndCall
) -> None:
    """End this one. One that is over is left; one the network does not have yet ends with its sid.

    Again is harmless: whoever hears the sentence hears it anew.
    """
    async with db.transaction() as conn:
        call = await store.call(conn, message.call_id)
        attempt = await attempts.attempt(conn, message.call_id)
        rung_by = attempt and await allowances.get(conn, attempt.allowance_id)
    if call.sid and call.ended_at is None:
        kind = rung_by.kind if rung_by else Kind.CAMPAIGN
        await _end(db, clock, telephony, call, line.farewell_url(call.id, kind))


async def _end(db: Database, clock: Clock, telephony: Telephony, call: Call, url: str) -> None:
    """What nobody has answered is taken back; who answers this very moment hears the sentence.

    Who rings us is on the line, whatever the network calls it.
    """
    if call.direction is Direction.OUTBOUND and call.status in UNANSWERED:
        await cancel(db, clock, telephony, call)
        async with db.transaction() as conn:
            call = await store.call(conn, call.id)
        if call.status is not CallStatus.IN_PROGRESS:
            return
    await _farewell(telephony, call, url)


async def _farewell(telephony: Telephony, call: Call, url: str) -> None:
    assert call.sid is not None
    try:
        await telephony.redirect(call.sid, url)
    except VendorProblem as problem:
        log.warning("cannot say goodbye: %s", problem.detail)
        await telephony.hang_up(call.sid)


async def hang_up(telephony: Telephony, message: HangUp) -> None:
    """End a call that must not be. One that has ended already is no error."""
    await telephony.hang_up(message.sid)
