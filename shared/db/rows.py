"""Rows as values."""

from typing import Any, LiteralString

from psycopg.rows import class_row

from shared.db.pool import Connection
from shared.value import Value


async def found[T: Value](
    conn: Connection, kind: type[T], statement: LiteralString, given: dict[str, Any]
) -> list[T]:
    """Rows as values of that kind."""
    async with conn.cursor(row_factory=class_row(kind)) as cursor:
        await cursor.execute(statement, given)
        return await cursor.fetchall()
