from typing import Any

import psycopg
import pytest

from functions.audit import service
from functions.audit.model import By, Deed, Wanted
from shared.db.pool import Database
from tests.fakes import NOON

ROOT = By(id="root", name="Root")


async def done(db: Database, *subjects: str) -> None:
    async with db.transaction() as conn:
        for subject in subjects:
            deed = Deed(action="user.changed", subject=subject, after={"roles": ["agent"]})
            await service.note(conn, ROOT, deed, NOON)


async def forged(db: Database, statement: str) -> None:
    """What somebody does who may do anything to the tables."""
    async with db.transaction() as conn:
        for table in ("audit_entry", "audit_seal"):
            await conn.execute(f"alter table {table} disable trigger user")
        await conn.execute(statement)
        for table in ("audit_entry", "audit_seal"):
            await conn.execute(f"alter table {table} enable trigger user")


async def test_what_was_done_is_sealed_once(db: Database) -> None:
    await done(db, "a", "b")
    assert [await service.seal(db), await service.seal(db)] == [2, 0]


async def test_a_chain_that_nobody_touched_holds(db: Database) -> None:
    await done(db, "a", "b")
    await service.seal(db)
    await done(db, "c")
    told = await service.verify(db)
    assert (told.intact, told.sealed, told.waiting, told.broken_at) == (True, 2, 1, None)


async def test_each_seal_goes_on_from_the_one_before(db: Database) -> None:
    for subject in ("a", "b"):
        await done(db, subject)
        await service.seal(db)
    told = await service.verify(db)
    assert (told.intact, told.sealed) == (True, 2)


async def test_who_began_first_and_committed_last_is_sealed_last(db: Database) -> None:
    async with db.transaction() as conn:
        await service.note(conn, ROOT, Deed(action="a", subject="began first"), NOON)
        await done(db, "committed first")
        await service.seal(db)
    await service.seal(db)
    entries = await service.entries(db, Wanted())
    assert {each.subject: each.number for each in entries} == {
        "committed first": 1,
        "began first": 2,
    }
    assert (await service.verify(db)).intact


@pytest.mark.parametrize(
    ("statement", "broken_at", "missing"),
    [
        ("update audit_entry set actor = 'Nobody' where subject = 'b'", 2, 0),
        ("update audit_entry set after = '{}' where subject = 'c'", 3, 0),
        ("update audit_seal set digest = 'x' where number = 1", 1, 0),
        (
            "delete from audit_seal where number = 2; delete from audit_entry where subject = 'b'",
            2,
            0,
        ),
        ("delete from audit_seal where number = 3", None, 1),
    ],
)
async def test_what_was_changed_behind_our_back_is_found(
    db: Database, statement: str, broken_at: int | None, missing: int
) -> None:
    await done(db, "a", "b", "c")
    await service.seal(db)
    await forged(db, statement)
    told: Any = await service.verify(db)
    assert (told.intact, told.broken_at, told.missing) == (False, broken_at, missing)


@pytest.mark.parametrize(
    "statement", ["update audit_entry set actor = 'x'", "delete from audit_entry"]
)
async def test_what_was_done_is_not_rewritten(db: Database, statement: str) -> None:
    await done(db, "a")
    with pytest.raises(psycopg.errors.RaiseException, match="not rewritten"):
        async with db.transaction() as conn:
            await conn.execute(statement)


async def undone(db: Database) -> None:
    async with db.transaction() as conn:
        await service.note(conn, ROOT, Deed(action="a", subject="a"), NOON)
        raise ZeroDivisionError


async def test_what_is_undone_was_never_written_down(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await undone(db)
    assert await service.entries(db, Wanted()) == []
