"""All SQL over what came of attempts and members, and what a campaign learns from it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.campaigns.forecast import Tally
from functions.campaigns.model import (
    Result,
)
from functions.campaigns.pacing import Level
from shared.db.pool import Connection


async def add_result(conn: Connection, campaign_id: UUID, result: Result, *, again: bool) -> None:
    await conn.execute(
        """
        insert into campaign_result (attempt_id, campaign_id, at, outcome, reason, again,
          cost_micro)
        values (%(attempt_id)s, %(campaign_id)s, %(at)s, %(outcome)s, %(reason)s, %(again)s,
          %(cost_micro)s)
        on conflict (attempt_id) do nothing
        """,
        {**result.model_dump(), "campaign_id": campaign_id, "again": again},
    )


async def newest(conn: Connection, campaign_id: UUID, since: datetime, count: int) -> list[Result]:
    """What came of the last attempts, the newest first."""
    async with conn.cursor(row_factory=class_row(Result)) as cursor:
        await cursor.execute(
            """
            select attempt_id, at, outcome, reason, cost_micro from campaign_result
            where campaign_id = %s and at > %s order by at desc limit %s
            """,
            (campaign_id, since, count),
        )
        return await cursor.fetchall()


async def latest(
    conn: Connection, campaign_id: UUID, since: datetime, count: int
) -> tuple[datetime, int]:
    """Since when the latest calls ended, at most so many and not before then, and how many."""
    cursor = await conn.execute(
        """
        select coalesce(min(at), %(since)s), count(*) from (
          select at from campaign_result
          where campaign_id = %(id)s and at >= %(since)s and outcome not in ('canceled', 'refused')
          order by at desc limit %(count)s
        ) as latest
        """,
        {"id": campaign_id, "since": since, "count": count},
    )
    found = await cursor.fetchone()
    assert found is not None
    return found[0], found[1]


async def taken(conn: Connection, campaign_id: UUID, since: datetime, nobody: Sequence[str]) -> int:
    """How many calls since then a person took: those that came to nothing of what is `nobody`."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(*) from campaign_result
            where campaign_id = %s and at >= %s and outcome <> all(%s)
            """,
            (campaign_id, since, list(nobody)),
        )
        return int(await cursor.fetchone() or 0)


async def level(conn: Connection, campaign_id: UUID) -> tuple[Level, datetime | None]:
    """How many calls may ring for each free person, and since when."""
    cursor = await conn.execute(
        "select calls, error, at from campaign_level where campaign_id = %s", (campaign_id,)
    )
    found = await cursor.fetchone()
    return (Level(calls=found[0], error=found[1]), found[2]) if found else (Level(), None)


async def abandoned(conn: Connection, campaign_id: UUID) -> float | None:
    """The share of abandoned calls, as it was when the level was last set."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select abandoned from campaign_level where campaign_id = %s", (campaign_id,)
        )
        return await cursor.fetchone()


async def set_level(
    conn: Connection, campaign_id: UUID, level: Level, abandoned: float, now: datetime
) -> None:
    await conn.execute(
        """
        insert into campaign_level (campaign_id, calls, error, abandoned, at)
        values (%(id)s, %(calls)s, %(error)s, %(abandoned)s, %(now)s)
        on conflict (campaign_id) do update set calls = excluded.calls, error = excluded.error,
          abandoned = excluded.abandoned, at = excluded.at
        """,
        {"id": campaign_id, "abandoned": abandoned, "now": now, **level.model_dump()},
    )


async def result_of(conn: Connection, attempt_id: UUID) -> Result | None:
    async with conn.cursor(row_factory=class_row(Result)) as cursor:
        await cursor.execute(
            """
            select attempt_id, at, outcome, reason, cost_micro from campaign_result
            where attempt_id = %s
            """,
            (attempt_id,),
        )
        return await cursor.fetchone()


async def tally(conn: Connection, campaign_id: UUID) -> Tally:
    """What came of all calls so far. What we took back was none."""
    async with conn.cursor(row_factory=class_row(Tally)) as cursor:
        await cursor.execute(
            """
            select count(*) as calls, count(*) filter (where again) as again,
              coalesce(sum(cost_micro), 0)::bigint as cost_micro
            from campaign_result where campaign_id = %s and outcome <> 'canceled'
            """,
            (campaign_id,),
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


async def counts(conn: Connection, campaign_id: UUID) -> dict[str, int]:
    """How many members are in each state."""
    cursor = await conn.execute(
        "select state, count(*) from campaign_member where campaign_id = %s group by state",
        (campaign_id,),
    )
    return dict(await cursor.fetchall())


async def outcomes(conn: Connection, campaign_id: UUID) -> dict[str, int]:
    """How many members ended how."""
    cursor = await conn.execute(
        """
        select outcome, count(*) from campaign_member
        where campaign_id = %s and state = 'done' group by outcome order by outcome
        """,
        (campaign_id,),
    )
    return dict(await cursor.fetchall())


async def by_attempts(conn: Connection, campaign_id: UUID) -> dict[int, int]:
    """How many members that are not done were rung how often."""
    cursor = await conn.execute(
        """
        select attempts, count(*) from campaign_member
        where campaign_id = %s and state <> 'done' group by attempts
        """,
        (campaign_id,),
    )
    return dict(await cursor.fetchall())
