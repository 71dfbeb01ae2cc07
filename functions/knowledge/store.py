"""All SQL on documents, their vectors, and articles."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from functions.knowledge.model import (
    EMBEDDED_LETTERS,
    Article,
    ArticleDraft,
    Copied,
    Document,
    Hit,
    Kind,
    Narrowed,
    Ranked,
    Space,
    Unread,
    Vector,
    Words,
)
from functions.knowledge.ranking import Known
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.ports import Near

BATCH = 512
BATCH_LETTERS = 240_000  # a request may hold 300,000 tokens: a letter costs one at the worst
LEASE = timedelta(minutes=2)
BEYOND_ALL = 2**62
FEW = 2000  # documents: to compare a vector with each takes some 5 ms
LONGEST_SCAN = 200_000  # vectors that a filtered search looks at before it gives up
ALIKE = 0.3  # of the letters, three by three, that a word shares with the one it was meant for
GUESSES = 3  # such words
_BOUNDS = {
    "newest": 500,  # documents with the words: there may be a million
    "latest": 20_000,  # documents that are looked through where the words are everywhere
    "title": 1.5,  # what a word in a title is worth
}


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


async def copy_again(conn: Connection, document_id: UUID) -> None:
    """Have the serving copies take over what a document can be narrowed by now."""
    await conn.execute(
        """
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select document_id, model, dimensions, embedding.text_version, version
        from embedding join document on document.id = document_id
        where document_id = %s
        on conflict (model, dimensions, document_id) do update set version = excluded.version
        """,
        (document_id,),
    )


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


async def uncopied(conn: Connection, space: Space) -> list[Copied]:
    """Some vectors that the serving copy lacks."""
    async with conn.cursor(row_factory=class_row(Copied)) as cursor:
        await cursor.execute(
            """
            select document_id, embedding.kind, embedding.text_version, vector::real[] as vector,
              facets, lacking.version
            from (
              select document_id, model, dimensions, version from embedding_to_copy
              where model = %s and dimensions = %s limit %s
            ) as lacking
            join embedding using (document_id, model, dimensions)
            join document on document.id = document_id
            """,
            (space.model, space.dimensions, BATCH),
        )
        return await cursor.fetchall()


async def mark_copied(conn: Connection, space: Space, vectors: Sequence[Copied]) -> None:
    """Note what was copied. Where the vector is another by now, the copy is to be made again.

    So it is where the document can be narrowed otherwise by now: its row says a newer version.
    """
    await conn.execute(
        """
        with done as (
          select document_id, embedding.text_version, wrote.text_version as copied_version,
            wrote.version
          from unnest(%(ids)s::uuid[], %(text_versions)s::int[], %(versions)s::int[])
            as wrote (document_id, text_version, version)
          join embedding using (document_id)
          where model = %(model)s and dimensions = %(dimensions)s
        ), gone as (
          delete from embedding_to_copy using done
          where embedding_to_copy.document_id = done.document_id
            and model = %(model)s and dimensions = %(dimensions)s
            and embedding_to_copy.text_version = done.copied_version
            and embedding_to_copy.version = done.version
        )
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select document_id, %(model)s, %(dimensions)s, text_version, version
        from done where text_version <> copied_version
        on conflict (model, dimensions, document_id) do nothing
        """,
        {
            **space.model_dump(),
            "ids": [each.document_id for each in vectors],
            "text_versions": [each.text_version for each in vectors],
            "versions": [each.version for each in vectors],
        },
    )


async def forget_copies(conn: Connection, space: Space) -> None:
    """Say that the serving copy has nothing of this space."""
    await conn.execute(
        """
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select document_id, model, dimensions, embedding.text_version, version
        from embedding join document on document.id = document_id
        where model = %s and dimensions = %s
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
    whole = _NEAREST_WITHIN if narrowed.is_narrow else _NEAREST
    statement = whole if few is None else _NEAREST_OF
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            statement.format(dimensions=sql.Literal(space.dimensions)),
            {
                **narrowed.model_dump(),
                **space.model_dump(),
                "wanted": str(list(wanted)),
                "ids": few,
                "count": count,
            },
        )
        return await cursor.fetchall()


async def _few(conn: Connection, narrowed: Narrowed) -> list[UUID] | None:
    """The documents that can be an answer, where they are few enough to look at each."""
    cursor = await conn.execute(
        """
        select case when count(*) <= %(few)s then coalesce(array_agg(id), '{}') end
        from (
          select id from document
          where (%(facets)s::tsquery is null or array_to_tsvector(facets) @@ %(facets)s::tsquery)
            and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
          limit %(few)s + 1
        ) as found
        """,
        {**narrowed.model_dump(), "few": FEW},
    )
    row = await cursor.fetchone()
    assert row is not None
    return None if row[0] is None else list(row[0])


async def phrases(conn: Connection, wanted: Sequence[str]) -> str:
    """What a document matches that has all of these phrases, in one language or the other."""
    cursor = await conn.execute(
        """
        select string_agg('(' || either::text || ')', ' & ')
        from unnest(%s::text[]) as phrase,
          lateral (
            select phraseto_tsquery('centralita_en', phrase)
              || phraseto_tsquery('centralita_es', phrase) as either
          ) as read
        where numnode(either) > 0
        """,
        (list(wanted),),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row and row[0] else ""


async def known_words(conn: Connection, words: Sequence[str]) -> list[Known]:
    """Each word's lexemes in both languages, and how many documents have them."""
    async with conn.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(
            """
            with typed as (select word from unnest(%s::text[]) as typed (word)),
            read as (
              select word, 'en' as language, to_tsvector('centralita_en', word) as lexemes
              from typed
              union all select word, 'es', to_tsvector('centralita_es', word) from typed
            )
            select word, read.language, one as lexeme, coalesce(documents, 0) as documents
            from read
            left join lateral unnest(tsvector_to_array(lexemes)) as one on true
            left join lexeme on lexeme.language = read.language and lexeme.lexeme = one
            """,
            (list(words),),
        )
        return await cursor.fetchall()


async def words_like(conn: Connection, words: Sequence[str]) -> dict[str, dict[str, int]]:
    """For words that nobody wrote: some lexemes that look like them, and how many have those."""
    await conn.execute("select set_config('pg_trgm.similarity_threshold', %s, true)", (str(ALIKE),))
    cursor = await conn.execute(
        """
        select word, lexeme, sum(documents)
        from unnest(%s::text[]) as word,
          lateral (
            select lexeme, documents from lexeme where lexeme %% unaccent(lower(word))
            order by similarity(lexeme, unaccent(lower(word))) desc, documents desc limit %s
          ) as alike
        group by word, lexeme
        """,
        (list(words), GUESSES),
    )
    found: dict[str, dict[str, int]] = {}
    for word, lexeme, documents in await cursor.fetchall():
        found.setdefault(word, {})[lexeme] = int(documents)
    return found


async def counted(conn: Connection) -> int:
    """How many documents there are whose words were counted."""
    cursor = await conn.execute("select sum(documents) from lexeme where lexeme = ''")
    row = await cursor.fetchone()
    return int(row[0] or 0) if row else 0


async def ranked(conn: Connection, wanted: Words, narrowed: Narrowed, count: int) -> list[Ranked]:
    """The documents whose words say most, of those that are likely to.

    Of what matches each query the newest are looked at, so that the cost has a bound. A word in a
    title counts more, and long texts have to say more.
    """
    async with conn.cursor(row_factory=class_row(Ranked)) as cursor:
        await cursor.execute(
            """
            with asked as (
              select query, titled, weight
              from unnest(%(queries)s::tsquery[], %(titled)s::tsquery[], %(weights)s::float8[])
                as asked (query, titled, weight)
            ), found as (
              select matching.id, count(*) over (partition by likely) = %(newest)s as capped
              from unnest(%(likely)s::tsquery[]) as likely,
                lateral (
                  select id from document
                  where words @@ likely
                    and (%(facets)s::tsquery is null
                      or array_to_tsvector(facets) @@ %(facets)s::tsquery)
                    and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
                  order by id desc limit %(newest)s
                ) as matching
            )
            select document.id,
              sum(case when words @@ titled then weight * %(title)s else weight end)
                / (1 + ln(1 + length(words))) as score,
              candidate.capped
            from (select id, bool_or(capped) as capped from found group by id) as candidate
            join document using (id), asked
            where words @@ query
            group by document.id, candidate.capped
            order by score desc, document.id desc limit %(count)s
            """,
            {**wanted.model_dump(), **narrowed.model_dump(), **_BOUNDS, "count": count},
        )
        return await cursor.fetchall()


async def newest_with(
    conn: Connection, wanted: Words, narrowed: Narrowed, count: int
) -> list[Ranked]:
    """Where all words are in too many documents: the newest of these, ranked in the same way."""
    async with conn.cursor(row_factory=class_row(Ranked)) as cursor:
        await cursor.execute(
            """
            with asked as (
              select query, titled, weight
              from unnest(%(queries)s::tsquery[], %(titled)s::tsquery[], %(weights)s::float8[])
                as asked (query, titled, weight)
            ), latest as materialized (
              select id, words, facets from document order by id desc limit %(latest)s
            ), candidate as materialized (
              select id, words from latest
              where words @@ %(any)s::tsquery
                and (%(facets)s::tsquery is null
                  or array_to_tsvector(facets) @@ %(facets)s::tsquery)
                and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
              limit %(newest)s
            )
            select id,
              sum(case when words @@ titled then weight * %(title)s else weight end)
                / (1 + ln(1 + length(words))) as score,
              true as capped
            from candidate, asked
            where words @@ query
            group by id, words
            order by score desc, id desc limit %(count)s
            """,
            {
                **wanted.model_dump(),
                "any": wanted.any,
                **narrowed.model_dump(),
                **_BOUNDS,
                "count": count,
            },
        )
        return await cursor.fetchall()


async def newest(conn: Connection, narrowed: Narrowed, count: int) -> list[Near]:
    """The newest documents of that kind."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            """
            select id, 0 as score from document
            where (%(facets)s::tsquery is null or array_to_tsvector(facets) @@ %(facets)s::tsquery)
              and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
            order by id desc limit %(count)s
            """,
            {**narrowed.model_dump(), "count": count},
        )
        return await cursor.fetchall()


async def count_words(conn: Connection) -> int:
    """Take the words of some new texts into the list of all words. Returns of how many texts."""
    cursor = await conn.execute(
        """
        with latest as (
          select id from document where not counted limit %s for update skip locked
        ), taken as (
          update document set counted = true from latest where document.id = latest.id
          returning document.language, document.words
        ), tally as (
          select language, lexeme, count(*) as documents
          from taken, unnest(tsvector_to_array(words) || '{""}'::text[]) as lexeme
          group by language, lexeme
        ), added as (
          insert into lexeme (language, lexeme, documents)
          select language, lexeme, documents from tally order by language, lexeme
          on conflict (language, lexeme) do update set
            documents = lexeme.documents + excluded.documents
        )
        select count(*) from taken
        """,
        (BATCH,),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def uncounted_waits(conn: Connection) -> bool:
    """Whether a text's words are not in the list yet."""
    cursor = await conn.execute("select exists (select from document where not counted)")
    row = await cursor.fetchone()
    return bool(row and row[0])


async def forget_words(conn: Connection) -> None:
    """Have all words counted anew: those of changed texts were counted twice."""
    await conn.execute("delete from lexeme")
    await conn.execute("update document set counted = false where counted")


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
