"""All SQL on who asked for tickets."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.tickets.model import (
    Requested,
    Ticket,
)
from shared.db.pool import Connection


async def of_requester(
    conn: Connection, requester_id: str, *, before: int, limit: int
) -> list[Requested]:
    """The newest tickets that somebody asked for through the portal."""
    async with conn.cursor(row_factory=class_row(Requested)) as cursor:
        await cursor.execute(
            """
            select id, number, title, language, channel, requester_name, priority, state,
              hold_reason, assignee, opened_at, updated_at, version
            from ticket where requester_id = %s and serial < %s order by serial desc limit %s
            """,
            (requester_id, before, limit),
        )
        return await cursor.fetchall()


async def of_person(conn: Connection, phone: str, contact_id: UUID | None) -> list[Ticket]:
    """What somebody asked for, the oldest first."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket where requester_phone = %s or contact_id = %s order by serial
            """,
            (phone, contact_id),
        )
        return await cursor.fetchall()


async def ids_of_person(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> list[UUID]:
    """Which tickets somebody asked for."""
    cursor = await conn.execute(
        """
        select id from ticket where requester_phone = %s or contact_id = any(%s) order by serial
        """,
        (phone, list(contact_ids)),
    )
    return [row[0] for row in await cursor.fetchall()]


async def spoke_themselves(
    conn: Connection, phone: str, contact_ids: Sequence[UUID]
) -> list[tuple[UUID, str]]:
    """Which tickets somebody asked for in the portal, and the name they had there."""
    cursor = await conn.execute(
        """
        select id, requester_name from ticket
        where (requester_phone = %s or contact_id = any(%s)) and requester_id is not null
        order by serial
        """,
        (phone, list(contact_ids)),
    )
    return await cursor.fetchall()


async def erase_actor(conn: Connection, ticket_id: UUID, actor: str) -> None:
    """Forget who said and did what on a ticket, where it was them."""
    await conn.execute(
        "update ticket_entry set actor = 'erased' where ticket_id = %s and actor = %s",
        (ticket_id, actor),
    )
    await conn.execute(
        "update ticket set opened_by = 'erased' where id = %s and opened_by = %s",
        (ticket_id, actor),
    )


async def erase_requester(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> int:
    """What was asked stays, and who asked is forgotten."""
    cursor = await conn.execute(
        """
        update ticket set requester_name = 'erased', requester_phone = null,
          requester_email = null, contact_id = null, requester_id = null, version = version + 1,
          request_key = case when requester_id is null then request_key end
        where requester_phone = %s or contact_id = any(%s)
        """,
        (phone, list(contact_ids)),
    )
    return cursor.rowcount
