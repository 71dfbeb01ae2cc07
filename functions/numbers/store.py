"""All SQL over our numbers and how much each is used."""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.rows import class_row, scalar_row

from functions.numbers.model import Number
from shared.db.pool import Connection


async def add(conn: Connection, number: Number) -> bool:
    """False where it is known already."""
    cursor = await conn.execute(
        """
        insert into caller_number (phone, label, day_cap, created_at)
        values (%(phone)s, %(label)s, %(day_cap)s, %(created_at)s)
        on conflict (phone) do nothing
        """,
        number.model_dump(),
    )
    return cursor.rowcount == 1


async def save(conn: Connection, number: Number) -> None:
    await conn.execute(
        """
        update caller_number set label = %(label)s, day_cap = %(day_cap)s,
          quarantined_until = %(quarantined_until)s, quarantine_reason = %(quarantine_reason)s,
          version = %(version)s
        where phone = %(phone)s
        """,
        number.model_dump(),
    )


async def for_update(conn: Connection, phone: str) -> Number | None:
    async with conn.cursor(row_factory=class_row(Number)) as cursor:
        await cursor.execute(
            """
            select phone, label, day_cap, quarantined_until, quarantine_reason, created_at, version
            from caller_number where phone = %s for update
            """,
            (phone,),
        )
        return await cursor.fetchone()


async def every(conn: Connection, today: date) -> list[Number]:
    async with conn.cursor(row_factory=class_row(Number)) as cursor:
        await cursor.execute(
            """
            select n.phone, label, day_cap, quarantined_until, quarantine_reason, created_at,
              version, coalesce(u.calls, 0) as calls_today
            from caller_number n
            left join caller_number_use u on u.phone = n.phone and u.day = %s
            order by n.phone
            """,
            (today,),
        )
        return await cursor.fetchall()


async def fittest(
    conn: Connection, pool: Sequence[str], preferred: str | None, now: datetime, today: date
) -> str | None:
    """One of the pool that may ring now: the preferred, or the least used."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select n.phone from caller_number n
            left join caller_number_use u on u.phone = n.phone and u.day = %(today)s
            where n.phone = any(%(pool)s)
              and (n.quarantined_until is null or n.quarantined_until <= %(now)s)
              and (n.day_cap is null or coalesce(u.calls, 0) < n.day_cap)
            order by n.phone is not distinct from %(preferred)s desc, coalesce(u.calls, 0), n.phone
            limit 1
            """,
            {"pool": list(pool), "preferred": preferred, "now": now, "today": today},
        )
        return await cursor.fetchone()


async def count(conn: Connection, phone: str, today: date) -> bool:
    """Note one more call. False where that would be more than its cap."""
    cursor = await conn.execute(
        """
        insert into caller_number_use as use (phone, day, calls) values (%(phone)s, %(day)s, 1)
        on conflict (phone, day) do update set calls = use.calls + 1
          where use.calls < coalesce(
            (select day_cap from caller_number where phone = %(phone)s), use.calls + 1)
        """,
        {"phone": phone, "day": today},
    )
    return cursor.rowcount == 1


async def uncount(conn: Connection, phone: str, day: date) -> None:
    await conn.execute(
        """
        update caller_number_use set calls = greatest(calls - 1, 0)
        where phone = %(phone)s and day = %(day)s
        """,
        {"phone": phone, "day": day},
    )


async def quarantine(conn: Connection, phone: str, until: datetime, reason: str) -> None:
    await conn.execute(
        """
        update caller_number set quarantined_until = %s, quarantine_reason = %s,
          version = version + 1
        where phone = %s
        """,
        (until, reason, phone),
    )


async def room(conn: Connection, pool: Sequence[str], now: datetime, today: date) -> int | None:
    """How many calls the pool may still make today; none where one of it has no cap."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select case when bool_or(n.day_cap is null) then null
              else coalesce(sum(greatest(n.day_cap - coalesce(u.calls, 0), 0)), 0) end
            from caller_number n
            left join caller_number_use u on u.phone = n.phone and u.day = %(today)s
            where n.phone = any(%(pool)s)
              and (n.quarantined_until is null or n.quarantined_until <= %(now)s)
            """,
            {"pool": list(pool), "now": now, "today": today},
        )
        found = await cursor.fetchone()
        return None if found is None else int(found)
