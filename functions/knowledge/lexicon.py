"""All SQL on words: which there are, and which documents say most with them."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.knowledge.model import BATCH, Narrowed, Ranked, Untold, Words
from functions.knowledge.ranking import Known
from shared.db.pool import Connection

GUESSES = 3  # lexemes that a mistyped word may have meant
OFTEN = 3
"""Tickets that make a word worth an article."""
LATEST = 5000
"""Tickets whose titles are looked through for such words."""
_BOUNDS = {
    "newest": 500,  # documents with the words: there may be a million
    "latest": 20_000,  # documents that are looked through where the words are everywhere
    "title": 1.5,  # what a word in a title is worth
}


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
    """Each word's lexemes in both languages, and how many documents have them, among how many.

    They are looked up one by one: a join would be expected to need most of the list, and read all.
    """
    async with conn.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(
            """
            with typed as (select word from unnest(%s::text[]) as typed (word)),
            read as (
              select word, 'en' as language, to_tsvector('centralita_en', word) as lexemes
              from typed
              union all select word, 'es', to_tsvector('centralita_es', word) from typed
            )
            select word, language, one as lexeme,
              coalesce((
                select documents from lexeme
                where lexeme.language = read.language and lexeme.lexeme = one
              ), 0) as documents,
              (
                select coalesce(sum(documents), 0) from lexeme
                where language in ('en', 'es') and lexeme = ''
              ) as among
            from read left join lateral unnest(tsvector_to_array(lexemes)) as one on true
            """,
            (list(words),),
        )
        return await cursor.fetchall()


async def words_like(conn: Connection, words: Sequence[str]) -> dict[str, dict[str, int]]:
    """For words that nobody wrote: some lexemes that look like them, and how many have those.

    They share 0.3 of their letters, three by three: pg_trgm's own threshold.
    """
    cursor = await conn.execute(
        """
        select word, lexeme, sum(documents)
        from unnest(%s::text[]) as word,
          lateral (select unaccent(lower(word)) as letters offset 0) as plain,
          lateral (
            select lexeme, documents from lexeme where lexeme %% letters
            order by similarity(lexeme, letters) desc, documents desc limit %s
          ) as alike
        group by word, lexeme
        """,
        (list(words), GUESSES),
    )
    found: dict[str, dict[str, int]] = {}
    for word, lexeme, documents in await cursor.fetchall():
        found.setdefault(word, {})[lexeme] = int(documents)
    return found


async def ranked(conn: Connection, wanted: Words, narrowed: Narrowed, count: int) -> list[Ranked]:
    """The documents whose words say most, of those that are likely to.

    Of what matches each query the newest are looked at, and only these are asked for every word:
    to look each word up costs as much as there are documents that have it. A word in a
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
              select matching.id, words, count(*) over (partition by likely) = %(newest)s as capped
              from unnest(%(likely)s::tsquery[]) as likely,
                lateral (
                  select id, words from document
                  where words @@ likely
                    and (%(kinds)s::text[] is null or kind = any(%(kinds)s))
                    and (%(facets)s::tsquery is null
                      or array_to_tsvector(facets) @@ %(facets)s::tsquery)
                    and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
                  order by id desc limit %(newest)s
                ) as matching
            ), candidate as materialized (
              select distinct on (id) id, words, capped from found order by id, capped desc
            )
            select id, said / (1 + ln(1 + length(words))) as score, capped
            from candidate, lateral (
              select sum(case when words @@ titled then weight * %(title)s else weight end) as said
              from asked where words @@ query
            ) as told
            order by score desc, id desc limit %(count)s
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
              select id, kind, words, facets from document order by id desc limit %(latest)s
            ), candidate as materialized (
              select id, words from latest
              where words @@ %(any)s::tsquery
                and (%(kinds)s::text[] is null or kind = any(%(kinds)s))
                and (%(facets)s::tsquery is null
                  or array_to_tsvector(facets) @@ %(facets)s::tsquery)
                and (%(phrases)s::tsquery is null or words @@ %(phrases)s::tsquery)
              limit %(newest)s
            )
            select id, said / (1 + ln(1 + length(words))) as score, true as capped
            from candidate, lateral (
              select sum(case when words @@ titled then weight * %(title)s else weight end) as said
              from asked where words @@ query
            ) as told
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


async def untold(conn: Connection, first: UUID, told: Sequence[UUID], count: int) -> list[Untold]:
    """Words in the titles of tickets solved from that id on that stand in no article.

    Those in most tickets first; `told` are tickets that an article has to do with.
    """
    async with conn.cursor(row_factory=class_row(Untold)) as cursor:
        await cursor.execute(
            """
            with recent as (
              select id, number, language, title from document
              where kind = 'ticket' and resolved and id >= %(first)s and id <> all(%(told)s)
              order by id desc limit %(latest)s
            ), tally as (
              select language, lexeme, count(*) as tickets,
                (array_agg(number order by number desc))[1:5] as examples
              from recent, unnest(tsvector_to_array(to_tsvector(
                case language when 'es' then 'centralita_es' else 'centralita_en' end::regconfig,
                title
              ))) as lexeme
              where lexeme ~ '^[[:alpha:]]{3,}$'
              group by language, lexeme having count(*) >= %(few)s
            )
            select lexeme as word, language, tickets, examples from tally
            where not exists (
              select from document
              where kind = 'article' and words @@ plainto_tsquery('simple', lexeme)
            )
            order by tickets desc, lexeme limit %(count)s
            """,
            {"first": first, "told": list(told), "few": OFTEN, "count": count, "latest": LATEST},
        )
        return await cursor.fetchall()
