"""All SQL on what was chosen, what was spent, and how often suggestions were right."""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.assist.bounds import Chosen, Settings, Spent
from functions.assist.tallies import Measure, Reception, Tally, Week
from shared.db.pool import Connection
from shared.value import Value


class Cost(Value):
    """What is kept aside for one question, and how much of that a day has."""

    day: date
    tokens: int
    money: int
    most_tokens: int
    most_money: int | None


async def settings(conn: Connection) -> Settings:
    """What was chosen; where nothing was, what is delivered."""
    cursor = await conn.execute(
        "select chosen, version, changed_by, changed_at from assist_settings"
    )
    row = await cursor.fetchone()
    if row is None:
        return Settings()
    chosen, version, changed_by, changed_at = row
    about = {"version": version, "changed_by": changed_by, "changed_at": changed_at}
    return Settings.model_validate({**chosen, **about})


async def choose(conn: Connection, chosen: Settings) -> bool:
    """Keep it. False where somebody was faster."""
    cursor = await conn.execute(
        """
        insert into assist_settings (chosen, version, changed_by, changed_at)
        values (%(chosen)s, %(version)s, %(changed_by)s, %(changed_at)s)
        on conflict (only_one) do update set chosen = excluded.chosen, version = excluded.version,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at
        where assist_settings.version = excluded.version - 1
        """,
        {
            **chosen.model_dump(include={"version", "changed_by", "changed_at"}),
            "chosen": Jsonb(chosen.model_dump(mode="json", include=set(Chosen.model_fields))),
        },
    )
    return cursor.rowcount == 1


async def reserve(conn: Connection, cost: Cost) -> bool:
    """Keep that much of the day aside. False where the day has no more: nothing is spent."""
    cursor = await conn.execute(
        """
        insert into assist_spending (day, tokens, money)
        select %(day)s, %(tokens)s, %(money)s
        where %(tokens)s <= %(most_tokens)s
          and (%(most_money)s::bigint is null or %(money)s <= %(most_money)s::bigint)
        on conflict (day) do update set tokens = assist_spending.tokens + excluded.tokens,
          money = assist_spending.money + excluded.money
        where assist_spending.tokens + excluded.tokens <= %(most_tokens)s
          and (%(most_money)s::bigint is null
            or assist_spending.money + excluded.money <= %(most_money)s::bigint)
        """,
        cost.model_dump(),
    )
    return cursor.rowcount == 1


async def settle(conn: Connection, day: date, *, tokens: int, money: int) -> None:
    """Add to a day, or give back to it what was kept aside and not needed."""
    await conn.execute(
        "update assist_spending set tokens = tokens + %s, money = money + %s where day = %s",
        (tokens, money, day),
    )


async def stop(conn: Connection, day: date, now: datetime) -> bool:
    """True for the first who finds that the day has no more."""
    cursor = await conn.execute(
        """
        insert into assist_spending (day, tokens, money, stopped_at) values (%s, 0, 0, %s)
        on conflict (day) do update set stopped_at = excluded.stopped_at
        where assist_spending.stopped_at is null
        """,
        (day, now),
    )
    return cursor.rowcount == 1


async def spent(conn: Connection, day: date) -> Spent:
    """What that day has cost by now."""
    async with conn.cursor(row_factory=class_row(Spent)) as cursor:
        await cursor.execute(
            "select tokens, money, stopped_at from assist_spending where day = %s", (day,)
        )
        return await cursor.fetchone() or Spent()


async def made(conn: Connection, since: datetime, until: datetime) -> list[tuple[str, str, int]]:
    """How many suggestions there were from then until then: by whom, and why not by the model."""
    cursor = await conn.execute(
        """
        select by, coalesce(why, ''), count(*) from suggestion
        where made_at >= %s and made_at < %s group by by, why order by by, why
        """,
        (since, until),
    )
    return await cursor.fetchall()


async def measure(conn: Connection, found: Sequence[Measure]) -> None:
    """Note how it was, once."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into assist_measure (suggestion_id, field, by, is_right, closed_at)
            values (%(suggestion_id)s, %(field)s, %(by)s, %(is_right)s, %(closed_at)s)
            on conflict (suggestion_id, field) do nothing
            """,
            [each.model_dump() for each in found],
        )


async def weeks(conn: Connection, since: datetime) -> list[Week]:
    """Week by week, field by field, the newest first."""
    async with conn.cursor(row_factory=class_row(Week)) as cursor:
        await cursor.execute(
            """
            select to_char(date_trunc('week', closed_at at time zone 'UTC'), 'YYYY-MM-DD') as week,
              field, by, count(*) as measured, count(*) filter (where is_right) as right
            from assist_measure where closed_at >= %s
            group by 1, field, by order by 1 desc, field, by
            """,
            (since,),
        )
        return await cursor.fetchall()


async def tallies(conn: Connection, begin: datetime, end: datetime) -> dict[str, Tally]:
    """How often a model was right about each field within that time."""
    cursor = await conn.execute(
        """
        select field, count(*), count(*) filter (where is_right) from assist_measure
        where closed_at >= %s and closed_at < %s and by = 'model' group by field
        """,
        (begin, end),
    )
    return {f: Tally(measured=all_, right=right) for f, all_, right in await cursor.fetchall()}


async def raise_once(conn: Connection, field: str, week: date) -> bool:
    """True for the first alarm about a field in a week."""
    cursor = await conn.execute(
        "insert into assist_alarm (field, week) values (%s, %s) on conflict do nothing",
        (field, week),
    )
    return cursor.rowcount == 1


async def alarms(conn: Connection, since: date) -> list[tuple[str, date]]:
    """About which fields there was an alarm in which weeks, the newest first."""
    cursor = await conn.execute(
        "select field, week from assist_alarm where week >= %s order by week desc, field", (since,)
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def reception(conn: Connection, since: datetime) -> list[Reception]:
    """What people made of suggestions that were made since then."""
    async with conn.cursor(row_factory=class_row(Reception)) as cursor:
        await cursor.execute(
            """
            select kind, by, count(*) filter (where state = 'accepted') as accepted,
              count(*) filter (where state = 'edited') as edited,
              count(*) filter (where state = 'rejected') as rejected, avg(kept) as kept
            from suggestion where made_at >= %s and decided_at is not null
            group by kind, by order by kind, by
            """,
            (since,),
        )
        return await cursor.fetchall()
