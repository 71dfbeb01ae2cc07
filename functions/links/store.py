"""All SQL on links between tickets, and on merges."""

from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.links.model import Link, Merge
from shared.db.pool import Connection
from shared.value import Instant


async def add(conn: Connection, link: Link) -> bool:
    """False where it is there already, or where a child has another parent."""
    cursor = await conn.execute(
        """
        insert into ticket_link (id, ticket_id, other_id, kind, with_parent, made_by, made_at)
        values (%(id)s, %(ticket_id)s, %(other_id)s, %(kind)s, %(with_parent)s, %(made_by)s,
          %(made_at)s)
        on conflict do nothing
        """,
        link.model_dump(),
    )
    return cursor.rowcount == 1


async def of_ticket(conn: Connection, ticket_id: UUID) -> list[Link]:
    """To and from it, the oldest first."""
    async with conn.cursor(row_factory=class_row(Link)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, other_id, kind, with_parent, made_by, made_at
            from ticket_link where ticket_id = %(id)s or other_id = %(id)s order by id
            """,
            {"id": ticket_id},
        )
        return await cursor.fetchall()


async def remove(conn: Connection, link_id: UUID) -> bool:
    """False where it is gone already."""
    cursor = await conn.execute("delete from ticket_link where id = %s", (link_id,))
    return cursor.rowcount == 1


async def claim(conn: Connection, link_id: UUID, parent_version: int) -> bool:
    """True for the first to tell a child of this solution of its parent, if it still is one."""
    cursor = await conn.execute(
        """
        update ticket_link set told_version = %(version)s
        where id = %(id)s and coalesce(told_version, 0) < %(version)s
        """,
        {"id": link_id, "version": parent_version},
    )
    return cursor.rowcount == 1


async def add_merge(conn: Connection, merge: Merge) -> None:
    before = merge.model_dump(mode="json", include={"state", "hold_reason"})
    await conn.execute(
        """
        insert into ticket_merge (id, ticket_id, into_id, before, made_by, made_at)
        values (%(id)s, %(ticket_id)s, %(into_id)s, %(before)s, %(made_by)s, %(made_at)s)
        """,
        {**merge.model_dump(), "before": Jsonb(before)},
    )


async def merge_of(conn: Connection, ticket_id: UUID) -> Merge | None:
    """By which the ticket was given up, unless that was undone."""
    async with conn.cursor(row_factory=class_row(Merge)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, into_id, before->>'state' as state,
              before->>'hold_reason' as hold_reason, made_by, made_at
            from ticket_merge where ticket_id = %s and undone_at is null
            """,
            (ticket_id,),
        )
        return await cursor.fetchone()


async def set_undone(conn: Connection, merge_id: UUID, actor: str, at: Instant) -> None:
    await conn.execute(
        "update ticket_merge set undone_by = %s, undone_at = %s where id = %s",
        (actor, at, merge_id),
    )
