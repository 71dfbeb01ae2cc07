"""All SQL of speech: the audio there is, and what it cost."""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.rows import class_row, scalar_row

from functions.speech.model import Audio, Sentence, Usage
from shared.db.pool import Connection
from shared.ports import Speech


async def audio(conn: Connection, fingerprint: str) -> Audio | None:
    async with conn.cursor(row_factory=class_row(Audio)) as cursor:
        await cursor.execute(
            """
            select fingerprint, key, state, leased_until, stand_in, media_type, bytes, characters,
              voice_used, hits
            from audio where fingerprint = %s
            """,
            (fingerprint,),
        )
        return await cursor.fetchone()


async def audio_at(conn: Connection, key: str) -> Audio | None:
    """What can be played at that address."""
    async with conn.cursor(row_factory=class_row(Audio)) as cursor:
        await cursor.execute(
            """
            select fingerprint, key, state, leased_until, stand_in, media_type, bytes, characters,
              voice_used, hits
            from audio where key = %s and state = 'ready'
            """,
            (key,),
        )
        return await cursor.fetchone()


async def claim(conn: Connection, new: Sentence, *, now: datetime, until: datetime) -> bool:
    """True for the one who shall make it; for another once the lease has run out."""
    cursor = await conn.execute(
        """
        insert into audio (fingerprint, key, text_sha, voice, model, language, state, leased_until,
          created_at)
        values (%(fingerprint)s, %(key)s, %(text_sha)s, %(voice)s, %(model)s, %(language)s,
          'making', %(until)s, %(now)s)
        on conflict (fingerprint) do update set state = 'making', leased_until = %(until)s
          where audio.state <> 'ready' and audio.leased_until <= %(now)s
        """,
        {**new.model_dump(), "now": now, "until": until},
    )
    return cursor.rowcount == 1


async def put(conn: Connection, new: Sentence, speech: Speech, now: datetime) -> None:
    """It lies in the files, whole. What is ready stays as it is."""
    await conn.execute(
        """
        insert into audio (fingerprint, key, text_sha, voice, model, language, state, created_at,
          media_type, bytes, characters, voice_used)
        values (%(fingerprint)s, %(key)s, %(text_sha)s, %(voice)s, %(model)s, %(language)s, 'ready',
          %(now)s, %(media_type)s, %(bytes)s, %(characters)s, %(voice_used)s)
        on conflict (fingerprint) do update set state = 'ready', leased_until = null,
          stand_in = null, created_at = excluded.created_at, media_type = excluded.media_type,
          bytes = excluded.bytes, characters = excluded.characters,
          voice_used = excluded.voice_used
          where audio.state <> 'ready'
        """,
        {
            **new.model_dump(),
            "now": now,
            "media_type": speech.media_type,
            "bytes": len(speech.audio),
            "characters": speech.characters,
            "voice_used": speech.voice_used,
        },
    )


async def rest(
    conn: Connection, fingerprint: str, until: datetime, stand_in: str | None = None
) -> None:
    """Nobody tries again before then. What another voice said stays known meanwhile."""
    await conn.execute(
        """
        update audio set state = 'resting', leased_until = %s, stand_in = coalesce(%s, stand_in)
        where fingerprint = %s and state = 'making'
        """,
        (until, stand_in, fingerprint),
    )


async def lose(conn: Connection, fingerprint: str, now: datetime) -> None:
    """Its file is gone: it may be made again at once."""
    await conn.execute(
        """
        update audio set state = 'resting', leased_until = %s
        where fingerprint = %s and state = 'ready'
        """,
        (now, fingerprint),
    )


async def count_hit(conn: Connection, fingerprint: str, day: date) -> None:
    await conn.execute(
        """
        with hit as (
          update audio set hits = hits + 1 where fingerprint = %(fingerprint)s
          returning characters
        )
        insert into audio_use (day, hits, characters_cached)
        select %(day)s, 1, coalesce(characters, 0) from hit
        on conflict (day) do update set hits = audio_use.hits + excluded.hits,
          characters_cached = audio_use.characters_cached + excluded.characters_cached
        """,
        {"fingerprint": fingerprint, "day": day},
    )


async def count_synthesis(conn: Connection, characters: int, day: date) -> None:
    await conn.execute(
        """
        insert into audio_use (day, syntheses, characters_synthesized) values (%s, 1, %s)
        on conflict (day) do update set syntheses = audio_use.syntheses + excluded.syntheses,
          characters_synthesized =
            audio_use.characters_synthesized + excluded.characters_synthesized
        """,
        (day, characters),
    )


async def count_fallback(conn: Connection, day: date) -> None:
    await conn.execute(
        """
        insert into audio_use (day, fallbacks) values (%s, 1)
        on conflict (day) do update set fallbacks = audio_use.fallbacks + excluded.fallbacks
        """,
        (day,),
    )


async def usage(conn: Connection, since: date | None) -> Usage:
    async with conn.cursor(row_factory=class_row(Usage)) as cursor:
        await cursor.execute(
            """
            select coalesce(sum(syntheses), 0)::bigint as syntheses,
              coalesce(sum(characters_synthesized), 0)::bigint as characters_synthesized,
              coalesce(sum(hits), 0)::bigint as hits,
              coalesce(sum(characters_cached), 0)::bigint as characters_cached,
              coalesce(sum(fallbacks), 0)::bigint as fallbacks
            from audio_use where %(since)s::date is null or day >= %(since)s
            """,
            {"since": since},
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


async def saying(conn: Connection, shas: Sequence[str]) -> list[str]:
    """The fingerprints of what says one of these texts, in any voice."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select fingerprint from audio where text_sha = any(%s)", (list(shas),)
        )
        return await cursor.fetchall()


async def forget(conn: Connection, fingerprints: Sequence[str]) -> int:
    await conn.execute(
        "update audio set stand_in = null where stand_in = any(%s)", (list(fingerprints),)
    )
    cursor = await conn.execute(
        "delete from audio where fingerprint = any(%s)", (list(fingerprints),)
    )
    return cursor.rowcount
