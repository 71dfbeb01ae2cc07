"""All SQL on the journal of tickets."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.tickets.model import (
    BEYOND_ALL,
    Entry,
)
from shared.db.pool import Connection
from shared.errors import Missed


async def write(conn: Connection, entry: Entry) -> Entry:
    """Add to the journal."""
    cursor = await conn.execute(
        """
        insert into ticket_entry (ticket_id, version, kind, text, changes, actor, at)
        values (
          %(ticket_id)s, %(version)s, %(kind)s, %(text)s, %(changes)s, %(actor)s, %(at)s
        )
        returning position
        """,
        {**entry.model_dump(), "changes": Jsonb(entry.model_dump(mode="json")["changes"])},
    )
    row = await cursor.fetchone()
    assert row is not None
    return entry.model_copy(update={"position": row[0]})


async def journal(
    conn: Connection, ticket_id: UUID, *, before: int | None, limit: int
) -> list[Entry]:
    """What happened to a ticket and to those merged into it, the newest first."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            with recursive told as (
              select %(id)s::uuid as id
              union all
              select ticket.id from ticket join told on ticket.merged_into = told.id
            )
            select position, ticket_id, version, kind, text, changes, actor, at
            from told, lateral (
              select position, ticket_id, version, kind, text, changes, actor, at
              from ticket_entry where ticket_id = told.id and position < %(before)s
              order by position desc limit %(limit)s
            ) as entries
            order by position desc limit %(limit)s
            """,
            {"id": ticket_id, "before": before or BEYOND_ALL, "limit": limit},
        )
        return await cursor.fetchall()


async def comments(
    conn: Connection, ticket_id: UUID, *, before: int | None, limit: int
) -> list[Entry]:
    """What was said to the requester of a ticket, the newest first.

    Also on tickets merged into it, if they asked for these too: others may not be read by them.
    """
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            with recursive told as (
              select id, requester_id from ticket where id = %(id)s
              union all
              select ticket.id, ticket.requester_id
              from ticket join told on ticket.merged_into = told.id
            )
            select position, ticket_id, version, kind, text, changes, actor, at
            from told, lateral (
              select position, ticket_id, version, kind, text, changes, actor, at
              from ticket_entry where ticket_id = told.id and position < %(before)s
                and kind = 'comment'
              order by position desc limit %(limit)s
            ) as entries
            where requester_id = (select requester_id from ticket where id = %(id)s)
            order by position desc limit %(limit)s
            """,
            {"id": ticket_id, "before": before or BEYOND_ALL, "limit": limit},
        )
        return await cursor.fetchall()


async def comments_of(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Entry]:
    """All that was said to whoever asked for these tickets, the oldest first."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            select position, ticket_id, version, kind, text, changes, actor, at
            from ticket_entry where ticket_id = any(%s) and kind = 'comment' order by position
            """,
            (list(ticket_ids),),
        )
        return await cursor.fetchall()


async def said(conn: Connection, ticket_id: UUID, positions: Sequence[int]) -> list[Entry]:
    """Words at these places in a ticket's journal, the oldest first."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            select position, ticket_id, version, kind, text, changes, actor, at
            from ticket_entry
            where ticket_id = %s and position = any(%s) and kind <> 'change' order by position
            """,
            (ticket_id, list(positions)),
        )
        return await cursor.fetchall()


async def who_assigned(conn: Connection, ticket_id: UUID) -> str | None:
    """Who has said last whose work it is; nobody where it is as it was opened."""
    cursor = await conn.execute(
        """
        select actor from ticket_entry
        where ticket_id = %s and kind = 'change' and changes @> '[{"field": "assignee"}]'
        order by position desc limit 1
        """,
        (ticket_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def missed(conn: Connection, ticket_id: UUID, version: int) -> list[Missed]:
    """What somebody who has seen that version has missed, the newest first."""
    async with conn.cursor(row_factory=class_row(Missed)) as cursor:
        await cursor.execute(
            """
            select version, actor as by, at, (
                select jsonb_agg(jsonb_build_object('field', each->>'field',
                  'then', each->'old', 'now', each->'new'))
                from jsonb_array_elements(changes) as each
              ) as changes
            from ticket_entry where ticket_id = %s and kind = 'change' and version > %s
            order by position desc limit 50
            """,
            (ticket_id, version),
        )
        return await cursor.fetchall()
