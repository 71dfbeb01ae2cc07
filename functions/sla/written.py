"""All SQL on calendars and definitions as they are written."""

from uuid import UUID

from functions.sla.calendars import Calendar, Plan
from functions.sla.model import Definition, Terms
from shared.db.pool import Connection
from shared.db.rows import record_row, records


async def add_calendar(conn: Connection, calendar: Calendar) -> bool:
    """False where a calendar has that name, in whatever case."""
    cursor = await conn.execute(
        """
        insert into sla_calendar (id, name, plan, version, created_at)
        values (%(id)s, %(name)s, %(written)s, %(version)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        record_row(calendar, Plan),
    )
    return cursor.rowcount == 1


async def save_calendar(conn: Connection, calendar: Calendar) -> bool:
    """False where another calendar has that name."""
    cursor = await conn.execute(
        """
        update sla_calendar set name = %(name)s, plan = %(written)s, version = %(version)s
        where id = %(id)s and not exists (
          select from sla_calendar as other
          where lower(other.name) = lower(%(name)s) and other.id <> %(id)s
        )
        """,
        record_row(calendar, Plan),
    )
    return cursor.rowcount == 1


async def remove_calendar(conn: Connection, calendar_id: UUID) -> bool:
    """False where a definition or a clock counts by it."""
    cursor = await conn.execute(
        """
        delete from sla_calendar where id = %(id)s
          and not exists (select from sla_definition where calendar_id = %(id)s)
          and not exists (select from sla_clock where calendar_id = %(id)s)
        """,
        {"id": calendar_id},
    )
    return cursor.rowcount == 1


async def calendars(conn: Connection) -> list[Calendar]:
    """All of them, by name."""
    return await records(
        conn,
        Calendar,
        """
        select id, plan as written, version, created_at from sla_calendar order by lower(name)
        """,
        {},
    )


async def calendar_for_update(conn: Connection, calendar_id: UUID) -> Calendar | None:
    """One, which nobody else changes until this transaction ends."""
    rows = await records(
        conn,
        Calendar,
        """
        select id, plan as written, version, created_at from sla_calendar
        where id = %(id)s for update
        """,
        {"id": calendar_id},
    )
    return rows[0] if rows else None


async def add_definition(conn: Connection, definition: Definition) -> None:
    """Keep a new one."""
    await conn.execute(
        """
        insert into sla_definition (id, calendar_id, place, terms, version, created_at)
        values (%(id)s, %(calendar_id)s, %(place)s, %(written)s, %(version)s, %(created_at)s)
        """,
        record_row(definition, Terms),
    )


async def save_definition(conn: Connection, definition: Definition) -> None:
    """Let it read like that."""
    await conn.execute(
        """
        update sla_definition set calendar_id = %(calendar_id)s, place = %(place)s,
          terms = %(written)s, version = %(version)s
        where id = %(id)s
        """,
        record_row(definition, Terms),
    )


async def remove_definition(conn: Connection, definition_id: UUID) -> bool:
    """False where a ticket's clock goes by it."""
    cursor = await conn.execute(
        """
        delete from sla_definition where id = %(id)s
          and not exists (select from sla_clock where definition_id = %(id)s)
        """,
        {"id": definition_id},
    )
    return cursor.rowcount == 1


async def definition_for_update(conn: Connection, definition_id: UUID) -> Definition | None:
    """One, which nobody else changes until this transaction ends."""
    rows = await records(
        conn,
        Definition,
        """
        select id, terms as written, version, created_at from sla_definition
        where id = %(id)s for update
        """,
        {"id": definition_id},
    )
    return rows[0] if rows else None
