"""Messages that leave with the transaction that caused them, and the relay that publishes them."""

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from shared import telemetry
from shared.db.pool import Connection, Database
from shared.errors import Rejected, VendorProblem
from shared.messages import CATALOGUE, Message, parts_of
from shared.ports import Activity, Clock, Queue

log = logging.getLogger(__name__)
type Row = dict[str, str]

PATIENT = frozenset(each.queue for each in CATALOGUE if each.patient)

BATCH = 64
PATIENCE = 1.0
"""Seconds that patient messages wait for others."""
LEASE = timedelta(seconds=30)
TOGETHER = 32_000
"""Bytes that patient messages of a queue may have together: a message has 48 KB, all told."""


async def put(conn: Connection, *messages: Message) -> None:
    """Leave messages to be published once this transaction is committed."""
    await conn.execute(
        """
        insert into outbox (id, queue, body)
        select id, queue, body
        from unnest(%s::uuid[], %s::text[], %s::jsonb[]) with ordinality as put (id, queue, body, n)
        order by n
        """,
        (
            [message.message_id for message in messages],
            [message.queue for message in messages],
            [Jsonb(_body(message)) for message in messages],
        ),
    )
    conn.causes = conn.causes or any(not message.patient for message in messages)
    conn.causes_later = True


def _body(message: Message) -> dict[str, Any]:
    body = message.model_dump(mode="json")
    parent = telemetry.traceparent() or message.traceparent
    if parent is None:
        return body
    telemetry.mark(body)
    return {**body, "traceparent": parent}


class Relay:
    """Publishes what lies in the outbox, at least once. Several instances may run at a time."""

    def __init__(self, queue: Queue, clock: Clock) -> None:
        self._queue, self._clock = queue, clock
        self._running: asyncio.Task[None] | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._again = False
        self._runs = 0

    def nudge(self, db: Database) -> None:
        """Publish soon, behind the caller's back. A crash before that is what the sweep is for."""
        self._again = True
        if self._running is None or self._running.done():
            self._runs += 1
            self._running = asyncio.create_task(self._drain(db))

    def nudge_later(self, db: Database) -> None:
        """Publish within a second, together with all that comes until then."""
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.create_task(self._wait(db))

    async def _wait(self, db: Database) -> None:
        await self._clock.sleep(PATIENCE)
        self.nudge(db)

    async def activity(self, thorough: bool) -> Activity:
        """Whether it is publishing now, and how often it has begun to."""
        busy = self._running is not None and not self._running.done()
        return Activity(busy=busy, sent=self._runs)

    async def _drain(self, db: Database) -> None:
        while self._again:
            self._again = False
            try:
                await self.sweep(db)
            except VendorProblem as problem:
                log.warning("outbox waits: %s", problem.detail)

    async def sweep(self, db: Database) -> int:
        """Publish all that waits. Returns how many left; raises where the queue takes none.

        What the queue refuses for good stays leased, so that it holds nothing else up.
        """
        sent = 0
        while claimed := await self._claim(db):
            failures = await self._send(claimed)
            gone = [row["id"] for row in claimed if row["id"] not in failures]
            await self._remove(db, gone)
            sent += len(gone)
            later = {id_: why for id_, why in failures.items() if not isinstance(why, Rejected)}
            if later:
                await self._let_go(db, list(later))
                raise next(iter(later.values()))
            if len(claimed) < BATCH:  # what came meanwhile has a nudge of its own
                break
        return sent

    async def _claim(self, db: Database) -> list[Row]:
        now = self._clock.now()
        async with db.transaction() as conn, conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                """
                with claimed as (
                  update outbox set leased_until = %(until)s
                  where id in (
                    select id from outbox where leased_until is null or leased_until <= %(now)s
                    order by position limit %(batch)s for update skip locked
                  )
                  returning id, position, queue, body
                )
                select id, queue, body::text as text from claimed order by position
                """,
                {"now": now, "until": now + LEASE, "batch": BATCH},
            )
            return await cursor.fetchall()

    async def _send(self, rows: Sequence[Row]) -> dict[str, BaseException]:
        """Publish side by side, the patient together. Returns what could not be, and why."""
        parcels = _together(rows)
        results = await asyncio.gather(
            *(self._publish(*_parcel(some)) for some in parcels), return_exceptions=True
        )
        outcomes = zip(parcels, results, strict=True)
        failures = {
            row["id"]: why
            for some, why in outcomes
            if isinstance(why, BaseException)
            for row in some
        }
        for id_, why in failures.items():
            if isinstance(why, Rejected):
                log.error("outbox: message %s cannot be published: %s", id_, why.detail)
        return failures

    async def _publish(self, queue: str, text: str) -> None:
        with telemetry.sending(queue, text):
            await self._queue.send(queue, text)

    async def _remove(self, db: Database, ids: list[str]) -> None:
        async with db.transaction() as conn:
            await conn.execute("delete from outbox where id = any(%s)", (ids,))

    async def _let_go(self, db: Database, ids: list[str]) -> None:
        async with db.transaction() as conn:
            await conn.execute("update outbox set leased_until = null where id = any(%s)", (ids,))


def _together(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in parcels, each of one queue. What is not patient, or traced, goes alone."""
    parcels: list[list[Row]] = []
    begun: dict[str, tuple[list[Row], int]] = {}
    for row in rows:
        size = len(row["text"].encode())
        if row["queue"] not in PATIENT or telemetry.is_traced(row["text"]):
            parcels.append([row])
            continue
        some, full = begun.get(row["queue"], ([], TOGETHER))
        if full + size > TOGETHER:
            some, full = [], 0
            parcels.append(some)
        some.append(row)
        begun[row["queue"]] = some, full + size
    return parcels


def _parcel(rows: Sequence[Row]) -> tuple[str, str]:
    """The queue, and what is sent to it."""
    if len(rows) == 1:
        return rows[0]["queue"], rows[0]["text"]
    return rows[0]["queue"], f"[{','.join(row['text'] for row in rows)}]"


async def unpacked[M: Message](
    queue: Queue, kind: type[M], body: bytes, deliveries: int | None
) -> tuple[M, ...]:
    """The messages in one of a queue, to be acted on one after the other.

    Where several come a second time, one of them was in the others' way: each is sent alone, and
    there is nothing to be done now.
    """
    parts = parts_of(json.loads(body))
    if len(parts) == 1 or (deliveries or 1) == 1:
        return kind.read(body)
    for part in parts:
        await queue.send(kind.queue, json.dumps(part, ensure_ascii=False))
    return ()


async def waiting(conn: Connection) -> int:
    """How many messages have not been published yet."""
    cursor = await conn.execute("select count(*) from outbox")
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
