"""All SQL over attempts and calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.calls.model import Attempt, Call, CallStatus, End, History
from shared.db.pool import Connection
from shared.errors import NotFound


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


async def inbound(conn: Connection) -> int:
    """How many people have rung us and still talk."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select count(*) from call where ended_at is null and direction = 'inbound'"
        )
        return int(await cursor.fetchone() or 0)


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


async def unconcluded(conn: Connection, before: datetime, count: int) -> list[UUID]:
    """Calls and refused attempts that were over by then, and of which nobody took notice."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            (select id from call where ended_at < %(before)s and not concluded
             order by ended_at limit %(count)s)
            union
            (select id from attempt where state = 'refused' and due_at < %(before)s
               and not concluded order by due_at limit %(count)s)
            """,
            {"before": before, "count": count},
        )
        return await cursor.fetchall()


async def set_concluded(conn: Connection, call_id: UUID) -> None:
    await conn.execute("update attempt set concluded = true where id = %s", (call_id,))
    await conn.execute("update call set concluded = true where id = %s", (call_id,))


async def add_inbound(conn: Connection, call: Call) -> None:
    """Note a call somebody makes to us, unless its sid is known."""
    await conn.execute(
        """
        insert into call (id, direction, sid, phone, number, status, created_at)
        values (%(id)s, %(direction)s, %(sid)s, %(phone)s, %(number)s, %(status)s, %(created_at)s)
        on conflict (sid) do nothing
        """,
        call.model_dump(),
    )


async def call_for_update(conn: Connection, call_id: UUID) -> Call | None:
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
              ended_at, seconds, sip_code
            from call where id = %s for update
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def call(conn: Connection, call_id: UUID) -> Call:
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
              ended_at, seconds, sip_code
            from call where id = %s
            """,
            (call_id,),
        )
        found = await cursor.fetchone()
    if found is None:
        raise NotFound("No such call.", call_id=str(call_id))
    return found


async def call_of_sid(conn: Connection, sid: str) -> UUID | None:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select id from call where sid = %s", (sid,))
        return await cursor.fetchone()


async def recent_calls(conn: Connection, after: UUID | None, limit: int) -> list[Call]:
    """The newest first; `after` is the last one already seen."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
              ended_at, seconds, sip_code
            from call
            where %(after)s::uuid is null
              or (created_at, id) < (select created_at, id from call where id = %(after)s)
            order by created_at desc, id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def silent_calls(conn: Connection, before: datetime, count: int) -> list[Call]:
    """Calls that should long have ended, and whose end nobody told us."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
              ended_at, seconds, sip_code
            from call where ended_at is null and sid is not null and created_at < %s
            order by created_at limit %s
            """,
            (before, count),
        )
        return await cursor.fetchall()


async def add_event(conn: Connection, event: dict[str, Any]) -> bool:
    """False where that callback was seen before."""
    cursor = await conn.execute(
        """
        insert into call_event (sid, sequence, call_id, status, at)
        values (%(sid)s, %(sequence)s, %(call_id)s, %(status)s, %(at)s)
        on conflict (sid, sequence) do nothing
        """,
        event,
    )
    return cursor.rowcount == 1


async def place(
    conn: Connection, call_id: UUID, sid: str, status: CallStatus, now: datetime
) -> bool:
    """The network has it, under that sid, and so it goes on. True where that was in doubt."""
    cursor = await conn.execute(
        """
        with told as (
          update call set sid = coalesce(sid, %(sid)s), status = %(status)s,
            answered_at = case when %(status)s = 'in-progress' then coalesce(answered_at, %(now)s)
              else answered_at end
          where id = %(id)s
        )
        update attempt set state = 'placed' where id = %(id)s and state in ('dialing', 'unknown')
        """,
        {"id": call_id, "sid": sid, "status": status, "now": now},
    )
    return cursor.rowcount == 1


async def set_ended(
    conn: Connection,
    call_id: UUID,
    status: CallStatus,
    now: datetime,
    seconds: int | None,
    sip_code: str | None,
) -> None:
    await conn.execute(
        """
        update call set status = %s, ended_at = %s, seconds = %s, sip_code = %s where id = %s
        """,
        (status, now, seconds, sip_code, call_id),
    )


async def open_calls(conn: Connection, allowance_id: UUID) -> list[Call]:
    """Calls of an allowance that the network has and that have not ended, the oldest first."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select c.id, direction, sid, c.phone, number, status, answered_by, created_at,
              answered_at, ended_at, seconds, sip_code
            from attempt a join call c on c.id = a.id
            where a.allowance_id = %s and a.state = 'placed' and ended_at is null
              and sid is not null
            order by created_at
            """,
            (allowance_id,),
        )
        return await cursor.fetchall()


async def stuck_in_queue(conn: Connection, before: datetime, count: int) -> list[Call]:
    """Calls that the network took before then and has not begun to make."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
              ended_at, seconds, sip_code
            from call where status = 'queued' and ended_at is null and sid is not null
              and created_at < %s
            order by created_at limit %s
            """,
            (before, count),
        )
        return await cursor.fetchall()


async def set_answered_by(conn: Connection, call_id: UUID, answered_by: str) -> None:
    await conn.execute("update call set answered_by = %s where id = %s", (answered_by, call_id))


async def claim_machine(conn: Connection, call_id: UUID) -> bool:
    """True once: the machine that took this call is dealt with by whoever gets it."""
    cursor = await conn.execute(
        "update call set machine_told = true where id = %s and not machine_told", (call_id,)
    )
    return cursor.rowcount == 1


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


async def calls_of(conn: Connection, phone: str) -> list[Call]:
    """Every call with that number, either way round, the oldest first."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """
            select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
              ended_at, seconds, sip_code
            from call where phone = %s order by created_at, id
            """,
            (phone,),
        )
        return await cursor.fetchall()


async def open_of(conn: Connection, phone: str) -> list[UUID]:
    """Calls with that number that are live, or of whose end nobody took notice yet."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select id from call where phone = %s and not concluded", (phone,))
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


async def erase_calls(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    cursor = await conn.execute(
        "update call set phone = 'erased' where phone = %s and concluded and id <> all(%s)",
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


async def add_end(conn: Connection, end: End) -> bool:
    """True for the first who ends it."""
    cursor = await conn.execute(
        """
        insert into call_end (call_id, actor, reason, asked_at, sent_at)
        values (%(call_id)s, %(actor)s, %(reason)s, %(asked_at)s, %(sent_at)s)
        on conflict (call_id) do nothing
        """,
        end.model_dump(),
    )
    return cursor.rowcount == 1


async def send_end_again(conn: Connection, call_id: UUID, before: datetime, now: datetime) -> bool:
    """True where the network was last told before then, and is to be told now."""
    cursor = await conn.execute(
        "update call_end set sent_at = %s where call_id = %s and sent_at < %s",
        (now, call_id, before),
    )
    return cursor.rowcount == 1


async def ends(conn: Connection, call_ids: Sequence[UUID]) -> list[End]:
    """Who of ours ends which of these."""
    async with conn.cursor(row_factory=class_row(End)) as cursor:
        await cursor.execute(
            """
            select call_id, actor, reason, asked_at, sent_at from call_end
            where call_id = any(%s)
            """,
            (list(call_ids),),
        )
        return await cursor.fetchall()
