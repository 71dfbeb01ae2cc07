"""All SQL on alerts, and on what is known of the queues."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.ops.model import Alert, Poison, QueueState, Verdict
from shared.db.pool import Connection
from shared.ports import Depth, Lying
from shared.value import Instant


async def add(conn: Connection, alert: Alert) -> bool:
    """False where it stands there already."""
    cursor = await conn.execute(
        """
        insert into alert (id, at, source, subject_id, what, text)
        values (%(id)s, %(at)s, %(source)s, %(subject_id)s, %(what)s, %(text)s)
        on conflict (id) do nothing
        """,
        alert.model_dump(),
    )
    return cursor.rowcount == 1


async def recent(
    conn: Connection, after: UUID | None, limit: int, *, only_open: bool
) -> list[Alert]:
    """The newest first; `after` is the last one already seen."""
    async with conn.cursor(row_factory=class_row(Alert)) as cursor:
        await cursor.execute(
            """
            select id, at, source, subject_id, what, text, acknowledged_by, acknowledged_at
            from alert
            where (not %(open)s or acknowledged_at is null)
              and (%(after)s::uuid is null
                or (at, id) < (select at, id from alert where id = %(after)s))
            order by at desc, id desc limit %(limit)s
            """,
            {"after": after, "limit": limit, "open": only_open},
        )
        return await cursor.fetchall()


async def acknowledge(conn: Connection, alert_id: UUID, actor: str, now: datetime) -> Alert | None:
    """The alert; who acknowledged it first stays."""
    async with conn.cursor(row_factory=class_row(Alert)) as cursor:
        await cursor.execute(
            """
            update alert set acknowledged_by = coalesce(acknowledged_by, %(actor)s),
              acknowledged_at = coalesce(acknowledged_at, %(now)s)
            where id = %(id)s
            returning id, at, source, subject_id, what, text, acknowledged_by, acknowledged_at
            """,
            {"id": alert_id, "actor": actor, "now": now},
        )
        return await cursor.fetchone()


async def put_depths(conn: Connection, depths: Sequence[Depth], now: datetime) -> None:
    """How long each queue is now."""
    await conn.execute(
        """
        insert into queue_depth (queue, depth, oldest_at, seen_at)
        select queue, depth, oldest_at, %s
        from unnest(%s::text[], %s::int[], %s::timestamptz[]) as seen (queue, depth, oldest_at)
        on conflict (queue) do update set depth = excluded.depth, oldest_at = excluded.oldest_at,
          seen_at = excluded.seen_at
        """,
        (
            now,
            [each.queue for each in depths],
            [each.count for each in depths],
            [each.oldest_at for each in depths],
        ),
    )


async def queue_states(conn: Connection, names: Sequence[str], now: datetime) -> list[QueueState]:
    """In the order of the names."""
    async with conn.cursor(row_factory=class_row(QueueState)) as cursor:
        await cursor.execute(
            """
            select asked.name, coalesce(d.depth, 0) as depth,
              (select count(*) from poison_message p
               where p.queue = asked.name and p.decided is null) as poison_depth,
              extract(epoch from greatest(%(now)s - d.oldest_at, interval '0'))::float
                as oldest_age_s,
              d.seen_at
            from unnest(%(names)s::text[]) with ordinality as asked (name, n)
            left join queue_depth d on d.queue = asked.name
            order by asked.n
            """,
            {"names": list(names), "now": now},
        )
        return await cursor.fetchall()


async def keep_poison(conn: Connection, queue: str, found: Sequence[Lying]) -> None:
    """What is there already, and what was decided on, stays as it is."""
    await conn.execute(
        """
        insert into poison_message (id, queue, body, inserted_at, dequeue_count)
        select id, %s, body, inserted_at, dequeue_count
        from jsonb_to_recordset(%s) as new (id uuid, body text, inserted_at timestamptz,
          dequeue_count int)
        on conflict (id) do nothing
        """,
        (queue, Jsonb([each.model_dump(mode="json", exclude={"receipt"}) for each in found])),
    )


async def lying(conn: Connection, queue: str, after: UUID | None, limit: int) -> list[Poison]:
    """The first first; `after` is the last one already seen."""
    async with conn.cursor(row_factory=class_row(Poison)) as cursor:
        await cursor.execute(
            """
            select id, inserted_at, dequeue_count, body, decided
            from poison_message
            where queue = %(queue)s and decided is null
              and (%(after)s::uuid is null or (inserted_at, id) >
                (select inserted_at, id from poison_message where id = %(after)s))
            order by inserted_at, id limit %(limit)s
            """,
            {"queue": queue, "after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def worn_poison(conn: Connection, before: Instant, most: int) -> list[UUID]:
    """Messages that failed, or were decided on, until then; the oldest first."""
    cursor = await conn.execute(
        """
        select id from poison_message where coalesce(decided_at, inserted_at) <= %s
        order by coalesce(decided_at, inserted_at), id limit %s for update skip locked
        """,
        (before, most),
    )
    return [row[0] for row in await cursor.fetchall()]


async def remove_poison(conn: Connection, ids: Sequence[UUID]) -> int:
    """Forget these messages. How many of them nobody had decided on."""
    cursor = await conn.execute(
        """
        with gone as (delete from poison_message where id = any(%s) returning decided)
        select count(*) from gone where decided is null
        """,
        (list(ids),),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def poison_for_update(conn: Connection, queue: str, poison_id: UUID) -> Poison | None:
    async with conn.cursor(row_factory=class_row(Poison)) as cursor:
        await cursor.execute(
            """
            select id, inserted_at, dequeue_count, body, decided
            from poison_message where id = %s and queue = %s for update
            """,
            (poison_id, queue),
        )
        return await cursor.fetchone()


async def decide(conn: Connection, poison_id: UUID, verdict: Verdict) -> None:
    """Who decided what stays; the message, which may tell of people, does not."""
    await conn.execute(
        """
        update poison_message set decided = %(kind)s, decided_by = %(by)s, decided_at = %(at)s,
          body = null
        where id = %(id)s
        """,
        {"id": poison_id, **verdict.model_dump()},
    )
