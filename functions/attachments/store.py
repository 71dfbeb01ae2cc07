"""All SQL on attachments."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.attachments.model import Attachment, Scan
from shared.db.pool import Connection
from shared.value import Instant


async def add(conn: Connection, file: Attachment) -> None:
    """Note that its bytes are about to come."""
    await conn.execute(
        """
        insert into attachment (id, ticket_id, name, media_type, size, sha256, scan, is_public,
          by_requester, added_by, added_at)
        values (%(id)s, %(ticket_id)s, %(name)s, %(media_type)s, %(size)s, %(sha256)s, %(scan)s,
          %(is_public)s, %(by_requester)s, %(added_by)s, %(added_at)s)
        """,
        file.model_dump(),
    )


async def set_stored(conn: Connection, file_id: UUID, at: Instant) -> bool:
    """False where it was taken away meanwhile, or was there before."""
    cursor = await conn.execute(
        """
        update attachment set stored_at = %s
        where id = %s and stored_at is null and removed_at is null
        """,
        (at, file_id),
    )
    return cursor.rowcount == 1


async def of_ticket(conn: Connection, ticket_id: UUID) -> list[Attachment]:
    """Those that are there, the oldest first."""
    async with conn.cursor(row_factory=class_row(Attachment)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, name, media_type, size, sha256, scan, is_public, by_requester,
              added_by, added_at
            from attachment
            where ticket_id = %s and stored_at is not null and removed_at is null order by id
            """,
            (ticket_id,),
        )
        return await cursor.fetchall()


async def one(conn: Connection, file_id: UUID) -> Attachment | None:
    """One that is there, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=class_row(Attachment)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, name, media_type, size, sha256, scan, is_public, by_requester,
              added_by, added_at
            from attachment
            where id = %s and stored_at is not null and removed_at is null for update
            """,
            (file_id,),
        )
        return await cursor.fetchone()


async def set_scan(conn: Connection, file_id: UUID, scan: Scan) -> None:
    await conn.execute("update attachment set scan = %s where id = %s", (scan, file_id))


async def set_removed(conn: Connection, file_id: UUID, by: str, at: Instant) -> None:
    await conn.execute(
        "update attachment set removed_by = %s, removed_at = %s where id = %s", (by, at, file_id)
    )


async def by_requesters(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Attachment]:
    """What the requesters of these tickets sent and nobody took away, the oldest first."""
    async with conn.cursor(row_factory=class_row(Attachment)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, name, media_type, size, sha256, scan, is_public, by_requester,
              added_by, added_at
            from attachment
            where ticket_id = any(%s) and by_requester and removed_at is null order by id
            """,
            (list(ticket_ids),),
        )
        return await cursor.fetchall()


async def erase_names(conn: Connection, ticket_ids: Sequence[UUID]) -> None:
    """Forget who sent what, also of files that were taken away before."""
    await conn.execute(
        """
        update attachment set name = 'erased', added_by = 'erased', sha256 = ''
        where ticket_id = any(%s) and by_requester
        """,
        (list(ticket_ids),),
    )


async def left_behind(conn: Connection, until: Instant, count: int) -> list[Attachment]:
    """Files whose bytes should have come until then and did not, or nobody knows."""
    async with conn.cursor(row_factory=class_row(Attachment)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, name, media_type, size, sha256, scan, is_public, by_requester,
              added_by, added_at
            from attachment where stored_at is null and removed_at is null and added_at <= %s
            order by id limit %s for update skip locked
            """,
            (until, count),
        )
        return await cursor.fetchall()
