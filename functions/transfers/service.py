"""Callers on their way to a person: who waits, whose telephone rings, who came, who left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance, cost
from functions.rotas import service as rotas
from functions.rotas.model import OnCall
from functions.transfers import store
from functions.transfers.model import (
    NO_WAIT,
    PATIENCE,
    Ring,
    Shift,
    State,
    Takeover,
    Transfer,
    Wanted,
    next_rings,
)
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import new_id

LAST, ENOUGH = 50, 5
"""Calls from whose length it is told how long the next one takes, and how many tell enough."""


async def there(conn: Connection, rota: str, now: datetime) -> list[OnCall]:
    """Who can take a call now, in the order to ask them: on call, not away, on no other call."""
    try:
        people = await rotas.reachable(conn, rota, now)
    except NotFound:  # nobody has written it down: then nobody is on call
        return []
    busy = await store.busy(conn, [each.phone for each in people])
    return [each for each in people if each.phone not in busy]


async def want(conn: Connection, wanted: Wanted, now: datetime) -> bool:
    """Somebody waits for a person from now on. False where they did already."""
    new = Transfer(id=new_id(now), state=State.WAITING, wanted_at=now, **wanted.model_dump())
    return await store.add(conn, new)


async def of_turn(conn: Connection, call_id: UUID, n: int) -> Transfer:
    """The transfer that a turn led to, locked until the transaction ends. Raises `NotFound`."""
    found = await store.for_update(conn, call_id, n)
    if found is None:
        raise NotFound("Nobody was wanted in this turn.", call_id=str(call_id))
    return found


async def ring_next(
    conn: Connection, transfer: Transfer, after: int, now: datetime, *, lines: int
) -> Ring | None:
    """The telephone to ring once the one at place `after` was asked in vain; nothing where there
    is none, or the wait is over. Asked again it is the same one, and nobody's rings twice.

    `lines` are those the account has for calls of allowances.
    """
    rings = await store.rings(conn, [transfer.id])
    if len(rings) > after or transfer.state is not State.WAITING:
        return next((each for each in rings if each.place == after + 1), None)
    people = await _next(conn, transfer, rings, now)
    if people and (ring := await _claim(conn, transfer, people, now, lines=lines)):
        return ring
    state = State.NOBODY_CAME if rings else State.NOBODY_THERE
    await store.set_state(conn, transfer.id, state, now)
    return None


async def _next(
    conn: Connection, transfer: Transfer, rings: Sequence[Ring], now: datetime
) -> list[Ring]:
    """Who takes a call over has rung nobody but themselves."""
    if transfer.begun_by:
        return []
    return next_rings(transfer, rings, await there(conn, transfer.rota, now), now)


async def ring_back(
    conn: Connection, transfer: Transfer, takeover: Takeover, now: datetime, *, lines: int
) -> Ring | None:
    """The telephone of whoever takes the call over; nothing where it is engaged, or there is no
    line or no money for it. Asked again it is the same one, and rings once."""
    rings = await store.rings(conn, [transfer.id])
    if rings or transfer.state is not State.WAITING:
        return next(iter(rings), None)
    ring = Ring(
        transfer_id=transfer.id,
        place=1,
        person=takeover.person,
        phone=takeover.phone,
        language=takeover.language,
        ring_seconds=round(PATIENCE.total_seconds()),
        asked_at=now,
    )
    if claimed := await _claim(conn, transfer, [ring], now, lines=lines):
        return claimed
    await store.set_state(conn, transfer.id, State.NOBODY_THERE, now)
    return None


async def _claim(
    conn: Connection, transfer: Transfer, people: Sequence[Ring], now: datetime, *, lines: int
) -> Ring | None:
    """The first of them whom nobody else rings, if there is a line and the money for one.

    The money comes first: who holds somebody's telephone waits for nothing any more.
    """
    one = transfer.allowance_id
    allowance = await allowances.get(conn, one) if one else None
    if not await _admitted(conn, allowance, now, lines=lines):
        return None
    worst = allowance.worst_micro if allowance else 0
    for each in people:
        ring = each.model_copy(update={"reserved_micro": worst})
        if await store.add_ring(conn, ring):
            return ring
    if allowance:
        await allowances.release(conn, allowance.id, worst)
    return None


async def _admitted(
    conn: Connection, allowance: Allowance | None, now: datetime, *, lines: int
) -> bool:
    """Whether there is a line, and the money for it. Who rang us pays for themselves."""
    if allowance is None:
        return await allowances.live_anywhere(conn) < lines
    return await allowances.admit_leg(conn, allowance, lines=lines, now=now)


async def ring_of(conn: Connection, transfer: Transfer, place: int) -> Ring | None:
    """The telephone at that place, while the caller waits for it, or talks on it."""
    rings = await store.rings(conn, [transfer.id])
    last = rings[-1] if rings and transfer.state.is_open else None
    return last if last and last.place == place else None


async def take(conn: Connection, transfer: Transfer, place: int, now: datetime) -> Ring | None:
    """They take the call. Nothing where nobody waits for that any more."""
    ring = await ring_of(conn, transfer, place)
    if ring is None:
        return None
    await store.set_taken(conn, transfer.id, place, now)
    if transfer.state is State.WAITING:
        await store.set_state(conn, transfer.id, State.TALKING, now)
    return ring


async def heed_result(
    conn: Connection, transfer: Transfer, place: int, now: datetime, *, bridged: bool
) -> Transfer:
    """The telephone at that place does not ring any more, nor is it talked on; as it stands then.

    Who took the call and was not connected after all leaves the caller waiting.
    """
    rings = await store.rings(conn, [transfer.id])
    if place == len(rings) and transfer.state.is_open:
        state = State.DONE if bridged else State.WAITING
        await store.set_state(conn, transfer.id, state, now)
    return await of_turn(conn, transfer.call_id, transfer.n)


async def free(
    conn: Connection, transfer: Transfer, place: int, seconds: int | None, now: datetime
) -> bool:
    """That telephone is free again, and the leg is paid: true for the first to say so.

    `seconds` is how long it was off the hook.
    """
    rings = await store.rings(conn, [transfer.id])
    ring = next((each for each in rings if each.place == place), None)
    if ring is None or ring.over_at:
        return False
    if transfer.allowance_id is None:
        return await store.set_over(conn, transfer.id, place, 0, now)
    allowance = await allowances.get(conn, transfer.allowance_id)
    spent = cost(seconds, allowance.minute_price_micro)
    if not await store.set_over(conn, transfer.id, place, spent, now):
        return False
    reserved = ring.reserved_micro
    await allowances.charge(conn, allowance, reserved=reserved, spent=spent, now=now)
    return True


async def close(conn: Connection, call_id: UUID, now: datetime) -> list[Transfer]:
    """The caller is gone: whoever still waited has left, who talked is done. Those it was."""
    closed = await store.open_of_call(conn, call_id)
    for each in closed:
        state = State.DONE if each.state is State.TALKING else State.LEFT
        await store.set_state(conn, each.id, state, now)
    return closed


async def left_ringing(conn: Connection, call_id: UUID) -> list[tuple[Transfer, Ring]]:
    """Telephones that by our books still ring for a call, or are talked on. Locked."""
    found = [await of_turn(conn, call_id, n) for n in await store.turns_ringing(conn, call_id)]
    rings = await store.rings(conn, [each.id for each in found])
    return [
        (transfer, ring)
        for transfer in found
        for ring in rings
        if ring.transfer_id == transfer.id and ring.over_at is None
    ]


async def keep_answer(conn: Connection, transfer: Transfer, ring: Ring | None, answer: str) -> str:
    """Keep the document that rings somebody, or ends the wait. Returns the one in force."""
    if ring is None:
        return await store.keep_answer(conn, transfer.id, answer)
    return await store.keep_ring_answer(conn, transfer.id, ring.place, answer)


async def recent(
    conn: Connection, *, after: UUID | None, limit: int
) -> list[tuple[Transfer, list[Ring]]]:
    """The newest first, each with the telephones that rang for it."""
    found = await store.page(conn, after, limit)
    rings = await store.rings(conn, [each.id for each in found])
    return [(one, [each for each in rings if each.transfer_id == one.id]) for one in found]


async def legs_of_callers(conn: Connection) -> int:
    """How many lines lead from people who rang us to one of ours."""
    return await store.legs_of_callers(conn)


async def shift(conn: Connection, allowance_id: UUID, rota: str, now: datetime) -> Shift:
    """The people a campaign hands its calls to, as they are now."""
    try:
        people = await rotas.reachable(conn, rota, now)
    except NotFound:
        people = []
    busy = await store.busy(conn, [each.phone for each in people])
    seconds = await store.handled(conn, allowance_id, LAST)
    return Shift(
        free=len(people) - len(busy),
        busy=len(busy),
        own=await store.rings_of(conn, allowance_id),
        handle_seconds=_mean(seconds),
    )


def _mean(seconds: Sequence[float]) -> float | None:
    return sum(seconds) / len(seconds) if len(seconds) >= ENOUGH else None


async def wanted(conn: Connection, allowance_id: UUID, since: datetime) -> int:
    """In how many calls of a campaign somebody wanted a person since then."""
    return await store.wanted(conn, allowance_id, since)


async def abandoned(conn: Connection, allowance_id: UUID, span: timedelta, now: datetime) -> int:
    """In how many of its calls within that span somebody wanted a person and got none."""
    return await store.abandoned(conn, allowance_id, now - span, NO_WAIT)


async def ask(conn: Connection, takeover: Takeover) -> None:
    """One of ours is to have the call."""
    await store.add_takeover(conn, takeover)


async def takeover(conn: Connection, takeover_id: UUID) -> Takeover:
    """One, locked until the transaction ends. Raises `NotFound`."""
    found = await store.takeover_for_update(conn, takeover_id)
    if found is None:
        raise NotFound("Nobody takes a call over by that.", takeover_id=str(takeover_id))
    return found


async def takeovers(conn: Connection, call_ids: Sequence[UUID]) -> dict[UUID, Takeover]:
    """Who takes these calls over, or did last, by the call."""
    return {each.call_id: each for each in await store.takeovers(conn, call_ids)}


async def tell(conn: Connection, takeover: Takeover, n: int) -> None:
    """The caller is told in that turn."""
    await store.set_told(conn, takeover.id, n)


async def drop(conn: Connection, takeover: Takeover, why: str) -> None:
    """Nothing comes of it, and the caller never knew."""
    await store.drop_takeover(conn, takeover.id, why)


async def with_person(conn: Connection, call_id: UUID) -> tuple[Transfer, Ring | None] | None:
    """The transfer in which a call waits, or is talked in, and whose telephone it is."""
    found = await store.going_on(conn, call_id)
    if found is None:
        return None
    rings = await store.rings(conn, [found.id])
    return found, next((each for each in reversed(rings) if each.over_at is None), None)


async def is_busy(conn: Connection, phone: str) -> bool:
    """Whether that telephone rings for somebody, or is talked on."""
    return bool(await store.busy(conn, [phone]))
