"""Roles in a real PostgreSQL; only the function with which Azure makes a login is played."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier, Literal

from scripts.deployment.database import Server, bring_up

APP, PASSWORD = "id-voice-test", "deployed"
AS_AZURE = """
create or replace function pgaadauth_create_principal_with_oid(
  name text, oid text, kind text, is_admin boolean, is_mfa boolean
) returns text language plpgsql as $$
begin
  execute format('create role %I login password ''deployed''', name);
  return name;
end $$
"""


@pytest.fixture(scope="module")
async def server(database_url: str) -> Server:
    """A database brought up by somebody who may make roles and is no superuser."""
    where, name = urlsplit(database_url), f"deployed_{uuid4().hex[:8]}"
    made = Server(
        host=where.hostname or "",
        port=where.port or 5432,
        user=f"deployer_{uuid4().hex[:8]}",
        password=PASSWORD,
        database=name,
        ssl="disable",
    )
    root = f"postgresql://postgres:{where.password}@{where.hostname}:{where.port}/postgres"
    who, what = Identifier(made.user), Identifier(name)
    async with await psycopg.AsyncConnection.connect(root, autocommit=True) as conn:
        await conn.execute(AS_AZURE.encode())
        create = SQL("create role {} login createrole password {}")
        await conn.execute(create.format(who, Literal(PASSWORD)))
        await conn.execute(SQL("create database {} owner {}").format(what, who))
    assert await bring_up(made, {APP: str(uuid4())})
    return made


@pytest.fixture
async def app(server: Server) -> AsyncIterator[psycopg.AsyncConnection]:
    url = server.model_copy(update={"user": APP}).url()
    async with await psycopg.AsyncConnection.connect(
        url, password=PASSWORD, autocommit=True
    ) as conn:
        yield conn


async def test_an_app_writes_and_reads_rows(app: psycopg.AsyncConnection) -> None:
    await app.execute(
        "insert into outbox (id, queue, body, position) overriding system value"
        " values (%s, 'dial', '{}', 1)",
        (uuid4(),),
    )
    cursor = await app.execute("delete from outbox returning id")
    assert len(await cursor.fetchall()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "drop table ticket",
        "create table mine (id int)",
        "delete from migration",
        "create schema mine",
    ],
)
async def test_an_app_changes_no_shape(app: psycopg.AsyncConnection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        await app.execute(SQL(statement))


async def test_to_bring_it_up_again_changes_nothing(server: Server) -> None:
    assert await bring_up(server, {APP: str(uuid4())}) == []


async def test_the_tables_are_nobodys_who_can_sign_in(app: psycopg.AsyncConnection) -> None:
    cursor = await app.execute(
        "select distinct tableowner from pg_tables where schemaname = 'public'"
    )
    assert await cursor.fetchall() == [("centralita_owner",)]
