"""All SQL over conversations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.conversation.model import IMPLIED, Conversation, Reply
from functions.conversation.visits import Visit
from shared.db.pool import Connection
from shared.value import Spoken


async def begin(conn: Connection, call_id: UUID, language: Spoken, now: datetime) -> None:
    """One conversation a call; it is there already where the network asks twice."""
    await conn.execute(
        """
        insert into conversation (call_id, language, started_at) values (%s, %s, %s)
        on conflict (call_id) do nothing
        """,
        (call_id, language, now),
    )


async def arrive(conn: Connection, call_id: UUID, language: Spoken, visit: Visit) -> None:
    """Somebody rings us. What we know of them then stays; told twice, the first stands."""
    await conn.execute(
        """
        insert into conversation (call_id, language, started_at, visit) values (%s, %s, %s, %s)
        on conflict (call_id) do nothing
        """,
        (call_id, language, visit.at, Jsonb(visit.model_dump(mode="json"))),
    )


async def set_ticket(conn: Connection, call_id: UUID, ticket_id: UUID) -> None:
    await conn.execute(
        "update conversation set ticket_id = %s where call_id = %s", (ticket_id, call_id)
    )


async def get(conn: Connection, call_id: UUID) -> Conversation | None:
    async with conn.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            """
            select call_id, language, outcome, note, ticket_id, started_at, ended_at, confirmed,
              visit
            from conversation where call_id = %s
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def set_course(conn: Connection, call_id: UUID, reply: Reply, ticket_id: UUID | None) -> None:
    """What the last turn added. An opt-out stands for good, an opened ticket but for an opt-out."""
    await conn.execute(
        """
        update conversation set language = %(language)s,
          outcome = case when outcome = 'opted_out' then outcome
            when outcome = 'ticket_opened' and %(outcome)s::text is distinct from 'opted_out'
              then outcome
            else coalesce(%(outcome)s, outcome) end,
          note = coalesce(%(note)s, note), ticket_id = coalesce(%(ticket_id)s, ticket_id),
          confirmed = confirmed or %(confirmed)s
        where call_id = %(call_id)s
        """,
        {
            "call_id": call_id,
            "language": reply.language,
            "outcome": reply.outcome or IMPLIED.get(reply.action),
            "note": reply.note,
            "ticket_id": ticket_id,
            "confirmed": reply.person == "right",
        },
    )


async def set_handed_over(conn: Connection, call_id: UUID, *, handed_over: bool) -> None:
    """A person has it, or has it no more. An opt-out stands for good."""
    await conn.execute(
        """
        update conversation
        set outcome = case when %(handed_over)s then 'transferred' else 'transfer_requested' end
        where call_id = %(call_id)s and outcome is distinct from 'opted_out'
          and (%(handed_over)s or outcome = 'transferred')
        """,
        {"call_id": call_id, "handed_over": handed_over},
    )


async def set_language(conn: Connection, call_id: UUID, language: Spoken) -> None:
    await conn.execute(
        "update conversation set language = %s where call_id = %s", (language, call_id)
    )


async def redact(conn: Connection, call_id: UUID, turns: Sequence[dict[str, Any]]) -> None:
    """Put other words in the place of what was heard and said, and drop what repeats them."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            update turn set heard = %(heard)s, digits = %(digits)s, said = %(said)s,
              answer = null, reply = null
            where call_id = %(call_id)s and n = %(n)s
            """,
            [{**each, "call_id": call_id} for each in turns],
        )


async def conversations(conn: Connection, ids: Sequence[UUID]) -> list[Conversation]:
    """The oldest first."""
    async with conn.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            """
            select call_id, language, outcome, note, ticket_id, started_at, ended_at, confirmed,
              visit
            from conversation where call_id = any(%s) order by started_at, call_id
            """,
            (list(ids),),
        )
        return await cursor.fetchall()


async def of_ticket(conn: Connection, ticket_id: UUID, most: int) -> list[Conversation]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            """
            select call_id, language, outcome, note, ticket_id, started_at, ended_at, confirmed,
              visit
            from conversation where ticket_id = %s order by started_at desc, call_id desc limit %s
            """,
            (ticket_id, most),
        )
        return await cursor.fetchall()


async def erase(conn: Connection, ids: Sequence[UUID], now: datetime) -> int:
    """Forget the words of these calls, but not that there were some. How many calls had any.

    The conversations first: whoever adds words holds them, by `is_erased`.
    """
    given = {"ids": list(ids), "now": now}
    cursor = await conn.execute(
        """
        update conversation set note = null, visit = null, erased_at = %(now)s
        where call_id = any(%(ids)s) and erased_at is null
        """,
        given,
    )
    await conn.execute(
        """
        update turn set heard = null, digits = null, said = null, answer = null, reply = null,
          filler = null
        where call_id = any(%(ids)s)
        """,
        given,
    )
    await conn.execute(
        """
        update conclusion set note = null, summary = null, summary_en = null, answers = '[]',
          sum_due_at = null
        where call_id = any(%(ids)s)
        """,
        given,
    )
    await conn.execute("delete from transcript_entry where call_id = any(%(ids)s)", given)
    await conn.execute("delete from correction where call_id = any(%(ids)s)", given)
    return cursor.rowcount


async def is_erased(conn: Connection, call_id: UUID) -> bool:
    """Whether the words of that call were forgotten. What is true stays true until the commit."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select erased_at is not null from conversation where call_id = %s for share",
            (call_id,),
        )
        return bool(await cursor.fetchone())
