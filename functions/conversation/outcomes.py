"""All SQL over what came of calls: conclusions, summaries, what was offered and corrected."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.conversation.conclusion import Conclusion, Summary
from functions.conversation.model import Correction, Source, Wait
from shared.db.pool import Connection


async def add_offers(
    conn: Connection, call_id: UUID, n: int, sources: Sequence[Source], now: datetime
) -> None:
    await conn.execute(
        """
        insert into deflection (call_id, n, source_id, number, offered_at)
        select %s, %s, source_id, number, %s
        from unnest(%s::uuid[], %s::text[]) as told (source_id, number)
        on conflict (call_id, n, source_id) do nothing
        """,
        (call_id, n, now, [each.id for each in sources], [each.number for each in sources]),
    )


async def answer_offers(
    conn: Connection, call_id: UUID, n: int, *, accepted: bool, now: datetime
) -> None:
    """What was told in that turn was of help, or not. What they said first stands."""
    await conn.execute(
        """
        update deflection set accepted = %s, answered_at = %s
        where call_id = %s and n = %s and accepted is null
        """,
        (accepted, now, call_id, n),
    )


async def conclude(conn: Connection, concluded: Conclusion, sum_due_at: datetime | None) -> bool:
    """True for the first to conclude this call. `sum_due_at`: when its summary would be late."""
    now, call_id = concluded.at, concluded.call_id
    cursor = await conn.execute(
        """
        insert into conclusion (call_id, outcome, note, at, retention, sum_due_at)
        values (%(call_id)s, %(outcome)s, %(note)s, %(at)s, %(retention)s, %(sum_due_at)s)
        on conflict (call_id) do nothing
        """,
        {**concluded.model_dump(), "sum_due_at": sum_due_at},
    )
    await conn.execute(
        "update conversation set ended_at = %s where call_id = %s and ended_at is null",
        (now, call_id),
    )
    return cursor.rowcount == 1


async def conclusions(conn: Connection, ids: Sequence[UUID]) -> list[Conclusion]:
    """What came of these calls, as far as they are concluded."""
    async with conn.cursor(row_factory=class_row(Conclusion)) as cursor:
        await cursor.execute(
            """
            select call_id, outcome, note, at, retention, summary, summary_en, judged, confidence,
              sentiment, answers, summed_by, summed_at, sum_tries
            from conclusion where call_id = any(%s) order by at, call_id
            """,
            (list(ids),),
        )
        return await cursor.fetchall()


async def set_summary(
    conn: Connection, call_id: UUID, summary: Summary, by: str, now: datetime
) -> bool:
    """True for the first to sum this call up."""
    cursor = await conn.execute(
        """
        update conclusion set summary = %(summary)s, summary_en = %(english)s,
          judged = %(judged)s, confidence = %(confidence)s, sentiment = %(sentiment)s,
          answers = %(answers)s, summed_by = %(by)s, summed_at = %(now)s, sum_due_at = null
        where call_id = %(call_id)s and summed_at is null
        """,
        {
            **summary.model_dump(),
            "answers": Jsonb([each.model_dump() for each in summary.answers]),
            "by": by,
            "now": now,
            "call_id": call_id,
        },
    )
    return cursor.rowcount == 1


async def put_off_summary(conn: Connection, call_id: UUID, due_at: datetime) -> None:
    await conn.execute(
        """
        update conclusion set sum_due_at = %s, sum_tries = sum_tries + 1
        where call_id = %s and summed_at is null
        """,
        (due_at, call_id),
    )


async def unsummed(conn: Connection, now: datetime, again: datetime, count: int) -> list[UUID]:
    """Calls to sum up now; looked at again at `again` unless they are by then."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            update conclusion set sum_due_at = %(again)s
            where call_id in (
              select call_id from conclusion where sum_due_at <= %(now)s
              order by sum_due_at limit %(count)s for update skip locked
            )
            returning call_id
            """,
            {"now": now, "again": again, "count": count},
        )
        return await cursor.fetchall()


async def worn_out(conn: Connection, retention: str, before: datetime, count: int) -> list[UUID]:
    """Calls of that class concluded before then whose words are still there, the oldest first."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select c.call_id from conclusion c join conversation v on v.call_id = c.call_id
            where coalesce(c.retention, 'standard') = %s and c.at < %s and v.erased_at is null
            order by c.at limit %s
            """,
            (retention, before, count),
        )
        return await cursor.fetchall()


async def add_correction(conn: Connection, call_id: UUID, correction: Correction) -> None:
    await conn.execute(
        """
        insert into correction (id, call_id, n, side, text, actor, at)
        values (%(id)s, %(call_id)s, %(n)s, %(side)s, %(text)s, %(actor)s, %(at)s)
        """,
        {**correction.model_dump(), "call_id": call_id},
    )


async def corrections(conn: Connection, call_id: UUID) -> list[Correction]:
    """The oldest first: the last one for the same words is the one to read."""
    async with conn.cursor(row_factory=class_row(Correction)) as cursor:
        await cursor.execute(
            """
            select id, n, side, text, actor, at from correction where call_id = %s
            order by at, id
            """,
            (call_id,),
        )
        return await cursor.fetchall()


async def ended(conn: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """How many calls were concluded from then until then, by outcome."""
    cursor = await conn.execute(
        """
        select outcome, count(*) from conclusion
        where at >= %s and at < %s group by outcome
        """,
        (since, until),
    )
    return dict(await cursor.fetchall())


async def waits(conn: Connection, since: datetime, until: datetime) -> list[Wait]:
    """How long callers waited for each answer that was due from then until then."""
    async with conn.cursor(row_factory=class_row(Wait)) as cursor:
        await cursor.execute(
            """
            select coalesce(t.source, 'none') as source, t.n = 0 as is_first,
              extract(epoch from t.answered_at - t.claimed_at)::float as seconds
            from conversation c join turn t on t.call_id = c.call_id
            where c.started_at > %(since)s - interval '2 hours'
              and t.answered_at >= %(since)s and t.answered_at < %(until)s
            """,
            {"since": since, "until": until},
        )
        return await cursor.fetchall()
