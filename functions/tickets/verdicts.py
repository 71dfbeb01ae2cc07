"""All SQL on what people said of similar tickets, and how those ended."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.tickets.likeness import Judgement, Similar
from shared.db.pool import Connection


async def with_ids(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Similar]:
    """These tickets, and how they ended."""
    async with conn.cursor(row_factory=class_row(Similar)) as cursor:
        await cursor.execute(
            """
            select id, number, title, state, priority, resolution_code, resolution_notes,
              (
                select count(*) from similar_verdict
                where other_id = ticket.id and verdict = 'used'
              ) as used
            from ticket where id = any(%s)
            """,
            (list(ids),),
        )
        return {ticket.id: ticket for ticket in await cursor.fetchall()}


async def judge(conn: Connection, said: Judgement) -> None:
    """Note what somebody said of a similar ticket; the last word counts."""
    await conn.execute(
        """
        insert into similar_verdict (ticket_id, other_id, verdict, actor, at)
        values (%(ticket_id)s, %(other_id)s, %(verdict)s, %(actor)s, %(at)s)
        on conflict (ticket_id, other_id) do update set
          verdict = excluded.verdict, actor = excluded.actor, at = excluded.at
        """,
        said.model_dump(),
    )


async def unjudge(conn: Connection, ticket_id: UUID, other_id: UUID) -> None:
    """Forget that two tickets were said not to be alike, whichever it was said of."""
    await conn.execute(
        """
        delete from similar_verdict
        where verdict = 'not_similar'
          and (ticket_id, other_id) in ((%(one)s, %(other)s), (%(other)s, %(one)s))
        """,
        {"one": ticket_id, "other": other_id},
    )


async def dissimilar(conn: Connection, ticket_id: UUID) -> set[UUID]:
    """The tickets that somebody said are not like this one."""
    cursor = await conn.execute(
        """
        select other_id from similar_verdict where ticket_id = %(id)s and verdict = 'not_similar'
        union
        select ticket_id from similar_verdict where other_id = %(id)s and verdict = 'not_similar'
        """,
        {"id": ticket_id},
    )
    return {row[0] for row in await cursor.fetchall()}
