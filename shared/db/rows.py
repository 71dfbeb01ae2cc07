"""Rows as values, and values as rows."""

from typing import Any, LiteralString

from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from shared.db.pool import Connection
from shared.records import Record
from shared.value import Value


async def found[T: Value](
    conn: Connection, kind: type[T], statement: LiteralString, given: dict[str, Any]
) -> list[T]:
    """Rows as values of that kind."""
    async with conn.cursor(row_factory=class_row(kind)) as cursor:
        await cursor.execute(statement, given)
        return await cursor.fetchall()


async def records[R: Record](
    conn: Connection, kind: type[R], statement: LiteralString, given: dict[str, Any]
) -> list[R]:
    """Rows as records of that kind; the column `written` holds all that people wrote."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, given)
        return [kind.model_validate(row.pop("written") | row) for row in await cursor.fetchall()]


def record_row(record: Record, written: type[Value]) -> dict[str, Any]:
    """A record's fields, and as `written` those that people wrote: a value of that kind."""
    said = record.model_dump(mode="json", include=set(written.model_fields))
    return {**record.model_dump(), "written": Jsonb(said)}
