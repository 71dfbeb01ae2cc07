"""All SQL over attempts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.calls.model import Attempt, Call, History
from shared.db.pool import Connection


async def add_attempts(conn: Connection, attempts: Sequence[Attempt]) -> list[UUID]:
    """Those added: the n-th attempt for a member is there once."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            insert into attempt (id, allowance_id, member_id, n, phone, caller, zones, state,
              due_at, sent_at)
            select id, allowance_id, member_id, n, phone, caller, zones, state, due_at, due_at
            from jsonb_to_recordset(%s) as new (id uuid, allowance_id uuid, member_id uuid, n int,
              phone text, caller text, zones text[], state text, due_at timestamptz)
            on conflict (member_id, n) do nothing
            returning id
            """,
            (Jsonb([attempt.model_dump(mode="json") for attempt in attempts]),),
        )
        return await cursor.fetchall()


async def attempt_for_update(conn: Connection, attempt_id: UUID) -> Attempt | None:
    async with conn.cursor(row_factory=class_row(Attempt)) as cursor:
        await cursor.execute(
            """
            select id, allowance_id, member_id, n, phone, caller, zones, state, reason, due_at,
              intent_at, lost, deferred, reserved_micro, cost_micro
            from attempt where id = %s for update
            """,
            (attempt_id,),
        )
        return await cursor.fetchone()


async def attempt(conn: Connection, attempt_id: UUID) -> Attempt | None:
    async with conn.cursor(row_factory=class_row(Attempt)) as cursor:
        await cursor.execute(
            """
            select id, allowance_id, member_id, n, phone, caller, zones, state, reason, due_at,
              intent_at, lost, deferred, reserved_micro, cost_micro
            from attempt where id = %s
            """,
            (attempt_id,),
        )
        return await cursor.fetchone()


async def lock_phone(conn: Connection, phone: str) -> None:
    """Until the end of the transaction, nobody else decides about this number."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (phone,))


async def history(conn: Connection, phone: str, member_id: UUID, since: datetime) -> History:
    """What is known of the number since then. What was taken back or refused was no call."""
    async with conn.cursor(row_factory=class_row(History)) as cursor:
        await cursor.execute(
            """
            select
              array(select intent_at from attempt
                where phone = %(phone)s and intent_at > %(since)s
                  and state in ('dialing', 'unknown', 'placed', 'over')
                  and reason is distinct from 'canceled'
                order by intent_at) as made,
              exists (select from attempt where phone = %(phone)s
                  and state in ('dialing', 'unknown', 'placed'))
                or exists (select from call where phone = %(phone)s and ended_at is null
                  and direction = 'inbound') as phone_is_busy,
              (select coalesce(sum(cost_micro), 0)::bigint from attempt
                where member_id = %(member)s) as spent_on_contact,
              (select caller from attempt where phone = %(phone)s
                and state in ('placed', 'over') order by intent_at desc limit 1) as last_caller,
              (select count(*) from call
                where ended_at is null and direction = 'inbound') as inbound
            """,
            {"phone": phone, "member": member_id, "since": since},
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


async def planned(conn: Connection, allowance_id: UUID) -> int:
    """How many of its attempts wait to be made."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select count(*) from attempt where allowance_id = %s and state = 'planned'",
            (allowance_id,),
        )
        return int(await cursor.fetchone() or 0)


async def planned_by(conn: Connection, allowance_id: UUID, by: datetime) -> int:
    """How many of its attempts wait and are due by then."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(*) from attempt
            where allowance_id = %s and state = 'planned' and due_at <= %s
            """,
            (allowance_id, by),
        )
        return int(await cursor.fetchone() or 0)


async def commit_intent(conn: Connection, attempt: Attempt, call: Call) -> None:
    """Write down that it is rung from now on: the attempt, and the call it is to be."""
    await conn.execute(
        """
        with intended as (
          update attempt set state = 'dialing', intent_at = %(intent_at)s, asked_at = null,
            caller = %(caller)s, reserved_micro = %(reserved_micro)s
          where id = %(id)s
        )
        insert into call (id, direction, phone, number, status, created_at)
        values (%(id)s, %(direction)s, %(phone)s, %(caller)s, %(status)s, %(created_at)s)
        on conflict (id) do update set number = excluded.number
        """,
        {
            **attempt.model_dump(include={"id", "intent_at", "phone", "caller"}),
            "reserved_micro": attempt.reserved_micro,
            **call.model_dump(include={"direction", "status", "created_at"}),
        },
    )


async def set_planned(
    conn: Connection, attempt: Attempt, due_at: datetime, reason: str | None
) -> None:
    """Back in the queue: nothing happened, or nothing came of it."""
    await conn.execute(
        """
        update attempt set state = 'planned', due_at = %(due_at)s, sent_at = null,
          lost = %(lost)s, deferred = %(deferred)s, reason = %(reason)s, reserved_micro = 0
        where id = %(id)s
        """,
        {
            "id": attempt.id,
            "due_at": due_at,
            "lost": attempt.lost,
            "deferred": attempt.deferred,
            "reason": reason,
        },
    )


async def set_unknown(conn: Connection, attempt_id: UUID) -> None:
    await conn.execute(
        "update attempt set state = 'unknown' where id = %s and state = 'dialing'", (attempt_id,)
    )


async def set_refused(conn: Connection, attempt_id: UUID, reason: str) -> None:
    await conn.execute(
        """
        update attempt set state = 'refused', reason = %s, reserved_micro = 0 where id = %s
        """,
        (reason, attempt_id),
    )


async def withdraw_planned(conn: Connection, allowance_id: UUID) -> list[UUID]:
    """Refuse what was planned and not begun."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            update attempt set state = 'refused', reason = 'withdrawn'
            where allowance_id = %s and state = 'planned' returning id
            """,
            (allowance_id,),
        )
        return await cursor.fetchall()


async def set_over(conn: Connection, attempt_id: UUID, cost_micro: int, reason: str | None) -> None:
    await conn.execute(
        """
        update attempt set state = 'over', reserved_micro = 0, cost_micro = %s, reason = %s
        where id = %s
        """,
        (cost_micro, reason, attempt_id),
    )


async def due(conn: Connection, now: datetime, resend_before: datetime, count: int) -> list[UUID]:
    """Planned attempts whose time has come, marked as sent. Those sent long ago are sent again."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            update attempt set sent_at = %(now)s
            where id in (
              select a.id from attempt a join allowance w on w.id = a.allowance_id and w.open
              where a.state = 'planned' and a.due_at <= %(now)s
                and (a.sent_at is null or a.sent_at < %(resend_before)s)
              order by a.due_at limit %(count)s for update of a skip locked
            )
            returning id
            """,
            {"now": now, "resend_before": resend_before, "count": count},
        )
        return await cursor.fetchall()


async def doubtful(conn: Connection, now: datetime, before: datetime, count: int) -> list[Attempt]:
    """Attempts that were to ring before then and of which nothing is known, marked as asked now."""
    async with conn.cursor(row_factory=class_row(Attempt)) as cursor:
        await cursor.execute(
            """
            update attempt set asked_at = %(now)s, state = 'unknown'
            where id in (
              select id from attempt
              where state in ('dialing', 'unknown') and intent_at < %(before)s
                and (asked_at is null or asked_at < %(before)s)
              order by intent_at limit %(count)s for update skip locked
            )
            returning id, allowance_id, member_id, n, phone, caller, zones, state, reason, due_at,
              intent_at, lost, deferred, reserved_micro, cost_micro
            """,
            {"now": now, "before": before, "count": count},
        )
        return await cursor.fetchall()


async def attempts_of(conn: Connection, phone: str) -> list[Attempt]:
    """Every try to ring that number, the oldest first."""
    async with conn.cursor(row_factory=class_row(Attempt)) as cursor:
        await cursor.execute(
            """
            select id, allowance_id, member_id, n, phone, caller, zones, state, reason, due_at,
              intent_at, lost, deferred, reserved_micro, cost_micro
            from attempt where phone = %s order by due_at, id
            """,
            (phone,),
        )
        return await cursor.fetchall()


async def withdraw_planned_of(conn: Connection, phone: str, reason: str) -> list[UUID]:
    """Refuse what was planned for that number and not begun."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            update attempt set state = 'refused', reason = %s
            where phone = %s and state = 'planned' returning id
            """,
            (reason, phone),
        )
        return await cursor.fetchall()


async def erase_attempts(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    cursor = await conn.execute(
        """
        update attempt set phone = 'erased', zones = '{}'
        where phone = %s and id <> all(%s) and state in ('refused', 'over')
        """,
        (phone, list(kept)),
    )
    return cursor.rowcount


async def oldest_due(conn: Connection, now: datetime) -> datetime | None:
    """Since when the first attempt waits that may be made by now."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select min(a.due_at) from attempt a join allowance w on w.id = a.allowance_id and w.open
            where a.state = 'planned' and a.due_at <= %s
            """,
            (now,),
        )
        return await cursor.fetchone()
