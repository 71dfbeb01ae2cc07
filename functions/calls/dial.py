"""Rings people: at most once an attempt, only while it is allowed, whatever dies on the way."""

import logging
import random
from datetime import datetime, timedelta
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance, Kind
from functions.allowances.service import PATIENCE
from functions.calls import service, store
from functions.calls.line import Line
from functions.calls.model import (
    LONGEST_LIMIT,
    OPEN,
    RETRY_PAUSE,
    Attempt,
    AttemptState,
    Call,
    CallStatus,
    Direction,
    Facts,
    Go,
    Refuse,
    Wait,
    decide,
)
from functions.calls.refusals import Verdict, verdict
from functions.hours import service as hours
from functions.hours.model import ANY_TIME, Hours, Window, beginning, limits
from functions.numbers import service as numbers
from functions.permission import service as permission
from functions.transfers import service as transfers
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Rejected, Unavailable, Uncertain
from shared.messages import CallEnded, Dial
from shared.ports import Clock, NewCall, Telephony
from shared.value import Instant, Value

log = logging.getLogger(__name__)

FULL = timedelta(minutes=1)
"""How long nobody is rung once the network says that it has no room."""
REST = timedelta(days=1)
"""How long a number of ours rests that the network holds something against."""
LONGEST_DEFERRAL, DOUBLINGS = 60.0, 6
"""Seconds. A refusal for too many requests at once is waited out for at most that long."""
PACE = "pace"
PAUSED = "dialling_paused"
TURNS = 5
"""How often a dial asks for a turn in the account's pace, a second apart, before it gives way."""


class Intent(Value):
    """An attempt that counts as rung until proven not. `turn`: when to, in the account's pace."""

    attempt: Attempt
    turn: Instant
    new: NewCall


async def dial(db: Database, clock: Clock, telephony: Telephony, message: Dial, line: Line) -> None:
    """Make the attempts of a message, one after the other: the failure of one is not another's."""
    failures = []
    for each in message.attempt_ids:
        try:
            await ring(db, clock, telephony, each, line)
        except Exception as failure:  # noqa: BLE001  raised below, once the others had their turn
            failures.append(failure)
    if failures:
        raise failures[0]


async def ring(
    db: Database, clock: Clock, telephony: Telephony, attempt_id: UUID, line: Line
) -> None:
    """Ring at most once: intent, network, result. What a crash leaves open, `reconcile` closes."""
    intent = await _intent(db, clock, attempt_id, line)
    if intent is None:
        return
    attempt = intent.attempt
    if (early := (intent.turn - clock.now()).total_seconds()) > 0:
        await clock.sleep(early)
    if clock.now() > intent.turn + PATIENCE:  # a pause since then must be felt
        await take_back(db, attempt, clock.now(), reason="late")
        return
    try:
        placed = await telephony.call(intent.new)
    except Unavailable as refusal:  # nothing happened: later, and this message succeeds
        await _defer(db, clock, attempt, refusal)
    except Uncertain:  # it may have rung: never again without asking the network
        async with db.transaction() as conn:
            await store.set_unknown(conn, attempt.id)
    except Rejected as refusal:
        await _heed_refusal(db, clock, attempt, refusal.code)
    else:
        await service.adopt(db, clock, attempt.id, placed)


async def _intent(db: Database, clock: Clock, attempt_id: UUID, line: Line) -> Intent | None:
    """The attempt, if it is now ours to make. Where only the pace says no, it waits a little."""
    for _ in range(TURNS):
        decided = await _commit_intent(db, clock, attempt_id, line)
        if isinstance(decided, Wait) and decided.reason == PACE:
            await clock.sleep(PATIENCE.total_seconds())
        else:
            return decided if isinstance(decided, Intent) else None
    return None


async def _commit_intent(
    db: Database, clock: Clock, attempt_id: UUID, line: Line
) -> Intent | Wait | Refuse | None:
    """The intent to make it, committed; or why not, noted; nothing where that is not the question.

    From the commit on it counts as rung until proven not.
    """
    now = clock.now()
    async with db.transaction() as conn:
        attempt = await store.attempt_for_update(conn, attempt_id)
        if attempt is None or attempt.state is not AttemptState.PLANNED or attempt.due_at > now:
            return None
        decision = await _decide(conn, attempt, line, now)
        if isinstance(decision, Wait):
            await store.set_planned(conn, attempt, decision.until or now, decision.reason)
        elif isinstance(decision, Refuse):
            await store.set_refused(conn, attempt.id, decision.reason)
            await outbox.put(conn, CallEnded.new(now, call_id=attempt.id))
        return decision


async def _decide(
    conn: Connection, attempt: Attempt, line: Line, now: datetime
) -> Intent | Wait | Refuse:
    """The attempt as it is committed to, with its number, its turn and its money; or why not."""
    if await allowances.paused(conn):
        return Wait(reason=PAUSED, until=None)
    await store.lock_phone(conn, attempt.phone)
    history = await store.history(conn, attempt.phone, attempt.member_id, now - LONGEST_LIMIT)
    allowance = await allowances.get(conn, attempt.allowance_id)
    ruled = await _hours(conn, attempt, allowance)
    facts = Facts(
        refusal=await _refusal(conn, attempt, allowance, now),
        opening=_opening(attempt, allowance, ruled, now),
        limits=limits(ruled),
        history=history,
    )
    decision = decide(allowance, attempt, facts, now)
    if not isinstance(decision, Go):
        return decision
    pool = allowance.callers or (attempt.caller,)
    caller = await numbers.fittest(conn, pool, preferred=history.last_caller, now=now)
    if caller is None:
        return Wait(reason="numbers_spent", until=numbers.tomorrow(now))
    committed = attempt.model_copy(
        update={"intent_at": now, "caller": caller, "reserved_micro": decision.reserve_micro}
    )
    lines = line.live_calls - history.inbound - await transfers.legs_of_callers(conn)
    return await _commit(conn, committed, allowance, line, lines)


async def _refusal(
    conn: Connection, attempt: Attempt, allowance: Allowance, now: datetime
) -> str | None:
    """Why the number may not be called. One of ours on call is rung, whatever they want no calls
    of: who is on call says the rota."""
    if allowance.kind is Kind.ESCALATION:
        return None
    return await permission.may_be_called(
        conn,
        attempt.phone,
        purpose=allowance.purpose,
        consent_required=allowance.consent_required,
        campaign=attempt.allowance_id,
        now=now,
    )


async def _hours(conn: Connection, attempt: Attempt, allowance: Allowance) -> Hours:
    if allowance.hours_waived:
        return ANY_TIME
    return await hours.of(conn, attempt.phone, allowance.purpose)


def _opening(
    attempt: Attempt, allowance: Allowance, ruled: Hours, now: datetime
) -> datetime | None:
    own = Window(
        opens_at=allowance.opens_at, closes_at=allowance.closes_at, weekdays=allowance.weekdays
    )
    zones = attempt.zones or ((allowance.zone,) if allowance.zone else ())
    return beginning(ruled, own, zones, now)


async def _commit(
    conn: Connection, attempt: Attempt, allowance: Allowance, line: Line, lines: int
) -> Intent | Wait:
    """Write the intent down, then take what is scarce: a turn, the number, a line, the money.

    Whoever has those rows is waited for by every other dial, so that they come last, one statement
    each. Where one of them is not to be had, the attempt is planned anew, and the intent undone.
    """
    assert attempt.intent_at is not None
    now = attempt.intent_at
    await store.commit_intent(conn, attempt, _call(attempt, now))
    turn = await allowances.take_turn(conn, line.account, line.calls_per_second, now)
    if turn is None:
        return Wait(reason=PACE, until=now + PATIENCE)
    if not await numbers.count(conn, attempt.caller, now):
        return Wait(reason="numbers_spent", until=now + RETRY_PAUSE)
    if not await allowances.admit(conn, allowance, lines=lines, now=now):
        await numbers.uncount(conn, attempt.caller, now)
        return Wait(reason="lines_busy", until=now + RETRY_PAUSE)
    order = line.new_escalation if allowance.kind is Kind.ESCALATION else line.new_call
    new = order(attempt.id, attempt.phone, attempt.caller, talk_seconds=allowance.talk_seconds)
    return Intent(attempt=attempt, turn=turn, new=new)


def _call(attempt: Attempt, now: datetime) -> Call:
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


async def _defer(db: Database, clock: Clock, attempt: Attempt, refusal: Unavailable) -> None:
    """Later, by a pause that doubles, with chance in it so that all do not come back at once."""
    doubling = min(2.0 ** min(attempt.deferred, DOUBLINGS), LONGEST_DEFERRAL)
    pause = refusal.retry_after or doubling * random.uniform(1, 2)  # noqa: S311  no secret
    again = attempt.model_copy(update={"deferred": attempt.deferred + 1})
    await take_back(db, again, clock.now() + timedelta(seconds=pause), reason=refusal.code)


async def take_back(db: Database, attempt: Attempt, due_at: datetime, *, reason: str) -> None:
    """It was never made: it may be, later. Nothing happens where the network has it after all."""
    async with db.transaction() as conn:
        if await _let_go(conn, attempt):
            await store.set_planned(conn, attempt, due_at, reason)


async def _let_go(conn: Connection, attempt: Attempt) -> bool:
    """Give back what was kept aside for it, and its place among our number's calls of the day.

    False where it is no longer in doubt, or somebody else has it in hands by now: who was stopped
    for long knows nothing of that.
    """
    current = await store.attempt_for_update(conn, attempt.id)
    if current is None or current.state not in OPEN or current.intent_at != attempt.intent_at:
        return False
    assert current.intent_at is not None
    await numbers.uncount(conn, current.caller, current.intent_at)  # first, in the order of a dial
    await allowances.release(conn, attempt.allowance_id, current.reserved_micro)
    return True


async def _heed_refusal(db: Database, clock: Clock, attempt: Attempt, code: str) -> None:
    """Never again, or later, or not before somebody has mended our settings: the code tells."""
    now, meaning = clock.now(), verdict(code)
    match meaning:
        case Verdict.CALLER:
            await _rest_caller(db, attempt, code, now)
        case Verdict.SETTINGS:
            await _stop(db, attempt, f"network_{code}", now)
        case Verdict.FULL:
            await take_back(db, attempt, now + FULL, reason=f"network_{code}")
            async with db.transaction() as conn:
                await allowances.hold(conn, attempt.allowance_id, now + FULL)
        case Verdict.NUMBER_DEAD | Verdict.BARRED:
            await give_up(db, clock, attempt, meaning.value)
        case Verdict.UNKNOWN:
            log.error("the network refuses a call for a reason we have no rule for: %s", code)
            await give_up(db, clock, attempt, f"network_{code}")


async def _rest_caller(db: Database, attempt: Attempt, code: str, now: datetime) -> None:
    """Our number may not ring: it rests, and another of the pool rings, if there is one."""
    async with db.transaction() as conn:
        await numbers.quarantine(conn, attempt.caller, now + REST, f"network_{code}")
        allowance = await allowances.get(conn, attempt.allowance_id)
    if set(allowance.callers) - {attempt.caller}:
        await take_back(db, attempt, now, reason=f"network_{code}")
    else:
        await _stop(db, attempt, f"network_{code}", now)


async def _stop(db: Database, attempt: Attempt, because: str, now: datetime) -> None:
    log.error("dialling stops: %s", because)
    await take_back(db, attempt, now, reason=because)
    async with db.transaction() as conn:
        await allowances.close(conn, attempt.allowance_id, because)


async def give_up(db: Database, clock: Clock, attempt: Attempt, reason: str) -> None:
    """It will never be made."""
    now = clock.now()
    async with db.transaction() as conn:
        if await _let_go(conn, attempt):
            await store.set_refused(conn, attempt.id, reason)
            await store.set_ended(conn, attempt.id, CallStatus.FAILED, now, None, None)
            await outbox.put(conn, CallEnded.new(now, call_id=attempt.id))
