"""All SQL on alerts."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from functions.ops.model import Alert
from shared.db.pool import Connection


async def add(conn: Connection, alert: Alert) -> bool:
    """False where it stands there already."""
    cursor = await conn.execute(
        """
        insert into alert (id, at, source, subject_id, what, text)
        values (%(id)s, %(at)s, %(source)s, %(subject_id)s, %(what)s, %(text)s)
        on conflict (id) do nothing
        """,
        alert.model_dump(),
    )
    return cursor.rowcount == 1


async def recent(
    conn: Connection, after: UUID | None, limit: int, *, only_open: bool
) -> list[Alert]:
    """The newest first; `after` is the last one already seen."""
    async with conn.cursor(row_factory=class_row(Alert)) as cursor:
        await cursor.execute(
            """
            select id, at, source, subject_id, what, text, acknowledged_by, acknowledged_at
            from alert
            where (not %(open)s or acknowledged_at is null)
              and (%(after)s::uuid is null
                or (at, id) < (select at, id from alert where id = %(after)s))
            order by at desc, id desc limit %(limit)s
            """,
            {"after": after, "limit": limit, "open": only_open},
        )
        return await cursor.fetchall()


async def acknowledge(conn: Connection, alert_id: UUID, actor: str, now: datetime) -> Alert | None:
    """The alert; who acknowledged it first stays."""
    async with conn.cursor(row_factory=class_row(Alert)) as cursor:
        await cursor.execute(
            """
            update alert set acknowledged_by = coalesce(acknowledged_by, %(actor)s),
              acknowledged_at = coalesce(acknowledged_at, %(now)s)
            where id = %(id)s
            returning id, at, source, subject_id, what, text, acknowledged_by, acknowledged_at
            """,
            {"id": alert_id, "actor": actor, "now": now},
        )
        return await cursor.fetchone()
