"""The switch that stops all dialling, for everybody, at once."""

from pydantic import Field

from functions.allowances import service as allowances
from functions.allowances.model import Pause
from functions.calls import service as calls
from shared.db.pool import Connection, Database
from shared.ports import Clock
from shared.value import Instant, Text, Value, new_id


class Dialling(Value):
    """Whether anybody is dialled; and where not, who wants that, since when and why."""

    paused: bool
    by: str | None = None
    at: Instant | None = None
    reason: str | None = None


class WhyPaused(Value):
    """What whoever pauses owes the others."""

    reason: Text = Field(min_length=3, max_length=500)


async def dialling(db: Database) -> Dialling:
    """How it stands."""
    async with db.transaction() as conn:
        return await _dialling(conn)


async def pause(db: Database, clock: Clock, why: WhyPaused, *, actor: str) -> Dialling:
    """Nobody is dialled from the commit on; what the network has not begun to ring is taken back.

    Attempts stay planned, calls that are answered go on, and so does handing their callers over.
    Paused twice, the first who did and their reason stay.
    """
    now = clock.now()
    wanted = Pause(id=new_id(now), at=now, by=actor, reason=why.reason)
    async with db.transaction() as conn:
        if await allowances.pause(conn, wanted):
            for each in await allowances.live(conn):
                await calls.end_calls(conn, each, now, live=False)
        return await _dialling(conn)


async def resume(db: Database, clock: Clock, *, actor: str) -> Dialling:
    """Dial again: what is due goes within seconds. Nothing happens where nothing is paused."""
    async with db.transaction() as conn:
        await allowances.resume(conn, actor, clock.now())
        return await _dialling(conn)


async def _dialling(conn: Connection) -> Dialling:
    pause = await allowances.paused(conn)
    if pause is None:
        return Dialling(paused=False)
    return Dialling(paused=True, by=pause.by, at=pause.at, reason=pause.reason)
