"""What may be dialled, and how calls go on: every change of their state happens here."""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import cost
from functions.calls import attempts, store
from functions.calls.line import Line
from functions.calls.model import (
    Attempt,
    AttemptState,
    Call,
    CallStatus,
    Direction,
    End,
    moves_on,
)
from functions.calls.refusals import NOBODY_THERE
from functions.transfers import service as transfers
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.messages import CallEnded, Dial, EndCall, EndCalls, HangUp, MachineAnswered
from shared.ports import Clock, NetworkCall
from shared.value import Value, new_id

log = logging.getLogger(__name__)

TOGETHER = 8
"""Attempts that travel in one message."""


class StatusTold(Value):
    """What a status callback says."""

    sid: str
    sequence: int
    status: CallStatus
    seconds: int | None = None
    sip_code: str | None = None


class Ending(Value):
    """How a call, or the attempt at one, ended. `never`: nobody can be reached at that number;
    `stopped`: one of ours ended it."""

    call_id: UUID
    member_id: UUID | None
    phone: str
    direction: Direction
    status: CallStatus | None
    refused: str | None
    machine: bool
    seconds: int | None
    never: bool = False
    cost_micro: int = 0
    stopped: bool = False


class Standing(Value):
    """How much of an allowance is in use. `planned` attempts wait for their turn."""

    live: int
    planned: int


IDLE = Standing(live=0, planned=0)


async def plan(conn: Connection, new: Sequence[Attempt], now: datetime) -> None:
    """Plan attempts and send them off. The n-th for a member is planned once."""
    if new:
        await send_off(conn, await attempts.add_attempts(conn, new), now)


async def send_off(conn: Connection, attempt_ids: Sequence[UUID], now: datetime) -> None:
    """Have them made."""
    together = batched(attempt_ids, TOGETHER, strict=False)
    await outbox.put(conn, *(Dial.new(now, attempt_ids=some) for some in together))


async def standing(conn: Connection, allowance_id: UUID) -> Standing:
    """How many of its calls are under way, and how many attempts wait."""
    return Standing(
        live=(await allowances.get(conn, allowance_id)).live,
        planned=await attempts.planned(conn, allowance_id),
    )


async def waiting(conn: Connection, allowance_id: UUID, by: datetime) -> int:
    """How many of its attempts are due by then; those put off for longer take no line."""
    return await attempts.planned_by(conn, allowance_id, by)


async def end_calls(conn: Connection, allowance_id: UUID, now: datetime, *, live: bool) -> None:
    """Take back what the network has not begun to ring. With `live`, all its calls end.

    Raise no more calls first: close the allowance.
    """
    if live:
        await allowances.end(conn, allowance_id)
    await outbox.put(conn, EndCalls.new(now, allowance_id=allowance_id, live=live))


async def withdraw(conn: Connection, allowance_id: UUID, now: datetime) -> None:
    """For good: no dial any more, and what was planned ends as refused."""
    # Before the allowance, as a dial.
    withdrawn = await attempts.withdraw_planned(conn, allowance_id)
    await allowances.set_open(conn, allowance_id, is_open=False)
    await outbox.put(conn, *(CallEnded.new(now, call_id=each) for each in withdrawn))


async def adopt(db: Database, clock: Clock, attempt_id: UUID, known: NetworkCall) -> None:
    """Tie the network's call to the attempt; where it has ended already, end it here as well."""
    now = clock.now()
    async with db.transaction() as conn:
        attempt = await attempts.attempt_for_update(conn, attempt_id)
        call = await store.call_for_update(conn, attempt_id)
        if attempt is None or call is None:
            raise NotFound("No such attempt.", attempt_id=str(attempt_id))
        if call.sid not in {None, known.sid}:
            await _end_double(conn, call.id, known.sid, now)
            return
        told = StatusTold(
            sid=known.sid, sequence=-1, status=CallStatus(known.status), seconds=known.seconds
        )
        await move_on(conn, call, told, now)


async def _end_double(conn: Connection, call_id: UUID, sid: str, now: datetime) -> None:
    """What was never to happen: two calls for one attempt. The second is ended at once."""
    log.error("a second call for one attempt", extra={"call_id": str(call_id), "sid": sid})
    await outbox.put(conn, HangUp.new(now, sid=sid))


async def heed_status(db: Database, clock: Clock, call_id: UUID, told: StatusTold) -> None:
    """Apply a status callback once, whatever order they come in. The rest is for the outbox."""
    now = clock.now()
    async with db.transaction() as conn:
        # Always before the call: one order of locks.
        await attempts.attempt_for_update(conn, call_id)
        call = await store.call_for_update(conn, call_id)
        if call is None:
            raise NotFound("No such call.", call_id=str(call_id))
        event = {**told.model_dump(), "call_id": call_id, "at": now}
        if not await store.add_event(conn, event):
            return
        if call.sid not in {None, told.sid}:
            await _end_double(conn, call_id, told.sid, now)
            return
        await move_on(conn, call, told, now)


async def move_on(conn: Connection, call: Call, told: StatusTold, now: datetime) -> None:
    """Apply the network's word, if it is news; an end is booked and told once."""
    status = told.status if moves_on(call.status, told.status) else call.status
    ends = status.is_end and not call.status.is_end
    was_in_doubt = await store.place(conn, call.id, told.sid, status, now)
    if ends:
        await _end(conn, call, told, now)
    elif was_in_doubt and not status.is_end:
        await _end_if_unwanted(conn, call.id, now)


async def _end_if_unwanted(conn: Connection, call_id: UUID, now: datetime) -> None:
    """A call found only after all were to end must end like them."""
    if await end_of(conn, call_id):
        await outbox.put(conn, EndCall.new(now, call_id=call_id))
        return
    attempt = await attempts.attempt(conn, call_id)
    if attempt and (await allowances.get(conn, attempt.allowance_id)).ending:
        await outbox.put(conn, EndCalls.new(now, allowance_id=attempt.allowance_id, live=True))


async def _end(conn: Connection, call: Call, told: StatusTold, now: datetime) -> None:
    await store.set_ended(conn, call.id, told.status, now, told.seconds, told.sip_code)
    await outbox.put(conn, CallEnded.new(now, call_id=call.id))
    attempt = await attempts.attempt_for_update(conn, call.id)
    if attempt is None:
        return
    allowance = await allowances.get(conn, attempt.allowance_id)
    spent = cost(told.seconds, allowance.minute_price_micro)
    reason = "canceled" if told.status is CallStatus.CANCELED else None
    await attempts.set_over(conn, attempt.id, spent, reason)
    # Last, for all dials of the campaign wait for this row until the commit.
    await allowances.charge(conn, allowance, reserved=attempt.reserved_micro, spent=spent, now=now)


async def heed_machine(db: Database, clock: Clock, call_id: UUID, answered_by: str) -> None:
    """Note who took the call. A machine is reported once, and only while the call lives."""
    now = clock.now()
    async with db.transaction() as conn:
        call = await store.call_for_update(conn, call_id)
        if call is None:
            raise NotFound("No such call.", call_id=str(call_id))
        await store.set_answered_by(conn, call_id, answered_by)
        heard = call.model_copy(update={"answered_by": answered_by})
        if heard.machine and call.ended_at is None and await store.claim_machine(conn, call_id):
            await outbox.put(conn, MachineAnswered.new(now, call_id=call_id))


async def receive(conn: Connection, sid: str, phone: str, number: str, now: datetime) -> UUID:
    """Somebody rings us. The same call, told twice, even at once, keeps its id."""
    call = Call(
        id=new_id(now),
        direction=Direction.INBOUND,
        sid=sid,
        phone=phone,
        number=number,
        status=CallStatus.RINGING,
        answered_by=None,
        created_at=now,
        answered_at=None,
        ended_at=None,
        seconds=None,
        sip_code=None,
    )
    await store.add_inbound(conn, call)
    return await call_of_sid(conn, sid)


async def conclude(conn: Connection, call_id: UUID) -> None:
    """The consequences of this call's end are drawn: nobody needs to be told again."""
    await store.set_concluded(conn, call_id)


async def ending(conn: Connection, call_id: UUID) -> Ending:
    """How it ended: by the network's word, or because it was never to be. Raises `NotFound`."""
    attempt = await attempts.attempt(conn, call_id)
    if attempt is not None and attempt.state is AttemptState.REFUSED:
        return Ending(
            call_id=call_id,
            member_id=attempt.member_id,
            phone=attempt.phone,
            direction=Direction.OUTBOUND,
            status=None,
            refused=attempt.reason,
            machine=False,
            seconds=None,
            never=attempt.reason == "number_dead",
        )
    call = await store.call(conn, call_id)
    return Ending(
        call_id=call_id,
        member_id=attempt.member_id if attempt else None,
        phone=call.phone,
        direction=call.direction,
        status=call.status,
        refused=None,
        machine=call.machine,
        seconds=call.seconds,
        never=call.status is CallStatus.FAILED and call.sip_code in NOBODY_THERE,
        cost_micro=attempt.cost_micro if attempt else 0,
        stopped=await end_of(conn, call_id) is not None,
    )


async def end_of(conn: Connection, call_id: UUID) -> End | None:
    """Who of ours ends it, if somebody does."""
    return next(iter(await store.ends(conn, [call_id])), None)


async def call(conn: Connection, call_id: UUID) -> Call:
    """One call. Raises `NotFound`."""
    return await store.call(conn, call_id)


async def is_over(conn: Connection, call_id: UUID) -> bool:
    """Whether it has ended. Where it has not, nobody hears of its end before the transaction's."""
    found = await store.call_for_update(conn, call_id)
    return found is None or found.ended_at is not None


async def lines(conn: Connection, line: Line) -> int:
    """How many the account has for calls of allowances: those who rang us take theirs, and those
    to whom they are handed over."""
    return line.live_calls - await store.inbound(conn) - await transfers.legs_of_callers(conn)


async def call_of_sid(conn: Connection, sid: str) -> UUID:
    """Our id of a call the network names. Raises `NotFound`."""
    found = await store.call_of_sid(conn, sid)
    if found is None:
        raise NotFound("No such call.", sid=sid)
    return found


async def attempt(conn: Connection, attempt_id: UUID) -> Attempt:
    """One attempt. Raises `NotFound`."""
    found = await attempts.attempt(conn, attempt_id)
    if found is None:
        raise NotFound("No such attempt.", attempt_id=str(attempt_id))
    return found


async def with_phone(conn: Connection, phone: str) -> tuple[list[Attempt], list[Call]]:
    """All that was tried and said with that number, the oldest first."""
    return await attempts.attempts_of(conn, phone), await store.calls_of(conn, phone)


async def decide_alone(conn: Connection, phone: str) -> None:
    """Let nobody else come to a decision about that number until the transaction ends."""
    await attempts.lock_phone(conn, phone)


async def open_calls(conn: Connection, phone: str) -> list[UUID]:
    """Calls with that number that are live, or whose end has not been concluded."""
    return await store.open_of(conn, phone)


async def withdraw_person(conn: Connection, phone: str, now: datetime) -> None:
    """What was planned for that number ends as refused.

    Until the transaction ends, nobody commits to ring it: attempts before the number, as a dial.
    """
    withdrawn = await attempts.withdraw_planned_of(conn, phone, "erased")
    await attempts.lock_phone(conn, phone)
    await outbox.put(conn, *(CallEnded.new(now, call_id=each) for each in withdrawn))


async def erase(conn: Connection, phone: str, kept: Sequence[UUID]) -> dict[str, int]:
    """Forget whose number it was, but in calls that are kept for now. How many it was in."""
    return {
        "attempts": await attempts.erase_attempts(conn, phone, kept),
        "calls": await store.erase_calls(conn, phone, kept),
    }


async def backlog_age(conn: Connection, now: datetime) -> float:
    """Seconds that the first attempt has waited that was due by now; 0 where none waits."""
    oldest = await attempts.oldest_due(conn, now)
    return (now - oldest).total_seconds() if oldest else 0
