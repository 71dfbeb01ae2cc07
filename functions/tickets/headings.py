"""All SQL of lists and counts of tickets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from functions.access.model import Sight
from functions.tickets.conditions import Conditions, possible
from functions.tickets.filters import Filter
from functions.tickets.model import (
    BEYOND_ALL,
    Heading,
    Requester,
    State,
    Ticket,
    Wanted,
)
from shared.db.pool import Connection
from shared.value import Spoken

EVERY_PRIORITY = [1, 2, 3, 4, 5]
EVERYWHERE = len(State) * len(EVERY_PRIORITY)


async def newest(conn: Connection, wanted: Wanted) -> list[Heading]:
    """The newest tickets of all, one more than a page holds."""
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(
            """
            select id, number, title, language, channel, requester_name, priority, state,
              assignee, opened_at, updated_at, version
            from ticket where serial < %(before)s order by serial desc limit %(limit)s
            """,
            _bounds(wanted),
        )
        return await cursor.fetchall()


async def newest_in(conn: Connection, wanted: Wanted) -> list[Heading]:
    """The newest tickets of some states and priorities, one more than a page holds.

    Each pair of state and priority is read off the index on its own, so that no list is sorted.
    """
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(
            """
            with page as (
              select found.serial
              from unnest(%(states)s::text[]) as the_state,
                unnest(%(priorities)s::smallint[]) as the_priority,
                lateral (
                  select serial from ticket
                  where state = the_state and priority = the_priority and serial < %(before)s
                  order by serial desc limit %(limit)s
                ) as found
              order by found.serial desc limit %(limit)s
            )
            select id, number, title, language, channel, requester_name, priority, state,
              assignee, opened_at, updated_at, version
            from page join ticket using (serial) order by serial desc
            """,
            _bounds(wanted),
        )
        return await cursor.fetchall()


async def newest_of(conn: Connection, wanted: Wanted) -> list[Heading]:
    """The newest tickets of one assignee, of some states and priorities, and one more."""
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(
            """
            with page as (
              select found.serial
              from unnest(%(states)s::text[]) as the_state,
                unnest(%(priorities)s::smallint[]) as the_priority,
                lateral (
                  select serial from ticket
                  where assignee = %(assignee)s and state = the_state
                    and priority = the_priority and serial < %(before)s
                  order by serial desc limit %(limit)s
                ) as found
              order by found.serial desc limit %(limit)s
            )
            select id, number, title, language, channel, requester_name, priority, state,
              assignee, opened_at, updated_at, version
            from page join ticket using (serial) order by serial desc
            """,
            _bounds(wanted),
        )
        return await cursor.fetchall()


_WHERE = sql.SQL(
    """
    select id, number, title, language, channel, requester_name, priority, state,
      assignee, opened_at, updated_at, version
    from ticket
    where ({asked}) and serial < %(before)s
      and (%(assignee)s::text is null or assignee = %(assignee)s)
    order by serial desc limit %(limit)s
    """
)
_WHERE_IN = sql.SQL(
    """
    with page as (
      select found.serial
      from unnest(%(states)s::text[]) as the_state,
        unnest(%(priorities)s::smallint[]) as the_priority,
        lateral (
          select serial from ticket
          where state = the_state and priority = the_priority and serial < %(before)s
            and (%(assignee)s::text is null or assignee = %(assignee)s)
            and ({asked})
          order by serial desc limit %(limit)s
        ) as found
      order by found.serial desc limit %(limit)s
    )
    select id, number, title, language, channel, requester_name, priority, state,
      assignee, opened_at, updated_at, version
    from page join ticket using (serial) order by serial desc
    """
)


async def newest_where(
    conn: Connection, wanted: Wanted, asked: Conditions, sight: Sight | None = None
) -> list[Heading]:
    """The newest tickets that fulfil conditions and are in sight, and one more."""
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(*where(wanted, asked, sight))
        return await cursor.fetchall()


def where(
    wanted: Wanted, asked: Conditions, sight: Sight | None = None
) -> tuple[sql.Composed, dict[str, Any]]:
    """The statement that finds them, and what it binds.

    As far as the conditions say in which states and priorities a ticket can be, only such are
    looked at, each pair of these on its own.
    """
    bounds, fulfilled = _bounds(wanted), Filter(asked, sight)
    if asked:
        bounds["states"] = possible(asked, "state", bounds["states"])
        bounds["priorities"] = possible(asked, "priority", bounds["priorities"])
    everywhere = len(bounds["states"]) * len(bounds["priorities"]) == EVERYWHERE
    statement = _WHERE if everywhere else _WHERE_IN
    return statement.format(asked=fulfilled.sql), {**bounds, **fulfilled.values}


_WHOLE_WHERE = sql.SQL(
    """
    select id, number, title, description, language, channel, requester_name,
      requester_phone, requester_email, contact_id, impact, urgency, priority, state,
      hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
      opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
      group_key as "group", fields, open_tasks, merged_into
    from ticket where ({asked}) and serial < %(before)s order by serial desc limit %(limit)s
    """
)
_SERIAL_AT = sql.SQL(
    "select serial from ticket where ({asked}) order by serial desc offset %(place)s - 1 limit 1"
)


async def whole_where(
    conn: Connection, asked: Conditions, sight: Sight | None, *, before: int, limit: int
) -> list[Ticket]:
    """The newest tickets before that number that fulfil conditions, and are in sight."""
    fulfilled = Filter(asked, sight)
    statement = _WHOLE_WHERE.format(asked=fulfilled.sql if asked or sight else sql.SQL("true"))
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(statement, {**fulfilled.values, "before": before, "limit": limit})
        return await cursor.fetchall()


async def serial_at(
    conn: Connection, asked: Conditions, sight: Sight | None, place: int
) -> int | None:
    """The number of the one at that place among the newest of the same."""
    fulfilled = Filter(asked, sight)
    statement = _SERIAL_AT.format(asked=fulfilled.sql if asked or sight else sql.SQL("true"))
    async with conn.cursor() as cursor:
        await cursor.execute(statement, {**fulfilled.values, "place": place})
        row = await cursor.fetchone()
    return row[0] if row else None


_COUNT_WHERE = sql.SQL(
    """
    select count(*) from (
      select from ticket
      where ({asked}) and (%(assignee)s::text is null or assignee = %(assignee)s)
        and state = any(%(states)s) and priority = any(%(priorities)s)
      limit %(most)s
    ) as counted
    """
)


async def count_where(
    conn: Connection, wanted: Wanted, asked: Conditions, sight: Sight | None, *, most: int
) -> int:
    """How many tickets fulfil conditions and are in sight, counted up to `most`."""
    fulfilled = Filter(asked, sight)
    bounds = {**_bounds(wanted), "most": most}
    async with conn.cursor() as cursor:
        await cursor.execute(
            _COUNT_WHERE.format(asked=fulfilled.sql), {**bounds, **fulfilled.values}
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


_IN_SIGHT = sql.SQL("select id from ticket where id = any(%(ids)s) and {in_sight}")


async def in_sight(conn: Connection, ids: Sequence[UUID], sight: Sight) -> set[UUID]:
    """Which of these tickets somebody sees."""
    seen = Filter((), sight)
    cursor = await conn.execute(
        _IN_SIGHT.format(in_sight=seen.sql), {"ids": list(ids), **seen.values}
    )
    return {row[0] for row in await cursor.fetchall()}


_OUT_OF_SIGHT = sql.SQL(
    "select number from ticket where serial = any(%(serials)s) and ({in_sight}) is not true"
)


async def out_of_sight(conn: Connection, numbers: Sequence[str], sight: Sight) -> set[str]:
    """Which of these tickets somebody does not see."""
    seen = Filter((), sight)
    serials = [int(each.removeprefix("INC")) for each in numbers]
    cursor = await conn.execute(
        _OUT_OF_SIGHT.format(in_sight=seen.sql), {"serials": serials, **seen.values}
    )
    return {row[0] for row in await cursor.fetchall()}


async def requesters(conn: Connection, wanted: Wanted) -> list[Requester]:
    """Who opened the newest tickets of some states, priorities and assignee."""
    async with conn.cursor(row_factory=class_row(Requester)) as cursor:
        await cursor.execute(
            """
            select number, title, requester_name as name, requester_phone as phone, language,
              contact_id
            from ticket
            where serial < %(before)s and state = any(%(states)s)
              and priority = any(%(priorities)s)
              and (%(assignee)s::text is null or assignee = %(assignee)s)
            order by serial desc limit %(count)s
            """,
            {**_bounds(wanted), "count": wanted.limit},
        )
        return await cursor.fetchall()


async def requester_count(conn: Connection, wanted: Wanted) -> dict[Spoken, int]:
    """How many tickets of some states, priorities and assignee there are in each language."""
    cursor = await conn.execute(
        """
        select language, count(*) from ticket
        where state = any(%(states)s) and priority = any(%(priorities)s)
          and (%(assignee)s::text is null or assignee = %(assignee)s)
        group by language
        """,
        _bounds(wanted),
    )
    return {Spoken(language): count for language, count in await cursor.fetchall()}


def _bounds(wanted: Wanted) -> dict[str, Any]:
    return {
        "states": sorted({str(state) for state in wanted.state or State}),
        "priorities": sorted(set(wanted.priority or EVERY_PRIORITY)),
        "assignee": wanted.assignee,
        "before": int(wanted.after.removeprefix("INC")) if wanted.after else BEYOND_ALL,
        "limit": wanted.limit + 1,
    }


async def loads(conn: Connection, people: Sequence[str]) -> dict[str, int]:
    """How many open tickets each of them has."""
    cursor = await conn.execute(
        """
        select person, count(ticket.id) from unnest(%s::text[]) as person
        left join ticket on ticket.assignee = person
          and ticket.state in ('new', 'in_progress', 'on_hold')
        group by person
        """,
        (list(people),),
    )
    return dict(await cursor.fetchall())
