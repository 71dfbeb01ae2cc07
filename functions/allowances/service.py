"""Who may ring whom at what cost: written by campaigns, asked at every dial, booked at each end."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.allowances import store
from functions.allowances.model import Admission, Allowance, Pause
from shared.db.pool import Connection

SAFETY = 0.95
"""Share of the account's pace that is used, so that its own queue stays empty."""
PATIENCE = timedelta(seconds=1)
"""How far ahead a turn may lie: a dial waits for it, and a pause is felt within that time."""


async def allow(conn: Connection, allowance: Allowance) -> None:
    """Say what may be done from now on. What was spent stays."""
    await store.put(conn, allowance)


async def get(conn: Connection, allowance_id: UUID) -> Allowance:
    """The rules in force and what was spent. Raises `NotFound`."""
    return await store.get(conn, allowance_id)


async def set_open(conn: Connection, allowance_id: UUID, *, is_open: bool) -> None:
    """Let dials through, or hold them back: in force with the commit."""
    await store.set_open(conn, allowance_id, is_open=is_open)


async def close(conn: Connection, allowance_id: UUID, because: str) -> None:
    """No dial any more, for a reason that somebody has to mend first."""
    await store.close(conn, allowance_id, because)


async def end(conn: Connection, allowance_id: UUID) -> None:
    """No dial any more, and its live calls are to end; so are those that are found later."""
    await store.set_open(conn, allowance_id, is_open=False)
    await store.set_ending(conn, allowance_id)


async def hold(conn: Connection, allowance_id: UUID, until: datetime) -> None:
    """Ring nobody before then: the network has no room."""
    await store.hold(conn, allowance_id, until)


async def admit(conn: Connection, allowance: Allowance, *, lines: int, now: datetime) -> bool:
    """Let one more call be made, its worst case kept aside: the last thing before the commit.

    `lines` are those the account has left for calls of allowances. False where a rule in force, of
    which `allowance` may know nothing yet, does not let it.
    """
    return await store.admit(conn, _wanted(allowance, lines, now))


async def admit_leg(conn: Connection, allowance: Allowance, *, lines: int, now: datetime) -> bool:
    """Let a call under way take a second line, to somebody of ours; its worst case is kept aside.

    It lasts no longer than the call. Only the money and the account's lines may forbid it: a
    campaign that is paused, or at its own most calls, still hands over whom it has on the line.
    """
    return await store.admit_leg(conn, _wanted(allowance, lines, now))


def _wanted(allowance: Allowance, lines: int, now: datetime) -> Admission:
    return Admission(
        id=allowance.id,
        worst=allowance.worst_micro,
        lines=lines,
        now=now,
        today=allowance.today(now),
    )


async def release(conn: Connection, allowance_id: UUID, reserved: int) -> None:
    """A call was never made after all: its line and what was kept aside are free again."""
    await store.release(conn, allowance_id, reserved)


async def charge(
    conn: Connection, allowance: Allowance, *, reserved: int, spent: int, now: datetime
) -> None:
    """A call ended: book what it cost, in micro-units, and give back its line and the rest."""
    today = allowance.today(now)
    await store.charge(conn, allowance.id, reserved=reserved, spent=spent, today=today)


async def take_turn(
    conn: Connection, account: str, per_second: float, now: datetime
) -> datetime | None:
    """When one more call may be placed, if that is soon: then the turn is taken."""
    gap = timedelta(seconds=1 / (per_second * SAFETY))
    return await store.take_turn(conn, account, now, now + PATIENCE, gap)


async def live_anywhere(conn: Connection) -> int:
    """How many calls made for anybody ring, talk, or may do so."""
    return await store.live_anywhere(conn)


async def room(conn: Connection, account: str, per_second: float, now: datetime) -> int:
    """How many turns are left until a second from now."""
    next_at = await store.next_turn(conn, account)
    ahead = (now + PATIENCE - max(now, next_at or now)).total_seconds()
    return max(0, round(ahead * per_second * SAFETY))


async def pause(conn: Connection, pause: Pause) -> bool:
    """Let nobody be dialled any more: in force with the commit. False where that was so already:
    who paused first, and why, stays."""
    return await store.add_pause(conn, pause)


async def paused(conn: Connection) -> Pause | None:
    """The pause in force, if there is one."""
    return await store.pause(conn)


async def resume(conn: Connection, actor: str, now: datetime) -> bool:
    """Let dials through again. False where nothing was paused."""
    return await store.end_pause(conn, actor, now)


async def live(conn: Connection) -> list[UUID]:
    """The allowances that have calls under way."""
    return await store.live(conn)


async def spent_today(conn: Connection, now: datetime) -> dict[str, int]:
    """What all calls have cost today (UTC), in micro-units, by currency."""
    return await store.spent_on(conn, now.date())
