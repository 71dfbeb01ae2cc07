"""All SQL over allowances and the account's pace."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.allowances.model import Admission, Allowance, Pause
from shared.db.pool import Connection
from shared.errors import NotFound


async def put(conn: Connection, allowance: Allowance) -> None:
    """Add, or change the rules of, an allowance. What it spent stays."""
    await conn.execute(
        """
        insert into allowance (id, kind, open, purpose, consent_required, live_cap, day_cap,
          number_cap, opens_at, closes_at, weekdays, hours_waived, zone, callers, talk_seconds,
          currency, minute_price_micro, budget_micro, day_budget_micro, contact_budget_micro)
        values (%(id)s, %(kind)s, %(open)s, %(purpose)s, %(consent_required)s, %(live_cap)s,
          %(day_cap)s, %(number_cap)s, %(opens_at)s, %(closes_at)s, %(weekdays)s,
          %(hours_waived)s, %(zone)s, %(callers)s, %(talk_seconds)s, %(currency)s,
          %(minute_price_micro)s, %(budget_micro)s, %(day_budget_micro)s,
          %(contact_budget_micro)s)
        on conflict (id) do update set open = excluded.open, purpose = excluded.purpose,
          consent_required = excluded.consent_required, live_cap = excluded.live_cap,
          day_cap = excluded.day_cap, number_cap = excluded.number_cap,
          opens_at = excluded.opens_at, closes_at = excluded.closes_at,
          weekdays = excluded.weekdays, hours_waived = excluded.hours_waived,
          zone = excluded.zone, callers = excluded.callers, talk_seconds = excluded.talk_seconds,
          minute_price_micro = excluded.minute_price_micro, budget_micro = excluded.budget_micro,
          day_budget_micro = excluded.day_budget_micro,
          contact_budget_micro = excluded.contact_budget_micro, closed_because = null,
          ending = allowance.ending and not excluded.open
        """,
        {
            **allowance.model_dump(),
            "weekdays": list(allowance.weekdays),
            "callers": list(allowance.callers),
        },
    )


async def get(conn: Connection, allowance_id: UUID) -> Allowance:
    async with conn.cursor(row_factory=class_row(Allowance)) as cursor:
        await cursor.execute(
            """
            select id, kind, open, purpose, consent_required, live_cap, day_cap, number_cap,
              opens_at, closes_at, weekdays, hours_waived, zone, callers, talk_seconds, currency,
              minute_price_micro, budget_micro, day_budget_micro, contact_budget_micro,
              reserved_micro, spent_micro, day, day_spent_micro, held_until, closed_because, ending,
              live
            from allowance where id = %s
            """,
            (allowance_id,),
        )
        allowance = await cursor.fetchone()
    if allowance is None:
        raise NotFound("No such allowance.", allowance_id=str(allowance_id))
    return allowance


async def set_open(conn: Connection, allowance_id: UUID, *, is_open: bool) -> None:
    await conn.execute(
        """
        update allowance set open = %(open)s, closed_because = null,
          ending = ending and not %(open)s
        where id = %(id)s
        """,
        {"id": allowance_id, "open": is_open},
    )


async def close(conn: Connection, allowance_id: UUID, because: str) -> None:
    await conn.execute(
        "update allowance set open = false, closed_because = %s where id = %s",
        (because, allowance_id),
    )


async def set_ending(conn: Connection, allowance_id: UUID) -> None:
    await conn.execute("update allowance set ending = true where id = %s", (allowance_id,))


async def hold(conn: Connection, allowance_id: UUID, until: datetime) -> None:
    await conn.execute("update allowance set held_until = %s where id = %s", (until, allowance_id))


async def admit(conn: Connection, wanted: Admission) -> bool:
    """Count one more call and keep its worst case aside, where the rules in force allow it.

    All that is asked stands in the row that is changed, so that two dials at once cannot both be
    the last. The account's lines are counted after its turn was taken, which lets one dial after
    the other through.
    """
    cursor = await conn.execute(
        """
        update allowance set live = live + 1, reserved_micro = reserved_micro + %(worst)s
        where id = %(id)s and open and live < live_cap
          and (held_until is null or held_until <= %(now)s)
          and spent_micro + reserved_micro + %(worst)s <= budget_micro
          and (day_budget_micro is null or reserved_micro + %(worst)s
            + case when day = %(today)s then day_spent_micro else 0 end <= day_budget_micro)
          and (select coalesce(sum(live), 0) from allowance where live > 0) < %(lines)s
          and not exists (select 1 from dialling_pause where ended_at is null)
        """,
        wanted.model_dump(),
    )
    return cursor.rowcount == 1


async def admit_leg(conn: Connection, wanted: Admission) -> bool:
    """Count a second line of a call under way, where its money and the account's lines allow it."""
    cursor = await conn.execute(
        """
        update allowance set live = live + 1, reserved_micro = reserved_micro + %(worst)s
        where id = %(id)s
          and spent_micro + reserved_micro + %(worst)s <= budget_micro
          and (day_budget_micro is null or reserved_micro + %(worst)s
            + case when day = %(today)s then day_spent_micro else 0 end <= day_budget_micro)
          and (select coalesce(sum(live), 0) from allowance where live > 0) < %(lines)s
        """,
        wanted.model_dump(),
    )
    return cursor.rowcount == 1


async def release(conn: Connection, allowance_id: UUID, reserved: int) -> None:
    await conn.execute(
        """
        update allowance set live = live - 1, reserved_micro = reserved_micro - %s where id = %s
        """,
        (reserved, allowance_id),
    )


async def charge(
    conn: Connection, allowance_id: UUID, *, reserved: int, spent: int, today: date
) -> None:
    """Turn a reservation into what the call really cost, in micro-units."""
    params: dict[str, Any] = {
        "id": allowance_id,
        "reserved": reserved,
        "spent": spent,
        "today": today,
    }
    await conn.execute(
        """
        update allowance set live = live - 1, reserved_micro = reserved_micro - %(reserved)s,
          spent_micro = spent_micro + %(spent)s, day = %(today)s,
          day_spent_micro = case when day = %(today)s then day_spent_micro else 0 end + %(spent)s
        where id = %(id)s
        """,
        params,
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


async def live_anywhere(conn: Connection) -> int:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select coalesce(sum(live), 0) from allowance where live > 0")
        return int(await cursor.fetchone() or 0)


async def next_turn(conn: Connection, account: str) -> datetime | None:
    """When the account may place its next call, as far as turns are taken."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select next_at from pace where account = %s", (account,))
        return await cursor.fetchone()


async def add_pause(conn: Connection, pause: Pause) -> bool:
    """False where one is in force already."""
    cursor = await conn.execute(
        """
        insert into dialling_pause (id, at, paused_by, reason)
        values (%(id)s, %(at)s, %(by)s, %(reason)s)
        on conflict ((true)) where ended_at is null do nothing
        """,
        pause.model_dump(),
    )
    return cursor.rowcount == 1


async def pause(conn: Connection) -> Pause | None:
    """The one in force."""
    async with conn.cursor(row_factory=class_row(Pause)) as cursor:
        await cursor.execute(
            """
            select id, at, paused_by as by, reason from dialling_pause where ended_at is null
            """
        )
        return await cursor.fetchone()


async def end_pause(conn: Connection, actor: str, now: datetime) -> bool:
    """False where none was in force."""
    cursor = await conn.execute(
        """
        update dialling_pause set ended_at = %(now)s, ended_by = %(actor)s where ended_at is null
        """,
        {"actor": actor, "now": now},
    )
    return cursor.rowcount == 1


async def live(conn: Connection) -> list[UUID]:
    """The allowances that have calls under way."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute("select id from allowance where live > 0 order by id")
        return await cursor.fetchall()


async def spent_on(conn: Connection, day: date) -> dict[str, int]:
    """In micro-units, by currency."""
    cursor = await conn.execute(
        "select currency, sum(day_spent_micro)::bigint from allowance where day = %s "
        "group by currency",
        (day,),
    )
    return dict(await cursor.fetchall())
