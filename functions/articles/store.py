"""All SQL on articles, their versions, and where they were of use."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from functions.articles.model import Article, Published, Version, Wanted, Wording
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import Instant, Value

BEYOND_ALL = 2**62
DISLIKES = 3
"""So many who were not helped, and more than were, say that an article is stale."""


class Written(Value):
    """Words, and who wrote them when."""

    id: UUID
    wording: Wording
    actor: str
    at: Instant
    from_ticket: UUID | None = None


class Use(Value):
    """A ticket, when an article had to do with it, and how often it had been reopened by then."""

    ticket_id: UUID
    reopened: int
    at: Instant


async def insert(conn: Connection, written: Written) -> None:
    """A new draft."""
    await conn.execute(
        """
        insert into article (id, title, text, language, translation_of, review_on, from_ticket,
          published_version, version, written_by, written_at)
        values (%(id)s, %(title)s, %(text)s, %(language)s, %(translation_of)s, %(review_on)s,
          %(from_ticket)s, null, 1, %(actor)s, %(at)s)
        """,
        {**written.wording.model_dump(), **written.model_dump(exclude={"wording"})},
    )


async def save(conn: Connection, written: Written) -> None:
    """One version more; how it read before is kept."""
    await conn.execute(
        """
        with before as (
          insert into article_version (article_id, version, title, text, language, written_by,
            written_at)
          select id, version, title, text, language, written_by, written_at from article
          where id = %(id)s
        )
        update article set title = %(title)s, text = %(text)s, language = %(language)s,
          translation_of = %(translation_of)s, review_on = %(review_on)s, version = version + 1,
          written_by = %(actor)s, written_at = %(at)s
        where id = %(id)s
        """,
        {**written.wording.model_dump(), **written.model_dump(exclude={"wording"})},
    )


async def publish(conn: Connection, article: Article) -> None:
    """Let readers see what this value says they see."""
    await conn.execute(
        """
        update article set published_version = %(published_version)s,
          published_by = %(published_by)s, published_at = %(published_at)s,
          review_on = %(review_on)s
        where id = %(id)s
        """,
        article.model_dump(),
    )


async def lock(conn: Connection, article_id: UUID) -> int:
    """Its version, which nobody else changes until this transaction ends. Raises `NotFound`."""
    cursor = await conn.execute(
        "select version from article where id = %s for no key update", (article_id,)
    )
    row = await cursor.fetchone()
    if row is None:
        raise _none(article_id)
    return int(row[0])


def _none(article_id: UUID) -> NotFound:
    detail = "There is no such article. Look for it in the list."
    return NotFound(detail, article_id=str(article_id))


_STANDING = sql.SQL(
    """
    select article.id, article.number, article.title, article.text, article.language,
      article.translation_of, article.review_on, article.version,
      case when article.published_version is null then 'draft' else 'published' end as state,
      article.published_version, article.published_by, article.published_at, article.from_ticket,
      article.written_by, article.written_at, article.serial, judged.helpful, judged.unhelpful,
      case when article.published_version is null then '{}' else array_remove(array[
        case when article.review_on <= %(today)s then 'review_due' end,
        case when exists (
          select from article_use
          where article_id = article.id and reopened_at >= article.published_at
        ) then 'reopened' end,
        case when judged.unhelpful_now >= %(dislikes)s and judged.unhelpful_now > judged.helpful_now
          then 'unhelpful' end,
        case when original.published_at > article.published_at then 'translation_behind' end
      ], null) end as stale
    from article
    left join article as original on original.id = article.translation_of
    cross join lateral (
      select count(*) filter (where helpful) as helpful,
        count(*) filter (where not helpful) as unhelpful,
        count(*) filter (where helpful and at >= article.published_at) as helpful_now,
        count(*) filter (where not helpful and at >= article.published_at) as unhelpful_now
      from article_feedback where article_id = article.id
    ) as judged
    """
)
_SHOWN = sql.SQL(
    """
    select id, number, title, text, language, translation_of, review_on, version, state,
      published_version, published_by, published_at, from_ticket, written_by, written_at,
      helpful, unhelpful, stale
    """
)
_ONE = sql.SQL("{shown} from ({standing}) as standing where id = %(id)s")
_PAGE = sql.SQL(
    """
    {shown} from ({standing}) as standing
    where serial < %(before)s
      and (%(state)s::text is null or state = %(state)s)
      and (%(language)s::text is null or language = %(language)s)
      and (not %(stale)s or cardinality(stale) > 0)
    order by serial desc limit %(limit)s
    """
)


async def get(conn: Connection, article_id: UUID, now: datetime) -> Article:
    """One article. Raises `NotFound`."""
    given = {"id": article_id, "today": now.date(), "dislikes": DISLIKES}
    async with conn.cursor(row_factory=class_row(Article)) as cursor:
        await cursor.execute(_ONE.format(shown=_SHOWN, standing=_STANDING), given)
        found = await cursor.fetchone()
    if found is None:
        raise _none(article_id)
    return found


async def page(conn: Connection, wanted: Wanted, now: datetime) -> list[Article]:
    """The newest articles of that kind, and one more."""
    given = {
        **wanted.model_dump(),
        "before": int(wanted.cursor.removeprefix("KB")) if wanted.cursor else BEYOND_ALL,
        "limit": wanted.limit + 1,
        "today": now.date(),
        "dislikes": DISLIKES,
    }
    async with conn.cursor(row_factory=class_row(Article)) as cursor:
        await cursor.execute(_PAGE.format(shown=_SHOWN, standing=_STANDING), given)
        return await cursor.fetchall()


async def versions(conn: Connection, article_id: UUID) -> list[Version]:
    """How it reads, and how it read before, the newest first."""
    async with conn.cursor(row_factory=class_row(Version)) as cursor:
        await cursor.execute(
            """
            select version, title, text, language, written_by, written_at
            from article where id = %(id)s
            union all
            select version, title, text, language, written_by, written_at
            from article_version where article_id = %(id)s
            order by version desc
            """,
            {"id": article_id},
        )
        return await cursor.fetchall()


async def published(conn: Connection, article_id: UUID) -> Published:
    """One as its readers see it. Raises `NotFound`, of drafts too."""
    async with conn.cursor(row_factory=class_row(Published)) as cursor:
        await cursor.execute(
            """
            select article.id, number, words.title, words.text, words.language, words.version,
              published_at,
              array(
                select other.id from article as other
                where other.id <> article.id and other.published_version is not null
                  and coalesce(other.translation_of, other.id)
                    = coalesce(article.translation_of, article.id)
                order by other.serial
              ) as translations
            from article, lateral (
              select article.title, article.text, article.language, article.version
              union all
              select title, text, language, version from article_version
              where article_id = article.id
            ) as words
            where article.id = %s and words.version = published_version
            """,
            (article_id,),
        )
        found = await cursor.fetchone()
    if found is None:
        raise _none(article_id)
    return found


async def translation(conn: Connection, original: UUID, language: str) -> UUID | None:
    """The article that says another again in that language."""
    cursor = await conn.execute(
        "select id from article where translation_of = %s and language = %s", (original, language)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def translated_into(conn: Connection, original: UUID) -> list[str]:
    """The languages that it is said again in."""
    cursor = await conn.execute(
        "select language from article where translation_of = %s order by language", (original,)
    )
    return [row[0] for row in await cursor.fetchall()]


async def use(conn: Connection, ids: Sequence[UUID], used: Use) -> None:
    """Note that a ticket has to do with these articles, of those that there are."""
    await conn.execute(
        """
        insert into article_use (article_id, ticket_id, at, reopened)
        select id, %(ticket_id)s, %(at)s, %(reopened)s from article where id = any(%(ids)s)
        on conflict (article_id, ticket_id) do nothing
        """,
        {**used.model_dump(), "ids": list(ids)},
    )


async def note_reopened(conn: Connection, used: Use) -> None:
    """Note, where it is reopened once more, that what an article says did not help there."""
    await conn.execute(
        """
        update article_use set reopened_at = %(at)s, reopened = %(reopened)s
        where ticket_id = %(ticket_id)s and reopened < %(reopened)s
        """,
        used.model_dump(),
    )


async def made_from(conn: Connection, ticket_id: UUID) -> UUID | None:
    """The article that was drafted from a ticket."""
    cursor = await conn.execute(
        "select id from article where from_ticket = %s order by serial limit 1", (ticket_id,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def covered(conn: Connection, since: datetime) -> list[UUID]:
    """Tickets that articles had to do with since then."""
    cursor = await conn.execute("select ticket_id from article_use where at >= %s", (since,))
    return [row[0] for row in await cursor.fetchall()]
