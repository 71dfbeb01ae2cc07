from collections.abc import AsyncIterator

import pytest

from shared.db.pool import Database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The migrated database, emptied of what the last test left."""
    database = Database(database_url, connections=6)
    await empty(database)
    yield database
    await database.close()


async def empty(database: Database) -> None:
    """Forget everything but which migrations were done."""
    async with database.transaction() as conn:
        cursor = await conn.execute(
            "select string_agg(quote_ident(tablename), ', ') from pg_tables "
            "where schemaname = 'public' and tablename not in ('migration', 'seed')"
        )
        row = await cursor.fetchone()
        assert row is not None
        await conn.execute(f"truncate {row[0]} restart identity cascade")
