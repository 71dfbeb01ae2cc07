"""All SQL over campaigns and their words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.campaigns.model import Campaign, CampaignState, ScriptVersion
from shared.db.pool import Connection
from shared.errors import NotFound


async def add(conn: Connection, campaign: Campaign) -> None:
    await conn.execute(
        """
        insert into campaign (id, name, state, list_id, tickets, also_in, script, script_version,
          rules, caller, created_by, created_at)
        values (%(id)s, %(name)s, %(state)s, %(list_id)s, %(tickets)s, %(also_in)s, %(script)s,
          %(script_version)s, %(rules)s, %(caller)s, %(created_by)s, %(created_at)s)
        """,
        _row(campaign),
    )


async def rewrite(conn: Connection, campaign: Campaign) -> None:
    """Write what people change of a campaign."""
    await conn.execute(
        """
        update campaign set name = %(name)s, list_id = %(list_id)s, tickets = %(tickets)s,
          also_in = %(also_in)s, script = %(script)s, script_version = %(script_version)s,
          rules = %(rules)s, caller = %(caller)s, version = version + 1
        where id = %(id)s
        """,
        _row(campaign),
    )


def _row(campaign: Campaign) -> dict[str, Any]:
    tickets = campaign.audience.tickets
    return {
        **campaign.model_dump(),
        "list_id": campaign.audience.list_id,
        "tickets": Jsonb(tickets.model_dump(mode="json")) if tickets else None,
        "script": Jsonb(campaign.script.model_dump(mode="json")),
        "rules": Jsonb(campaign.rules.model_dump(mode="json")),
    }


async def for_update(conn: Connection, campaign_id: UUID) -> Campaign:
    """Locked until the transaction ends. Raises `NotFound`.

    Its results refer to it, and need not wait for that.
    """
    async with conn.cursor(row_factory=class_row(Campaign)) as cursor:
        await cursor.execute(
            """
            select id, name, state, why, also_in, script, script_version, rules, caller, run,
              jsonb_build_object('list_id', list_id, 'tickets', tickets) as audience, version,
              created_by, created_at, starts_at, started_at, ended_at, watched_since, limited_by,
              tripped_by, trips, probe_at, probe, without_phone
            from campaign where id = %s for no key update
            """,
            (campaign_id,),
        )
        return _found(await cursor.fetchone(), campaign_id)


async def get(conn: Connection, campaign_id: UUID) -> Campaign:
    async with conn.cursor(row_factory=class_row(Campaign)) as cursor:
        await cursor.execute(
            """
            select id, name, state, why, also_in, script, script_version, rules, caller, run,
              jsonb_build_object('list_id', list_id, 'tickets', tickets) as audience, version,
              created_by, created_at, starts_at, started_at, ended_at, watched_since, limited_by,
              tripped_by, trips, probe_at, probe, without_phone
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
            select id, name, state, why, also_in, script, script_version, rules, caller, run,
              jsonb_build_object('list_id', list_id, 'tickets', tickets) as audience, version,
              created_by, created_at, starts_at, started_at, ended_at, watched_since, limited_by,
              tripped_by, trips, probe_at, probe, without_phone
            from campaign
            where %(after)s::uuid is null
              or (created_at, id) < (select created_at, id from campaign where id = %(after)s)
            order by created_at desc, id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def set_state(
    conn: Connection, campaign_id: UUID, state: CampaignState, reason: str, now: datetime
) -> None:
    """Move it there. Whoever lets it run has done something about what had paused it."""
    await conn.execute(
        """
        update campaign set state = %(state)s, why = %(reason)s, version = version + 1,
          started_at = case when %(state)s = 'running' then coalesce(started_at, %(now)s)
            else started_at end,
          watched_since = case when %(state)s = 'running' then %(now)s else watched_since end,
          starts_at = case when %(state)s = 'approved' then null else starts_at end,
          tripped_by = case when %(state)s = 'paused' then tripped_by end,
          probe_at = case when %(state)s = 'paused' then probe_at end,
          probe = case when %(state)s = 'paused' then probe end,
          limited_by = null,
          ended_at = case when %(state)s in ('completed', 'cancelled', 'stopped') then %(now)s end
        where id = %(id)s
        """,
        {"id": campaign_id, "state": state, "reason": reason, "now": now},
    )


async def set_start(conn: Connection, campaign_id: UUID, starts_at: datetime) -> None:
    await conn.execute("update campaign set starts_at = %s where id = %s", (starts_at, campaign_id))


async def starting(conn: Connection, now: datetime, count: int) -> list[UUID]:
    """Campaigns whose time to start has come."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select id from campaign where state = 'scheduled' and starts_at <= %s
            order by starts_at limit %s
            """,
            (now, count),
        )
        return await cursor.fetchall()


async def begin_run(conn: Connection, campaign_id: UUID) -> int:
    """Count one more run, and return its number."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "update campaign set run = run + 1 where id = %s returning run", (campaign_id,)
        )
        return int(await cursor.fetchone() or 0)


async def set_looked(
    conn: Connection, campaign_id: UUID, now: datetime, limited_by: str | None
) -> None:
    await conn.execute(
        """
        update campaign set looked_at = %s, limited_by = %s, steered = false where id = %s
        """,
        (now, limited_by, campaign_id),
    )


async def claim_steering(conn: Connection, campaign_id: UUID) -> bool:
    """True for the first since the last look."""
    cursor = await conn.execute(
        "update campaign set steered = true where id = %s and not steered", (campaign_id,)
    )
    return cursor.rowcount == 1


async def set_tripped(
    conn: Connection, campaign_id: UUID, breaker: str | None, trips: int, probe_at: datetime | None
) -> None:
    """Which breaker paused it, and when to try whether it works again; nothing: a person did."""
    await conn.execute(
        """
        update campaign set tripped_by = %s, trips = %s, probe_at = %s, probe = null where id = %s
        """,
        (breaker, trips, probe_at, campaign_id),
    )


async def set_probe(conn: Connection, campaign_id: UUID, attempt_id: UUID) -> None:
    await conn.execute("update campaign set probe = %s where id = %s", (attempt_id, campaign_id))


async def set_without_phone(conn: Connection, campaign_id: UUID, count: int) -> None:
    await conn.execute("update campaign set without_phone = %s where id = %s", (count, campaign_id))


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


async def put_version(conn: Connection, campaign_id: UUID, words: ScriptVersion) -> None:
    """Add a version of the words, or rewrite one that nobody has approved."""
    await conn.execute(
        """
        insert into campaign_script (campaign_id, version, script, authors, at)
        values (%(campaign_id)s, %(version)s, %(script)s, %(authors)s, %(at)s)
        on conflict (campaign_id, version) do update set script = excluded.script,
          authors = excluded.authors, at = excluded.at where campaign_script.approved_at is null
        """,
        {
            **words.model_dump(),
            "campaign_id": campaign_id,
            "script": Jsonb(words.script.model_dump(mode="json")),
            "authors": list(words.authors),
        },
    )


async def versions(conn: Connection, campaign_id: UUID) -> list[ScriptVersion]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(ScriptVersion)) as cursor:
        await cursor.execute(
            """
            select version, script, authors, at, approved_by, approved_at from campaign_script
            where campaign_id = %s order by version desc
            """,
            (campaign_id,),
        )
        return await cursor.fetchall()


async def version(conn: Connection, campaign_id: UUID, number: int) -> ScriptVersion:
    """One version of the words. Raises `NotFound`."""
    async with conn.cursor(row_factory=class_row(ScriptVersion)) as cursor:
        await cursor.execute(
            """
            select version, script, authors, at, approved_by, approved_at from campaign_script
            where campaign_id = %s and version = %s
            """,
            (campaign_id, number),
        )
        found = await cursor.fetchone()
    if found is None:
        raise NotFound("The campaign has no such version of its script.", version=number)
    return found


async def set_approved(
    conn: Connection, campaign_id: UUID, number: int, actor: str, now: datetime
) -> None:
    await conn.execute(
        """
        update campaign_script set approved_by = %s, approved_at = %s
        where campaign_id = %s and version = %s
        """,
        (actor, now, campaign_id, number),
    )
