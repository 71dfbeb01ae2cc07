"""All SQL on bulk jobs and their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.bulk.model import Done, Job, JobState, NewJob, Result, Row, Seen
from shared.db.pool import Connection
from shared.db.rows import found
from shared.value import Instant, Value

FIRST = UUID(int=0)


class Stuck(Value):
    """A job that nobody has moved on. `tries`: how often it was nudged since its last row."""

    id: UUID
    state: JobState
    tries: int


async def add(conn: Connection, job: Job, key: str | None, due_at: datetime) -> bool:
    """False where this request has made a job already."""
    cursor = await conn.execute(
        """
        insert into bulk_job (id, action, made_by, made_at, state, request_key, due_at)
        values (%(id)s, %(action)s, %(made_by)s, %(made_at)s, %(state)s, %(key)s, %(due_at)s)
        on conflict (made_by, request_key) where request_key is not null do nothing
        """,
        {
            **job.model_dump(),
            "action": Jsonb(job.action.model_dump(mode="json", exclude_unset=True)),
            "key": key,
            "due_at": due_at,
        },
    )
    return cursor.rowcount == 1


async def requested(conn: Connection, actor: str, key: str) -> UUID:
    """The job that a request with this key has made."""
    cursor = await conn.execute(
        "select id from bulk_job where made_by = %s and request_key = %s", (actor, key)
    )
    row = await cursor.fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


async def add_rows(conn: Connection, job_id: UUID, tickets: Sequence[Seen]) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "insert into bulk_row (job_id, ticket_id, seen) values (%s, %s, %s)",
            [(job_id, each.ticket_id, each.version) for each in tickets],
        )


async def is_same(conn: Connection, job_id: UUID, new: NewJob) -> bool:
    """Whether the job was asked for with the same tickets and the same action."""
    cursor = await conn.execute(
        """
        select action = %(action)s::jsonb and (
          select coalesce(jsonb_object_agg(ticket_id, seen), '{}') from bulk_row where job_id = id
        ) = %(tickets)s::jsonb
        from bulk_job where id = %(id)s
        """,
        {
            "id": job_id,
            "action": Jsonb(new.action.model_dump(mode="json", exclude_unset=True)),
            "tickets": Jsonb({str(each.ticket_id): each.version for each in new.tickets}),
        },
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def get(conn: Connection, job_id: UUID) -> Job | None:
    """A job, with how it went with how many."""
    async with conn.cursor(row_factory=class_row(Job)) as cursor:
        await cursor.execute(
            """
            select id, action, made_by, made_at, state, finished_at, undone_by, (
                select coalesce(jsonb_object_agg(result, number), '{}') from (
                  select result, count(*) as number from bulk_row where job_id = id group by result
                ) as counted
              ) as counts
            from bulk_job where id = %s
            """,
            (job_id,),
        )
        return await cursor.fetchone()


async def lock(conn: Connection, job_id: UUID) -> None:
    """Nobody else moves the job on until this transaction ends."""
    await conn.execute("select from bulk_job where id = %s for update", (job_id,))


async def next_row(conn: Connection, job_id: UUID, result: Result) -> Done | None:
    """A row that stands so, which nobody else takes meanwhile."""
    async with conn.cursor(row_factory=class_row(Done)) as cursor:
        await cursor.execute(
            """
            select ticket_id, seen, result, problem, version, before from bulk_row
            where job_id = %s and result = %s order by ticket_id
            limit 1 for update skip locked
            """,
            (job_id, result),
        )
        return await cursor.fetchone()


async def set_row(conn: Connection, job_id: UUID, row: Done) -> None:
    before: dict[str, Any] | None = row.before
    await conn.execute(
        """
        update bulk_row set result = %(result)s, problem = %(problem)s, version = %(version)s,
          before = %(before)s
        where job_id = %(job_id)s and ticket_id = %(ticket_id)s
        """,
        {**row.model_dump(), "before": Jsonb(before) if before else None, "job_id": job_id},
    )


async def finish(
    conn: Connection, job_id: UUID, now: Instant, left: Result, ends: tuple[JobState, JobState]
) -> None:
    """From the one state into the other, once no row stands as `left` any more."""
    await conn.execute(
        """
        update bulk_job set state = %(to)s, finished_at = coalesce(finished_at, %(now)s)
        where id = %(id)s and state = %(from)s
          and not exists (select from bulk_row where job_id = %(id)s and result = %(left)s)
        """,
        {"id": job_id, "now": now, "left": left, "from": ends[0], "to": ends[1]},
    )


async def set_undoing(conn: Connection, job_id: UUID, actor: str, due_at: datetime) -> None:
    await conn.execute(
        """
        update bulk_job set state = 'undoing', undone_by = %s, due_at = %s, tries = 0 where id = %s
        """,
        (actor, due_at, job_id),
    )


async def set_moving(conn: Connection, job_id: UUID, due_at: datetime) -> None:
    """A row more is done: nobody need look until then."""
    await conn.execute("update bulk_job set due_at = %s, tries = 0 where id = %s", (due_at, job_id))


async def nudge(conn: Connection, now: datetime, until: datetime, limit: int) -> list[Stuck]:
    """Jobs that nobody has moved on: whoever asks next gets them, if need be, at `until`."""
    return await found(
        conn,
        Stuck,
        """
        with stuck as (
          select id from bulk_job
          where state in ('running', 'undoing') and coalesce(due_at, made_at) <= %(now)s
          order by coalesce(due_at, made_at) limit %(limit)s for update skip locked
        )
        update bulk_job set due_at = %(until)s, tries = tries + 1 from stuck
        where stuck.id = bulk_job.id
        returning bulk_job.id, state, tries
        """,
        {"now": now, "until": until, "limit": limit},
    )


async def rows(
    conn: Connection, job_id: UUID, *, result: Result | None, after: UUID | None, limit: int
) -> list[Row]:
    """What became of each, by the age of the tickets."""
    async with conn.cursor(row_factory=class_row(Row)) as cursor:
        await cursor.execute(
            """
            select ticket_id, seen, result, problem, version from bulk_row
            where job_id = %(id)s and ticket_id > %(after)s
              and (%(result)s::text is null or result = %(result)s)
            order by ticket_id limit %(limit)s
            """,
            {"id": job_id, "result": result, "after": after or FIRST, "limit": limit},
        )
        return await cursor.fetchall()
