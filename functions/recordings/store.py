"""All SQL over recordings, and over who listened to them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.recordings.model import Listen, Recording
from shared.db.pool import Connection


async def add(conn: Connection, new: Recording) -> bool:
    """False where the call has one already."""
    cursor = await conn.execute(
        """
        insert into recording (call_id, state, unwanted, retention, wanted_at, due_at)
        values (%(call_id)s, %(state)s, %(unwanted)s, %(retention)s, %(wanted_at)s, %(due_at)s)
        on conflict (call_id) do nothing
        """,
        new.model_dump(),
    )
    return cursor.rowcount == 1


async def get(conn: Connection, call_id: UUID) -> Recording | None:
    async with conn.cursor(row_factory=class_row(Recording)) as cursor:
        await cursor.execute(
            """
            select call_id, sid, state, unwanted, retention, wanted_at, seconds, size, sha256,
              tries, due_at, leased_until
            from recording where call_id = %s
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def for_update(conn: Connection, call_id: UUID) -> Recording | None:
    async with conn.cursor(row_factory=class_row(Recording)) as cursor:
        await cursor.execute(
            """
            select call_id, sid, state, unwanted, retention, wanted_at, seconds, size, sha256,
              tries, due_at, leased_until
            from recording where call_id = %s for update
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def save(conn: Connection, recording: Recording) -> None:
    """Write down how it stands. Lock it first. Leases are not saved."""
    await conn.execute(
        """
        update recording set sid = %(sid)s, state = %(state)s, unwanted = %(unwanted)s,
          seconds = %(seconds)s, size = %(size)s, sha256 = %(sha256)s, tries = %(tries)s,
          due_at = %(due_at)s
        where call_id = %(call_id)s
        """,
        recording.model_dump(),
    )


async def lease(
    conn: Connection, call_id: UUID, now: datetime, until: datetime
) -> Recording | None:
    """The recording, for one worker alone, if its next step is due."""
    async with conn.cursor(row_factory=class_row(Recording)) as cursor:
        await cursor.execute(
            """
            update recording set leased_until = %(until)s
            where call_id = %(call_id)s and due_at <= %(now)s
              and (leased_until is null or leased_until <= %(now)s)
            returning call_id, sid, state, unwanted, retention, wanted_at, seconds, size, sha256,
              tries, due_at, leased_until
            """,
            {"call_id": call_id, "now": now, "until": until},
        )
        return await cursor.fetchone()


async def let_go(conn: Connection, call_id: UUID) -> None:
    await conn.execute("update recording set leased_until = null where call_id = %s", (call_id,))


async def due(conn: Connection, now: datetime, count: int) -> list[UUID]:
    """Recordings whose next step nobody takes, the longest due first."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select call_id from recording
            where due_at <= %(now)s and (leased_until is null or leased_until <= %(now)s)
            order by due_at limit %(count)s
            """,
            {"now": now, "count": count},
        )
        return await cursor.fetchall()


async def expired(conn: Connection, retention: str, before: datetime, count: int) -> list[UUID]:
    """Recordings of that class from before then, the oldest first."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select call_id from recording
            where unwanted is null and retention = %s and wanted_at < %s
            order by wanted_at limit %s
            """,
            (retention, before, count),
        )
        return await cursor.fetchall()


async def of_calls(conn: Connection, call_ids: Sequence[UUID]) -> list[Recording]:
    """Those there are, the oldest first."""
    async with conn.cursor(row_factory=class_row(Recording)) as cursor:
        await cursor.execute(
            """
            select call_id, sid, state, unwanted, retention, wanted_at, seconds, size, sha256,
              tries, due_at, leased_until
            from recording where call_id = any(%s) order by wanted_at, call_id
            """,
            (list(call_ids),),
        )
        return await cursor.fetchall()


async def add_listen(conn: Connection, call_id: UUID, listen: Listen) -> None:
    await conn.execute(
        "insert into recording_listen (call_id, actor, part, at) values (%s, %s, %s, %s)",
        (call_id, listen.actor, listen.part, listen.at),
    )


async def listens(conn: Connection, call_id: UUID) -> list[Listen]:
    """The newest first, two hundred at the most."""
    async with conn.cursor(row_factory=class_row(Listen)) as cursor:
        await cursor.execute(
            """
            select actor, part, at from recording_listen where call_id = %s
            order by position desc limit 200
            """,
            (call_id,),
        )
        return await cursor.fetchall()
