"""All SQL over conversations, turns and what came of calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.conversation.model import (
    IMPLIED,
    Conclusion,
    Conversation,
    Correction,
    Documents,
    Heard,
    KeptText,
    Meaning,
    Offer,
    Reply,
    Source,
    Summary,
    TextMessage,
    Turn,
    Visit,
)
from shared.db.pool import Connection
from shared.value import Spoken


async def begin(conn: Connection, call_id: UUID, language: Spoken, now: datetime) -> None:
    """One conversation a call; it is there already where the network asks twice."""
    await conn.execute(
        """
        insert into conversation (call_id, language, started_at) values (%s, %s, %s)
        on conflict (call_id) do nothing
        """,
        (call_id, language, now),
    )


async def arrive(conn: Connection, call_id: UUID, language: Spoken, visit: Visit) -> None:
    """Somebody rings us. What we know of them then stays; told twice, the first stands."""
    await conn.execute(
        """
        insert into conversation (call_id, language, started_at, visit) values (%s, %s, %s, %s)
        on conflict (call_id) do nothing
        """,
        (call_id, language, visit.at, Jsonb(visit.model_dump(mode="json"))),
    )


async def set_ticket(conn: Connection, call_id: UUID, ticket_id: UUID) -> None:
    await conn.execute(
        "update conversation set ticket_id = %s where call_id = %s", (ticket_id, call_id)
    )


async def get(conn: Connection, call_id: UUID) -> Conversation | None:
    async with conn.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            """
            select call_id, language, outcome, note, ticket_id, started_at, ended_at, confirmed,
              visit
            from conversation where call_id = %s
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def claim_turn(
    conn: Connection, call_id: UUID, n: int, heard: Heard, now: datetime, stale: datetime
) -> bool:
    """True for the first to ask, and again for a turn claimed before `stale` and never answered."""
    cursor = await conn.execute(
        """
        insert into turn (call_id, n, heard, digits, confidence, interrupted_after, claimed_at)
        values (%(call_id)s, %(n)s, %(speech)s, %(digits)s, %(confidence)s, %(interrupted_after)s,
          %(now)s)
        on conflict (call_id, n) do update set claimed_at = excluded.claimed_at
          where turn.said is null and turn.claimed_at < %(stale)s
        """,
        {"call_id": call_id, "n": n, "now": now, "stale": stale, **heard.model_dump()},
    )
    return cursor.rowcount == 1


async def turns(conn: Connection, call_id: UUID) -> list[Turn]:
    """In the order they were spoken."""
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            select n, heard, digits, said, action, source, answer, claimed_at, answered_at, reply,
              interrupted_after
            from turn where call_id = %s order by n
            """,
            (call_id,),
        )
        return await cursor.fetchall()


async def turn(conn: Connection, call_id: UUID, n: int) -> Turn | None:
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            select n, heard, digits, said, action, source, answer, claimed_at, answered_at, reply,
              interrupted_after
            from turn where call_id = %s and n = %s
            """,
            (call_id, n),
        )
        return await cursor.fetchone()


async def set_said(
    conn: Connection, call_id: UUID, n: int, reply: Reply, source: str
) -> Turn | None:
    """Note what is said. Nothing where another has answered this turn meanwhile."""
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            update turn set said = %s, action = %s, source = %s, reply = %s
            where call_id = %s and n = %s and said is null
            returning n, heard, digits, said, action, source, answer, claimed_at, answered_at,
              reply, interrupted_after
            """,
            (reply.say, reply.action, source, Jsonb(reply.model_dump(mode="json")), call_id, n),
        )
        return await cursor.fetchone()


async def set_answer(
    conn: Connection, call_id: UUID, n: int, answer: str, now: datetime
) -> Documents:
    """Keep the document that answers this turn; the first one stands. Returns those in force."""
    async with conn.cursor(row_factory=class_row(Documents)) as cursor:
        await cursor.execute(
            """
            update turn set answer = coalesce(answer, %s), answered_at = coalesce(answered_at, %s)
            where call_id = %s and n = %s returning filler, answer
            """,
            (answer, now, call_id, n),
        )
        return await cursor.fetchone() or Documents(filler=None, answer=answer)


async def set_filler(conn: Connection, call_id: UUID, n: int, filler: str) -> Documents:
    """Keep the document that bridges the time to the answer, unless that is there by now."""
    async with conn.cursor(row_factory=class_row(Documents)) as cursor:
        await cursor.execute(
            """
            update turn
            set filler = case when answer is null then coalesce(filler, %s) else filler end
            where call_id = %s and n = %s returning filler, answer
            """,
            (filler, call_id, n),
        )
        return await cursor.fetchone() or Documents(filler=filler, answer=None)


async def set_course(conn: Connection, call_id: UUID, reply: Reply, ticket_id: UUID | None) -> None:
    """What the last turn added. An opt-out stands for good, an opened ticket but for an opt-out."""
    await conn.execute(
        """
        update conversation set language = %(language)s,
          outcome = case when outcome = 'opted_out' then outcome
            when outcome = 'ticket_opened' and %(outcome)s::text is distinct from 'opted_out'
              then outcome
            else coalesce(%(outcome)s, outcome) end,
          note = coalesce(%(note)s, note), ticket_id = coalesce(%(ticket_id)s, ticket_id),
          confirmed = confirmed or %(confirmed)s
        where call_id = %(call_id)s
        """,
        {
            "call_id": call_id,
            "language": reply.language,
            "outcome": reply.outcome or IMPLIED.get(reply.action),
            "note": reply.note,
            "ticket_id": ticket_id,
            "confirmed": reply.person == "right",
        },
    )


async def set_handed_over(conn: Connection, call_id: UUID, *, handed_over: bool) -> None:
    """A person has it, or has it no more. An opt-out stands for good."""
    await conn.execute(
        """
        update conversation
        set outcome = case when %(handed_over)s then 'transferred' else 'transfer_requested' end
        where call_id = %(call_id)s and outcome is distinct from 'opted_out'
          and (%(handed_over)s or outcome = 'transferred')
        """,
        {"call_id": call_id, "handed_over": handed_over},
    )


async def set_language(conn: Connection, call_id: UUID, language: Spoken) -> None:
    await conn.execute(
        "update conversation set language = %s where call_id = %s", (language, call_id)
    )


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


async def offers(conn: Connection, call_id: UUID) -> list[Offer]:
    """In the order in which they were told."""
    async with conn.cursor(row_factory=class_row(Offer)) as cursor:
        await cursor.execute(
            """
            select call_id, n, source_id, number, offered_at, accepted, answered_at
            from deflection where call_id = %s order by n, number
            """,
            (call_id,),
        )
        return await cursor.fetchall()


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


async def redact(conn: Connection, call_id: UUID, turns: Sequence[dict[str, Any]]) -> None:
    """Put other words in the place of what was heard and said, and drop what repeats them."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            update turn set heard = %(heard)s, digits = %(digits)s, said = %(said)s,
              answer = null, reply = null
            where call_id = %(call_id)s and n = %(n)s
            """,
            [{**each, "call_id": call_id} for each in turns],
        )


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


async def add_entries(
    conn: Connection, call_id: UUID, entries: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Lines that wait for the transcript. One of the same id stays as it is."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into transcript_entry (call_id, id, content, at) values (%s, %s, %s, %s)
            on conflict (call_id, id) do nothing
            """,
            [(call_id, each["id"], Jsonb(each), now) for each in entries],
        )


async def entries(conn: Connection, call_id: UUID) -> list[dict[str, Any]]:
    """The lines of a call that wait for its transcript, in order."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select content from transcript_entry where call_id = %s order by id", (call_id,)
        )
        return await cursor.fetchall()


async def remove_entries(conn: Connection, call_id: UUID, ids: Sequence[str]) -> None:
    await conn.execute(
        "delete from transcript_entry where call_id = %s and id = any(%s)", (call_id, list(ids))
    )


async def untranscribed(conn: Connection, before: datetime, count: int) -> list[UUID]:
    """Calls with lines that have waited since before then."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select call_id from transcript_entry where at < %s
            group by call_id order by min(at) limit %s
            """,
            (before, count),
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


async def claim_text(conn: Connection, text: TextMessage, meaning: Meaning, now: datetime) -> bool:
    """True for the first delivery of a text message; a second waits until that is answered."""
    cursor = await conn.execute(
        """
        insert into text_message (sid, phone, number, body, meaning, answer, at)
        values (%(sid)s, %(phone)s, %(number)s, %(body)s, %(meaning)s, '', %(now)s)
        on conflict (sid) do nothing
        """,
        {**text.model_dump(), "meaning": meaning, "now": now},
    )
    return cursor.rowcount == 1


async def set_text_answer(conn: Connection, sid: str, answer: str, ticket_id: UUID | None) -> None:
    await conn.execute(
        "update text_message set answer = %s, ticket_id = %s where sid = %s",
        (answer, ticket_id, sid),
    )


async def text_answer(conn: Connection, sid: str) -> str:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select answer from text_message where sid = %s", (sid,))
        return str(await cursor.fetchone())


async def conversations(conn: Connection, ids: Sequence[UUID]) -> list[Conversation]:
    """The oldest first."""
    async with conn.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            """
            select call_id, language, outcome, note, ticket_id, started_at, ended_at, confirmed,
              visit
            from conversation where call_id = any(%s) order by started_at, call_id
            """,
            (list(ids),),
        )
        return await cursor.fetchall()


async def texts_of(conn: Connection, phone: str) -> list[KeptText]:
    async with conn.cursor(row_factory=class_row(KeptText)) as cursor:
        await cursor.execute(
            """
            select sid, phone, number, body, meaning, ticket_id, at from text_message
            where phone = %s order by at, sid
            """,
            (phone,),
        )
        return await cursor.fetchall()


async def erase(conn: Connection, ids: Sequence[UUID], now: datetime) -> int:
    """Forget the words of these calls, but not that there were some. How many calls had any."""
    given = {"ids": list(ids), "now": now}
    await conn.execute(
        """
        update turn set heard = null, digits = null, said = null, answer = null, reply = null,
          filler = null
        where call_id = any(%(ids)s)
        """,
        given,
    )
    await conn.execute(
        """
        update conclusion set note = null, summary = null, summary_en = null, answers = '[]',
          sum_due_at = null
        where call_id = any(%(ids)s)
        """,
        given,
    )
    await conn.execute("delete from transcript_entry where call_id = any(%(ids)s)", given)
    await conn.execute("delete from correction where call_id = any(%(ids)s)", given)
    cursor = await conn.execute(
        """
        update conversation set note = null, visit = null, erased_at = %(now)s
        where call_id = any(%(ids)s) and erased_at is null
        """,
        given,
    )
    return cursor.rowcount


async def erase_texts(conn: Connection, phone: str) -> int:
    cursor = await conn.execute(
        "update text_message set phone = 'erased', body = '' where phone = %s", (phone,)
    )
    return cursor.rowcount


async def is_erased(conn: Connection, call_id: UUID) -> bool:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select exists (select from conversation where call_id = %s and erased_at is not null)
            """,
            (call_id,),
        )
        return bool(await cursor.fetchone())
