"""Lines that wait for the transcript: SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from shared.db.pool import Connection


async def add_entries(
    conn: Connection, call_id: UUID, entries: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Lines that wait for the transcript. One of the same id stays as it is."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into transcript_entry (call_id, id, content, at) values (%s, %s, %s, %s)
            on conflict (call_id, id) do nothing
            """,
            [(call_id, each["id"], Jsonb(each), now) for each in entries],
        )


async def entries(conn: Connection, call_id: UUID) -> list[dict[str, Any]]:
    """The lines of a call that wait for its transcript, in order."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select content from transcript_entry where call_id = %s order by id", (call_id,)
        )
        return await cursor.fetchall()


async def remove_entries(conn: Connection, call_id: UUID, ids: Sequence[str]) -> None:
    await conn.execute(
        "delete from transcript_entry where call_id = %s and id = any(%s)", (call_id, list(ids))
    )


async def untranscribed(conn: Connection, before: datetime, count: int) -> list[UUID]:
    """Calls with lines that have waited since before then."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select call_id from transcript_entry where at < %s
            group by call_id order by min(at) limit %s
            """,
            (before, count),
        )
        return await cursor.fetchall()
