"""One of ours steps into a call that is live: they end it, or have it themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.access.model import Principal
from functions.audit import service as audit
from functions.audit.model import Deed
from functions.calls import service, store
from functions.calls.model import Call, CallStatus, Direction, End
from functions.permission import service as permission
from functions.phones.model import dialled
from functions.rotas import service as rotas
from functions.transfers import service as transfers
from functions.transfers.model import State, Takeover
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, NotFound
from shared.messages import EndCall, TakeOver
from shared.ports import Clock
from shared.value import Instant, Spoken, Value, new_id

AGAIN = timedelta(seconds=15)
"""Longer than a sentence takes: a call still live by then was not told to end, and is told anew."""


class TakenOver(Value):
    """Who takes a call over, and how far that is: `asked`, a transfer's state, or `dropped`."""

    id: UUID
    person: str
    state: str
    asked_at: Instant

    @classmethod
    def of(cls, takeover: Takeover, now: datetime) -> "TakenOver":
        """As it stands."""
        waits = "asked" if takeover.is_open(now) else "dropped"
        state = takeover.state or waits
        return cls(id=takeover.id, person=takeover.person, state=state, asked_at=takeover.asked_at)


class Stepped(Call):
    """A call, and who of ours has stepped in: who ends it, and who takes it over, or did last."""

    ended_by: str | None
    takeover: TakenOver | None


async def stepped(conn: Connection, calls: Sequence[Call], now: datetime) -> list[Stepped]:
    """The same calls with that."""
    ids = [each.id for each in calls]
    ends = {each.call_id: each.actor for each in await store.ends(conn, ids)}
    taken = await transfers.takeovers(conn, ids)
    return [
        Stepped(
            **each.model_dump(),
            ended_by=ends.get(each.id),
            takeover=TakenOver.of(taken[each.id], now) if each.id in taken else None,
        )
        for each in calls
    ]


async def end(db: Database, clock: Clock, call_id: UUID, *, by: Principal, reason: str) -> End:
    """Have it ended, with a sentence where somebody is on the line. Who asks first has done it.

    Raises `NotFound`, and `Conflict` where it has ended already.
    """
    now = clock.now()
    async with db.transaction() as conn:
        await _live(conn, call_id)
        wanted = End(call_id=call_id, actor=by.name, reason=reason, asked_at=now, sent_at=now)
        is_first = await store.add_end(conn, wanted)
        if is_first:
            deed = Deed(action="call.ended", subject=str(call_id), after={"reason": reason})
            await audit.note(conn, by.by, deed, now)
        if is_first or await store.send_end_again(conn, call_id, now - AGAIN, now):
            await outbox.put(conn, EndCall.new(now, call_id=call_id))
        return (await store.ends(conn, [call_id]))[0]


async def _live(conn: Connection, call_id: UUID) -> Call:
    """The call, held until the transaction ends: nobody else steps in meanwhile."""
    call = await store.call_for_update(conn, call_id)
    if call is None:
        raise NotFound("No such call.", call_id=str(call_id))
    if call.ended_at is not None:
        raise Conflict("This call has ended already.", ended_at=call.ended_at.isoformat())
    return call


async def take_over(
    db: Database, clock: Clock, call_id: UUID, *, by: Principal, phone: str | None, spoken: Spoken
) -> TakenOver:
    """Have the caller led to them. They are rung at `phone`, which is kept, else where it was.

    The same person asking again is rung once. Raises `NotFound`; `Conflict` where the call is not
    live, or somebody else has it; `Invalid` where there is no number to ring.
    """
    now = clock.now()
    async with db.transaction() as conn:
        call = await _live(conn, call_id)
        if (theirs := await _taken(conn, call, by.name, now)) is not None:
            return TakenOver.of(theirs, now)
        rung = await _phone(conn, call, by.name, phone)
        await rotas.keep_phone(conn, by.name, rung, now)
        takeover = Takeover(
            id=new_id(now),
            call_id=call_id,
            person=by.name,
            phone=rung,
            language=spoken,
            asked_at=now,
        )
        await transfers.ask(conn, takeover)
        await audit.note(conn, by.by, Deed(action="call.taken_over", subject=str(call_id)), now)
        await outbox.put(conn, TakeOver.new(now, call_id=call_id, takeover_id=takeover.id))
    return TakenOver.of(takeover, now)


async def _taken(conn: Connection, call: Call, person: str, now: datetime) -> Takeover | None:
    """What this person has asked for already. Raises `Conflict` where the call is not to be had."""
    if call.direction is Direction.OUTBOUND and call.status is not CallStatus.IN_PROGRESS:
        raise Conflict("Nobody has answered this call yet.", status=call.status)
    if ends := await service.end_of(conn, call.id):
        raise Conflict(f"{ends.actor} is ending this call.", person=ends.actor)
    asked = (await transfers.takeovers(conn, [call.id])).get(call.id)
    if asked and asked.is_open(now):
        if asked.person == person:
            return asked
        raise Conflict(f"{asked.person} is taking this call over.", person=asked.person)
    await _check_with_nobody(conn, call.id)
    return None


async def _check_with_nobody(conn: Connection, call_id: UUID) -> None:
    found = await transfers.with_person(conn, call_id)
    if found is None:
        return
    transfer, ring = found
    person = ring.person if ring else transfer.rota
    does = "is talking with them" if transfer.state is State.TALKING else "is being rung for them"
    raise Conflict(f"{person} {does} already.", person=person)


async def _phone(conn: Connection, call: Call, person: str, given: str | None) -> str:
    """Where they are rung: never a stranger, and never one of the two ends of the call."""
    written = given or await rotas.phone_of(conn, person)
    if written is None:
        raise _unfit("nobody has said where you are rung", "Give your own telephone.")
    phone = dialled(written).number
    if phone in {call.phone, call.number}:
        raise _unfit("this number is in the call already", "Give your own telephone.")
    if await permission.forbidden(conn, [phone]):
        raise _unfit("this number is on the do-not-call list", "Give another telephone of yours.")
    if await transfers.is_busy(conn, phone):
        raise Conflict("Your telephone rings for another call, or you talk on it.", phone=phone)
    return phone


def _unfit(problem: str, hint: str) -> Invalid:
    errors = [{"field": "phone", "problem": problem, "hint": hint}]
    return Invalid(f"phone: {problem}. {hint}", errors=errors)
