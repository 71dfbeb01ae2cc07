"""All SQL on who is at a ticket."""

from uuid import UUID

from psycopg.rows import class_row

from functions.presence.model import Present
from shared.db.pool import Connection
from shared.value import Instant


async def put(conn: Connection, ticket_id: UUID, who: Present, until: Instant) -> None:
    await conn.execute(
        """
        insert into ticket_presence (ticket_id, person, doing, until) values (%s, %s, %s, %s)
        on conflict (ticket_id, person) do update set doing = excluded.doing,
          until = excluded.until
        """,
        (ticket_id, who.person, who.doing, until),
    )


async def remove(conn: Connection, ticket_id: UUID, person: str) -> None:
    await conn.execute(
        "delete from ticket_presence where ticket_id = %s and person = %s", (ticket_id, person)
    )


async def remove_gone(conn: Connection, now: Instant) -> None:
    """Forget some who left without a word. Nobody waits for a row that somebody else removes."""
    await conn.execute(
        """
        delete from ticket_presence where (ticket_id, person) in (
          select ticket_id, person from ticket_presence where until <= %s
          order by until limit 20 for update skip locked
        )
        """,
        (now,),
    )


async def there(conn: Connection, ticket_id: UUID, now: Instant) -> list[Present]:
    """By name."""
    async with conn.cursor(row_factory=class_row(Present)) as cursor:
        await cursor.execute(
            """
            select person, doing from ticket_presence where ticket_id = %s and until > %s
            order by person
            """,
            (ticket_id, now),
        )
        return await cursor.fetchall()
