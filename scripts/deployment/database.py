"""Brings the database to the shape the code needs, and lets the apps in: to its rows, to no more.

The administrator is who deploys. The tables belong to a role without a login, so that whoever
deploys next may change them; each app is a role that reads and writes rows.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from shared.db.migrate import migrate
from shared.value import Value

OWNER = "centralita_owner"
EXTENSIONS = ("vector", "pg_trgm", "unaccent")
LATER = "alter default privileges for role {owner} in schema public"


class Server(Value):
    """Where it is, and who we are there. `port` is the server's own, not the pooler's."""

    host: str
    user: str
    password: str
    database: str = "centralita"
    port: int = 5432
    ssl: str = "require"

    def url(self, database: str | None = None, *, role: str | None = None) -> str:
        """The address, without the password."""
        at = f"postgresql://{quote(self.user, safe='')}@{self.host}:{self.port}"
        options = f"&options=-c%20role%3D{role}" if role else ""
        return f"{at}/{database or self.database}?sslmode={self.ssl}{options}"


async def bring_up(server: Server, apps: Mapping[str, str]) -> list[str]:
    """Roles, migrations, grants, in that order. `apps`: names and object ids of their identities.

    All of it may be repeated. Returns the migrations applied.
    """
    async with await _connected(server, "postgres") as conn:  # Azure's functions are only there
        for name, object_id in apps.items():
            await _let_in(conn, name, object_id)
    async with await _connected(server) as conn:
        await _own(conn, server)
    applied = await migrate(server.url(role=OWNER), password=server.password)
    async with await _connected(server) as conn:
        for name in apps:
            await _grant(conn, server, name)
    return applied


async def _connected(server: Server, database: str | None = None) -> psycopg.AsyncConnection[Any]:
    url = server.url(database)
    return await psycopg.AsyncConnection.connect(
        url, password=server.password, autocommit=True, connect_timeout=10
    )


async def _exists(conn: psycopg.AsyncConnection[Any], role: str) -> bool:
    cursor = await conn.execute("select 1 from pg_roles where rolname = %s", (role,))
    return await cursor.fetchone() is not None


async def _let_in(conn: psycopg.AsyncConnection[Any], name: str, object_id: str) -> None:
    """A role for the identity: neither an administrator nor one that needs a second factor.

    learn.microsoft.com/azure/postgresql/flexible-server/how-to-manage-azure-ad-users
    """
    if not await _exists(conn, name):
        await conn.execute(
            "select pgaadauth_create_principal_with_oid(%s, %s, 'service', false, false)",
            (name, object_id),
        )


async def _own(conn: psycopg.AsyncConnection[Any], server: Server) -> None:
    """Only the administrator may make extensions: the migrations then find them there."""
    owner = sql.Identifier(OWNER)
    for extension in EXTENSIONS:
        make = sql.SQL("create extension if not exists {}")
        await conn.execute(make.format(sql.Identifier(extension)))
    if not await _exists(conn, OWNER):
        await conn.execute(sql.SQL("create role {} nologin").format(owner))
    await conn.execute(sql.SQL("grant {} to current_user").format(owner))
    await conn.execute(sql.SQL("grant create, usage on schema public to {}").format(owner))
    database = sql.Identifier(server.database)
    await conn.execute(sql.SQL("revoke all on database {} from public").format(database))


async def _grant(conn: psycopg.AsyncConnection[Any], server: Server, app: str) -> None:
    """Rows of every table there is and will be; of the list of migrations, only to look."""
    names = {
        "app": sql.Identifier(app),
        "owner": sql.Identifier(OWNER),
        "database": sql.Identifier(server.database),
    }
    for statement in (
        "grant connect on database {database} to {app}",
        "grant usage on schema public to {app}",
        "grant select, insert, update, delete on all tables in schema public to {app}",
        "grant usage, select on all sequences in schema public to {app}",
        "revoke insert, update, delete on migration from {app}",
        f"{LATER} grant select, insert, update, delete on tables to {{app}}",
        f"{LATER} grant usage, select on sequences to {{app}}",
    ):
        await conn.execute(sql.SQL(statement).format(**names))
