"""All SQL on documents."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.knowledge.model import Document, Hit, Kind, Narrowed, Unread
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.ports import Near


async def upsert(conn: Connection, document: Document) -> bool:
    """Take a document over, unless a newer version is here. True where anything is new."""
    cursor = await conn.execute(
        """
        insert into document (
          id, kind, number, title, text, language, resolved, version, text_version, facets
        ) values (
          %(id)s, %(kind)s, %(number)s, %(title)s, %(text)s, %(language)s, %(resolved)s,
          %(version)s, %(version)s, %(facets)s
        )
        on conflict (id) do update set
          title = excluded.title,
          text = excluded.text,
          language = excluded.language,
          resolved = excluded.resolved,
          version = excluded.version,
          facets = excluded.facets,
          counted = document.counted
            and (document.title, document.text, document.language)
              = (excluded.title, excluded.text, excluded.language),
          text_version = case
            when (document.title, document.text) = (excluded.title, excluded.text)
            then document.text_version else excluded.version
          end,
          embedded_in = case
            when (document.title, document.text) = (excluded.title, excluded.text)
            then document.embedded_in
          end,
          leased_until = case
            when (document.title, document.text) = (excluded.title, excluded.text)
            then document.leased_until
          end
        where document.version < excluded.version
        """,
        {**document.model_dump(), "facets": list(document.facets)},
    )
    return cursor.rowcount == 1


async def newest(conn: Connection, narrowed: Narrowed, count: int) -> list[Near]:
    """The newest documents of that kind."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            """
            select id, 0 as score from document
            where (%(kinds)s::text[] is null or kind = any(%(kinds)s))
              and (%(facets)s::tsquery is null or array_to_tsvector(facets) @@ %(facets)s::tsquery)
              and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
            order by id desc limit %(count)s
            """,
            {**narrowed.model_dump(), "count": count},
        )
        return await cursor.fetchall()


async def numbered(
    conn: Connection, kinds: Sequence[Kind], numbers: Sequence[str], facets: str | None
) -> list[Near]:
    """The documents that bear these numbers, among those narrowed to."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            """
            select id, 1 as score from document
            where number = any(%(numbers)s) and kind = any(%(kinds)s)
              and (%(facets)s::tsquery is null or array_to_tsvector(facets) @@ %(facets)s::tsquery)
            """,
            {"numbers": list(numbers), "kinds": list(kinds), "facets": facets},
        )
        return await cursor.fetchall()


async def hits(conn: Connection, near: Sequence[Near]) -> list[Hit]:
    """What was found, in the order in which it was found."""
    async with conn.cursor(row_factory=class_row(Hit)) as cursor:
        await cursor.execute(
            """
            select document.id, kind, number, title, language, resolved, score
            from unnest(%s::uuid[], %s::float8[]) with ordinality as near (id, score, place)
            join document on document.id = near.id order by place
            """,
            ([each.id for each in near], [each.score for each in near]),
        )
        return await cursor.fetchall()


async def text_of(conn: Connection, document_id: UUID) -> Unread:
    """What a document says. Raises `NotFound` where search does not know it (yet)."""
    async with conn.cursor(row_factory=class_row(Unread)) as cursor:
        await cursor.execute(
            "select id, kind, title, text, language, text_version from document where id = %s",
            (document_id,),
        )
        found = await cursor.fetchone()
    if found is None:
        raise NotFound("Search does not know this yet. Try again in a moment.", id=str(document_id))
    return found


async def texts(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What documents say, by their id."""
    cursor = await conn.execute("select id, text from document where id = any(%s)", (list(ids),))
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def remove(conn: Connection, document_id: UUID) -> None:
    """Forget a document and its vectors. A serving copy that still has one finds nothing by it."""
    await conn.execute("delete from document where id = %s", (document_id,))
