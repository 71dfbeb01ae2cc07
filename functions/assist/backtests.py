"""All SQL on what triage would have said of closed tickets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.assist.tallies import Backtest
from shared.db.pool import Connection
from shared.value import Value


class Turn(Value):
    """Whose turn at a backtest it is, and which ticket was the last so far."""

    claim: UUID
    before: int


async def add(conn: Connection, asked: Backtest, *, before: int, due_at: datetime) -> bool:
    """False where another one is running."""
    cursor = await conn.execute(
        """
        insert into assist_backtest (id, asked_by, asked_at, wanted, with_model, state, before,
          due_at)
        values (%(id)s, %(asked_by)s, %(asked_at)s, %(tickets)s, %(model)s, %(state)s, %(before)s,
          %(due_at)s)
        on conflict (state) where state = 'running' do nothing
        """,
        {**asked.model_dump(exclude={"items"}), "before": before, "due_at": due_at},
    )
    return cursor.rowcount == 1


async def one(conn: Connection, backtest_id: UUID) -> Backtest | None:
    async with conn.cursor(row_factory=class_row(Backtest)) as cursor:
        await cursor.execute(
            """
            select id, asked_by, asked_at, wanted as tickets, with_model as model, state, done,
              tallies as items, finished_at
            from assist_backtest where id = %s
            """,
            (backtest_id,),
        )
        return await cursor.fetchone()


async def newest(conn: Connection, count: int) -> list[Backtest]:
    """The last ones, the newest first."""
    async with conn.cursor(row_factory=class_row(Backtest)) as cursor:
        await cursor.execute(
            """
            select id, asked_by, asked_at, wanted as tickets, with_model as model, state, done,
              tallies as items, finished_at
            from assist_backtest order by id desc limit %s
            """,
            (count,),
        )
        return await cursor.fetchall()


async def claim(conn: Connection, backtest_id: UUID, turn: UUID, until: datetime) -> Turn | None:
    """Take the next turn, also from whoever had the one before. None once it is done."""
    async with conn.cursor(row_factory=class_row(Turn)) as cursor:
        await cursor.execute(
            """
            update assist_backtest set claim = %s, due_at = %s where id = %s and state = 'running'
            returning claim, before
            """,
            (turn, until, backtest_id),
        )
        return await cursor.fetchone()


async def keep(
    conn: Connection, backtest: Backtest, turn: Turn, *, due_at: datetime | None
) -> bool:
    """Keep how far it is, if the turn is still ours. Without a time it is done."""
    told: dict[str, Any] = backtest.model_dump(mode="json", include={"items"})
    cursor = await conn.execute(
        """
        update assist_backtest set done = %(done)s, before = %(before)s, tallies = %(tallies)s,
          state = %(state)s, finished_at = %(finished_at)s, due_at = %(due_at)s, claim = null
        where id = %(id)s and claim = %(claim)s
        """,
        {
            **backtest.model_dump(include={"id", "done", "state", "finished_at"}),
            **turn.model_dump(),
            "tallies": Jsonb(told["items"]),
            "due_at": due_at,
        },
    )
    return cursor.rowcount == 1


async def due(conn: Connection, now: datetime) -> list[UUID]:
    """Those that nobody is at."""
    cursor = await conn.execute(
        "select id from assist_backtest where state = 'running' and due_at <= %s", (now,)
    )
    return [row[0] for row in await cursor.fetchall()]
