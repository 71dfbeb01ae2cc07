"""Messages that leave with the transaction that caused them, and the relay that publishes them."""

import asyncio
import logging
from datetime import timedelta

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.messages import Message
from shared.ports import Clock, Queue

log = logging.getLogger(__name__)

BATCH = 64
LEASE = timedelta(seconds=30)


async def put(conn: Connection, *messages: Message) -> None:
    """Leave messages to be published once this transaction is committed."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "insert into outbox (id, queue, body) values (%s, %s, %s)",
            [(m.message_id, m.queue, Jsonb(m.model_dump(mode="json"))) for m in messages],
        )
    conn.causes = True


class Relay:
    """Publishes what lies in the outbox, at least once. Several instances may run at a time."""

    def __init__(self, queue: Queue, clock: Clock) -> None:
        self._queue, self._clock = queue, clock
        self._running: asyncio.Task[None] | None = None
        self._again = False

    def nudge(self, db: Database) -> None:
        """Publish soon, behind the caller's back. A crash before that is what the sweep is for."""
        self._again = True
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._drain(db))

    async def _drain(self, db: Database) -> None:
        while self._again:
            self._again = False
            try:
                await self.sweep(db)
            except VendorProblem as problem:
                log.warning("outbox waits: %s", problem.detail)

    async def sweep(self, db: Database) -> int:
        """Publish all that waits. Returns how many left; raises where the queue takes none."""
        sent = 0
        while claimed := await self._claim(db):
            results = await asyncio.gather(
                *(self._queue.send(row["queue"], row["text"]) for row in claimed),
                return_exceptions=True,
            )
            gone = [
                row["id"]
                for row, result in zip(claimed, results, strict=True)
                if not isinstance(result, BaseException)
            ]
            async with db.transaction() as conn:
                await conn.execute("delete from outbox where id = any(%s)", (gone,))
            sent += len(gone)
            if failure := next((r for r in results if isinstance(r, BaseException)), None):
                await self._let_go(db, [row["id"] for row in claimed])
                raise failure
        return sent

    async def _claim(self, db: Database) -> list[dict[str, str]]:
        now = self._clock.now()
        async with db.transaction() as conn, conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                """
                update outbox set leased_until = %(until)s
                where id in (
                  select id from outbox where leased_until is null or leased_until <= %(now)s
                  order by position limit %(batch)s for update skip locked
                )
                returning id, queue, body::text as text
                """,
                {"now": now, "until": now + LEASE, "batch": BATCH},
            )
            return await cursor.fetchall()

    async def _let_go(self, db: Database, ids: list[str]) -> None:
        async with db.transaction() as conn:
            await conn.execute("update outbox set leased_until = null where id = any(%s)", (ids,))


async def waiting(conn: Connection) -> int:
    """How many messages have not been published yet."""
    cursor = await conn.execute("select count(*) from outbox")
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
