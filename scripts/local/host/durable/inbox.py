"""Messages to orchestrations and entities: what has come, and what comes at a later time."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from scripts.local.host.durable.events import written
from shared.ports import Clock


@dataclass(frozen=True, slots=True)
class Message:
    """An event (or an entity's operation) as JSON, for one generation or for whichever runs."""

    n: int
    execution_id: str | None
    body: str


class Inbox:
    """The messages of a task hub. `ready` names those who may have some to read now."""

    def __init__(self, db: sqlite3.Connection, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self.ready: dict[str, None] = {}

    def send(
        self,
        to: str,
        body: str,
        *,
        execution_id: str | None = None,
        due_at: str | None = None,
        timer: int | None = None,
    ) -> None:
        """Deliver now, or at `due_at`. Belongs to the transaction around it."""
        now = written(self._clock.now())
        self._db.execute(
            """
            insert into inbox (instance_id, execution_id, due_at, timer, body)
            values (?, ?, ?, ?, ?)
            """,
            (to, execution_id, due_at or now, timer, body),
        )
        if due_at is None or due_at <= now:
            self.ready[to] = None

    def unread(self, owner: str, *, limit: int = -1) -> list[Message]:
        """What is due, in order of its coming."""
        rows = self._db.execute(
            """
            select n, execution_id, body from inbox
            where instance_id = ? and due_at <= ? and held = 0 order by due_at, n limit ?
            """,
            (owner, written(self._clock.now()), limit),
        )
        return [Message(*row) for row in rows]

    def remove(self, messages: Iterable[Message]) -> None:
        self._db.executemany("delete from inbox where n = ?", ((each.n,) for each in messages))

    def cancel_timers(self, owner: str, execution_id: str, timers: Iterable[int]) -> None:
        """Cancelled timers need not ring."""
        self._db.executemany(
            "delete from inbox where instance_id = ? and execution_id = ? and timer = ?",
            ((owner, execution_id, timer) for timer in timers),
        )

    def hold(self, owner: str) -> None:
        """Keep all that came so far until the orchestration is resumed."""
        self._db.execute("update inbox set held = 1 where instance_id = ?", (owner,))

    def release(self, owner: str) -> None:
        self._db.execute("update inbox set held = 0 where instance_id = ?", (owner,))
        self.ready[owner] = None

    def empty(self, owner: str) -> None:
        self._db.execute("delete from inbox where instance_id = ?", (owner,))

    def ring(self) -> None:
        """Make ready whoever has a message whose time has come."""
        rows = self._db.execute(
            "select distinct instance_id from inbox where due_at <= ? and held = 0",
            (written(self._clock.now()),),
        )
        self.ready.update((owner, None) for (owner,) in rows)

    def next_due(self) -> str | None:
        """When the next message that is not due yet will be."""
        row = self._db.execute(
            "select due_at from inbox where due_at > ? and held = 0 order by due_at limit 1",
            (written(self._clock.now()),),
        ).fetchone()
        return str(row[0]) if row else None
