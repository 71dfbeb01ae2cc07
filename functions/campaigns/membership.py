"""All SQL over the members of campaigns: whose turn it is, and what became of whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.campaigns.model import (
    Campaign,
    Member,
)
from functions.campaigns.words import Script
from shared.db.pool import Connection


async def add_members(
    conn: Connection, campaign: Campaign, members: Sequence[Member], now: datetime
) -> None:
    """One a phone: a second contact with the same number is not rung as well.

    Where the campaign skips them, those that another campaign under way is still to ring are done
    at once. Enrolments wait for each other, so that two cannot overlook one another.
    """
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('enrolment', 0))")
    await conn.execute(
        """
        insert into campaign_member (id, campaign_id, contact_id, name, phone, language, zones,
          variables, state, next_at, outcome, note)
        select new.id, %(campaign)s, new.contact_id, new.name, new.phone, new.language, new.zones,
          new.variables,
          case when new.outcome is null and not other.rings_it then 'waiting' else 'done' end,
          %(now)s,
          case when new.outcome is null and other.rings_it then 'duplicate' else new.outcome end,
          new.note
        from jsonb_to_recordset(%(members)s) as new (id uuid, contact_id uuid, name text,
            phone text, language text, zones text[], variables jsonb, outcome text, note text),
          lateral (
            select %(skip)s and exists (
              select from campaign_member m join campaign c on c.id = m.campaign_id
              where m.phone = new.phone and m.state <> 'done' and m.campaign_id <> %(campaign)s
                and c.state in ('running', 'paused')
            ) as rings_it
          ) as other
        order by new.id
        on conflict (campaign_id, phone) do nothing
        """,
        {
            "campaign": campaign.id,
            "skip": campaign.also_in == "skip",
            "now": now,
            "members": Jsonb([each.model_dump(mode="json") for each in members]),
        },
    )


async def candidates(
    conn: Connection, campaign_id: UUID, now: datetime, count: int
) -> list[Member]:
    """Those whose turn it is, the longest waiting first, for whoever asks first."""
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, uncounted, tried, next_at, outcome, note, last_attempt, script_version
            from campaign_member
            where campaign_id = %(campaign)s and state = 'waiting' and next_at <= %(now)s
            order by next_at, id limit %(count)s for update skip locked
            """,
            {"campaign": campaign_id, "now": now, "count": count},
        )
        return await cursor.fetchall()


async def due(conn: Connection, campaign_id: UUID, now: datetime, most: int) -> int:
    """Of how many the turn has come, counted up to `most`."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(*) from (
              select from campaign_member
              where campaign_id = %s and state = 'waiting' and next_at <= %s limit %s
            ) as due
            """,
            (campaign_id, now, most),
        )
        return int(await cursor.fetchone() or 0)


async def set_calling(conn: Connection, attempts: Mapping[UUID, UUID], script_version: int) -> None:
    """These members are being called, each by that attempt, with those words."""
    await conn.execute(
        """
        update campaign_member m set state = 'calling', attempts = m.attempts + 1,
          last_attempt = taken.attempt, script_version = %(version)s
        from unnest(%(members)s::uuid[], %(attempts)s::uuid[]) as taken (member, attempt)
        where m.id = taken.member
        """,
        {
            "members": list(attempts),
            "attempts": list(attempts.values()),
            "version": script_version,
        },
    )


async def postpone(conn: Connection, until: Mapping[UUID, datetime]) -> None:
    """Their turn comes later."""
    await conn.execute(
        """
        update campaign_member m set next_at = later.at
        from unnest(%s::uuid[], %s::timestamptz[]) as later (member, at) where m.id = later.member
        """,
        (list(until), list(until.values())),
    )


async def dismiss(conn: Connection, notes: Mapping[UUID, tuple[str, str | None]]) -> None:
    """They are done without a call: outcome and note of each."""
    await conn.execute(
        """
        update campaign_member m set state = 'done', outcome = ended.outcome, note = ended.note
        from unnest(%s::uuid[], %s::text[], %s::text[]) as ended (member, outcome, note)
        where m.id = ended.member
        """,
        (
            list(notes),
            [outcome for outcome, _ in notes.values()],
            [note for _, note in notes.values()],
        ),
    )


async def member(conn: Connection, member_id: UUID) -> Member | None:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, uncounted, tried, next_at, outcome, note, last_attempt, script_version
            from campaign_member where id = %s
            """,
            (member_id,),
        )
        return await cursor.fetchone()


async def member_for_update(conn: Connection, member_id: UUID) -> Member | None:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, uncounted, tried, next_at, outcome, note, last_attempt, script_version
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
              attempts, uncounted, tried, next_at, outcome, note, last_attempt, script_version
            from campaign_member where last_attempt = %s
            """,
            (attempt_id,),
        )
        return await cursor.fetchone()


async def script_of_attempt(conn: Connection, attempt_id: UUID) -> Script | None:
    """The words of the call, as they were when it was planned."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select coalesce(version.script, campaign.script)
            from campaign_member as member join campaign on campaign.id = member.campaign_id
              left join campaign_script as version on version.campaign_id = campaign.id
                and version.version = member.script_version
            where member.last_attempt = %s
            """,
            (attempt_id,),
        )
        found = await cursor.fetchone()
    return Script.model_validate(found) if found else None


async def settle(conn: Connection, member: Member) -> None:
    """Write what came of the last call."""
    await conn.execute(
        """
        update campaign_member set state = %(state)s, attempts = %(attempts)s,
          uncounted = %(uncounted)s, tried = %(tried)s, next_at = %(next_at)s,
          outcome = %(outcome)s, note = %(note)s
        where id = %(id)s
        """,
        {**member.model_dump(), "tried": Jsonb(member.tried)},
    )


async def members(
    conn: Connection, campaign_id: UUID, after: UUID | None, limit: int
) -> list[Member]:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """
            select id, campaign_id, contact_id, name, phone, language, zones, variables, state,
              attempts, uncounted, tried, next_at, outcome, note, last_attempt, script_version
            from campaign_member
            where campaign_id = %(campaign)s and (%(after)s::uuid is null or id > %(after)s)
            order by id limit %(limit)s
            """,
            {"campaign": campaign_id, "after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def next_turn(conn: Connection, campaign_id: UUID) -> datetime | None:
    """When the turn of the first one who waits comes."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select next_at from campaign_member where campaign_id = %s and state = 'waiting'
            order by next_at limit 1
            """,
            (campaign_id,),
        )
        return await cursor.fetchone()


async def is_anybody_called(conn: Connection, campaign_id: UUID) -> bool:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select exists (
              select from campaign_member where campaign_id = %s and state = 'calling'
            )
            """,
            (campaign_id,),
        )
        return bool(await cursor.fetchone())


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
              attempts, uncounted, tried, next_at, outcome, note, last_attempt, script_version
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
