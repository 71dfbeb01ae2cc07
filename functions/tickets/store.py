"""All SQL on tickets, one by one."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.tickets.model import (
    Draft,
    Ticket,
)
from functions.tickets.model import priority as priority_of
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import Instant, Value


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
              group_key as "group", fields, open_tasks, merged_into
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


async def touch(conn: Connection, ticket_id: UUID, at: Instant) -> tuple[int, str | None, bool]:
    """Remember that something was said. Raises `NotFound`.

    Returns the version, which stays, who has it, and whether its requester can be written to.
    """
    cursor = await conn.execute(
        """
        update ticket set updated_at = %s where id = %s
        returning version, assignee, coalesce(requester_email, '') <> ''
        """,
        (at, ticket_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise _none(ticket_id)
    return int(row[0]), row[1], bool(row[2])


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
