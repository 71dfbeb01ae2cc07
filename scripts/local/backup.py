"""Backups of a PostgreSQL database, by its own programs: whole, consistent, while people work."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from scripts.local import postgres_files
from scripts.local.processes import Ended


async def dump(url: str, file: Path) -> None:
    """Write what the database held at this instant. Raises `Ended`."""
    await _run("pg_dump", "--format=custom", f"--file={file}", f"--dbname={url}")


async def restore(url: str, file: Path, name: str) -> str:
    """Put a backup into a new database beside that one; its address. Raises `Ended`.

    Who restores need not be a superuser: the extensions come from the template.
    """
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        new = sql.Identifier(name)
        await conn.execute(sql.SQL("drop database if exists {}").format(new))
        await conn.execute(sql.SQL("create database {} template template1").format(new))
    restored = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    how = ("--exit-on-error", "--no-owner", "--no-comments")
    await _run("pg_restore", *how, f"--dbname={restored}", file)
    return restored


async def _run(name: str, *arguments: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(
        postgres_files.binaries(postgres_files.owner()) / name,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=postgres_files.PLAIN,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Ended(f"{name} failed: {said.decode().strip()}")
