from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from functions.tickets import service as tickets
from functions.tickets.model import Draft
from scripts.local import backup
from scripts.local.processes import Ended
from shared import outbox
from shared.db.migrate import migrate
from shared.db.pool import Database
from tests.fakes import TurnedClock

NAME = "tests_restored"
DRAFT = Draft(title="The printer is dead", requester_name="Eva")


@pytest.fixture
async def restored(
    db: Database, database_url: str, clock: TurnedClock, tmp_path: Path
) -> AsyncIterator[str]:
    """A backup of a database with a ticket in it, restored; one more came after the backup."""
    await tickets.open_ticket(db, clock, DRAFT, "Ana", key="k1")
    await backup.dump(database_url, tmp_path / "dump")
    await tickets.open_ticket(db, clock, DRAFT, "Ana", key="k2")
    yield await backup.restore(database_url, tmp_path / "dump", NAME)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as conn:
        await conn.execute(sql.SQL("drop database {}").format(sql.Identifier(NAME)))


@pytest.fixture
async def beside(restored: str) -> AsyncIterator[Database]:
    beside = Database(restored)
    yield beside
    await beside.close()


async def shape(url: str) -> list[Any]:
    """Tables, columns, indexes, checks and functions of a database."""
    query = """
        select table_name, column_name, udt_name, is_nullable from information_schema.columns
        where table_schema = 'public' union all
        select tablename, indexname, indexdef, '' from pg_indexes where schemaname = 'public'
        union all
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
        from pg_constraint where connamespace = 'public'::regnamespace union all
        select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '' from pg_trigger
        where not tgisinternal
        order by 1, 2, 3, 4
        """
    async with await psycopg.AsyncConnection.connect(url) as conn:
        return await (await conn.execute(query)).fetchall()


async def test_a_restored_database_has_the_same_shape(database_url: str, restored: str) -> None:
    assert await shape(restored) == await shape(database_url)


async def test_a_restored_database_needs_no_migration(restored: str) -> None:
    assert await migrate(restored) == []


async def test_what_was_there_at_the_backup_is_there_and_work_goes_on(
    beside: Database, clock: TurnedClock
) -> None:
    keys = ("k1", "k2", "k1", "k2")
    numbers = [(await tickets.open_ticket(beside, clock, DRAFT, "Ana", key=k)).number for k in keys]
    assert numbers[:2] == numbers[2:]
    assert numbers[0] < numbers[1]


async def test_messages_that_waited_wait_again(beside: Database) -> None:
    async with beside.transaction() as conn:
        assert await outbox.waiting(conn) > 0


async def test_a_broken_backup_is_said_to_be_one(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(b"PGDMP")
    with pytest.raises(Ended, match="pg_restore failed"):
        await backup.restore(database_url, tmp_path / "dump", NAME)
