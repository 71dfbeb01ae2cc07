"""All SQL on watchers and notifications."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.watching.model import Heard, Notification, Watcher
from shared.db.pool import Connection
from shared.value import Instant


async def watch(conn: Connection, ticket_id: UUID, people: Sequence[str], at: Instant) -> None:
    """Let them follow the ticket, if they do not yet."""
    await conn.execute(
        """
        insert into ticket_watcher (ticket_id, person, since)
        select %s, person, %s from unnest(%s::text[]) as person
        on conflict (ticket_id, person) do nothing
        """,
        (ticket_id, at, list(people)),
    )


async def unwatch(conn: Connection, ticket_id: UUID, person: str) -> None:
    await conn.execute(
        "delete from ticket_watcher where ticket_id = %s and person = %s", (ticket_id, person)
    )


async def watchers(conn: Connection, ticket_id: UUID) -> list[Watcher]:
    """Whoever follows the ticket, the first first."""
    async with conn.cursor(row_factory=class_row(Watcher)) as cursor:
        await cursor.execute(
            """
            select person, since from ticket_watcher where ticket_id = %s order by since, person
            """,
            (ticket_id,),
        )
        return await cursor.fetchall()


async def tell(conn: Connection, heard: Heard, mentioned: Sequence[str]) -> None:
    """A row for each who was named, and for each who follows or has the ticket, but the actor."""
    await conn.execute(
        """
        insert into notification (person, ticket_id, position, reason, actor, at)
        select person, %(ticket_id)s, %(position)s,
          case when person = any(%(mentioned)s::text[]) then 'mentioned' else 'watching' end,
          %(actor)s, %(at)s
        from (
          select person from ticket_watcher where ticket_id = %(ticket_id)s
          union select unnest(%(mentioned)s::text[])
          union select %(assignee)s::text where %(assignee)s::text is not null
        ) as everybody
        where person <> %(actor)s order by person
        on conflict (person, ticket_id, position) do nothing
        """,
        {**heard.model_dump(), "mentioned": list(mentioned)},
    )


async def notifications(
    conn: Connection, person: str, *, unread: bool, before: int, limit: int
) -> list[Notification]:
    """What somebody was told, the newest first."""
    async with conn.cursor(row_factory=class_row(Notification)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, position, reason, actor, at, read_at from notification
            where person = %(person)s and id < %(before)s
              and (read_at is null or not %(unread)s)
            order by id desc limit %(limit)s
            """,
            {"person": person, "unread": unread, "before": before, "limit": limit},
        )
        return await cursor.fetchall()


async def erase_actor(conn: Connection, ticket_id: UUID, actor: str) -> None:
    await conn.execute(
        "update notification set actor = 'erased' where ticket_id = %s and actor = %s",
        (ticket_id, actor),
    )


async def set_read(conn: Connection, person: str, up_to: int, at: Instant) -> int:
    """Mark all up to that one as read. How many that were."""
    cursor = await conn.execute(
        """
        update notification set read_at = %s where person = %s and id <= %s and read_at is null
        """,
        (at, person, up_to),
    )
    return cursor.rowcount


async def worn(conn: Connection, before: Instant, most: int) -> list[int]:
    """Notifications from until then, read or not, the oldest first."""
    cursor = await conn.execute(
        """
        select id from notification where at <= %s order by at limit %s for update skip locked
        """,
        (before, most),
    )
    return [row[0] for row in await cursor.fetchall()]


async def remove(conn: Connection, ids: Sequence[int]) -> None:
    await conn.execute("delete from notification where id = any(%s)", (list(ids),))
