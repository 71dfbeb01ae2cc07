"""All SQL over campaigns and their members."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.campaigns.model import Campaign, CampaignState, LogEntry, Member
from shared.db.pool import Connection
from shared.errors import NotFound


async def add(conn: Connection, campaign: Campaign) -> None:
    await conn.execute(
        """
        insert into campaign (id, name, state, list_id, script, rules, caller, created_by,
          created_at)
        values (%(id)s, %(name)s, %(state)s, %(list_id)s, %(script)s, %(rules)s, %(caller)s,
          %(created_by)s, %(created_at)s)
        """,
        {
            **campaign.model_dump(),
            "script": Jsonb(campaign.script.model_dump(mode="json")),
            "rules": Jsonb(campaign.rules.model_dump(mode="json")),
        },
    )


async def for_update(conn: Connection, campaign_id: UUID) -> Campaign:
    """Locked until the transaction ends. Raises `NotFound`."""
    async with conn.cursor(row_factory=class_row(Campaign)) as cursor:
        await cursor.execute(
            """
            select id, name, state, list_id, script, rules, caller, run, version, created_by,
              created_at, started_at, ended_at
            from campaign where id = %s for update
            """,
            (campaign_id,),
        )
        return _found(await cursor.fetchone(), campaign_id)


async def get(conn: Connection, campaign_id: UUID) -> Campaign:
    async with conn.cursor(row_factory=class_row(Campaign)) as cursor:
        await cursor.execute(
            """
            select id, name, state, list_id, script, rules, caller, run, version, created_by,
              created_at, started_at, ended_at
            from campaign where id = %s
            """,
            (campaign_id,),
        )
        return _found(await cursor.fetchone(), campaign_id)


def _found(campaign: Campaign | None, campaign_id: UUID) -> Campaign:
    if campaign is None:
        raise NotFound("No such campaign.", campaign_id=str(campaign_id))
    return campaign


async def recent(conn: Connection, after: UUID | None, limit: int) -> list[Campaign]:
    """The newest first; `after` is the last one already seen."""
    async with conn.cursor(row_factory=class_row(Campaign)) as cursor:
        await cursor.execute(
            """
            select id, name, state, list_id, script, rules, caller, run, version, created_by,
              created_at, started_at, ended_at
            from campaign
            where %(after)s::uuid is null
              or (created_at, id) < (select created_at, id from campaign where id = %(after)s)
            order by created_at desc, id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def set_state(
    conn: Connection, campaign_id: UUID, state: CampaignState, now: datetime
) -> None:
    await conn.execute(
        """
        update campaign set state = %(state)s, version = version + 1,
          started_at = case when %(state)s = 'running' then coalesce(started_at, %(now)s)
            else started_at end,
          ended_at = case when %(state)s in ('completed', 'cancelled', 'stopped') then %(now)s end
        where id = %(id)s
        """,
        {"id": campaign_id, "state": state, "now": now},
    )


async def begin_run(conn: Connection, campaign_id: UUID) -> int:
    """Count one more run, and return its number."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "update campaign set run = run + 1 where id = %s returning run", (campaign_id,)
        )
        return int(await cursor.fetchone() or 0)


async def set_looked(conn: Connection, campaign_id: UUID, now: datetime) -> None:
    await conn.execute("update campaign set looked_at = %s where id = %s", (now, campaign_id))


async def unattended(conn: Connection, before: datetime, count: int) -> list[tuple[UUID, int]]:
    """Campaigns that are going, and that no orchestration has looked at since then: id and run."""
    cursor = await conn.execute(
        """
        select id, run from campaign
        where state in ('running', 'paused') and coalesce(looked_at, started_at) < %s
        order by looked_at limit %s
        """,
        (before, count),
    )
    return await cursor.fetchall()


async def note(
    conn: Connection, campaign_id: UUID, state: CampaignState, actor: str, reason: str, at: datetime
) -> None:
    await conn.execute(
        """
        insert into campaign_log (campaign_id, at, actor, state, reason)
        values (%s, %s, %s, %s, %s)
        """,
        (campaign_id, at, actor, state, reason),
    )


async def log_of(conn: Connection, campaign_id: UUID) -> list[LogEntry]:
    async with conn.cursor(row_factory=class_row(LogEntry)) as cursor:
        await cursor.execute(
            """
            select at, actor, state, reason from campaign_log where campaign_id = %s
            order by position
            """,
            (campaign_id,),
        )
        return await cursor.fetchall()


async def add_members(conn: Connection, members: Sequence[Member]) -> None:
    """One a phone: a second contact with the same number is not rung as well."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into campaign_member (id, campaign_id, contact_id, name, phone, language, zones,
              variables, state, next_at, outcome, note)
            values (%(id)s, %(campaign_id)s, %(contact_id)s, %(name)s, %(phone)s, %(language)s,
              %(zones)s, %(variables)s, %(state)s, %(next_at)s, %(outcome)s, %(note)s)
            on conflict (campaign_id, phone) do nothing
            """,
            [
                {**m.model_dump(), "zones": list(m.zones), "variables": Jsonb(m.variables)}
                for m in members
            ],
        )


async def next_members(
    conn: Connection, campaign_id: UUID, now: datetime, count: int
) -> list[Member]:
    """Those whose turn it is, now being called."""
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            update campaign_member set state = 'calling', attempts = attempts + 1
            where id in (
              select id from campaign_member
              where campaign_id = %(campaign)s and state = 'waiting' and next_at <= %(now)s
              order by next_at, id limit %(count)s for update skip locked
            )
            returning id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, next_at, outcome, note, last_attempt
            """,
            {"campaign": campaign_id, "now": now, "count": count},
        )
        return await cursor.fetchall()


async def set_attempt(conn: Connection, member_id: UUID, attempt_id: UUID) -> None:
    await conn.execute(
        "update campaign_member set last_attempt = %s where id = %s", (attempt_id, member_id)
    )


async def member_for_update(conn: Connection, member_id: UUID) -> Member | None:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, next_at, outcome, note, last_attempt
            from campaign_member where id = %s for update
            """,
            (member_id,),
        )
        return await cursor.fetchone()


async def member_of_attempt(conn: Connection, attempt_id: UUID) -> Member | None:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, next_at, outcome, note, last_attempt
            from campaign_member where last_attempt = %s
            """,
            (attempt_id,),
        )
        return await cursor.fetchone()


async def settle(
    conn: Connection, member_id: UUID, outcome: str, note: str | None, next_at: datetime | None
) -> None:
    """What came of the last call; with `next_at` there will be another."""
    await conn.execute(
        """
        update campaign_member set outcome = %(outcome)s, note = %(note)s,
          state = case when %(next_at)s::timestamptz is null then 'done' else 'waiting' end,
          next_at = coalesce(%(next_at)s, next_at)
        where id = %(id)s
        """,
        {"id": member_id, "outcome": outcome, "note": note, "next_at": next_at},
    )


async def members(
    conn: Connection, campaign_id: UUID, after: UUID | None, limit: int
) -> list[Member]:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, next_at, outcome, note, last_attempt
            from campaign_member
            where campaign_id = %(campaign)s and (%(after)s::uuid is null or id > %(after)s)
            order by id limit %(limit)s
            """,
            {"campaign": campaign_id, "after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def open_work(conn: Connection, campaign_id: UUID) -> dict[str, Any]:
    """How many wait and are being called, and when the next one's turn comes."""
    cursor = await conn.execute(
        """
        select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'calling'),
          min(next_at) filter (where state = 'waiting')
        from campaign_member where campaign_id = %s and state <> 'done'
        """,
        (campaign_id,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return {"waiting": row[0], "calling": row[1], "next_at": row[2]}


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


async def size(conn: Connection, campaign_id: UUID) -> int:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select count(*) from campaign_member where campaign_id = %s", (campaign_id,)
        )
        return int(await cursor.fetchone() or 0)


async def claim_message(conn: Connection, attempt_id: UUID) -> bool:
    """True for the first to ask about the member this attempt rings."""
    cursor = await conn.execute(
        """
        update campaign_member set message_left = true
        where last_attempt = %s and not message_left
        """,
        (attempt_id,),
    )
    return cursor.rowcount == 1


async def members_of(conn: Connection, phone: str) -> list[Member]:
    """Whoever has that number, in every campaign, the oldest first."""
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, next_at, outcome, note, last_attempt
            from campaign_member where phone = %s order by id
            """,
            (phone,),
        )
        return await cursor.fetchall()


async def erase_members(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    """Leave what counts, and nobody to ring; but for those whose last attempt is kept for now."""
    cursor = await conn.execute(
        """
        update campaign_member set name = 'erased', phone = 'erased:' || id, zones = '{}',
          variables = '{}', note = null,
          outcome = case state when 'waiting' then 'erased' else outcome end,
          state = case state when 'waiting' then 'done' else state end
        where phone = %s and (last_attempt is null or last_attempt <> all(%s))
        """,
        (phone, list(kept)),
    )
    return cursor.rowcount
