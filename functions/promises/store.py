"""All SQL over promises."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from functions.promises.model import Promise, Wanted
from shared.db.pool import Connection


async def add(conn: Connection, promise: Promise) -> bool:
    """False where this call has an open promise already."""
    cursor = await conn.execute(
        """
        insert into promise (id, call_id, phone, language, zones, cause, contact_id, member_id,
          ticket_id, words, due_at, made_at, state)
        values (%(id)s, %(call_id)s, %(phone)s, %(language)s, %(zones)s, %(cause)s,
          %(contact_id)s, %(member_id)s, %(ticket_id)s, %(words)s, %(due_at)s, %(made_at)s, 'open')
        on conflict (call_id) where state = 'open' do nothing
        """,
        {**promise.model_dump(), "zones": list(promise.zones)},
    )
    return cursor.rowcount == 1


async def get(conn: Connection, promise_id: UUID) -> Promise | None:
    async with conn.cursor(row_factory=class_row(Promise)) as cursor:
        await cursor.execute(
            """
            select id, call_id, phone, language, zones, cause, contact_id, member_id, ticket_id,
              words, due_at, made_at, state, told_at, assignee, closed_at, closed_by, reason,
              kept_by
            from promise where id = %s
            """,
            (promise_id,),
        )
        return await cursor.fetchone()


async def for_update(conn: Connection, promise_id: UUID) -> Promise | None:
    async with conn.cursor(row_factory=class_row(Promise)) as cursor:
        await cursor.execute(
            """
            select id, call_id, phone, language, zones, cause, contact_id, member_id, ticket_id,
              words, due_at, made_at, state, told_at, assignee, closed_at, closed_by, reason,
              kept_by
            from promise where id = %s for update
            """,
            (promise_id,),
        )
        return await cursor.fetchone()


async def open_of_call(conn: Connection, call_id: UUID) -> Promise | None:
    """What is open of what we said in that call, locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(Promise)) as cursor:
        await cursor.execute(
            """
            select id, call_id, phone, language, zones, cause, contact_id, member_id, ticket_id,
              words, due_at, made_at, state, told_at, assignee, closed_at, closed_by, reason,
              kept_by
            from promise where call_id = %s and state = 'open' for update
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def of_phone(conn: Connection, phone: str) -> list[Promise]:
    """The oldest first, locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(Promise)) as cursor:
        await cursor.execute(
            """
            select id, call_id, phone, language, zones, cause, contact_id, member_id, ticket_id,
              words, due_at, made_at, state, told_at, assignee, closed_at, closed_by, reason,
              kept_by
            from promise where phone = %s order by id for update
            """,
            (phone,),
        )
        return await cursor.fetchall()


async def pressing(conn: Connection, by: datetime, after: UUID | None, count: int) -> list[Promise]:
    """Open ones due by then, in order of their ids; those somebody else looks at are left out."""
    async with conn.cursor(row_factory=class_row(Promise)) as cursor:
        await cursor.execute(
            """
            select id, call_id, phone, language, zones, cause, contact_id, member_id, ticket_id,
              words, due_at, made_at, state, told_at, assignee, closed_at, closed_by, reason,
              kept_by
            from promise
            where state = 'open' and due_at <= %(by)s
              and (%(after)s::uuid is null or id > %(after)s)
            order by id limit %(count)s for update skip locked
            """,
            {"by": by, "after": after, "count": count},
        )
        return await cursor.fetchall()


async def save(conn: Connection, promise: Promise) -> None:
    """Write what becomes of a promise."""
    await conn.execute(
        """
        update promise set state = %(state)s, ticket_id = %(ticket_id)s, told_at = %(told_at)s,
          assignee = %(assignee)s, closed_at = %(closed_at)s, closed_by = %(closed_by)s,
          reason = %(reason)s, kept_by = %(kept_by)s
        where id = %(id)s
        """,
        promise.model_dump(),
    )


async def page(conn: Connection, wanted: Wanted, now: datetime) -> list[Promise]:
    """Those that are due first, first."""
    async with conn.cursor(row_factory=class_row(Promise)) as cursor:
        await cursor.execute(
            """
            select id, call_id, phone, language, zones, cause, contact_id, member_id, ticket_id,
              words, due_at, made_at, state, told_at, assignee, closed_at, closed_by, reason,
              kept_by
            from promise
            where (%(state)s::text is null or state = %(state)s)
              and (%(by)s::timestamptz is null or due_at <= %(by)s)
              and (%(ticket)s::uuid is null or ticket_id = %(ticket)s)
              and (%(after)s::uuid is null
                or (due_at, id) > (select due_at, id from promise where id = %(after)s))
            order by due_at, id limit %(limit)s
            """,
            {
                "state": "open" if wanted.which == "due" else wanted.which,
                "by": now if wanted.which == "due" else None,
                "ticket": wanted.ticket_id,
                "after": wanted.after,
                "limit": wanted.limit,
            },
        )
        return await cursor.fetchall()


async def erase(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    """Forget whom it was promised, but in calls that are kept for now. How many they were."""
    cursor = await conn.execute(
        """
        update promise set phone = 'erased', zones = '{}', words = '', contact_id = null
        where phone = %s and call_id <> all(%s)
        """,
        (phone, list(kept)),
    )
    return cursor.rowcount
