"""All SQL on what readers think of articles, and what they looked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from functions.articles.model import Feedback, Missed
from shared.db.pool import Connection
from shared.value import Instant, Value


class Search(Value):
    """What somebody looked for, and how many articles there were."""

    id: UUID
    person: str
    phrase: str
    found: int
    at: Instant


async def judge(conn: Connection, said: Feedback) -> None:
    """Note what somebody thinks of an article; the last word counts."""
    await conn.execute(
        """
        insert into article_feedback (article_id, person, version, helpful, note, at)
        values (%(article_id)s, %(person)s, %(version)s, %(helpful)s, %(note)s, %(at)s)
        on conflict (article_id, person) do update set version = excluded.version,
          helpful = excluded.helpful, note = excluded.note, at = excluded.at
        """,
        said.model_dump(),
    )


async def of_article(conn: Connection, article_id: UUID, limit: int) -> list[Feedback]:
    """What was said of it, the newest first."""
    async with conn.cursor(row_factory=class_row(Feedback)) as cursor:
        await cursor.execute(
            """
            select article_id, person, version, helpful, note, at from article_feedback
            where article_id = %s order by at desc limit %s
            """,
            (article_id, limit),
        )
        return await cursor.fetchall()


async def of_people(conn: Connection, people: Sequence[str]) -> list[Feedback]:
    """What these said of articles, the oldest first."""
    async with conn.cursor(row_factory=class_row(Feedback)) as cursor:
        await cursor.execute(
            """
            select article_id, person, version, helpful, note, at from article_feedback
            where person = any(%s) order by at
            """,
            (list(people),),
        )
        return await cursor.fetchall()


async def forget(conn: Connection, people: Sequence[str]) -> int:
    """What these said is gone, and what they looked for. Returns how many opinions were."""
    await conn.execute("delete from article_search where person = any(%s)", (list(people),))
    cursor = await conn.execute(
        "delete from article_feedback where person = any(%s)", (list(people),)
    )
    return cursor.rowcount


async def note_search(conn: Connection, search: Search, since: datetime) -> None:
    """Remember it. Who goes on typing has not asked twice: what they go on from is rewritten."""
    await conn.execute(
        """
        with last as (
          select id, phrase from article_search where person = %(person)s and at >= %(since)s
          order by at desc, id desc limit 1
        ), same as (
          update article_search set phrase = %(phrase)s, found = %(found)s, at = %(at)s
          from last
          where article_search.id = last.id
            and (starts_with(%(phrase)s, last.phrase) or starts_with(last.phrase, %(phrase)s))
          returning article_search.id
        )
        insert into article_search (id, person, phrase, found, at)
        select %(id)s, %(person)s, %(phrase)s, %(found)s, %(at)s
        where not exists (select from same)
        """,
        {**search.model_dump(), "since": since},
    )


async def missed(conn: Connection, since: datetime, limit: int) -> list[Missed]:
    """What people looked for most often and found no article."""
    async with conn.cursor(row_factory=class_row(Missed)) as cursor:
        await cursor.execute(
            """
            select phrase, count(*) as searches, max(at) as last_at from article_search
            where found = 0 and at >= %s
            group by phrase order by searches desc, last_at desc limit %s
            """,
            (since, limit),
        )
        return await cursor.fetchall()


async def drop_searches(conn: Connection, before: datetime) -> int:
    """Forget what was looked for so long ago. Returns how many."""
    cursor = await conn.execute("delete from article_search where at < %s", (before,))
    return cursor.rowcount
