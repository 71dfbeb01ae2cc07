"""All SQL on tickets and their journal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.access.model import Sight
from functions.tickets.conditions import Conditions, possible
from functions.tickets.filters import Filter
from functions.tickets.model import (
    Draft,
    Entry,
    Heading,
    Judgement,
    Requested,
    Requester,
    Similar,
    State,
    Ticket,
    Wanted,
)
from functions.tickets.model import priority as priority_of
from shared.db.pool import Connection
from shared.errors import Missed, NotFound
from shared.value import Instant, Spoken, Value

EVERY_PRIORITY = [1, 2, 3, 4, 5]
BEYOND_ALL = 2**62
EVERYWHERE = len(State) * len(EVERY_PRIORITY)


class Opening(Value):
    """What a ticket is opened with. `key` and `digest` tell a repeated request."""

    id: UUID
    draft: Draft
    actor: str
    at: Instant
    key: str | None = None
    digest: str | None = None


async def insert(conn: Connection, opening: Opening) -> str | None:
    """The new ticket's number, or nothing where this request has opened one already."""
    draft = opening.draft
    cursor = await conn.execute(
        """
        insert into ticket (
          id, title, description, language, channel, requester_name, requester_phone,
          requester_email, contact_id, impact, urgency, priority, state, assignee,
          opened_by, opened_at, updated_at, version, request_key, request_digest,
          requester_id, template, fields, group_key
        ) values (
          %(id)s, %(title)s, %(description)s, %(language)s, %(channel)s, %(requester_name)s,
          %(requester_phone)s, %(requester_email)s, %(contact_id)s, %(impact)s, %(urgency)s,
          %(priority)s, 'new', %(assignee)s, %(actor)s, %(at)s, %(at)s, 1, %(key)s, %(digest)s,
          %(requester_id)s, %(template)s, %(fields)s, %(group)s
        )
        on conflict (opened_by, request_key) where request_key is not null do nothing
        returning number
        """,
        {
            **draft.model_dump(),
            **opening.model_dump(exclude={"draft"}),
            "priority": priority_of(draft.impact, draft.urgency),
            "fields": Jsonb(draft.filled()),
        },
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def requested(conn: Connection, actor: str, key: str) -> tuple[UUID, str]:
    """The ticket that a request with this key has opened, and the digest of what it asked for."""
    cursor = await conn.execute(
        "select id, request_digest from ticket where opened_by = %s and request_key = %s",
        (actor, key),
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def get(conn: Connection, ticket_id: UUID) -> Ticket:
    """One ticket. Raises `NotFound`."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket where id = %s
            """,
            (ticket_id,),
        )
        return _there(await cursor.fetchone(), ticket_id)


async def whole(conn: Connection, ids: Sequence[UUID]) -> list[Ticket]:
    """Those of them that there are, the oldest first."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket where id = any(%s) order by serial
            """,
            (list(ids),),
        )
        return await cursor.fetchall()


async def numbered(conn: Connection, serial: int) -> Ticket | None:
    """The ticket of that number."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              fields, open_tasks, merged_into
            from ticket where serial = %s
            """,
            (serial,),
        )
        return await cursor.fetchone()


async def lock(conn: Connection, ticket_id: UUID) -> Ticket:
    """One ticket, which nobody else changes until this transaction ends. Raises `NotFound`."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket where id = %s for no key update
            """,
            (ticket_id,),
        )
        return _there(await cursor.fetchone(), ticket_id)


def _there(ticket: Ticket | None, ticket_id: UUID) -> Ticket:
    if ticket is None:
        raise _none(ticket_id)
    return ticket


def _none(ticket_id: UUID) -> NotFound:
    return NotFound("There is no such ticket. Look for it in the list.", ticket_id=str(ticket_id))


async def version(conn: Connection, ticket_id: UUID) -> int:
    """At which version a ticket is. Raises `NotFound`."""
    cursor = await conn.execute("select version from ticket where id = %s", (ticket_id,))
    row = await cursor.fetchone()
    if row is None:
        raise _none(ticket_id)
    return int(row[0])


async def save(conn: Connection, ticket: Ticket) -> None:
    """Write what can change of a ticket."""
    await conn.execute(
        """
        update ticket set
          title = %(title)s, description = %(description)s, language = %(language)s,
          impact = %(impact)s, urgency = %(urgency)s, priority = %(priority)s,
          state = %(state)s, hold_reason = %(hold_reason)s, assignee = %(assignee)s,
          resolution_code = %(resolution_code)s, resolution_notes = %(resolution_notes)s,
          reopened = %(reopened)s, resolved_at = %(resolved_at)s, closed_at = %(closed_at)s,
          updated_at = %(updated_at)s, version = %(version)s, fields = %(fields)s,
          merged_into = %(merged_into)s, group_key = %(group)s
        where id = %(id)s
        """,
        {**ticket.model_dump(), "fields": Jsonb(ticket.fields)},
    )


async def touch(conn: Connection, ticket_id: UUID, at: Instant) -> tuple[int, bool]:
    """Remember that something was said. Raises `NotFound`.

    Returns the version, which stays, and whether its requester can be written to.
    """
    cursor = await conn.execute(
        """
        update ticket set updated_at = %s where id = %s
        returning version, coalesce(requester_email, '') <> ''
        """,
        (at, ticket_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise _none(ticket_id)
    return int(row[0]), bool(row[1])


async def newest(conn: Connection, wanted: Wanted) -> list[Heading]:
    """The newest tickets of all, one more than a page holds."""
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(
            """
            select id, number, title, language, channel, requester_name, priority, state,
              assignee, opened_at, updated_at, version
            from ticket where serial < %(before)s order by serial desc limit %(limit)s
            """,
            _bounds(wanted),
        )
        return await cursor.fetchall()


async def newest_in(conn: Connection, wanted: Wanted) -> list[Heading]:
    """The newest tickets of some states and priorities, one more than a page holds.

    Each pair of state and priority is read off the index on its own, so that no list is sorted.
    """
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(
            """
            with page as (
              select found.serial
              from unnest(%(states)s::text[]) as the_state,
                unnest(%(priorities)s::smallint[]) as the_priority,
                lateral (
                  select serial from ticket
                  where state = the_state and priority = the_priority and serial < %(before)s
                  order by serial desc limit %(limit)s
                ) as found
              order by found.serial desc limit %(limit)s
            )
            select id, number, title, language, channel, requester_name, priority, state,
              assignee, opened_at, updated_at, version
            from page join ticket using (serial) order by serial desc
            """,
            _bounds(wanted),
        )
        return await cursor.fetchall()


async def newest_of(conn: Connection, wanted: Wanted) -> list[Heading]:
    """The newest tickets of one assignee, of some states and priorities, and one more."""
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(
            """
            with page as (
              select found.serial
              from unnest(%(states)s::text[]) as the_state,
                unnest(%(priorities)s::smallint[]) as the_priority,
                lateral (
                  select serial from ticket
                  where assignee = %(assignee)s and state = the_state
                    and priority = the_priority and serial < %(before)s
                  order by serial desc limit %(limit)s
                ) as found
              order by found.serial desc limit %(limit)s
            )
            select id, number, title, language, channel, requester_name, priority, state,
              assignee, opened_at, updated_at, version
            from page join ticket using (serial) order by serial desc
            """,
            _bounds(wanted),
        )
        return await cursor.fetchall()


_WHERE = sql.SQL(
    """
    select id, number, title, language, channel, requester_name, priority, state,
      assignee, opened_at, updated_at, version
    from ticket
    where ({asked}) and serial < %(before)s
      and (%(assignee)s::text is null or assignee = %(assignee)s)
    order by serial desc limit %(limit)s
    """
)
_WHERE_IN = sql.SQL(
    """
    with page as (
      select found.serial
      from unnest(%(states)s::text[]) as the_state,
        unnest(%(priorities)s::smallint[]) as the_priority,
        lateral (
          select serial from ticket
          where state = the_state and priority = the_priority and serial < %(before)s
            and (%(assignee)s::text is null or assignee = %(assignee)s)
            and ({asked})
          order by serial desc limit %(limit)s
        ) as found
      order by found.serial desc limit %(limit)s
    )
    select id, number, title, language, channel, requester_name, priority, state,
      assignee, opened_at, updated_at, version
    from page join ticket using (serial) order by serial desc
    """
)


async def newest_where(
    conn: Connection, wanted: Wanted, asked: Conditions, sight: Sight | None = None
) -> list[Heading]:
    """The newest tickets that fulfil conditions and are in sight, and one more."""
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(*where(wanted, asked, sight))
        return await cursor.fetchall()


def where(
    wanted: Wanted, asked: Conditions, sight: Sight | None = None
) -> tuple[sql.Composed, dict[str, Any]]:
    """The statement that finds them, and what it binds.

    As far as the conditions say in which states and priorities a ticket can be, only such are
    looked at, each pair of these on its own.
    """
    bounds, fulfilled = _bounds(wanted), Filter(asked, sight)
    if asked:
        bounds["states"] = possible(asked, "state", bounds["states"])
        bounds["priorities"] = possible(asked, "priority", bounds["priorities"])
    everywhere = len(bounds["states"]) * len(bounds["priorities"]) == EVERYWHERE
    statement = _WHERE if everywhere else _WHERE_IN
    return statement.format(asked=fulfilled.sql), {**bounds, **fulfilled.values}


_WHOLE_WHERE = sql.SQL(
    """
    select id, number, title, description, language, channel, requester_name,
      requester_phone, requester_email, contact_id, impact, urgency, priority, state,
      hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
      opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
      fields, open_tasks, merged_into
    from ticket where ({asked}) and serial < %(before)s order by serial desc limit %(limit)s
    """
)
_SERIAL_AT = sql.SQL(
    "select serial from ticket where ({asked}) order by serial desc offset %(place)s - 1 limit 1"
)


async def whole_where(
    conn: Connection, asked: Conditions, sight: Sight | None, *, before: int, limit: int
) -> list[Ticket]:
    """The newest tickets before that number that fulfil conditions, and are in sight."""
    fulfilled = Filter(asked, sight)
    statement = _WHOLE_WHERE.format(asked=fulfilled.sql if asked or sight else sql.SQL("true"))
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(statement, {**fulfilled.values, "before": before, "limit": limit})
        return await cursor.fetchall()


async def serial_at(
    conn: Connection, asked: Conditions, sight: Sight | None, place: int
) -> int | None:
    """The number of the one at that place among the newest of the same."""
    fulfilled = Filter(asked, sight)
    statement = _SERIAL_AT.format(asked=fulfilled.sql if asked or sight else sql.SQL("true"))
    async with conn.cursor() as cursor:
        await cursor.execute(statement, {**fulfilled.values, "place": place})
        row = await cursor.fetchone()
    return row[0] if row else None


_COUNT_WHERE = sql.SQL(
    """
    select count(*) from (
      select from ticket
      where ({asked}) and (%(assignee)s::text is null or assignee = %(assignee)s)
        and state = any(%(states)s) and priority = any(%(priorities)s)
      limit %(most)s
    ) as counted
    """
)


async def count_where(
    conn: Connection, wanted: Wanted, asked: Conditions, sight: Sight | None, *, most: int
) -> int:
    """How many tickets fulfil conditions and are in sight, counted up to `most`."""
    fulfilled = Filter(asked, sight)
    bounds = {**_bounds(wanted), "most": most}
    async with conn.cursor() as cursor:
        await cursor.execute(
            _COUNT_WHERE.format(asked=fulfilled.sql), {**bounds, **fulfilled.values}
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


_IN_SIGHT = sql.SQL("select id from ticket where id = any(%(ids)s) and {in_sight}")


async def in_sight(conn: Connection, ids: Sequence[UUID], sight: Sight) -> set[UUID]:
    """Which of these tickets somebody sees."""
    seen = Filter((), sight)
    cursor = await conn.execute(
        _IN_SIGHT.format(in_sight=seen.sql), {"ids": list(ids), **seen.values}
    )
    return {row[0] for row in await cursor.fetchall()}


async def requesters(conn: Connection, wanted: Wanted) -> list[Requester]:
    """Who opened the newest tickets of some states, priorities and assignee."""
    async with conn.cursor(row_factory=class_row(Requester)) as cursor:
        await cursor.execute(
            """
            select number, title, requester_name as name, requester_phone as phone, language,
              contact_id
            from ticket
            where serial < %(before)s and state = any(%(states)s)
              and priority = any(%(priorities)s)
              and (%(assignee)s::text is null or assignee = %(assignee)s)
            order by serial desc limit %(count)s
            """,
            {**_bounds(wanted), "count": wanted.limit},
        )
        return await cursor.fetchall()


async def requester_count(conn: Connection, wanted: Wanted) -> dict[Spoken, int]:
    """How many tickets of some states, priorities and assignee there are in each language."""
    cursor = await conn.execute(
        """
        select language, count(*) from ticket
        where state = any(%(states)s) and priority = any(%(priorities)s)
          and (%(assignee)s::text is null or assignee = %(assignee)s)
        group by language
        """,
        _bounds(wanted),
    )
    return {Spoken(language): count for language, count in await cursor.fetchall()}


def _bounds(wanted: Wanted) -> dict[str, Any]:
    return {
        "states": sorted({str(state) for state in wanted.state or State}),
        "priorities": sorted(set(wanted.priority or EVERY_PRIORITY)),
        "assignee": wanted.assignee,
        "before": int(wanted.after.removeprefix("INC")) if wanted.after else BEYOND_ALL,
        "limit": wanted.limit + 1,
    }


async def loads(conn: Connection, people: Sequence[str]) -> dict[str, int]:
    """How many open tickets each of them has."""
    cursor = await conn.execute(
        """
        select person, count(ticket.id) from unnest(%s::text[]) as person
        left join ticket on ticket.assignee = person
          and ticket.state in ('new', 'in_progress', 'on_hold')
        group by person
        """,
        (list(people),),
    )
    return dict(await cursor.fetchall())


async def with_ids(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Similar]:
    """These tickets, and how they ended."""
    async with conn.cursor(row_factory=class_row(Similar)) as cursor:
        await cursor.execute(
            """
            select id, number, title, state, priority, resolution_code, resolution_notes,
              (
                select count(*) from similar_verdict
                where other_id = ticket.id and verdict = 'used'
              ) as used
            from ticket where id = any(%s)
            """,
            (list(ids),),
        )
        return {ticket.id: ticket for ticket in await cursor.fetchall()}


async def judge(conn: Connection, said: Judgement) -> None:
    """Note what somebody said of a similar ticket; the last word counts."""
    await conn.execute(
        """
        insert into similar_verdict (ticket_id, other_id, verdict, actor, at)
        values (%(ticket_id)s, %(other_id)s, %(verdict)s, %(actor)s, %(at)s)
        on conflict (ticket_id, other_id) do update set
          verdict = excluded.verdict, actor = excluded.actor, at = excluded.at
        """,
        said.model_dump(),
    )


async def unjudge(conn: Connection, ticket_id: UUID, other_id: UUID) -> None:
    """Forget that two tickets were said not to be alike, whichever it was said of."""
    await conn.execute(
        """
        delete from similar_verdict
        where verdict = 'not_similar'
          and (ticket_id, other_id) in ((%(one)s, %(other)s), (%(other)s, %(one)s))
        """,
        {"one": ticket_id, "other": other_id},
    )


async def dissimilar(conn: Connection, ticket_id: UUID) -> set[UUID]:
    """The tickets that somebody said are not like this one."""
    cursor = await conn.execute(
        """
        select other_id from similar_verdict where ticket_id = %(id)s and verdict = 'not_similar'
        union
        select ticket_id from similar_verdict where other_id = %(id)s and verdict = 'not_similar'
        """,
        {"id": ticket_id},
    )
    return {row[0] for row in await cursor.fetchall()}


async def write(conn: Connection, entry: Entry) -> Entry:
    """Add to the journal."""
    cursor = await conn.execute(
        """
        insert into ticket_entry (ticket_id, version, kind, text, changes, actor, at)
        values (
          %(ticket_id)s, %(version)s, %(kind)s, %(text)s, %(changes)s, %(actor)s, %(at)s
        )
        returning position
        """,
        {**entry.model_dump(), "changes": Jsonb(entry.model_dump(mode="json")["changes"])},
    )
    row = await cursor.fetchone()
    assert row is not None
    return entry.model_copy(update={"position": row[0]})


async def journal(
    conn: Connection, ticket_id: UUID, *, before: int | None, limit: int
) -> list[Entry]:
    """What happened to a ticket and to those merged into it, the newest first."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            with recursive told as (
              select %(id)s::uuid as id
              union all
              select ticket.id from ticket join told on ticket.merged_into = told.id
            )
            select position, ticket_id, version, kind, text, changes, actor, at
            from told, lateral (
              select position, ticket_id, version, kind, text, changes, actor, at
              from ticket_entry where ticket_id = told.id and position < %(before)s
              order by position desc limit %(limit)s
            ) as entries
            order by position desc limit %(limit)s
            """,
            {"id": ticket_id, "before": before or BEYOND_ALL, "limit": limit},
        )
        return await cursor.fetchall()


async def comments(
    conn: Connection, ticket_id: UUID, *, before: int | None, limit: int
) -> list[Entry]:
    """What was said to the requester of a ticket, the newest first.

    Also on tickets merged into it, if they asked for these too: others may not be read by them.
    """
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            with recursive told as (
              select id, requester_id from ticket where id = %(id)s
              union all
              select ticket.id, ticket.requester_id
              from ticket join told on ticket.merged_into = told.id
            )
            select position, ticket_id, version, kind, text, changes, actor, at
            from told, lateral (
              select position, ticket_id, version, kind, text, changes, actor, at
              from ticket_entry where ticket_id = told.id and position < %(before)s
                and kind = 'comment'
              order by position desc limit %(limit)s
            ) as entries
            where requester_id = (select requester_id from ticket where id = %(id)s)
            order by position desc limit %(limit)s
            """,
            {"id": ticket_id, "before": before or BEYOND_ALL, "limit": limit},
        )
        return await cursor.fetchall()


async def comments_of(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Entry]:
    """All that was said to whoever asked for these tickets, the oldest first."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            select position, ticket_id, version, kind, text, changes, actor, at
            from ticket_entry where ticket_id = any(%s) and kind = 'comment' order by position
            """,
            (list(ticket_ids),),
        )
        return await cursor.fetchall()


async def said(conn: Connection, ticket_id: UUID, positions: Sequence[int]) -> list[Entry]:
    """Words at these places in a ticket's journal, the oldest first."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """
            select position, ticket_id, version, kind, text, changes, actor, at
            from ticket_entry
            where ticket_id = %s and position = any(%s) and kind <> 'change' order by position
            """,
            (ticket_id, list(positions)),
        )
        return await cursor.fetchall()


async def missed(conn: Connection, ticket_id: UUID, version: int) -> list[Missed]:
    """What somebody who has seen that version has missed, the newest first."""
    async with conn.cursor(row_factory=class_row(Missed)) as cursor:
        await cursor.execute(
            """
            select version, actor as by, at, (
                select jsonb_agg(jsonb_build_object('field', each->>'field',
                  'then', each->'old', 'now', each->'new'))
                from jsonb_array_elements(changes) as each
              ) as changes
            from ticket_entry where ticket_id = %s and kind = 'change' and version > %s
            order by position desc limit 50
            """,
            (ticket_id, version),
        )
        return await cursor.fetchall()


async def due_to_close(conn: Connection, until: Instant, count: int) -> list[Ticket]:
    """Some that were resolved until then, which nobody else changes meanwhile."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket where state = 'resolved' and resolved_at <= %s
            order by resolved_at limit %s for no key update skip locked
            """,
            (until, count),
        )
        return await cursor.fetchall()


async def set_open_tasks(conn: Connection, ticket_id: UUID, count: int) -> None:
    """How many mandatory tasks are open now."""
    await conn.execute("update ticket set open_tasks = %s where id = %s", (count, ticket_id))


async def of_requester(
    conn: Connection, requester_id: str, *, before: int, limit: int
) -> list[Requested]:
    """The newest tickets that somebody asked for through the portal."""
    async with conn.cursor(row_factory=class_row(Requested)) as cursor:
        await cursor.execute(
            """
            select id, number, title, language, channel, requester_name, priority, state,
              hold_reason, assignee, opened_at, updated_at, version
            from ticket where requester_id = %s and serial < %s order by serial desc limit %s
            """,
            (requester_id, before, limit),
        )
        return await cursor.fetchall()


async def of_person(conn: Connection, phone: str, contact_id: UUID | None) -> list[Ticket]:
    """What somebody asked for, the oldest first."""
    async with conn.cursor(row_factory=class_row(Ticket)) as cursor:
        await cursor.execute(
            """
            select id, number, title, description, language, channel, requester_name,
              requester_phone, requester_email, contact_id, impact, urgency, priority, state,
              hold_reason, resolution_code, resolution_notes, assignee, reopened, opened_by,
              opened_at, updated_at, resolved_at, closed_at, version, requester_id, template,
              group_key as "group", fields, open_tasks, merged_into
            from ticket where requester_phone = %s or contact_id = %s order by serial
            """,
            (phone, contact_id),
        )
        return await cursor.fetchall()


async def ids_of_person(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> list[UUID]:
    """Which tickets somebody asked for."""
    cursor = await conn.execute(
        """
        select id from ticket where requester_phone = %s or contact_id = any(%s) order by serial
        """,
        (phone, list(contact_ids)),
    )
    return [row[0] for row in await cursor.fetchall()]


async def spoke_themselves(
    conn: Connection, phone: str, contact_ids: Sequence[UUID]
) -> list[tuple[UUID, str]]:
    """Which tickets somebody asked for in the portal, and the name they had there."""
    cursor = await conn.execute(
        """
        select id, requester_name from ticket
        where (requester_phone = %s or contact_id = any(%s)) and requester_id is not null
        order by serial
        """,
        (phone, list(contact_ids)),
    )
    return await cursor.fetchall()


async def erase_actor(conn: Connection, ticket_id: UUID, actor: str) -> None:
    """Forget who said and did what on a ticket, where it was them."""
    await conn.execute(
        "update ticket_entry set actor = 'erased' where ticket_id = %s and actor = %s",
        (ticket_id, actor),
    )
    await conn.execute(
        "update ticket set opened_by = 'erased' where id = %s and opened_by = %s",
        (ticket_id, actor),
    )


async def erase_requester(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> int:
    """What was asked stays, and who asked is forgotten."""
    cursor = await conn.execute(
        """
        update ticket set requester_name = 'erased', requester_phone = null,
          requester_email = null, contact_id = null, requester_id = null, version = version + 1,
          request_key = case when requester_id is null then request_key end
        where requester_phone = %s or contact_id = any(%s)
        """,
        (phone, list(contact_ids)),
    )
    return cursor.rowcount
