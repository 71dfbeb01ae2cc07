"""All SQL over allowances, attempts and calls."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.calls.model import Allowance, Attempt, Call, CallStatus
from shared.db.pool import Connection
from shared.errors import NotFound


async def put_allowance(conn: Connection, allowance: Allowance) -> None:
    """Add, or change the rules of, an allowance. What it spent stays."""
    await conn.execute(
        """
        insert into allowance (id, open, purpose, consent_required, live_cap, day_cap, opens_at,
          closes_at, weekdays, currency, minute_price_micro, budget_micro)
        values (%(id)s, %(open)s, %(purpose)s, %(consent_required)s, %(live_cap)s, %(day_cap)s,
          %(opens_at)s, %(closes_at)s, %(weekdays)s, %(currency)s, %(minute_price_micro)s,
          %(budget_micro)s)
        on conflict (id) do update set open = excluded.open, live_cap = excluded.live_cap,
          day_cap = excluded.day_cap, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
          weekdays = excluded.weekdays, budget_micro = excluded.budget_micro
        """,
        {**allowance.model_dump(), "weekdays": list(allowance.weekdays)},
    )


async def set_open(conn: Connection, allowance_id: UUID, *, is_open: bool) -> None:
    await conn.execute("update allowance set open = %s where id = %s", (is_open, allowance_id))


async def allowance_for_update(conn: Connection, allowance_id: UUID) -> Allowance:
    """Locked: dials of one allowance are decided one after the other, so that its caps hold."""
    async with conn.cursor(row_factory=class_row(Allowance)) as cursor:
        await cursor.execute(
            """
            select id, open, purpose, consent_required, live_cap, day_cap, opens_at, closes_at,
              weekdays, currency, minute_price_micro, budget_micro, reserved_micro, spent_micro
            from allowance where id = %s for update
            """,
            (allowance_id,),
        )
        allowance = await cursor.fetchone()
    if allowance is None:
        raise NotFound("No such allowance.", allowance_id=str(allowance_id))
    return allowance


async def book(conn: Connection, allowance_id: UUID, *, reserved: int, spent: int) -> None:
    """Move money, in micro-units; negative gives back."""
    await conn.execute(
        """
        update allowance set reserved_micro = reserved_micro + %s, spent_micro = spent_micro + %s
        where id = %s
        """,
        (reserved, spent, allowance_id),
    )


async def add_attempt(conn: Connection, attempt: Attempt) -> bool:
    """False where the n-th attempt for that member is there already."""
    cursor = await conn.execute(
        """
        insert into attempt (id, allowance_id, member_id, n, phone, caller, zones, state, due_at,
          sent_at)
        values (%(id)s, %(allowance_id)s, %(member_id)s, %(n)s, %(phone)s, %(caller)s, %(zones)s,
          %(state)s, %(due_at)s, %(due_at)s)
        on conflict (member_id, n) do nothing
        """,
        {**attempt.model_dump(), "zones": list(attempt.zones)},
    )
    return cursor.rowcount == 1


async def attempt_for_update(conn: Connection, attempt_id: UUID) -> Attempt | None:
    async with conn.cursor(row_factory=class_row(Attempt)) as cursor:
        await cursor.execute(
            """
            select id, allowance_id, member_id, n, phone, caller, zones, state, reason, due_at,
              intent_at, lost, reserved_micro
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
              intent_at, lost, reserved_micro
            from attempt where id = %s
            """,
            (attempt_id,),
        )
        return await cursor.fetchone()


async def lock_phone(conn: Connection, phone: str) -> None:
    """Until the end of the transaction, nobody else decides about this number."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (phone,))


async def live(conn: Connection, allowance_id: UUID) -> int:
    """How many of its attempts ring, talk, or may do so."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(*) from attempt
            where allowance_id = %s and state in ('dialing', 'unknown', 'placed')
            """,
            (allowance_id,),
        )
        return int(await cursor.fetchone() or 0)


async def made_since(conn: Connection, phone: str, since: datetime) -> int:
    """How many times that number was rung since then, by anybody here."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select count(*) from attempt where phone = %s and intent_at > %s", (phone, since)
        )
        return int(await cursor.fetchone() or 0)


async def phone_is_busy(conn: Connection, phone: str) -> bool:
    """Whether that number is in a call with us, either way round."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select exists (select from attempt where phone = %(phone)s
                and state in ('dialing', 'unknown', 'placed'))
              or exists (select from call where phone = %(phone)s and ended_at is null
                and direction = 'inbound')
            """,
            {"phone": phone},
        )
        return bool(await cursor.fetchone())


async def set_dialing(conn: Connection, attempt_id: UUID, now: datetime, reserved: int) -> None:
    await conn.execute(
        """
        update attempt set state = 'dialing', intent_at = %s, asked_at = null, reserved_micro = %s
        where id = %s
        """,
        (now, reserved, attempt_id),
    )


async def set_planned(
    conn: Connection, attempt_id: UUID, due_at: datetime, *, lost: int, reason: str | None
) -> None:
    """Back in the queue: nothing happened, or nothing came of it."""
    await conn.execute(
        """
        update attempt set state = 'planned', due_at = %s, sent_at = null, lost = %s, reason = %s,
          reserved_micro = 0
        where id = %s
        """,
        (due_at, lost, reason, attempt_id),
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


async def set_placed(conn: Connection, attempt_id: UUID) -> None:
    await conn.execute(
        """
        update attempt set state = 'placed' where id = %s and state in ('dialing', 'unknown')
        """,
        (attempt_id,),
    )


async def set_over(conn: Connection, attempt_id: UUID) -> None:
    await conn.execute(
        "update attempt set state = 'over', reserved_micro = 0 where id = %s", (attempt_id,)
    )


async def take_turn(
    conn: Connection, account: str, now: datetime, latest: datetime, gap: timedelta
) -> datetime | None:
    """When the next call may be placed; the turn is taken unless it comes after `latest`."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            insert into pace (account, next_at) values (%(account)s, %(now)s + %(gap)s)
            on conflict (account) do update set
              next_at = greatest(pace.next_at, %(now)s) + %(gap)s
              where pace.next_at <= %(latest)s
            returning next_at
            """,
            {"account": account, "now": now, "gap": gap, "latest": latest},
        )
        after = await cursor.fetchone()
    return after - gap if after else None


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
              intent_at, lost, reserved_micro
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


async def add_call(conn: Connection, call: Call) -> None:
    """Note a call. One that is there already gets its sid, if it had none."""
    await conn.execute(
        """
        insert into call (id, direction, sid, phone, number, status, created_at)
        values (%(id)s, %(direction)s, %(sid)s, %(phone)s, %(number)s, %(status)s, %(created_at)s)
        on conflict (id) do update set sid = coalesce(call.sid, excluded.sid)
        """,
        call.model_dump(),
    )


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


async def silent_calls(conn: Connection, before: datetime, count: int) -> list[tuple[UUID, str]]:
    """Calls that should long have ended, and whose end nobody told us."""
    cursor = await conn.execute(
        """
        select id, sid from call
        where ended_at is null and sid is not null and created_at < %s
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


async def set_status(conn: Connection, call_id: UUID, status: CallStatus, now: datetime) -> None:
    await conn.execute(
        """
        update call set status = %(status)s,
          answered_at = case when %(status)s = 'in-progress' then %(now)s else answered_at end
        where id = %(id)s
        """,
        {"id": call_id, "status": status, "now": now},
    )


async def set_ended(
    conn: Connection, call_id: UUID, now: datetime, seconds: int | None, sip_code: str | None
) -> None:
    await conn.execute(
        "update call set ended_at = %s, seconds = %s, sip_code = %s where id = %s",
        (now, seconds, sip_code, call_id),
    )


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
              intent_at, lost, reserved_micro
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
