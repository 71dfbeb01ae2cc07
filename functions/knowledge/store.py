"""All SQL on documents, their vectors, and articles."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from functions.knowledge.model import (
    EMBEDDED_LETTERS,
    Article,
    ArticleDraft,
    Document,
    Hit,
    Kind,
    Space,
    Unread,
    Vector,
)
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.ports import Near

BATCH = 256
BATCH_LETTERS = 240_000  # a request may hold 300,000 tokens: a letter costs one at the worst
LEASE = timedelta(minutes=2)
BEYOND_ALL = 2**62


async def upsert(conn: Connection, document: Document) -> bool:
    """Take a document over, unless a newer version is here. True where it waits for a vector."""
    cursor = await conn.execute(
        """
        insert into document (
          id, kind, number, title, text, language, resolved, version, text_version
        ) values (
          %(id)s, %(kind)s, %(number)s, %(title)s, %(text)s, %(language)s, %(resolved)s,
          %(version)s, %(version)s
        )
        on conflict (id) do update set
          title = excluded.title,
          text = excluded.text,
          language = excluded.language,
          resolved = excluded.resolved,
          version = excluded.version,
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
        returning embedded_in is null
        """,
        document.model_dump(),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def lease(conn: Connection, space: Space, now: datetime) -> list[Unread]:
    """Some documents that have no vector in this space, ours alone until the lease ends."""
    async with conn.cursor(row_factory=class_row(Unread)) as cursor:
        await cursor.execute(
            """
            with free as (
              select id, least(length(title) + length(text), %(most_letters)s) as letters
              from document
              where (embedded_in is null or embedded_in < %(space)s or embedded_in > %(space)s)
                and (leased_until is null or leased_until <= %(now)s)
              limit %(batch)s for update skip locked
            ), batch as (
              select id, sum(letters) over (order by id) as letters_so_far from free
            )
            update document set leased_until = %(until)s
            from batch where document.id = batch.id and letters_so_far <= %(budget)s
            returning document.id, kind, title, text, text_version
            """,
            {
                "space": str(space),
                "now": now,
                "until": now + LEASE,
                "batch": BATCH,
                "most_letters": EMBEDDED_LETTERS,
                "budget": BATCH_LETTERS,
            },
        )
        return await cursor.fetchall()


async def keep(conn: Connection, space: Space, vectors: Sequence[Vector]) -> None:
    """Store vectors, but for those whose text has changed meanwhile: these stay unread."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            with same as (
              update document set embedded_in = %(space)s, leased_until = null
              where id = %(document_id)s and text_version = %(text_version)s
              returning id, kind, text_version
            ), kept as (
              insert into embedding (
                document_id, kind, model, dimensions, text_version, vector
              )
              select id, kind, %(model)s, %(dimensions)s, text_version, %(vector)s::real[]::vector
              from same
              on conflict (document_id, model, dimensions) do update set
                text_version = excluded.text_version, vector = excluded.vector
              returning document_id, model, dimensions, text_version
            )
            insert into embedding_to_copy (document_id, model, dimensions, text_version)
            select document_id, model, dimensions, text_version from kept
            on conflict (model, dimensions, document_id) do update set
              text_version = excluded.text_version
            """,
            [
                {
                    **each.model_dump(),
                    **space.model_dump(),
                    "space": str(space),
                    "vector": list(each.vector),
                }
                for each in vectors
            ],
        )


async def set_aside(conn: Connection, space: Space, refused: Sequence[Unread]) -> None:
    """Let texts that the model refuses rest until they change."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            update document set embedded_in = %s, leased_until = null
            where id = %s and text_version = %s
            """,
            [(str(space), each.id, each.text_version) for each in refused],
        )


async def unread_waits(conn: Connection, space: Space, now: datetime) -> bool:
    """Whether a document waits for its vector, and nobody is at it."""
    cursor = await conn.execute(
        """
        select exists (
          select from document
          where (embedded_in is null or embedded_in < %(space)s or embedded_in > %(space)s)
            and (leased_until is null or leased_until <= %(now)s)
        )
        """,
        {"space": str(space), "now": now},
    )
    row = await cursor.fetchone()
    assert row is not None
    return bool(row[0])


async def copies_wait(conn: Connection, space: Space) -> bool:
    """Whether the serving copy lacks a vector."""
    cursor = await conn.execute(
        """
        select exists (
          select from embedding_to_copy where model = %s and dimensions = %s
        )
        """,
        (space.model, space.dimensions),
    )
    row = await cursor.fetchone()
    assert row is not None
    return bool(row[0])


async def uncopied(conn: Connection, space: Space) -> list[Vector]:
    """Some vectors that the serving copy lacks."""
    async with conn.cursor(row_factory=class_row(Vector)) as cursor:
        await cursor.execute(
            """
            select document_id, kind, embedding.text_version, vector::real[] as vector
            from (
              select document_id, model, dimensions from embedding_to_copy
              where model = %s and dimensions = %s limit %s
            ) as lacking
            join embedding using (document_id, model, dimensions)
            """,
            (space.model, space.dimensions, BATCH),
        )
        return await cursor.fetchall()


async def mark_copied(conn: Connection, space: Space, vectors: Sequence[Vector]) -> None:
    """Note what was copied. Where the vector is another by now, the copy is to be made again."""
    await conn.execute(
        """
        with done as (
          select document_id, embedding.text_version, wrote.text_version as copied_version
          from unnest(%(ids)s::uuid[], %(versions)s::int[]) as wrote (document_id, text_version)
          join embedding using (document_id)
          where model = %(model)s and dimensions = %(dimensions)s
        ), gone as (
          delete from embedding_to_copy using done
          where embedding_to_copy.document_id = done.document_id
            and model = %(model)s and dimensions = %(dimensions)s
            and embedding_to_copy.text_version = done.copied_version
        )
        insert into embedding_to_copy (document_id, model, dimensions, text_version)
        select document_id, %(model)s, %(dimensions)s, text_version
        from done where text_version <> copied_version
        on conflict (model, dimensions, document_id) do nothing
        """,
        {
            **space.model_dump(),
            "ids": [each.document_id for each in vectors],
            "versions": [each.text_version for each in vectors],
        },
    )


async def forget_copies(conn: Connection, space: Space) -> None:
    """Say that the serving copy has nothing of this space."""
    await conn.execute(
        """
        insert into embedding_to_copy (document_id, model, dimensions, text_version)
        select document_id, model, dimensions, text_version
        from embedding where model = %s and dimensions = %s
        on conflict (model, dimensions, document_id) do nothing
        """,
        (space.model, space.dimensions),
    )


async def vector_of(conn: Connection, space: Space, document_id: UUID) -> list[float] | None:
    """The vector of a document's text as it now reads, if it has one already."""
    cursor = await conn.execute(
        """
        select embedding.vector::real[]
        from embedding join document on document.id = document_id
        where document_id = %s and model = %s and dimensions = %s
          and embedding.text_version = document.text_version
        """,
        (document_id, space.model, space.dimensions),
    )
    row = await cursor.fetchone()
    return list(row[0]) if row else None


_NEAREST = sql.SQL(
    """
    select document_id as id, 1 - (vector::vector({dimensions}) <=> %(wanted)s) as score
    from embedding
    where dimensions = {dimensions} and model = %(model)s and kind = any(%(kinds)s)
    order by vector::vector({dimensions}) <=> %(wanted)s::vector({dimensions})
    limit %(count)s
    """
)


async def nearest(
    conn: Connection, space: Space, kinds: Sequence[Kind], wanted: Sequence[float], count: int
) -> list[Near]:
    """The documents that lie closest, read off the index of that dimension."""
    # Without this a filtered search loses rows (github.com/pgvector/pgvector, Iterative Scans).
    await conn.execute("select set_config('hnsw.iterative_scan', 'strict_order', true)")
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            _NEAREST.format(dimensions=sql.Literal(space.dimensions)),
            {
                "wanted": str(list(wanted)),
                "model": space.model,
                "kinds": list(kinds),
                "count": count,
            },
        )
        return await cursor.fetchall()


async def with_words(conn: Connection, kinds: Sequence[Kind], text: str, count: int) -> list[Near]:
    """The documents that share most words with a text, whatever their language and accents."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            """
            with asked as (
              select replace(plainto_tsquery('centralita_en', %(text)s)::text, '&', '|')::tsquery
                || replace(plainto_tsquery('centralita_es', %(text)s)::text, '&', '|')::tsquery
                as words
            )
            select document.id, ts_rank(document.words, asked.words, 1) as score
            from document, asked
            where document.words @@ asked.words and kind = any(%(kinds)s)
            order by score desc, document.id desc limit %(count)s
            """,
            {"text": text, "kinds": list(kinds), "count": count},
        )
        return await cursor.fetchall()


async def numbered(conn: Connection, kinds: Sequence[Kind], numbers: Sequence[str]) -> list[Near]:
    """The documents that bear these numbers."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            "select id, 1 as score from document where number = any(%s) and kind = any(%s)",
            (list(numbers), list(kinds)),
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
            "select id, kind, title, text, text_version from document where id = %s",
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


async def insert_article(
    conn: Connection, article_id: UUID, draft: ArticleDraft, actor: str, now: datetime
) -> Article:
    """A new article, numbered."""
    async with conn.cursor(row_factory=class_row(Article)) as cursor:
        await cursor.execute(
            """
            insert into article (id, title, text, language, version, written_by, written_at)
            values (%(id)s, %(title)s, %(text)s, %(language)s, 1, %(actor)s, %(now)s)
            returning id, number, title, text, language, version, written_by, written_at
            """,
            {**draft.model_dump(), "id": article_id, "actor": actor, "now": now},
        )
        written = await cursor.fetchone()
    assert written is not None
    return written


async def article(conn: Connection, article_id: UUID) -> Article:
    """One article. Raises `NotFound`."""
    async with conn.cursor(row_factory=class_row(Article)) as cursor:
        await cursor.execute(
            """
            select id, number, title, text, language, version, written_by, written_at
            from article where id = %s
            """,
            (article_id,),
        )
        found = await cursor.fetchone()
    if found is None:
        raise NotFound("There is no such article. Look for it in the list.", id=str(article_id))
    return found


async def articles(conn: Connection, *, before: int | None, limit: int) -> list[Article]:
    """The newest articles."""
    async with conn.cursor(row_factory=class_row(Article)) as cursor:
        await cursor.execute(
            """
            select id, number, title, text, language, version, written_by, written_at
            from article where serial < %s order by serial desc limit %s
            """,
            (before or BEYOND_ALL, limit),
        )
        return await cursor.fetchall()
