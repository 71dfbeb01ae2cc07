"""All SQL on vectors: which are missing, kept and compared, and which answer."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from functions.knowledge.model import (
    BATCH,
    EMBEDDED_LETTERS,
    Narrowed,
    Space,
    Unread,
    Vector,
)
from shared.db.pool import Connection
from shared.ports import Near

BATCH_LETTERS = 240_000  # a request may hold 300,000 tokens: a letter costs one at the worst
LEASE = timedelta(minutes=2)
LONGEST_SCAN = 200_000  # vectors that a filtered search looks at before it gives up
FEW = 2000  # documents: to compare a vector with each takes some 5 ms


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
            returning document.id, kind, title, text, language, text_version
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
    await conn.execute(
        """
        with made as (
          select document_id, text_version, vector, gist
          from unnest(
            %(ids)s::uuid[], %(text_versions)s::int[], %(vectors)s::text[], %(gists)s::bytea[]
          ) as made (document_id, text_version, vector, gist)
        ), same as (
          update document set embedded_in = %(space)s, leased_until = null
          from made
          where document.id = made.document_id and document.text_version = made.text_version
          returning document.id, document.kind, document.text_version, document.version,
            made.vector, made.gist
        ), kept as (
          insert into embedding (document_id, kind, model, dimensions, text_version, vector, gist)
          select id, kind, %(model)s, %(dimensions)s, text_version, vector::vector, gist from same
          on conflict (document_id, model, dimensions) do update set
            text_version = excluded.text_version, vector = excluded.vector, gist = excluded.gist
        )
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select id, %(model)s, %(dimensions)s, text_version, version from same
        on conflict (model, dimensions, document_id) do update set
          text_version = excluded.text_version, version = excluded.version
        """,
        {
            **space.model_dump(),
            "space": str(space),
            "ids": [each.document_id for each in vectors],
            "text_versions": [each.text_version for each in vectors],
            "vectors": [str(list(each.vector)) for each in vectors],
            "gists": [each.gist for each in vectors],
        },
    )


async def known(conn: Connection, space: Space, gists: Sequence[bytes]) -> dict[bytes, list[float]]:
    """The vectors that other documents, or older versions, with the same gist have already."""
    cursor = await conn.execute(
        """
        select distinct on (gist) gist, vector::real[] from embedding
        where gist = any(%s) and model = %s and dimensions = %s order by gist
        """,
        (list(gists), space.model, space.dimensions),
    )
    return {gist: list(vector) for gist, vector in await cursor.fetchall()}


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
    where dimensions = {dimensions} and model = %(model)s
    order by vector::vector({dimensions}) <=> %(wanted)s::vector({dimensions})
    limit %(count)s
    """
)
_NEAREST_WITHIN = sql.SQL(
    """
    select document_id as id, 1 - (vector::vector({dimensions}) <=> %(wanted)s) as score
    from embedding join document on document.id = document_id
    where dimensions = {dimensions} and model = %(model)s
      and (%(kinds)s::text[] is null or document.kind = any(%(kinds)s))
      and (%(facets)s::tsquery is null or array_to_tsvector(facets) @@ %(facets)s::tsquery)
      and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
    order by vector::vector({dimensions}) <=> %(wanted)s::vector({dimensions})
    limit %(count)s
    """
)
_NEAREST_OF = sql.SQL(
    """
    select document_id as id, 1 - (vector <=> %(wanted)s::vector({dimensions})) as score
    from embedding
    where document_id = any(%(ids)s) and dimensions = {dimensions} and model = %(model)s
    order by score desc limit %(count)s
    """
)


async def nearest(
    conn: Connection, space: Space, narrowed: Narrowed, wanted: Sequence[float], count: int
) -> list[Near]:
    """The documents that lie closest.

    Read off the index of that dimension; among few documents, by looking at each of them. With a
    filter the index on its own would lose rows (github.com/pgvector/pgvector, Iterative Scans): it
    gives its nearest, of which few or none pass. So it is told to go on, and for how long.
    """
    await conn.execute(
        """
        select set_config('hnsw.iterative_scan', 'strict_order', true),
          set_config('hnsw.max_scan_tuples', %s, true)
        """,
        (str(LONGEST_SCAN),),
    )
    few = await _few(conn, narrowed) if narrowed.is_narrow else None
    if few is not None:
        return await nearest_of(conn, space, few, wanted, count)
    statement = _NEAREST_WITHIN if narrowed.is_narrow else _NEAREST
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            statement.format(dimensions=sql.Literal(space.dimensions)),
            {
                **narrowed.model_dump(),
                **space.model_dump(),
                "wanted": str(list(wanted)),
                "count": count,
            },
        )
        return await cursor.fetchall()


async def nearest_of(
    conn: Connection, space: Space, ids: Sequence[UUID], wanted: Sequence[float], count: int
) -> list[Near]:
    """Of these documents, those that lie closest."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            _NEAREST_OF.format(dimensions=sql.Literal(space.dimensions)),
            {**space.model_dump(), "wanted": str(list(wanted)), "ids": list(ids), "count": count},
        )
        return await cursor.fetchall()


async def _few(conn: Connection, narrowed: Narrowed) -> list[UUID] | None:
    """The documents that can be an answer, where they are few enough to look at each."""
    cursor = await conn.execute(
        """
        select case when count(*) <= %(few)s then coalesce(array_agg(id), '{}') end
        from (
          select id from document
          where (%(kinds)s::text[] is null or kind = any(%(kinds)s))
            and (%(facets)s::tsquery is null or array_to_tsvector(facets) @@ %(facets)s::tsquery)
            and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
          limit %(few)s + 1
        ) as found
        """,
        {**narrowed.model_dump(), "few": FEW},
    )
    row = await cursor.fetchone()
    assert row is not None
    return None if row[0] is None else list(row[0])


async def serving(conn: Connection) -> Space | None:
    """The space whose vectors answer."""
    async with conn.cursor(row_factory=class_row(Space)) as cursor:
        await cursor.execute("select model, dimensions from serving_space")
        return await cursor.fetchone()


async def serve(conn: Connection, space: Space, now: datetime) -> None:
    """Have the vectors of this space answer from now on."""
    await conn.execute(
        """
        insert into serving_space (model, dimensions, since) values (%s, %s, %s)
        on conflict (only_one) do update set
          model = excluded.model, dimensions = excluded.dimensions, since = excluded.since
        """,
        (space.model, space.dimensions, now),
    )


async def incomplete(conn: Connection, space: Space) -> bool:
    """Whether a document has no vector in this space, or is leased to get one."""
    cursor = await conn.execute(
        """
        select exists (
          select from document
          where embedded_in is null or embedded_in < %(space)s or embedded_in > %(space)s
        )
        """,
        {"space": str(space)},
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def forget_others(conn: Connection, spaces: Collection[Space]) -> int:
    """Drop some vectors that can never answer again. Returns how many."""
    cursor = await conn.execute(
        """
        delete from embedding using (
          select document_id, model, dimensions from embedding
          where model || '/' || dimensions <> all(%s) limit %s
        ) as old
        where embedding.document_id = old.document_id and embedding.model = old.model
          and embedding.dimensions = old.dimensions
        """,
        ([str(space) for space in spaces], BATCH),
    )
    return cursor.rowcount


async def lacking(conn: Connection, space: Space) -> int:
    """How many documents have no vector in this space."""
    cursor = await conn.execute(
        """
        select count(*) from document
        where embedded_in is null or embedded_in < %(space)s or embedded_in > %(space)s
        """,
        {"space": str(space)},
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
