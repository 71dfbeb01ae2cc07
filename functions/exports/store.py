"""All SQL on exports."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from functions.exports.model import State, Work
from shared.db.pool import Connection
from shared.db.rows import found


async def add(conn: Connection, work: Work) -> None:
    await conn.execute(
        """
        insert into export (id, sheet, state, made_by, owner, sight, made_at, asked_at,
          before_serial)
        values (%(id)s, %(sheet)s, %(state)s, %(made_by)s, %(owner)s, %(sight)s, %(made_at)s,
          %(asked_at)s, %(before_serial)s)
        """,
        {
            **work.model_dump(),
            "sheet": Jsonb(work.sheet.model_dump(mode="json")),
            "sight": Jsonb(work.sight.model_dump(mode="json")) if work.sight else None,
        },
    )


async def get(conn: Connection, export_id: UUID) -> Work | None:
    rows = await found(
        conn,
        Work,
        """
        select id, sheet, state, rows, made_by, owner, sight, made_at, asked_at, finished_at,
          before_serial, after, parts, tries
        from export where id = %(id)s
        """,
        {"id": export_id},
    )
    return rows[0] if rows else None


async def claim(conn: Connection, export_id: UUID, now: datetime, until: datetime) -> Work | None:
    """Its next part is for whoever gets it here. Whoever dies with it has lost it by `until`."""
    rows = await found(
        conn,
        Work,
        """
        update export set leased_until = %(until)s, tries = tries + 1
        where id = %(id)s and state = 'waiting'
          and (leased_until is null or leased_until <= %(now)s)
        returning id, sheet, state, rows, made_by, owner, sight, made_at, asked_at, finished_at,
          before_serial, after, parts, tries
        """,
        {"id": export_id, "now": now, "until": until},
    )
    return rows[0] if rows else None


async def advance(
    conn: Connection, work: Work, *, after: str | None, rows: int, until: datetime
) -> bool:
    """A part more is there. False where it is no longer wanted, or somebody else has written it."""
    cursor = await conn.execute(
        """
        update export set after = %(after)s,
          before_serial = coalesce(split_part(substr(%(after)s, 4), '~', 1)::bigint, before_serial),
          rows = rows + %(rows)s, parts = parts + 1,
          leased_until = %(until)s, tries = 0
        where id = %(id)s and state = 'waiting' and parts = %(parts)s
        """,
        {"id": work.id, "parts": work.parts, "after": after, "rows": rows, "until": until},
    )
    return cursor.rowcount == 1


async def let_go(conn: Connection, export_id: UUID) -> None:
    await conn.execute(
        "update export set leased_until = null where id = %s and state = 'waiting'", (export_id,)
    )


async def finish(conn: Connection, export_id: UUID, state: State, now: datetime) -> None:
    await conn.execute(
        """
        update export set state = %s, finished_at = %s, leased_until = null, after = null
        where id = %s and state = 'waiting'
        """,
        (state, now, export_id),
    )


async def late(conn: Connection, now: datetime, limit: int) -> list[UUID]:
    """Those that nobody works on, and that are not done."""
    cursor = await conn.execute(
        """
        select id from export
        where state = 'waiting' and coalesce(leased_until, made_at) <= %s limit %s
        """,
        (now, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def drop(conn: Connection, made_until: datetime) -> list[Work]:
    """Let those be gone that were made until then."""
    return await found(
        conn,
        Work,
        """
        update export set state = 'gone', leased_until = null, after = null
        where state <> 'gone' and made_at <= %(until)s
        returning id, sheet, state, rows, made_by, owner, sight, made_at, asked_at, finished_at,
          before_serial, after, parts, tries
        """,
        {"until": made_until},
    )
