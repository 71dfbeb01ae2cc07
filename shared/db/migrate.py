"""Brings the database to the shape this code needs: numbered plain SQL, forward only."""

import hashlib
import re
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from shared.errors import Unavailable
from shared.value import Value

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x43_45_4E_54_52_41  # "CENTRA": one migration at a time in this database
LEAVES = re.compile(r"(?i)(?:^|;)\s*(?:begin|commit|rollback)\b[\w\s]*;")


class Migration(Value):
    """One numbered file and what it holds."""

    number: int
    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text: an old file that changes is found by it."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class BrokenHistory(Exception):
    """The files and the database do not tell the same story; nothing was changed."""


def migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """The files in order. Raises `BrokenHistory` for a wrong name, a gap, a number used twice."""
    found = []
    for number, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        if not re.fullmatch(rf"{number:04}_[a-z0-9_]+", path.stem):
            raise BrokenHistory(f"{path.name}: expected a name like {number:04}_what_it_does.sql")
        text = path.read_text("utf-8")
        if LEAVES.search(text):
            raise BrokenHistory(f"{path.name}: a file is one transaction: it cannot end it itself")
        found.append(Migration(number=number, name=path.stem, text=text))
    return found


async def migrate(url: str, folder: Path = MIGRATIONS, *, password: str | None = None) -> list[str]:
    """Apply what is missing, each file in its own transaction. Returns the names applied.

    Needs a direct connection: the lock lives in the session, which a pooler would share.
    `password` goes before the one in `url`, where a token stands for it.
    Raises `BrokenHistory`, or `Unavailable` where the database cannot be reached.
    """
    wanted = migrations(folder)
    async with await _connection(url, password) as conn:
        await conn.execute("select pg_advisory_lock(%s)", (LOCK,))
        try:
            return await _apply(conn, wanted)
        finally:
            await conn.execute("select pg_advisory_unlock(%s)", (LOCK,))


async def _connection(url: str, password: str | None) -> psycopg.AsyncConnection[Any]:
    try:
        return await psycopg.AsyncConnection.connect(
            url, autocommit=True, connect_timeout=10, password=password
        )
    except psycopg.OperationalError as error:
        raise Unavailable("The database cannot be reached", vendor="postgresql") from error


async def _apply(conn: psycopg.AsyncConnection[Any], wanted: list[Migration]) -> list[str]:
    await conn.execute(
        """
        create table if not exists migration (
          number int primary key, name text not null, digest text not null
        )
        """
    )
    cursor = await conn.execute("select number, name, digest from migration order by number")
    done = {number: (name, digest) for number, name, digest in await cursor.fetchall()}
    if done and (last := max(done)) > len(wanted):
        raise BrokenHistory(f"the database is at {last:04}, this code knows {len(wanted):04}")
    for each in wanted:
        if each.number in done and done[each.number] != (each.name, each.digest):
            raise BrokenHistory(f"{each.name}.sql was changed after it was applied: add a new file")
    missing = [each for each in wanted if each.number not in done]
    for each in missing:
        async with conn.transaction():
            await conn.execute(sql.SQL(each.text))
            await conn.execute(
                "insert into migration (number, name, digest) values (%s, %s, %s)",
                (each.number, each.name, each.digest),
            )
    return [each.name for each in missing]
