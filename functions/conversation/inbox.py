"""Text messages, in and out: SQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.conversation.texted import KeptText, Meaning, TextMessage
from shared.db.pool import Connection


async def claim_text(conn: Connection, text: TextMessage, meaning: Meaning, now: datetime) -> bool:
    """True for the first delivery of a text message; a second waits until that is answered."""
    cursor = await conn.execute(
        """
        insert into text_message (sid, phone, number, body, meaning, answer, at)
        values (%(sid)s, %(phone)s, %(number)s, %(body)s, %(meaning)s, '', %(now)s)
        on conflict (sid) do nothing
        """,
        {**text.model_dump(), "meaning": meaning, "now": now},
    )
    return cursor.rowcount == 1


async def set_text_answer(conn: Connection, sid: str, answer: str, ticket_id: UUID | None) -> None:
    await conn.execute(
        "update text_message set answer = %s, ticket_id = %s where sid = %s",
        (answer, ticket_id, sid),
    )


async def text_answer(conn: Connection, sid: str) -> str:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select answer from text_message where sid = %s", (sid,))
        return str(await cursor.fetchone())


async def texts_of(conn: Connection, phone: str) -> list[KeptText]:
    async with conn.cursor(row_factory=class_row(KeptText)) as cursor:
        await cursor.execute(
            """
            select sid, phone, number, body, meaning, ticket_id, at from text_message
            where phone = %s order by at, sid
            """,
            (phone,),
        )
        return await cursor.fetchall()


async def erase_texts(conn: Connection, phone: str) -> int:
    cursor = await conn.execute(
        "update text_message set phone = 'erased', body = '' where phone = %s", (phone,)
    )
    return cursor.rowcount


async def worn_texts(conn: Connection, before: datetime, most: int) -> list[str]:
    """Texts from until then whose words we still have, the oldest first."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select sid from text_message where at <= %s and phone <> 'erased'
            order by at limit %s for update skip locked
            """,
            (before, most),
        )
        return await cursor.fetchall()


async def forget_texts(conn: Connection, sids: Sequence[str]) -> None:
    await conn.execute(
        "update text_message set phone = 'erased', body = '' where sid = any(%s)", (list(sids),)
    )
