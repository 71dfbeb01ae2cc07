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


WRITTEN = """
    select string_agg(quote_ident(relname), ', ') from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
      and relname not in ('migration', 'seed')
      and (pg_relation_size(oid) > 0 or exists (
        select from pg_depend join pg_sequence on seqrelid = objid
        where refobjid = pg_class.oid and pg_sequence_last_value(seqrelid) is not null
      ))
    """
"""The tables that something was written to, or that counted on: to empty all costs four times as
much, which thousands of tests pay."""


async def empty(database: Database) -> None:
    """Forget everything but which migrations were done."""
    async with database.transaction() as conn:
        cursor = await conn.execute(WRITTEN)
        row = await cursor.fetchone()
        if row and row[0]:
            await conn.execute(f"truncate {row[0]} restart identity cascade")
