"""The SQL of what calls are about: who does not see one of these tickets sees no such call."""

from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from functions.access.model import Sight
from functions.calls.model import Call
from functions.tickets.filters import Filter
from shared.db.pool import Connection

_ALL = sql.SQL("true")
_SEEN = sql.SQL(
    """
    not exists (
      select from (
        select ticket_id from conversation where call_id = call.id
        union all
        select ticket_id from escalation_step join escalation on escalation.id = escalation_id
        where call_id = call.id
        union all
        select ticket.id from (
          select member_id from attempt where attempt.id = call.id
          union all
          select (visit ->> 'member_id')::uuid from conversation where call_id = call.id
        ) as meant join campaign_member as member on member.id = member_id
          join ticket on serial
            = substring(variables ->> 'ticket' from '^INC([0-9]{{1,18}})$')::bigint
      ) as subject join ticket on ticket.id = ticket_id
      where ({in_sight}) is not true
    )
    """
)
_RECENT = sql.SQL(
    """
    select id, direction, sid, phone, number, status, answered_by, created_at, answered_at,
      ended_at, seconds, sip_code
    from call
    where (%(after)s::uuid is null
        or (created_at, id) < (select created_at, id from call where id = %(after)s))
      and {seen}
    order by created_at desc, id desc limit %(limit)s
    """
)
_ONE = sql.SQL("select {seen} from call where id = %(id)s")


def _seen(sight: Sight | None) -> tuple[sql.Composable, dict[str, object]]:
    if sight is None:
        return _ALL, {}
    theirs = Filter((), sight)
    return _SEEN.format(in_sight=theirs.sql), theirs.values


async def recent_calls(
    conn: Connection, sight: Sight | None, after: UUID | None, limit: int
) -> list[Call]:
    """The newest in sight first; `after` is the last one already seen."""
    seen, given = _seen(sight)
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(_RECENT.format(seen=seen), {**given, "after": after, "limit": limit})
        return await cursor.fetchall()


async def is_in_sight(conn: Connection, sight: Sight, call_id: UUID) -> bool:
    """Whether there is such a call, and it is about no ticket out of sight."""
    seen, given = _seen(sight)
    cursor = await conn.execute(_ONE.format(seen=seen), {**given, "id": call_id})
    row = await cursor.fetchone()
    return bool(row and row[0])
