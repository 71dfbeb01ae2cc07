"""The SQLite file that holds every orchestration and entity of a task hub."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
    create table if not exists instance (
        id text primary key,
        name text not null,
        version text not null default '',
        status text not null,
        input text,
        output text,
        custom_status text,
        created_at text not null,
        updated_at text not null,
        execution_id text not null,
        parent_id text,
        parent_execution_id text,
        parent_task integer
    );
    create table if not exists history (
        instance_id text not null,
        position integer not null,
        event text not null,
        primary key (instance_id, position)
    ) without rowid;
    create table if not exists inbox (
        n integer primary key autoincrement,
        instance_id text not null,
        execution_id text,
        due_at text not null,
        held integer not null default 0,
        timer integer,
        body text not null
    );
    create index if not exists inbox_by_instance on inbox (instance_id, due_at);
    create index if not exists inbox_by_time on inbox (due_at);
    create table if not exists work (
        n integer primary key autoincrement,
        instance_id text not null,
        execution_id text not null,
        task integer not null,
        name text not null,
        input text
    );
    create index if not exists work_by_instance on work (instance_id);
    create table if not exists entity (
        id text primary key,
        state text,
        updated_at text not null
    );
"""


class StoreInUse(Exception):
    """Another process works on the same file."""


def open_store(path: Path) -> sqlite3.Connection:
    """The file, for this process alone: what one process has claimed dies with it.

    Write-ahead logging with synchronous=normal survives the end of the process at any moment.
    Raises `StoreInUse`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, timeout=2)
    try:
        db.execute("pragma locking_mode = exclusive")
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        db.executescript(SCHEMA)
    except sqlite3.OperationalError as error:
        db.close()
        raise StoreInUse(
            f"The Durable store {path} is in use ({error}): stop the other host, "
            "or give this one a store of its own"
        ) from error
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing of what happens inside."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")
