"""All SQL of speech: the audio there is, for whom it was made, how voices do, what it cost."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.speech.circuits import Circuit
from functions.speech.model import Audio, Cause, Sentence, path
from shared.db.pool import Connection
from shared.ports import Speech


async def audio(conn: Connection, fingerprint: str) -> Audio | None:
    async with conn.cursor(row_factory=class_row(Audio)) as cursor:
        await cursor.execute(
            """
            select fingerprint, key, state, leased_until, stand_in, media_type, bytes, characters,
              voice_used, hits, fixed, coalesce(file, 'audio/' || fingerprint || '.wav') as file
            from audio where fingerprint = %s
            """,
            (fingerprint,),
        )
        return await cursor.fetchone()


async def ready(conn: Connection, fingerprints: Sequence[str]) -> dict[str, Audio]:
    """What of these can be played, by its fingerprint."""
    async with conn.cursor(row_factory=class_row(Audio)) as cursor:
        await cursor.execute(
            """
            select fingerprint, key, state, leased_until, stand_in, media_type, bytes, characters,
              voice_used, hits, fixed, coalesce(file, 'audio/' || fingerprint || '.wav') as file
            from audio where fingerprint = any(%s) and state = 'ready'
            """,
            (list(fingerprints),),
        )
        return {each.fingerprint: each for each in await cursor.fetchall()}


async def audio_at(conn: Connection, key: str) -> Audio | None:
    """What can be played at that address."""
    async with conn.cursor(row_factory=class_row(Audio)) as cursor:
        await cursor.execute(
            """
            select fingerprint, key, state, leased_until, stand_in, media_type, bytes, characters,
              voice_used, hits, fixed, coalesce(file, 'audio/' || fingerprint || '.wav') as file
            from audio where key = %s and state = 'ready'
            """,
            (key,),
        )
        return await cursor.fetchone()


async def _alone(conn: Connection, fingerprint: str) -> None:
    """Nobody else inserts it before the transaction ends.

    `on conflict` watches one unique column: of two who insert at the same instant, the second may
    meet the other one, the key, first, and fail.
    """
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (fingerprint,))


async def claim(conn: Connection, new: Sentence, *, now: datetime, until: datetime) -> bool:
    """True for the one who shall make it; for another once the lease has run out."""
    await _alone(conn, new.fingerprint)
    cursor = await conn.execute(
        """
        insert into audio (fingerprint, key, text_sha, voice, model, language, version, state,
          leased_until, created_at)
        values (%(fingerprint)s, %(key)s, %(text_sha)s, %(voice)s, %(model)s, %(language)s,
          %(version)s, 'making', %(until)s, %(now)s)
        on conflict (fingerprint) do update set state = 'making', leased_until = %(until)s
          where audio.state <> 'ready' and audio.leased_until <= %(now)s
        """,
        {**new.model_dump(), "now": now, "until": until},
    )
    return cursor.rowcount == 1


async def put(conn: Connection, new: Sentence, speech: Speech, speaker: str, now: datetime) -> None:
    """It lies in the files, whole. What is ready stays as it is."""
    await _alone(conn, new.fingerprint)
    await conn.execute(
        """
        insert into audio (fingerprint, key, text_sha, voice, model, language, version, state,
          created_at, media_type, bytes, characters, voice_used, speaker, file)
        values (%(fingerprint)s, %(key)s, %(text_sha)s, %(voice)s, %(model)s, %(language)s,
          %(version)s, 'ready', %(now)s, %(media_type)s, %(bytes)s, %(characters)s, %(voice_used)s,
          %(speaker)s, %(file)s)
        on conflict (fingerprint) do update set state = 'ready', key = excluded.key,
          leased_until = null, stand_in = null, created_at = excluded.created_at,
          media_type = excluded.media_type, bytes = excluded.bytes,
          characters = excluded.characters, voice_used = excluded.voice_used,
          speaker = excluded.speaker, file = excluded.file
          where audio.state <> 'ready'
        """,
        {
            **new.model_dump(),
            "now": now,
            "media_type": speech.media_type,
            "bytes": len(speech.audio),
            "characters": speech.characters,
            "voice_used": speech.voice_used,
            "speaker": speaker,
            "file": path(new.key),
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


async def set_fixed(conn: Connection, fingerprints: Sequence[str]) -> None:
    """Everybody hears it, in whichever voice: nobody's erasure takes it away."""
    await conn.execute(
        """
        update audio set fixed = true
        where not fixed and fingerprint in (
          select fingerprint from audio where fingerprint = any(%(these)s)
          union select stand_in from audio where fingerprint = any(%(these)s)
        )
        """,
        {"these": list(fingerprints)},
    )


async def note_cause(conn: Connection, fingerprints: Sequence[str], cause: Cause) -> None:
    """It was said in that call, and it is not everybody's."""
    await conn.execute(
        """
        insert into audio_cause (fingerprint, call_id, person)
        select fingerprint, %(call_id)s, %(person)s
        from audio where fingerprint = any(%(these)s) and not fixed
        on conflict (fingerprint, call_id) do nothing
        """,
        {**cause.model_dump(), "these": list(fingerprints)},
    )


async def caused_in(conn: Connection, call_ids: Sequence[UUID]) -> list[str]:
    """The fingerprints of what was said in these calls, and is not everybody's."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select distinct fingerprint from audio_cause join audio using (fingerprint)
            where call_id = any(%s) and not fixed
            """,
            (list(call_ids),),
        )
        return await cursor.fetchall()


async def saying(conn: Connection, shas: Sequence[str]) -> list[str]:
    """The fingerprints of what says one of these texts, in any voice."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select fingerprint from audio where text_sha = any(%s)", (list(shas),)
        )
        return await cursor.fetchall()


async def chosen(
    conn: Connection,
    *,
    voice: str | None,
    version: str | None,
    shas: Sequence[str] | None,
    person: str | None,
) -> list[str]:
    """The fingerprints of what fits all that is told. What is being made goes on."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select fingerprint from audio
            where state <> 'making'
              and (%(voice)s::text is null or voice = %(voice)s)
              and (%(version)s::text is null or version = %(version)s)
              and (%(shas)s::text[] is null or text_sha = any(%(shas)s))
              and (%(person)s::text is null or exists (
                select from audio_cause
                where audio_cause.fingerprint = audio.fingerprint and person = %(person)s
              ) and not fixed)
            order by fingerprint
            """,
            {"voice": voice, "version": version, "shas": shas, "person": person},
        )
        return await cursor.fetchall()


async def files(conn: Connection, fingerprints: Sequence[str]) -> list[str]:
    """Where the audio of these lies."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select coalesce(file, 'audio/' || fingerprint || '.wav') from audio
            where fingerprint = any(%s)
            """,
            (list(fingerprints),),
        )
        return await cursor.fetchall()


async def forget(conn: Connection, files: Sequence[str]) -> int:
    """Drop what lies there. What was made anew meanwhile lies elsewhere, and stays."""
    await conn.execute(
        """
        update audio set stand_in = null where stand_in in (
          select fingerprint from audio
          where coalesce(file, 'audio/' || fingerprint || '.wav') = any(%s)
        )
        """,
        (list(files),),
    )
    cursor = await conn.execute(
        """
        delete from audio where state <> 'making'
          and coalesce(file, 'audio/' || fingerprint || '.wav') = any(%s)
        """,
        (list(files),),
    )
    return cursor.rowcount


async def circuits(conn: Connection) -> dict[str, Circuit]:
    """How the voices do that have had trouble, by their names."""
    async with conn.cursor(row_factory=class_row(Circuit)) as cursor:
        await cursor.execute(
            "select speaker, failures, opened, open_until, reason, trying from voice_circuit"
        )
        return {each.speaker: each for each in await cursor.fetchall()}


async def circuit_for_update(conn: Connection, speaker: str) -> Circuit:
    """How that voice does; nobody else changes it meanwhile."""
    await conn.execute(
        "insert into voice_circuit (speaker) values (%s) on conflict (speaker) do nothing",
        (speaker,),
    )
    async with conn.cursor(row_factory=class_row(Circuit)) as cursor:
        await cursor.execute(
            """
            select speaker, failures, opened, open_until, reason, trying from voice_circuit
            where speaker = %s for update
            """,
            (speaker,),
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


async def set_circuit(conn: Connection, circuit: Circuit) -> None:
    await conn.execute(
        """
        update voice_circuit set failures = %(failures)s, opened = %(opened)s,
          open_until = %(open_until)s, reason = %(reason)s, trying = %(trying)s
        where speaker = %(speaker)s
        """,
        circuit.model_dump(),
    )
