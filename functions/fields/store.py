"""All SQL on the definitions of fields."""

from typing import Any

from psycopg.rows import dict_row

from functions.fields.model import KnownField
from shared.db.pool import Connection


async def every(conn: Connection) -> list[KnownField]:
    """All of them, by key."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, label_en, label_es, kind, choices, required_in, templates, retired,
              changed_by, changed_at, version
            from ticket_field order by key
            """
        )
        return [_field(row) for row in await cursor.fetchall()]


async def one(conn: Connection, key: str) -> KnownField | None:
    """One, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, label_en, label_es, kind, choices, required_in, templates, retired,
              changed_by, changed_at, version
            from ticket_field where key = %s for update
            """,
            (key,),
        )
        row = await cursor.fetchone()
    return _field(row) if row else None


async def put(conn: Connection, field: KnownField) -> bool:
    """Add or replace one. False where it was added by somebody else this very moment."""
    cursor = await conn.execute(
        """
        insert into ticket_field (key, label_en, label_es, kind, choices, required_in, templates,
          retired, changed_by, changed_at, version)
        values (%(key)s, %(label_en)s, %(label_es)s, %(kind)s, %(choices)s, %(required_in)s,
          %(templates)s, %(retired)s, %(changed_by)s, %(changed_at)s, %(version)s)
        on conflict (key) do update set label_en = excluded.label_en,
          label_es = excluded.label_es, choices = excluded.choices,
          required_in = excluded.required_in, templates = excluded.templates,
          retired = excluded.retired, changed_by = excluded.changed_by,
          changed_at = excluded.changed_at, version = excluded.version
        where ticket_field.version = excluded.version - 1
        """,
        _row(field),
    )
    return cursor.rowcount == 1


def _row(field: KnownField) -> dict[str, Any]:
    told = field.model_dump(mode="json")
    label = told.pop("label")
    return {**told, "label_en": label["en"], "label_es": label["es"]}


def _field(row: dict[str, Any]) -> KnownField:
    label = {"en": row.pop("label_en"), "es": row.pop("label_es")}
    return KnownField.model_validate({**row, "label": label})
