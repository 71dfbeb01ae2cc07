"""All SQL over campaigns, their words, their log, their members and what came of each attempt."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.campaigns.forecast import Tally
from functions.campaigns.model import (
    Campaign,
    CampaignState,
    LogEntry,
    Member,
    Result,
    ScriptVersion,
)
from functions.campaigns.pacing import Level
from shared.db.pool import Connection
from shared.errors import Missed, NotFound


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


async def note(conn: Connection, campaign_id: UUID, entry: LogEntry) -> None:
    await conn.execute(
        """
        insert into campaign_log
          (campaign_id, at, actor, state, reason, cause, changes, version)
        values (%(campaign_id)s, %(at)s, %(actor)s, %(state)s, %(reason)s, %(cause)s, %(changes)s,
          (select version from campaign where id = %(campaign_id)s))
        """,
        {
            **entry.model_dump(),
            "campaign_id": campaign_id,
            "changes": Jsonb(entry.model_dump(mode="json")["changes"]),
        },
    )


async def log_of(conn: Connection, campaign_id: UUID) -> list[LogEntry]:
    async with conn.cursor(row_factory=class_row(LogEntry)) as cursor:
        await cursor.execute(
            """
            select at, actor, state, reason, cause, changes from campaign_log
            where campaign_id = %s order by position
            """,
            (campaign_id,),
        )
        return await cursor.fetchall()


async def missed(conn: Connection, campaign_id: UUID, seen: int) -> list[Missed]:
    """What was done to it since that version, the newest first. A move is a change of `state`."""
    async with conn.cursor(row_factory=class_row(Missed)) as cursor:
        await cursor.execute(
            """
            with log as (
              select position, version, actor, at, state, changes,
                lag(state) over (order by position) as before
              from campaign_log where campaign_id = %(id)s
            )
            select version, actor as by, at,
              coalesce((
                select jsonb_agg(jsonb_build_object('field', each->>'field',
                  'then', each->'before', 'now', each->'after'))
                from jsonb_array_elements(changes) as each
              ), '[]') || case when state is not distinct from before then '[]'
                else jsonb_build_array(jsonb_build_object('field', 'state', 'then', before,
                  'now', state)) end as changes
            from log where version > %(seen)s order by position desc limit 50
            """,
            {"id": campaign_id, "seen": seen},
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


async def results(conn: Connection, campaign_id: UUID, since: datetime, count: int) -> list[Result]:
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
