"""All SQL over erasures."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.privacy.model import Erasure, Person
from shared.db.pool import Connection


async def add(conn: Connection, new: Erasure, person: Person, due_at: datetime) -> bool:
    """False where that number, or that address, is being erased already."""
    cursor = await conn.execute(
        """
        insert into erasure (id, phone, email, contact_id, reason, requested_by, requested_at,
          state, due_at)
        values (%(id)s, %(phone)s, %(email)s, %(contact_id)s, %(reason)s, %(requested_by)s,
          %(requested_at)s, %(state)s, %(due_at)s)
        on conflict do nothing
        """,
        {
            **new.model_dump(),
            "phone": person.phone,
            "email": person.email,
            "contact_id": person.contact_id,
            "due_at": due_at,
        },
    )
    return cursor.rowcount == 1


async def get(conn: Connection, erasure_id: UUID) -> Erasure | None:
    async with conn.cursor(row_factory=class_row(Erasure)) as cursor:
        await cursor.execute(
            """
            select id, reason, requested_by, requested_at, state, finished_at, counts
            from erasure where id = %s
            """,
            (erasure_id,),
        )
        return await cursor.fetchone()


async def waiting_for(conn: Connection, phone: str | None, email: str | None) -> Erasure | None:
    """The one under way of whoever has that number and that address, as far as they are given."""
    async with conn.cursor(row_factory=class_row(Erasure)) as cursor:
        await cursor.execute(
            """
            select id, reason, requested_by, requested_at, state, finished_at, counts
            from erasure
            where state = 'waiting' and (phone = %(phone)s or %(phone)s::text is null)
              and (email = %(email)s or %(email)s::text is null)
            """,
            {"phone": phone, "email": email},
        )
        return await cursor.fetchone()


async def page(conn: Connection, after: UUID | None, limit: int) -> list[Erasure]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(Erasure)) as cursor:
        await cursor.execute(
            """
            select id, reason, requested_by, requested_at, state, finished_at, counts
            from erasure where %(after)s::uuid is null or id < %(after)s
            order by id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def person_for_update(conn: Connection, erasure_id: UUID) -> Person | None:
    async with conn.cursor(row_factory=class_row(Person)) as cursor:
        await cursor.execute(
            """
            select id as erasure_id, phone, email, contact_id, state, audio
            from erasure where id = %s for update
            """,
            (erasure_id,),
        )
        return await cursor.fetchone()


async def note(
    conn: Connection, erasure_id: UUID, *, counts: dict[str, int], audio: Sequence[str]
) -> None:
    """Add what has been erased by now, and what audio is to be."""
    await conn.execute(
        """
        update erasure set audio = audio || %(audio)s::jsonb,
          counts = (
            select coalesce(jsonb_object_agg(name, total), '{}') from (
              select name, sum(number::int) as total from (
                select name, number from jsonb_each_text(counts) as before (name, number)
                union all
                select name, number from jsonb_each_text(%(counts)s) as more (name, number)
              ) as both_of_them group by name
            ) as summed
          )
        where id = %(id)s
        """,
        {"id": erasure_id, "counts": Jsonb(counts), "audio": Jsonb(list(audio))},
    )


async def add_calls(conn: Connection, erasure_id: UUID, call_ids: Sequence[UUID]) -> None:
    """Transcripts to erase, if they are not noted yet."""
    await conn.execute(
        """
        insert into erasure_call (erasure_id, call_id) select %s, unnest(%s::uuid[])
        on conflict (erasure_id, call_id) do nothing
        """,
        (erasure_id, list(call_ids)),
    )


async def calls_left(conn: Connection, erasure_id: UUID) -> list[UUID]:
    """Those whose transcript has not been erased."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select call_id from erasure_call where erasure_id = %s and erased_at is null
            order by call_id
            """,
            (erasure_id,),
        )
        return await cursor.fetchall()


async def calls_of(conn: Connection, erasure_id: UUID) -> list[UUID]:
    """All calls that belong to it."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select call_id from erasure_call where erasure_id = %s order by call_id",
            (erasure_id,),
        )
        return await cursor.fetchall()


async def set_call_erased(conn: Connection, erasure_id: UUID, call_id: UUID, now: datetime) -> bool:
    """True for the first to say so."""
    cursor = await conn.execute(
        """
        update erasure_call set erased_at = %s
        where erasure_id = %s and call_id = %s and erased_at is null
        """,
        (now, erasure_id, call_id),
    )
    return cursor.rowcount == 1


async def set_done(conn: Connection, person: Person, now: datetime) -> None:
    """All is gone: what stays of the person is what they are given here as, hashes."""
    await conn.execute(
        """
        update erasure set state = 'done', finished_at = %(now)s, phone = %(phone)s,
          email = %(email)s, audio = '[]'
        where id = %(id)s
        """,
        {"now": now, "phone": person.phone, "email": person.email, "id": person.erasure_id},
    )


async def due(conn: Connection, now: datetime, again: datetime, count: int) -> list[UUID]:
    """Erasures to look at now; looked at again at `again` unless they are done by then."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            update erasure set due_at = %(again)s
            where id in (
              select id from erasure where state = 'waiting' and due_at <= %(now)s
              order by due_at limit %(count)s for update skip locked
            )
            returning id
            """,
            {"now": now, "again": again, "count": count},
        )
        return await cursor.fetchall()
