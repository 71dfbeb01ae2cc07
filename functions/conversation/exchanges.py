"""All SQL over the turns of conversations: what was heard, and what was said and done."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.conversation.model import Documents, Heard, Reply, Turn
from shared.db.pool import Connection


async def claim_turn(
    conn: Connection, call_id: UUID, n: int, heard: Heard, now: datetime, stale: datetime
) -> bool:
    """True for the first to ask, and again for a turn claimed before `stale` and never answered.

    One whose answer is forgotten since was answered.
    """
    cursor = await conn.execute(
        """
        insert into turn (call_id, n, heard, digits, confidence, interrupted_after, claimed_at)
        values (%(call_id)s, %(n)s, %(speech)s, %(digits)s, %(confidence)s, %(interrupted_after)s,
          %(now)s)
        on conflict (call_id, n) do update set claimed_at = excluded.claimed_at
          where turn.said is null and turn.answered_at is null and turn.claimed_at < %(stale)s
        """,
        {"call_id": call_id, "n": n, "now": now, "stale": stale, **heard.model_dump()},
    )
    return cursor.rowcount == 1


async def turns(conn: Connection, call_id: UUID) -> list[Turn]:
    """In the order they were spoken."""
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            select n, heard, digits, said, action, source, answer, claimed_at, answered_at, reply,
              interrupted_after
            from turn where call_id = %s order by n
            """,
            (call_id,),
        )
        return await cursor.fetchall()


async def turn(conn: Connection, call_id: UUID, n: int) -> Turn | None:
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            select n, heard, digits, said, action, source, answer, claimed_at, answered_at, reply,
              interrupted_after
            from turn where call_id = %s and n = %s
            """,
            (call_id, n),
        )
        return await cursor.fetchone()


async def set_said(
    conn: Connection, call_id: UUID, n: int, reply: Reply, source: str
) -> Turn | None:
    """Note what is said. Nothing where another has answered this turn meanwhile."""
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            update turn set said = %s, action = %s, source = %s, reply = %s
            where call_id = %s and n = %s and said is null
            returning n, heard, digits, said, action, source, answer, claimed_at, answered_at,
              reply, interrupted_after
            """,
            (reply.say, reply.action, source, Jsonb(reply.model_dump(mode="json")), call_id, n),
        )
        return await cursor.fetchone()


async def add_aside(
    conn: Connection, call_id: UUID, reply: Reply, source: str, now: datetime
) -> int | None:
    """A turn of our words alone, behind all others; none where one was claimed this moment."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            insert into turn (call_id, n, said, action, source, reply, claimed_at)
            select %(call_id)s, coalesce(max(n), -1) + 1, %(said)s, %(action)s, %(source)s,
              %(reply)s, %(now)s
            from turn where call_id = %(call_id)s
            on conflict (call_id, n) do nothing returning n
            """,
            {
                "call_id": call_id,
                "said": reply.say,
                "action": reply.action,
                "source": source,
                "reply": Jsonb(reply.model_dump(mode="json")),
                "now": now,
            },
        )
        return await cursor.fetchone()


async def set_answer(
    conn: Connection, call_id: UUID, n: int, answer: str, now: datetime
) -> Documents:
    """Keep the document that answers this turn; the first one stands. Returns those in force.

    What was answered once and is forgotten since is not kept again.
    """
    given = {"call_id": call_id, "n": n, "answer": answer, "now": now}
    async with conn.cursor(row_factory=class_row(Documents)) as cursor:
        await cursor.execute(
            """
            update turn set answered_at = coalesce(answered_at, %(now)s),
              answer = case when answered_at is null then %(answer)s else answer end
            where call_id = %(call_id)s and n = %(n)s
            returning filler, coalesce(answer, %(answer)s) as answer
            """,
            given,
        )
        return await cursor.fetchone() or Documents(filler=None, answer=answer)


async def set_filler(conn: Connection, call_id: UUID, n: int, filler: str) -> Documents:
    """Keep the document that bridges the time to the answer, unless that was given by now."""
    async with conn.cursor(row_factory=class_row(Documents)) as cursor:
        await cursor.execute(
            """
            update turn
            set filler = case when answered_at is null then coalesce(filler, %s) else filler end
            where call_id = %s and n = %s returning filler, answer
            """,
            (filler, call_id, n),
        )
        return await cursor.fetchone() or Documents(filler=filler, answer=None)
