import asyncio
from collections.abc import AsyncIterator

import pytest
from psycopg import errors

from shared import outbox
from shared.db.pool import Database
from shared.errors import NotFound, Unavailable
from shared.messages import EmbedDocuments
from tests.fakes import NOON
from tests.shared.cable import Cable


@pytest.fixture
async def cable(database_url: str) -> AsyncIterator[Cable]:
    cable = await Cable(database_url).mend()
    yield cable
    await cable.cut()


@pytest.fixture
async def far(cable: Cable) -> AsyncIterator[Database]:
    """The database at the other end of the cable."""
    database = Database(cable.url, connections=2)
    yield database
    await database.close()


async def one(db: Database) -> object:
    async with db.transaction() as conn:
        return await (await conn.execute("select 1")).fetchone()


async def put(db: Database) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, EmbedDocuments.new(NOON))


async def put_and_fail(db: Database) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, EmbedDocuments.new(NOON))
        raise NotFound("No such thing")


async def put_twice(db: Database, message: EmbedDocuments) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, message, message)


async def cut_in_between(db: Database, cable: Cable) -> None:
    async with db.transaction() as conn:
        await cable.cut()
        await conn.execute("select 1")


async def waiting(db: Database) -> int:
    async with db.transaction() as conn:
        return await outbox.waiting(conn)


async def test_a_database_that_was_never_there_is_unavailable() -> None:
    db = Database("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(Unavailable, match="database cannot be reached"):
        await one(db)
    await db.close()


async def test_a_database_that_goes_away_is_unavailable(cable: Cable, far: Database) -> None:
    assert await one(far) == (1,)
    await cable.cut()
    with pytest.raises(Unavailable, match="database cannot be reached") as refused:
        await one(far)
    assert refused.value.vendor == "postgresql"


async def test_a_database_that_comes_back_is_found_again(cable: Cable, far: Database) -> None:
    await asyncio.gather(one(far), one(far))
    await cable.cut()
    failures = await asyncio.gather(*(one(far) for _ in range(4)), return_exceptions=True)
    assert [type(each) for each in failures] == [Unavailable] * 4
    await cable.mend()
    assert await asyncio.gather(*(one(far) for _ in range(4))) == [(1,)] * 4


@pytest.mark.soak
async def test_after_a_long_outage_too(cable: Cable, far: Database) -> None:
    await cable.cut()
    failures = [(await asyncio.gather(one(far), return_exceptions=True))[0] for _ in range(4)]
    assert [type(each) for each in failures] == [Unavailable] * 4
    await cable.mend()
    assert await one(far) == (1,)


async def test_a_lost_connection_costs_nobody_but_its_own_transaction(
    cable: Cable, far: Database
) -> None:
    with pytest.raises(Unavailable):
        await cut_in_between(far, cable)
    await cable.mend()
    assert await one(far) == (1,)


async def test_what_fails_in_between_undoes_all_of_it(db: Database) -> None:
    with pytest.raises(NotFound):
        await put_and_fail(db)
    assert await waiting(db) == 0


async def test_a_broken_rule_of_the_schema_is_not_taken_for_an_outage(db: Database) -> None:
    with pytest.raises(errors.UniqueViolation):
        await put_twice(db, EmbedDocuments.new(NOON))


async def test_only_a_commit_that_causes_something_is_told_of(db: Database) -> None:
    told: list[None] = []
    db.after_commit(lambda: told.append(None))
    await one(db)
    await put(db)
    await one(db)
    assert len(told) == 1


async def test_a_commit_is_told_of_though_others_wait_for_its_connection(
    database_url: str, db: Database
) -> None:
    told: list[None] = []
    single = Database(database_url, connections=1)
    single.after_commit(lambda: told.append(None))
    await asyncio.gather(*(work(single) for _ in range(10) for work in (put, one)))
    await single.close()
    assert len(told) == 10


async def test_a_rollback_is_not_told_of(db: Database) -> None:
    told: list[None] = []
    db.after_commit(lambda: told.append(None))
    with pytest.raises(NotFound):
        await put_and_fail(db)
    assert told == []


async def test_a_fresh_password_opens_each_connection(database_url: str) -> None:
    asked: list[str] = []
    before, _, after = database_url.partition("@")
    user, _, password = before.rpartition(":")

    async def token() -> str:
        asked.append("again")
        return password

    db = Database(f"{user}@{after}", connections=2, password=token)
    assert await asyncio.gather(*(one(db) for _ in range(8))) == [(1,)] * 8
    await db.close()
    assert 1 <= len(asked) <= 2


async def test_transactions_leave_nothing_prepared_in_the_session(db: Database) -> None:
    for _ in range(10):
        await one(db)
    async with db.transaction() as conn:
        found = await (await conn.execute("select count(*) from pg_prepared_statements")).fetchone()
    assert found == (0,)


async def test_a_closed_database_is_unavailable(database_url: str) -> None:
    db = Database(database_url)
    await one(db)
    await db.close()
    with pytest.raises(Unavailable):
        await one(db)
