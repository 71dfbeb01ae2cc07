"""Activities that orchestrations asked for and that have not ended yet."""

import sqlite3
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One call of an activity. `input` is the JSON it gets."""

    n: int
    instance_id: str
    execution_id: str
    task: int
    name: str
    input: str | None


class Work:
    """Jobs stay in the store until they end; one is claimed by leaving `waiting`.

    A claim lives in this process, which has the store to itself: after a crash every job that is
    still there is waiting again.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        rows = db.execute(
            "select n, instance_id, execution_id, task, name, input from work order by n"
        )
        self.waiting = deque(Job(*row) for row in rows)
        self.out: dict[str, int] = {}
        for job in self.waiting:
            self._count(job.instance_id, 1)

    def add(self, instance_id: str, execution_id: str, task: int, call: tuple[str, str]) -> Job:
        """Note a call (name, input). It waits once `release` tells that the note is committed."""
        name, given = call
        cursor = self._db.execute(
            """
            insert into work (instance_id, execution_id, task, name, input)
            values (?, ?, ?, ?, ?)
            """,
            (instance_id, execution_id, task, name, given),
        )
        return Job(cursor.lastrowid or 0, instance_id, execution_id, task, name, given)

    def release(self, jobs: list[Job]) -> None:
        self.waiting.extend(jobs)
        for job in jobs:
            self._count(job.instance_id, 1)

    def end(self, job: Job) -> bool:
        """Strike the job out: false where nobody wants the result any more."""
        return self._db.execute("delete from work where n = ?", (job.n,)).rowcount == 1

    def forget(self, instance_id: str) -> None:
        """Nobody waits for the instance's jobs any more. Those that run, run to their end."""
        self._db.execute("delete from work where instance_id = ?", (instance_id,))

    def settle(self, job: Job) -> None:
        """The job's claim is given back."""
        self._count(job.instance_id, -1)

    def drop_waiting(self, instance_id: str) -> None:
        """After `forget` is committed: what has not begun will not begin."""
        if instance_id not in self.out:
            return
        kept = [job for job in self.waiting if job.instance_id != instance_id]
        self._count(instance_id, len(kept) - len(self.waiting))
        self.waiting = deque(kept)

    def _count(self, instance_id: str, change: int) -> None:
        left = self.out.get(instance_id, 0) + change
        if left:
            self.out[instance_id] = left
        else:
            self.out.pop(instance_id, None)
