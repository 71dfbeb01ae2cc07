"""All SQL over rotas."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.rotas.model import Away, Rota
from shared.db.pool import Connection


def _row(rota: Rota) -> dict[str, Any]:
    told = rota.model_dump(mode="json")
    lists = {name: Jsonb(told[name]) for name in ("people", "shifts", "absences", "overrides")}
    return {**rota.model_dump(), **lists}


async def add(conn: Connection, rota: Rota) -> bool:
    """False where a rota has that name, in whatever case."""
    cursor = await conn.execute(
        """
        insert into rota (id, name, zone, people, shifts, absences, overrides, version, created_at)
        values (%(id)s, %(name)s, %(zone)s, %(people)s, %(shifts)s, %(absences)s, %(overrides)s,
          %(version)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        _row(rota),
    )
    return cursor.rowcount == 1


async def save(conn: Connection, rota: Rota) -> bool:
    """False where another rota has that name."""
    cursor = await conn.execute(
        """
        update rota set name = %(name)s, zone = %(zone)s, people = %(people)s, shifts = %(shifts)s,
          absences = %(absences)s, overrides = %(overrides)s, version = %(version)s
        where id = %(id)s and not exists (
          select from rota as other where lower(other.name) = lower(%(name)s) and other.id <> %(id)s
        )
        """,
        _row(rota),
    )
    return cursor.rowcount == 1


async def remove(conn: Connection, rota_id: UUID) -> None:
    await conn.execute("delete from rota where id = %s", (rota_id,))


async def get(conn: Connection, rota_id: UUID) -> Rota | None:
    async with conn.cursor(row_factory=class_row(Rota)) as cursor:
        await cursor.execute(
            """
            select id, name, zone, people, shifts, absences, overrides, version, created_at
            from rota where id = %s
            """,
            (rota_id,),
        )
        return await cursor.fetchone()


async def for_update(conn: Connection, rota_id: UUID) -> Rota | None:
    async with conn.cursor(row_factory=class_row(Rota)) as cursor:
        await cursor.execute(
            """
            select id, name, zone, people, shifts, absences, overrides, version, created_at
            from rota where id = %s for update
            """,
            (rota_id,),
        )
        return await cursor.fetchone()


async def named(conn: Connection, name: str) -> Rota | None:
    async with conn.cursor(row_factory=class_row(Rota)) as cursor:
        await cursor.execute(
            """
            select id, name, zone, people, shifts, absences, overrides, version, created_at
            from rota where lower(name) = lower(%s)
            """,
            (name,),
        )
        return await cursor.fetchone()


async def set_away(
    conn: Connection, person: str, until: datetime | None, noted_by: str, now: datetime
) -> None:
    await conn.execute(
        """
        insert into away (person, until, since, noted_by) values (%s, %s, %s, %s)
        on conflict (lower(person)) do update set until = excluded.until, since = excluded.since,
          noted_by = excluded.noted_by
        """,
        (person, until, now, noted_by),
    )


async def set_back(conn: Connection, person: str) -> None:
    await conn.execute("delete from away where lower(person) = lower(%s)", (person,))


async def away(conn: Connection, people: Sequence[str], now: datetime) -> dict[str, Away]:
    """Those of them who are away now, by their names in small letters."""
    async with conn.cursor(row_factory=class_row(Away)) as cursor:
        await cursor.execute(
            """
            select lower(person) as person, until from away
            where lower(person) = any(%s) and (until is null or until > %s)
            """,
            ([each.lower() for each in people], now),
        )
        return {each.person: each for each in await cursor.fetchall()}


async def absent(conn: Connection, people: Sequence[str], now: datetime) -> set[str]:
    """Those of them who are absent by a rota, in small letters."""
    cursor = await conn.execute(
        """
        select distinct lower(spell ->> 'person')
        from rota, jsonb_array_elements(rota.absences) as spell
        where lower(spell ->> 'person') = any(%(people)s)
          and (spell ->> 'starts_at')::timestamptz <= %(now)s
          and (spell ->> 'ends_at')::timestamptz > %(now)s
        """,
        {"people": [each.lower() for each in people], "now": now},
    )
    return {row[0] for row in await cursor.fetchall()}


async def page(conn: Connection, after: UUID | None, limit: int) -> list[Rota]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(Rota)) as cursor:
        await cursor.execute(
            """
            select id, name, zone, people, shifts, absences, overrides, version, created_at
            from rota where %(after)s::uuid is null or id < %(after)s
            order by id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def staff_phone(conn: Connection, person: str) -> str | None:
    """Where somebody was last rung when they took a call over."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select phone from staff_phone where lower(person) = lower(%s)", (person,)
        )
        return await cursor.fetchone()


async def set_staff_phone(conn: Connection, person: str, phone: str, now: datetime) -> None:
    await conn.execute(
        """
        insert into staff_phone (person, phone, noted_at) values (%s, %s, %s)
        on conflict (lower(person)) do update set phone = excluded.phone,
          noted_at = excluded.noted_at
        """,
        (person, phone, now),
    )


async def rota_phone(conn: Connection, person: str) -> str | None:
    """Their telephone by the newest rota that has them."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select colleague ->> 'phone' from rota, jsonb_array_elements(rota.people) as colleague
            where lower(colleague ->> 'name') = lower(%s) order by rota.id desc limit 1
            """,
            (person,),
        )
        return await cursor.fetchone()
