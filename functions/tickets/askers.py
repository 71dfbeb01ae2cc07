"""All SQL on who asked for tickets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from functions.tickets.model import (
    Asker,
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


async def of_person(conn: Connection, asker: Asker) -> list[Ticket]:
    """What somebody asked for, the oldest first."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket
            where requester_phone = %(phone)s or contact_id = any(%(contact_ids)s)
              or lower(requester_email) = %(email)s
              or (requester_id is not null and lower(requester_name) = %(email)s)
            order by serial
            """,
            _given(asker),
        )
        return await cursor.fetchall()


def _given(asker: Asker) -> dict[str, Any]:
    return {**asker.model_dump(), "contact_ids": list(asker.contact_ids)}


async def are_one(conn: Connection, asker: Asker) -> bool:
    """Whether a ticket says that number and address are one person's."""
    cursor = await conn.execute(
        """
        select exists (
          select from ticket
          where (requester_phone = %(phone)s or contact_id = any(%(contact_ids)s))
            and (lower(requester_email) = %(email)s
              or (requester_id is not null and lower(requester_name) = %(email)s))
        )
        """,
        _given(asker),
    )
    return bool((await cursor.fetchone() or (False,))[0])


async def spoke_themselves(conn: Connection, asker: Asker) -> list[tuple[UUID, str, bool]]:
    """Which tickets somebody could speak on, the name they had there, and if by signing in.

    Who signs in, or whose mail is known, speaks by the name of the requester.
    """
    cursor = await conn.execute(
        """
        select id, requester_name, requester_id is not null from ticket
        where (requester_phone = %(phone)s or contact_id = any(%(contact_ids)s)
            or lower(requester_email) = %(email)s
            or (requester_id is not null and lower(requester_name) = %(email)s))
          and (requester_id is not null or requester_email is not null)
        order by serial
        """,
        _given(asker),
    )
    return await cursor.fetchall()


async def erase_actor(
    conn: Connection, ticket_id: UUID, actor: str, *, kinds: Sequence[str]
) -> None:
    """Forget who said and did what of these kinds on a ticket, where it was them."""
    await conn.execute(
        """
        update ticket_entry set actor = 'erased'
        where ticket_id = %s and actor = %s and kind = any(%s)
        """,
        (ticket_id, actor, list(kinds)),
    )


async def erase_opener(conn: Connection, ticket_id: UUID, actor: str) -> None:
    """Forget who opened a ticket, where it was them."""
    await conn.execute(
        "update ticket set opened_by = 'erased' where id = %s and opened_by = %s",
        (ticket_id, actor),
    )


async def erase_requester(conn: Connection, asker: Asker) -> int:
    """What was asked stays, and who asked is forgotten."""
    cursor = await conn.execute(
        """
        update ticket set requester_name = 'erased', requester_phone = null,
          requester_email = null, contact_id = null, requester_id = null, version = version + 1,
          request_key = case when requester_id is null then request_key end
        where requester_phone = %(phone)s or contact_id = any(%(contact_ids)s)
          or lower(requester_email) = %(email)s
          or (requester_id is not null and lower(requester_name) = %(email)s)
        """,
        _given(asker),
    )
    return cursor.rowcount
