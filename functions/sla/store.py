"""All SQL on calendars, definitions, clocks and notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, dict_row

from functions.sla.calendars import Calendar
from functions.sla.model import Bound, Clock, Crossing, Definition, Notice
from shared.db.pool import Connection
from shared.db.rows import records


async def calendars_of(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Calendar]:
    """Those, by id."""
    rows = await records(
        conn,
        Calendar,
        """
        select id, plan as written, version, created_at from sla_calendar where id = any(%(ids)s)
        """,
        {"ids": list(ids)},
    )
    return {each.id: each for each in rows}


async def bound(conn: Connection) -> list[Bound]:
    """Every definition with its calendar, in the order in which they are asked.

    Opening a ticket reads all of this: what was read before is read again where a version differs.
    """
    cursor = await conn.execute(
        """
        select definition.id, definition.version, calendar.id, calendar.version
        from sla_definition as definition
        join sla_calendar as calendar on calendar.id = definition.calendar_id
        order by definition.place, definition.id
        """
    )
    versions = tuple(await cursor.fetchall())
    if _read.versions != versions:
        _read.versions, _read.rules = versions, await _bound(conn)
    return list(_read.rules)


class _Read:
    """What this process read last."""

    versions: tuple[tuple[Any, ...], ...] = ()
    rules: Sequence[Bound] = ()


_read = _Read()


async def _bound(conn: Connection) -> list[Bound]:
    """The same from their rows. Calendars come once each, and not beside each definition."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select definition.id, definition.terms, definition.version, definition.created_at,
              definition.calendar_id, calendar.plan, calendar.version as calendar_version,
              calendar.created_at as calendar_created_at
            from (
              select id, terms, version, created_at, calendar_id, place,
                row_number() over (partition by calendar_id order by id) as nth
              from sla_definition
            ) as definition
            left join sla_calendar as calendar
              on calendar.id = definition.calendar_id and definition.nth = 1
            order by definition.place, definition.id
            """
        )
        rows = await cursor.fetchall()
    told = {row["calendar_id"]: _calendar(row) for row in rows if row["plan"]}
    return [Bound(definition=_definition(row), calendar=told[row["calendar_id"]]) for row in rows]


def _definition(row: dict[str, Any]) -> Definition:
    about = {name: row[name] for name in ("id", "version", "created_at")}
    return Definition.model_validate({**row["terms"], **about})


def _calendar(row: dict[str, Any]) -> Calendar:
    about = {name: row[f"calendar_{name}"] for name in ("id", "version", "created_at")}
    return Calendar.model_validate({**row["plan"], **about})


async def put_clocks(conn: Connection, clocks: Sequence[Clock]) -> None:
    """Keep how they stand now."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into sla_clock (ticket_id, kind, definition_id, calendar_id, priority, target,
              spent, since, ended_at, marks, passed, round, next_at)
            values (%(ticket_id)s, %(kind)s, %(definition_id)s, %(calendar_id)s, %(priority)s,
              %(target)s, %(spent)s, %(since)s, %(ended_at)s, %(marks)s::timestamptz[],
              %(passed)s, %(round)s, %(next_at)s)
            on conflict (ticket_id, kind) do update set definition_id = excluded.definition_id,
              calendar_id = excluded.calendar_id, priority = excluded.priority,
              target = excluded.target, spent = excluded.spent, since = excluded.since,
              ended_at = excluded.ended_at, marks = excluded.marks, passed = excluded.passed,
              round = excluded.round, next_at = excluded.next_at
            """,
            [
                {**each.model_dump(), "marks": list(each.marks), "next_at": each.next_at}
                for each in clocks
            ],
        )


async def remove_clock(conn: Connection, clock: Clock) -> None:
    """Nothing is promised any more."""
    await conn.execute(
        "delete from sla_clock where ticket_id = %(ticket_id)s and kind = %(kind)s",
        clock.model_dump(include={"ticket_id", "kind"}),
    )


async def clocks(conn: Connection, ticket_id: UUID) -> list[Clock]:
    """A ticket's, the response first."""
    async with conn.cursor(row_factory=class_row(Clock)) as cursor:
        await cursor.execute(
            """
            select ticket_id, kind, definition_id, calendar_id, priority, target, spent, since,
              ended_at, marks, passed, round
            from sla_clock where ticket_id = %s order by kind desc
            """,
            (ticket_id,),
        )
        return await cursor.fetchall()


async def clocks_for_update(conn: Connection, ticket_id: UUID) -> list[Clock]:
    """The same, and nobody else changes them until this transaction ends."""
    async with conn.cursor(row_factory=class_row(Clock)) as cursor:
        await cursor.execute(
            """
            select ticket_id, kind, definition_id, calendar_id, priority, target, spent, since,
              ended_at, marks, passed, round
            from sla_clock where ticket_id = %s order by kind desc for update
            """,
            (ticket_id,),
        )
        return await cursor.fetchall()


async def cross(conn: Connection, now: datetime, count: int) -> list[Crossing]:
    """Take what has come to a mark, each mark once, whoever else looks at the same time."""
    async with conn.cursor(row_factory=class_row(Crossing)) as cursor:
        await cursor.execute(
            """
            with due as (
              select ticket_id, kind, passed,
                (select count(*) from unnest(marks) as mark where mark <= %(now)s) as reached
              from sla_clock where next_at <= %(now)s
              order by next_at limit %(count)s for update skip locked
            ), moved as (
              update sla_clock as clock
              set passed = due.reached, next_at = clock.marks[due.reached + 1]
              from due where clock.ticket_id = due.ticket_id and clock.kind = due.kind
              returning clock.ticket_id, clock.kind, clock.round, clock.priority,
                clock.calendar_id, clock.marks, due.passed as before, due.reached
            )
            select ticket_id, kind, round, (%(percents)s::int[])[place] as percent,
              marks[place] as at, priority, calendar_id
            from moved, generate_series(before + 1, reached) as place
            order by at
            """,
            {"now": now, "count": count, "percents": [50, 75, 90, 100]},
        )
        return await cursor.fetchall()


async def add_notices(conn: Connection, notices: Sequence[Notice]) -> None:
    """Each is written once."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into sla_notice (ticket_id, kind, round, percent, priority, crossed_at, tell_at)
            values (%(ticket_id)s, %(kind)s, %(round)s, %(percent)s, %(priority)s, %(crossed_at)s,
              %(tell_at)s)
            on conflict do nothing
            """,
            [each.model_dump() for each in notices],
        )


async def hasten(conn: Connection, ticket_id: UUID, now: datetime) -> None:
    """What waits for the morning is told now."""
    await conn.execute(
        """
        update sla_notice set tell_at = %(now)s
        where ticket_id = %(ticket_id)s and told_at is null and tell_at > %(now)s
        """,
        {"ticket_id": ticket_id, "now": now},
    )


async def tell(conn: Connection, now: datetime, count: int) -> list[Notice]:
    """Take the notices whose time it is, each once."""
    async with conn.cursor(row_factory=class_row(Notice)) as cursor:
        await cursor.execute(
            """
            update sla_notice set told_at = %(now)s
            where (ticket_id, kind, round, percent) in (
              select ticket_id, kind, round, percent from sla_notice
              where told_at is null and tell_at <= %(now)s
              order by tell_at limit %(count)s for update skip locked
            )
            returning ticket_id, kind, round, percent, priority, crossed_at, tell_at, told_at
            """,
            {"now": now, "count": count},
        )
        return await cursor.fetchall()


async def notices(conn: Connection, before: datetime, count: int) -> list[Notice]:
    """The newest that were told."""
    async with conn.cursor(row_factory=class_row(Notice)) as cursor:
        await cursor.execute(
            """
            select ticket_id, kind, round, percent, priority, crossed_at, tell_at, told_at
            from sla_notice where told_at is not null and crossed_at < %s
            order by crossed_at desc, ticket_id desc, percent desc limit %s
            """,
            (before, count),
        )
        return await cursor.fetchall()


async def breaches(conn: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """How many clocks ran out from then until then, by kind."""
    cursor = await conn.execute(
        """
        select kind, count(*) from sla_notice
        where percent >= 100 and crossed_at >= %s and crossed_at < %s group by kind
        """,
        (since, until),
    )
    return dict(await cursor.fetchall())
