"""Orchestration instances and their histories, row by row."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

TERMINAL = frozenset({"Completed", "Failed", "Terminated", "Canceled"})


@dataclass(frozen=True, slots=True)
class Parent:
    """The orchestration that waits for this one, and its number for it."""

    id: str
    execution_id: str
    task: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One orchestration. `input`, `output` and `custom_status` are JSON, times ISO 8601."""

    id: str
    name: str
    version: str
    status: str
    input: str | None
    output: str | None
    custom_status: str | None
    created_at: str
    updated_at: str
    execution_id: str
    parent_id: str | None = None
    parent_execution_id: str | None = None
    parent_task: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.status in TERMINAL

    @property
    def parent(self) -> Parent | None:
        """Who waits for its end."""
        if self.parent_id is None or self.parent_execution_id is None or self.parent_task is None:
            return None
        return Parent(self.parent_id, self.parent_execution_id, self.parent_task)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which instances to list. Empty `statuses` means any; `after` is the last id seen."""

    prefix: str = ""
    created_from: str = ""
    created_to: str = "9999"
    statuses: tuple[str, ...] = ()
    after: str = ""
    count: int = -1


def put(db: sqlite3.Connection, instance: Instance) -> None:
    """Add an instance, or replace the one of its id."""
    db.execute(
        """
        insert or replace into instance (
            id, name, version, status, input, output, custom_status, created_at, updated_at,
            execution_id, parent_id, parent_execution_id, parent_task
        ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        astuple(instance),
    )


def of_id(db: sqlite3.Connection, instance_id: str) -> Instance | None:
    row = db.execute(
        """
        select id, name, version, status, input, output, custom_status, created_at, updated_at,
            execution_id, parent_id, parent_execution_id, parent_task
        from instance where id = ?
        """,
        (instance_id,),
    ).fetchone()
    return Instance(*row) if row else None


def listed(db: sqlite3.Connection, wanted: Filter) -> list[Instance]:
    """Those that fit, in order of their ids."""
    statuses = ",".join(wanted.statuses)
    rows = db.execute(
        """
        select id, name, version, status, input, output, custom_status, created_at, updated_at,
            execution_id, parent_id, parent_execution_id, parent_task
        from instance
        where id > :after and substr(id, 1, length(:prefix)) = :prefix
            and created_at >= :created_from and created_at <= :created_to
            and (:statuses = '' or instr(',' || :statuses || ',', ',' || status || ',') > 0)
        order by id limit :count
        """,
        {
            "after": wanted.after,
            "prefix": wanted.prefix,
            "created_from": wanted.created_from,
            "created_to": wanted.created_to,
            "statuses": statuses,
            "count": wanted.count,
        },
    )
    return [Instance(*row) for row in rows]


def set_status(db: sqlite3.Connection, instance_id: str, status: str, *, at: str) -> None:
    db.execute(
        "update instance set status = ?, updated_at = ? where id = ?", (status, at, instance_id)
    )


def history(db: sqlite3.Connection, instance_id: str) -> list[str]:
    """The past events' texts, oldest first."""
    rows = db.execute(
        "select event from history where instance_id = ? order by position", (instance_id,)
    )
    return [event for (event,) in rows]


def append(db: sqlite3.Connection, instance_id: str, start: int, events: Iterable[str]) -> None:
    """Add past events from position `start` on."""
    db.executemany(
        "insert into history (instance_id, position, event) values (?, ?, ?)",
        ((instance_id, position, event) for position, event in enumerate(events, start)),
    )


def forget_history(db: sqlite3.Connection, instance_id: str) -> None:
    db.execute("delete from history where instance_id = ?", (instance_id,))


def purge(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Remove instances and all that belongs to them."""
    each = [(instance_id,) for instance_id in ids]
    db.executemany("delete from instance where id = ?", each)
    db.executemany("delete from history where instance_id = ?", each)
    db.executemany("delete from inbox where instance_id = ?", each)
    db.executemany("delete from work where instance_id = ?", each)
