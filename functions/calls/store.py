"""All SQL over calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.calls.model import Call, CallStatus, End
from shared.db.pool import Connection
from shared.errors import NotFound


async def inbound(conn: Connection) -> int:
    """How many people have rung us and still talk."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select count(*) from call where ended_at is null and direction = 'inbound'"
        )
        return int(await cursor.fetchone() or 0)


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


async def erase_calls(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    cursor = await conn.execute(
        "update call set phone = 'erased' where phone = %s and concluded and id <> all(%s)",
        (phone, list(kept)),
    )
    return cursor.rowcount


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
