"""What was spoken, served again and ordered: SQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.speech.model import Fallback, Order, VoiceDay
from shared.db.pool import Connection
from shared.ports import Speech


async def count_hits(
    conn: Connection, fingerprints: Sequence[str], day: date, prices: Mapping[str, int]
) -> None:
    """Rows are taken in order, so that two calls with the same sentences do not block each other.

    `prices`: micro-units for 1,000 characters, by speaker.
    """
    await conn.execute(
        """
        with wanted as (
          select fingerprint from audio where fingerprint = any(%(these)s)
          order by fingerprint for update
        ), hit as (
          update audio set hits = hits + 1 from wanted
          where audio.fingerprint = wanted.fingerprint
          returning audio.speaker, audio.voice_used, audio.characters
        )
        insert into voice_use (day, speaker, voice, hits, characters_cached, saved_micro)
        select %(day)s, speaker, voice_used, count(*), sum(characters), round(
          sum(characters) * coalesce((%(prices)s::jsonb ->> speaker)::numeric, 0) / 1000
        ) from hit group by speaker, voice_used order by speaker, voice_used
        on conflict (day, speaker, voice) do update set hits = voice_use.hits + excluded.hits,
          characters_cached = voice_use.characters_cached + excluded.characters_cached,
          saved_micro = voice_use.saved_micro + excluded.saved_micro
        """,
        {"these": list(fingerprints), "day": day, "prices": Jsonb(dict(prices))},
    )


async def count_synthesis(
    conn: Connection, speaker: str, speech: Speech, spent_micro: int, day: date
) -> None:
    await conn.execute(
        """
        insert into voice_use (day, speaker, voice, syntheses, characters_synthesized, spent_micro)
        values (%s, %s, %s, 1, %s, %s)
        on conflict (day, speaker, voice) do update set syntheses = voice_use.syntheses + 1,
          characters_synthesized =
            voice_use.characters_synthesized + excluded.characters_synthesized,
          spent_micro = voice_use.spent_micro + excluded.spent_micro
        """,
        (day, speaker, speech.voice_used, speech.characters, spent_micro),
    )


async def is_first_fallback(conn: Connection, speaker: str, day: date) -> bool:
    """Whether nobody was passed over by that name on that day yet."""
    cursor = await conn.execute(
        "select from voice_fallback where day = %s and speaker = %s", (day, speaker)
    )
    return cursor.rowcount == 0


async def count_fallback(conn: Connection, speaker: str, reason: str, day: date) -> None:
    await conn.execute(
        """
        insert into voice_fallback (day, speaker, reason, times) values (%s, %s, %s, 1)
        on conflict (day, speaker, reason) do update set times = voice_fallback.times + 1
        """,
        (day, speaker, reason),
    )


async def days(conn: Connection, since: date | None) -> list[VoiceDay]:
    """What each voice did, the newest day first."""
    async with conn.cursor(row_factory=class_row(VoiceDay)) as cursor:
        await cursor.execute(
            """
            select day, speaker, voice, syntheses, characters_synthesized, hits,
              characters_cached, spent_micro, saved_micro
            from voice_use where %(since)s::date is null or day >= %(since)s
            order by day desc, speaker, voice
            """,
            {"since": since},
        )
        return await cursor.fetchall()


async def fallbacks(conn: Connection, since: date | None) -> list[Fallback]:
    """Who was passed over, and why, the most frequent first."""
    async with conn.cursor(row_factory=class_row(Fallback)) as cursor:
        await cursor.execute(
            """
            select speaker, reason, sum(times)::bigint as times
            from voice_fallback where %(since)s::date is null or day >= %(since)s
            group by speaker, reason order by times desc, speaker, reason
            """,
            {"since": since},
        )
        return await cursor.fetchall()


async def add_order(conn: Connection, order: Order) -> None:
    row: dict[str, Any] = order.model_dump()
    await conn.execute(
        """
        insert into audio_order (id, kind, at, actor, reason, what, done_at, count)
        values (%(id)s, %(kind)s, %(at)s, %(actor)s, %(reason)s, %(what)s, %(done_at)s, %(count)s)
        """,
        {**row, "what": Jsonb(order.what)},
    )


async def end_order(conn: Connection, order_id: UUID, count: int, now: datetime) -> None:
    """What came of it, when it was last done."""
    await conn.execute(
        "update audio_order set done_at = %s, count = %s where id = %s", (now, count, order_id)
    )


async def orders(conn: Connection, after: UUID | None, limit: int) -> list[Order]:
    """The newest first, from the one after `after`."""
    async with conn.cursor(row_factory=class_row(Order)) as cursor:
        await cursor.execute(
            """
            select id, kind, at, actor, reason, what, done_at, count from audio_order
            where %(after)s::uuid is null or id < %(after)s
            order by id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()
