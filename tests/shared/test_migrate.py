import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from shared.db.migrate import LOCK, BrokenHistory, migrate, migrations
from shared.errors import Unavailable

FIRST = "create table first (n int); insert into first values (1)"
SECOND = "alter table first add m int; update first set m = 2"


@pytest.fixture
async def fresh(database_url: str) -> AsyncIterator[str]:
    """A database of this test's own, with nothing in it."""
    name = f"fresh_{uuid4().hex}"
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as conn:
        await conn.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield f"{database_url.rpartition('/')[0]}/{name}"
        drop = sql.SQL("drop database {} with (force)")
        await conn.execute(drop.format(sql.Identifier(name)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations that only work in order."""
    (tmp_path / "0001_first.sql").write_text(FIRST)
    (tmp_path / "0002_second.sql").write_text(SECOND)
    return tmp_path


async def rows(url: str, query: str) -> list[Any]:
    async with await psycopg.AsyncConnection.connect(url) as conn:
        return await (await conn.execute(query.encode())).fetchall()


async def tables(url: str) -> set[str]:
    found = await rows(url, "select tablename from pg_tables where schemaname = 'public'")
    return {name for (name,) in found}


async def test_what_is_missing_is_applied_in_order(fresh: str, folder: Path) -> None:
    assert await migrate(fresh, folder) == ["0001_first", "0002_second"]
    assert await rows(fresh, "select n, m from first") == [(1, 2)]


async def test_nothing_is_applied_twice(fresh: str, folder: Path) -> None:
    await migrate(fresh, folder)
    (folder / "0003_third.sql").write_text("insert into first values (3, 3)")
    assert await migrate(fresh, folder) == ["0003_third"]
    assert await migrate(fresh, folder) == []
    assert await rows(fresh, "select n from first order by n") == [(1,), (3,)]


async def test_of_instances_that_start_at_once_one_applies(fresh: str, folder: Path) -> None:
    applied = await asyncio.gather(*(migrate(fresh, folder) for _ in range(5)))
    assert sorted(applied) == [[], [], [], [], ["0001_first", "0002_second"]]
    assert await rows(fresh, "select n from first") == [(1,)]


async def test_a_file_that_was_changed_after_it_was_applied_is_refused(
    fresh: str, folder: Path
) -> None:
    await migrate(fresh, folder)
    (folder / "0001_first.sql").write_text(FIRST + " ")
    (folder / "0003_third.sql").write_text("create table third (n int)")
    with pytest.raises(BrokenHistory, match=r"0001_first\.sql was changed.*add a new file"):
        await migrate(fresh, folder)
    assert "third" not in await tables(fresh)


async def test_a_file_that_was_renamed_after_it_was_applied_is_refused(
    fresh: str, folder: Path
) -> None:
    await migrate(fresh, folder)
    (folder / "0001_first.sql").rename(folder / "0001_other.sql")
    with pytest.raises(BrokenHistory, match=r"0001_other\.sql"):
        await migrate(fresh, folder)


async def test_a_database_newer_than_the_code_is_refused(fresh: str, folder: Path) -> None:
    await migrate(fresh, folder)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(BrokenHistory, match="database is at 0002, this code knows 0001"):
        await migrate(fresh, folder)


@pytest.mark.parametrize("end", ["commit", "ROLLBACK", "begin", "commit and chain"])
async def test_a_file_that_would_leave_its_transaction_is_refused(
    fresh: str, folder: Path, end: str
) -> None:
    (folder / "0003_third.sql").write_text(f"create table third (n int);\n{end} ; select 1 / 0")
    with pytest.raises(BrokenHistory, match=r"0003_third\.sql.*one transaction"):
        await migrate(fresh, folder)
    assert await tables(fresh) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0004_gap.sql", "0003_"),
        ("0002_twice.sql", "0003_"),
        ("3_short.sql", "0003_"),
        ("0003.sql", "0003_"),
        ("0003_Upper.sql", "0003_"),
        ("0003-dash.sql", "0003_"),
    ],
)
async def test_a_wrong_name_is_refused_before_anything_is_applied(
    fresh: str, folder: Path, name: str, expected: str
) -> None:
    (folder / name).write_text("create table third (n int)")
    with pytest.raises(BrokenHistory, match=expected):
        await migrate(fresh, folder)
    assert await tables(fresh) == set()


async def test_a_file_that_fails_leaves_nothing_of_itself(fresh: str, folder: Path) -> None:
    (folder / "0003_third.sql").write_text("create table third (n int); select 1 / 0")
    with pytest.raises(psycopg.errors.DivisionByZero):
        await migrate(fresh, folder)
    assert await tables(fresh) == {"migration", "first"}
    assert await rows(fresh, "select max(number) from migration") == [(2,)]


async def test_once_mended_a_file_that_failed_is_applied(fresh: str, folder: Path) -> None:
    (folder / "0003_third.sql").write_text("create table third (n int); select 1 / 0")
    with pytest.raises(psycopg.errors.DivisionByZero):
        await migrate(fresh, folder)
    (folder / "0003_third.sql").write_text("create table third (n int)")
    assert await migrate(fresh, folder) == ["0003_third"]


async def test_an_instance_that_dies_does_not_keep_the_others_waiting(
    fresh: str, folder: Path
) -> None:
    dying = await psycopg.AsyncConnection.connect(fresh, autocommit=True)
    await dying.execute("select pg_advisory_lock(%s)", (LOCK,))
    waiting = asyncio.create_task(migrate(fresh, folder))
    await rows(fresh, f"select pg_terminate_backend({dying.info.backend_pid})")
    assert await waiting == ["0001_first", "0002_second"]
    await dying.close()


async def test_a_database_that_is_away_says_so(folder: Path) -> None:
    with pytest.raises(Unavailable, match="database cannot be reached"):
        await migrate("postgresql://nobody@127.0.0.1:9/none", folder)


async def test_a_percent_sign_in_a_file_is_just_that(fresh: str, folder: Path) -> None:
    (folder / "0003_third.sql").write_text("update first set n = 7 % 4 where '%s' like '%'")
    await migrate(fresh, folder)
    assert await rows(fresh, "select n from first") == [(3,)]


async def test_our_own_files_make_the_database_from_nothing(fresh: str) -> None:
    assert await migrate(fresh) == [each.name for each in migrations()]
    assert {"outbox", "ticket", "attempt"} <= await tables(fresh)


@pytest.mark.parametrize("each", migrations(), ids=lambda each: each.name)
def test_no_file_of_ours_asks_the_database_what_time_it_is(each: Any) -> None:
    words = ("now()", "current_timestamp", "current_date", "clock_timestamp", "localtime")
    assert [word for word in words if word in each.text.lower()] == []
