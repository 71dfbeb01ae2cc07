"""All SQL on templates."""

from typing import Any

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from functions.templates.model import Template
from shared.db.pool import Connection


async def every(conn: Connection) -> list[Template]:
    """All of them, by key."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, name_en, name_es, preset, tasks, changed_by, changed_at, version
            from ticket_template order by key
            """
        )
        return [_template(row) for row in await cursor.fetchall()]


async def get(conn: Connection, key: str) -> Template | None:
    """One as it stands."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, name_en, name_es, preset, tasks, changed_by, changed_at, version
            from ticket_template where key = %s
            """,
            (key,),
        )
        row = await cursor.fetchone()
    return _template(row) if row else None


async def lock(conn: Connection, key: str) -> Template | None:
    """One, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, name_en, name_es, preset, tasks, changed_by, changed_at, version
            from ticket_template where key = %s for update
            """,
            (key,),
        )
        row = await cursor.fetchone()
    return _template(row) if row else None


async def put(conn: Connection, template: Template) -> bool:
    """Add or replace one. False where it was added by somebody else this very moment."""
    told = template.model_dump(mode="json")
    cursor = await conn.execute(
        """
        insert into ticket_template
          (key, name_en, name_es, preset, tasks, changed_by, changed_at, version)
        values (%(key)s, %(name_en)s, %(name_es)s, %(preset)s, %(tasks)s, %(changed_by)s,
          %(changed_at)s, %(version)s)
        on conflict (key) do update set name_en = excluded.name_en, name_es = excluded.name_es,
          preset = excluded.preset, tasks = excluded.tasks, changed_by = excluded.changed_by,
          changed_at = excluded.changed_at, version = excluded.version
        where ticket_template.version = excluded.version - 1
        """,
        {
            **told,
            "name_en": told["name"]["en"],
            "name_es": told["name"]["es"],
            "preset": Jsonb(told["preset"]),
            "tasks": Jsonb(told["tasks"]),
        },
    )
    return cursor.rowcount == 1


async def remove(conn: Connection, key: str) -> None:
    await conn.execute("delete from ticket_template where key = %s", (key,))


def _template(row: dict[str, Any]) -> Template:
    name = {"en": row.pop("name_en"), "es": row.pop("name_es")}
    return Template.model_validate({**row, "name": name})
