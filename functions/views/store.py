"""All SQL on saved views."""

from collections.abc import Collection
from uuid import UUID

from psycopg.rows import class_row

from functions.views.model import View
from shared.db.pool import Connection


async def add(conn: Connection, view: View) -> None:
    """Keep a new view."""
    await conn.execute(
        """
        insert into saved_view (
          id, name, query, ordered_by, scope, group_name, owner, version, updated_at
        ) values (
          %(id)s, %(name)s, %(query)s, %(order)s, %(scope)s, %(group)s, %(owner)s, %(version)s,
          %(updated_at)s
        )
        """,
        view.model_dump(),
    )


async def seen_by(conn: Connection, owner: str, groups: Collection[str]) -> list[View]:
    """All views somebody may see, their own first."""
    async with conn.cursor(row_factory=class_row(View)) as cursor:
        await cursor.execute(
            """
            select id, name, query, ordered_by as "order", scope, group_name as "group", owner,
              version, updated_at
            from saved_view
            where owner = %s or group_name = any(%s) or scope = 'all'
            order by array_position('{personal,group,all}', scope), lower(name), id
            """,
            (owner, list(groups)),
        )
        return await cursor.fetchall()


async def get(conn: Connection, view_id: UUID) -> View | None:
    """One view."""
    async with conn.cursor(row_factory=class_row(View)) as cursor:
        await cursor.execute(
            """
            select id, name, query, ordered_by as "order", scope, group_name as "group", owner,
              version, updated_at
            from saved_view where id = %s
            """,
            (view_id,),
        )
        return await cursor.fetchone()


async def lock(conn: Connection, view_id: UUID) -> View | None:
    """One view, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=class_row(View)) as cursor:
        await cursor.execute(
            """
            select id, name, query, ordered_by as "order", scope, group_name as "group", owner,
              version, updated_at
            from saved_view where id = %s for update
            """,
            (view_id,),
        )
        return await cursor.fetchone()


async def save(conn: Connection, view: View) -> None:
    """Write what can change of a view."""
    await conn.execute(
        """
        update saved_view set name = %(name)s, query = %(query)s, ordered_by = %(order)s,
          scope = %(scope)s, group_name = %(group)s, version = %(version)s,
          updated_at = %(updated_at)s
        where id = %(id)s
        """,
        view.model_dump(),
    )


async def remove(conn: Connection, view_id: UUID) -> None:
    """Drop a view."""
    await conn.execute("delete from saved_view where id = %s", (view_id,))
