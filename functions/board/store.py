"""All SQL of the boards: one statement each. They join what domains own, and write nothing.

What is counted is read off indexes, in their order; days are ranges of one: to work out the day of
each row costs more than to count it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from functions.board.model import UNREACHED, Shown
from shared.db.pool import Connection
from shared.db.rows import found

DAY = timedelta(days=1)


async def home(conn: Connection, now: datetime, person: str, groups: list[str] | None) -> Shown:
    """What waits for somebody, and for all: of those groups and their own, unless they see all."""
    (shown,) = await found(
        conn,
        Shown,
        """
        with seen as materialized (
          select id, priority, state, assignee, updated_at from ticket
          where state in ('new', 'in_progress', 'on_hold') and group_key = any(%(groups)s::text[])
          union all
          select id, priority, state, assignee, updated_at from ticket
          where %(groups)s::text[] is not null and state in ('new', 'in_progress', 'on_hold')
            and assignee = %(person)s and coalesce(group_key <> all(%(groups)s::text[]), true)
        ), open as materialized (
          select priority, state, count(*) as n,
            count(*) filter (where assignee = %(person)s) as mine,
            count(*) filter (where assignee is null) as unassigned,
            count(*) filter (where updated_at <= %(day_ago)s) as quiet
          from ticket
          where %(groups)s::text[] is null and state in ('new', 'in_progress', 'on_hold')
          group by priority, state
          union all
          select priority, state, count(*), count(*) filter (where assignee = %(person)s),
            count(*) filter (where assignee is null),
            count(*) filter (where updated_at <= %(day_ago)s)
          from seen group by priority, state
        ), late as materialized (
          select sum(nearly) as nearly, sum(breached) as breached from (
            select count(distinct ticket_id) filter (where risk_at <= %(now)s) as nearly,
              count(distinct ticket_id) filter (where breach_at <= %(now)s) as breached
            from sla_clock where %(groups)s::text[] is null and ended_at is null
            union all
            select count(distinct ticket_id) filter (where risk_at <= %(now)s),
              count(distinct ticket_id) filter (where breach_at <= %(now)s)
            from seen join sla_clock on ticket_id = seen.id where ended_at is null
          ) as either
        ), days as materialized (
          select 'opened' as what, (opened_at at time zone 'UTC')::date as day, count(*) as n,
            count(*) filter (where opened_at > %(day_ago)s) as lately
          from ticket where opened_at > %(now)s - interval '7 days'
            and (%(groups)s::text[] is null or group_key = any(%(groups)s)
              or assignee = %(person)s)
          group by 2
          union all
          select 'resolved', (resolved_at at time zone 'UTC')::date, count(*),
            count(*) filter (where resolved_at > %(day_ago)s)
          from ticket where resolved_at > %(now)s - interval '7 days'
            and (%(groups)s::text[] is null or group_key = any(%(groups)s)
              or assignee = %(person)s)
          group by 2
        ), counted as (
          select coalesce(sum(n), 0) as open, coalesce(sum(mine), 0) as mine,
            coalesce(sum(unassigned), 0) as unassigned, coalesce(sum(quiet), 0) as quiet,
            coalesce(sum(n) filter (where priority <= 2), 0) as urgent
          from open
        ), lately as (
          select coalesce(sum(lately) filter (where what = 'opened'), 0) as opened,
            coalesce(sum(lately) filter (where what = 'resolved'), 0) as resolved
          from days
        )
        select jsonb_build_object(
            'open', open, 'mine', mine, 'unassigned', unassigned, 'urgent', urgent, 'quiet', quiet,
            'at_risk', nearly - breached, 'breached', breached,
            'opened_day', opened, 'resolved_day', resolved,
            'live_calls', (
              select count(*) from call where ended_at is null and sid is not null
            ),
            'running_campaigns', (select count(*) from campaign where state = 'running'),
            'open_alerts', (select count(*) from alert where acknowledged_at is null)
          ) as figures,
          jsonb_build_object(
            'by_priority', (
              select coalesce(jsonb_agg(jsonb_build_object('priority', priority, 'count', n)
                order by priority), '[]')
              from (select priority, sum(n) as n from open group by priority) as each
            ),
            'by_state', (
              select coalesce(jsonb_agg(jsonb_build_object('state', state, 'count', n)
                order by state), '[]')
              from (select state, sum(n) as n from open group by state) as each
            ),
            'by_day', (
              select coalesce(jsonb_agg(jsonb_build_object('day', day, 'opened', opened,
                'resolved', resolved) order by day), '[]')
              from (
                select day, coalesce(sum(n) filter (where what = 'opened'), 0) as opened,
                  coalesce(sum(n) filter (where what = 'resolved'), 0) as resolved
                from days group by day
              ) as each
            )
          ) as series
        from counted, late, lately
        """,
        {"now": now, "day_ago": now - DAY, "person": person, "groups": groups},
    )
    return shown


async def campaign(conn: Connection, campaign_id: UUID, now: datetime) -> Shown | None:
    """How far a campaign is, what came of it and what it cost."""
    rows = await found(
        conn,
        Shown,
        """
        with members as materialized (
          select state, outcome, count(*) as n, sum(attempts) as attempts
          from campaign_member where campaign_id = %(id)s group by state, outcome
        ), results as materialized (
          select begun::date as day, n, cost_micro
          from generate_series(
            date_trunc('day', %(now)s at time zone 'UTC') - interval '7 days',
            %(now)s at time zone 'UTC', interval '1 day'
          ) as begun, lateral (
            select count(*) as n, sum(cost_micro) as cost_micro from campaign_result
            where campaign_id = %(id)s and at > %(now)s - interval '7 days'
              and at >= begun at time zone 'UTC'
              and at < (begun + interval '1 day') at time zone 'UTC'
          ) as of_day
          where n > 0
        ), counted as (
          select coalesce(sum(n), 0) as contacts,
            coalesce(sum(n) filter (where state = 'waiting'), 0) as waiting,
            coalesce(sum(n) filter (where state = 'calling'), 0) as calling,
            coalesce(sum(n) filter (where state = 'done'), 0) as done,
            coalesce(sum(attempts), 0) as attempts,
            coalesce(sum(n) filter (where state = 'done' and outcome <> all(%(unreached)s)), 0)
              as reached
          from members
        )
        select jsonb_build_object('contacts', contacts, 'waiting', waiting, 'calling', calling,
            'done', done, 'attempts', attempts, 'reached', reached,
            'spent_micro', coalesce(spent_micro, 0), 'reserved_micro', coalesce(reserved_micro, 0),
            'budget_micro', budget_micro,
            'per_reached_micro', round(spent_micro / nullif(reached, 0))
          ) as figures,
          jsonb_build_object(
            'outcomes', (
              select coalesce(jsonb_agg(jsonb_build_object('outcome', outcome, 'count', n)
                order by n desc, outcome), '[]')
              from (
                select outcome, sum(n) as n from members where outcome is not null group by outcome
              ) as each
            ),
            'by_day', (
              select coalesce(jsonb_agg(jsonb_build_object('day', day, 'results', n,
                'cost_micro', cost_micro) order by day), '[]')
              from results
            )
          ) as series
        from campaign cross join counted left join allowance on allowance.id = campaign.id
        where campaign.id = %(id)s
        """,
        {"id": campaign_id, "now": now, "unreached": list(UNREACHED)},
    )
    return rows[0] if rows else None


async def calls(conn: Connection, now: datetime) -> Shown:
    """What went on at the telephone in the last day."""
    (shown,) = await found(
        conn,
        Shown,
        """
        with hours as materialized (
          select date_trunc('hour', created_at at time zone 'UTC') as hour, count(*) as calls,
            count(*) filter (where direction = 'inbound') as inbound,
            count(*) filter (where direction = 'outbound') as outbound,
            count(*) filter (where answered_at is not null) as answered,
            count(*) filter (where answered_by like 'machine%%') as machines,
            sum(seconds) as seconds, count(*) filter (where seconds > 0) as connected
          from call where created_at > %(day_ago)s and sid is not null group by 1
        ), moved as (
          select count(*) as transfers, count(*) filter (where taken_at is not null) as taken
          from transfer where wanted_at > %(day_ago)s
        ), owed as (
          select count(*) as open, count(*) filter (where due_at <= %(now)s) as late
          from promise where state = 'open'
        ), counted as (
          select coalesce(sum(calls), 0) as calls, coalesce(sum(inbound), 0) as inbound,
            coalesce(sum(outbound), 0) as outbound, coalesce(sum(answered), 0) as answered,
            coalesce(sum(machines), 0) as machines, coalesce(sum(seconds), 0) as talk_seconds,
            round(sum(seconds) / nullif(sum(connected), 0)) as average_seconds
          from hours
        )
        select jsonb_build_object('calls', calls, 'inbound', inbound, 'outbound', outbound,
            'live', (select count(*) from call where ended_at is null and sid is not null),
            'answered', answered, 'machines', machines, 'talk_seconds', talk_seconds,
            'average_seconds', average_seconds, 'transfers', transfers, 'transfers_taken', taken,
            'promises_open', owed.open, 'promises_late', owed.late
          ) as figures,
          jsonb_build_object(
            'by_hour', (
              select coalesce(jsonb_agg(jsonb_build_object(
                'hour', to_char(hour, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'calls', calls,
                'answered', answered) order by hour), '[]')
              from hours
            ),
            'outcomes', (
              select coalesce(jsonb_agg(jsonb_build_object('outcome', outcome, 'count', n)
                order by n desc, outcome), '[]')
              from (
                select outcome, count(*) as n from conclusion
                where at > %(day_ago)s group by outcome
              ) as each
            )
          ) as series
        from counted, moved, owed
        """,
        {"now": now, "day_ago": now - DAY},
    )
    return shown


async def cost(conn: Connection, now: datetime, days: int) -> Shown:
    """What calls and voices cost, and how much of it a result and a solution are worth."""
    since = now - timedelta(days=days)
    (shown,) = await found(
        conn,
        Shown,
        """
        with spent as materialized (
          select begun::date as day, campaign_id, results, micro
          from generate_series(
            date_trunc('day', %(since)s at time zone 'UTC'), %(now)s at time zone 'UTC',
            interval '1 day'
          ) as begun, lateral (
            select campaign_id, count(*) as results, sum(cost_micro) as micro
            from campaign_result
            where at > %(since)s and at >= begun at time zone 'UTC'
              and at < (begun + interval '1 day') at time zone 'UTC'
            group by campaign_id
          ) as of_day
        ), spoken as materialized (
          select day, speaker, sum(spent_micro) as micro, sum(saved_micro) as saved
          from voice_use where day > %(first)s group by 1, 2
        ), counted as (
          select coalesce((select sum(micro) from spent), 0) as calls,
            coalesce((select sum(results) from spent), 0) as results,
            coalesce((select sum(micro) from spoken), 0) as speech,
            coalesce((select sum(saved) from spoken), 0) as saved,
            (select count(*) from ticket where resolved_at > %(since)s) as resolved
        )
        select jsonb_build_object('calls_micro', calls, 'speech_micro', speech,
            'saved_micro', saved, 'total_micro', calls + speech, 'results', results,
            'per_result_micro', round(calls / nullif(results, 0)), 'resolved', resolved,
            'per_resolved_micro', round((calls + speech) / nullif(resolved, 0))
          ) as figures,
          jsonb_build_object(
            'by_day', (
              select coalesce(jsonb_agg(jsonb_build_object('day', day, 'calls_micro', calls,
                'speech_micro', speech) order by day), '[]')
              from (
                select day, sum(calls) as calls, sum(speech) as speech from (
                  select day, micro as calls, 0 as speech from spent
                  union all
                  select day, 0, micro from spoken
                ) as daily group by day
              ) as each
            ),
            'by_campaign', (
              select coalesce(jsonb_agg(jsonb_build_object('campaign_id', id, 'name', name,
                'currency', rules->>'currency', 'results', results, 'calls_micro', micro)
                order by micro desc, name), '[]')
              from (
                select campaign_id, sum(results) as results, sum(micro) as micro
                from spent group by campaign_id order by micro desc limit 20
              ) as each join campaign on campaign.id = campaign_id
            ),
            'by_voice', (
              select coalesce(jsonb_agg(jsonb_build_object('voice', speaker,
                'speech_micro', micro, 'saved_micro', saved) order by micro desc, speaker), '[]')
              from (
                select speaker, sum(micro) as micro, sum(saved) as saved
                from spoken group by speaker
              ) as each
            )
          ) as series
        from counted
        """,
        {"since": since, "now": now, "first": since.date()},
    )
    return shown
