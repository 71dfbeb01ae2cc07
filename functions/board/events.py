"""The SQL of the timeline: what happened, wherever that is written down."""

from datetime import datetime, timedelta

from functions.board.model import Shown, Whose
from shared.db.pool import Connection
from shared.db.rows import found

DAY = timedelta(days=1)


async def timeline(conn: Connection, whose: Whose, now: datetime) -> Shown:
    """What happened, whatever it was, the newest first.

    Each source gives its newest, and of these the newest remain.
    """
    (shown,) = await found(
        conn,
        Shown,
        """
        with asked as materialized (
          select id from ticket where id = %(ticket_id)s or contact_id = %(contact_id)s
        ), dialled as materialized (
          select call_id as id from conversation where ticket_id in (select id from asked)
          union
          select call.id from contact join call on call.phone = contact.phone
          where contact.id = %(contact_id)s
        ), events as (
          (select at, 'ticket' as source, kind::text as kind, ticket_id, null::uuid as call_id,
            actor,
            jsonb_build_object('position', position, 'text', text, 'changes', changes) as what
          from ticket_entry where ticket_id in (select id from asked) and at < %(before)s
          order by at desc limit %(limit)s)
          union all
          (select coalesce(told_at, tell_at), 'sla', kind, ticket_id, null, null,
            jsonb_build_object('percent', percent, 'priority', priority, 'round', round)
          from sla_notice
          where ticket_id in (select id from asked) and told_at < %(before)s
          order by told_at desc limit %(limit)s)
          union all
          (select at, 'mail', kind, ticket_id, null, null,
            jsonb_build_object('direction', direction, 'state', state, 'reason', reason)
          from mail where ticket_id in (select id from asked) and at < %(before)s
          order by at desc limit %(limit)s)
          union all
          (select created_at, 'call', direction, conversation.ticket_id, call.id, null,
            jsonb_build_object('status', status, 'seconds', seconds, 'outcome', conclusion.outcome,
              'summary', conclusion.summary, 'cost_micro', attempt.cost_micro)
          from call left join conversation on conversation.call_id = call.id
            left join conclusion on conclusion.call_id = call.id
            left join attempt on attempt.id = call.id
          where call.id in (select id from dialled) and created_at < %(before)s
          order by created_at desc limit %(limit)s)
          union all
          (select made_at, 'promise', state, ticket_id, call_id, closed_by,
            jsonb_build_object('due_at', due_at, 'words', words, 'reason', reason)
          from promise
          where (ticket_id in (select id from asked) or call_id in (select id from dialled))
            and made_at < %(before)s
          order by made_at desc limit %(limit)s)
          union all
          (select asked_at, 'escalation', escalation_step.state, ticket_id, call_id, person,
            jsonb_build_object('role', role, 'turn', escalation_step.turn)
          from escalation_step join escalation on escalation.id = escalation_id
          where ticket_id in (select id from asked) and asked_at < %(before)s
          order by asked_at desc limit %(limit)s)
        ), page as (
          select at, source, kind, ticket_id, call_id, actor, what from events
          order by at desc, source, kind limit %(limit)s
        )
        select jsonb_build_object('shown', count(*)) as figures,
          jsonb_build_object('events', coalesce(jsonb_agg(jsonb_build_object(
            'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'source', source, 'kind', kind, 'ticket_id', ticket_id, 'call_id', call_id,
            'actor', actor, 'what', what) order by at desc, source, kind), '[]')) as series
        from page
        """,
        {**whose.model_dump(), "before": whose.before or now + DAY},
    )
    return shown
