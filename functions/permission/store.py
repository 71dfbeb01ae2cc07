"""All SQL of what people forbid: the do-not-call list and its history; and who may be called."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from functions.permission.model import DoNotCall, Event, Permission, Target, hashed, names
from shared.db.pool import Connection
from shared.db.rows import found


async def forbid(conn: Connection, entries: Sequence[DoNotCall]) -> set[str]:
    """Forbid all calls to these; which of them were not forbidden before. The first entry stays."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            insert into do_not_call (phone, source, reason, scope, at, proof)
            select phone, source, reason, scope, at, proof
            from jsonb_to_recordset(%s) as new (phone text, source text, reason text, scope text,
              at timestamptz, proof text)
            order by phone
            on conflict (phone) do nothing
            returning phone
            """,
            (Jsonb([entry.model_dump(mode="json") for entry in entries]),),
        )
        return set(await cursor.fetchall())


async def forbid_within(conn: Connection, entries: Sequence[DoNotCall]) -> set[str]:
    """Forbid a purpose's or a campaign's calls; the places of the entries that are new.

    Where all calls are forbidden, that says more, and nothing is added.
    """
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            insert into do_not_call_within (phone, scope, refers_to, source, reason, at, proof)
            select phone, scope, refers_to, source, reason, at, proof
            from jsonb_to_recordset(%s) as new (phone text, scope text, refers_to text, source text,
              reason text, at timestamptz, proof text)
            where not exists (select from do_not_call where do_not_call.phone = new.phone)
            order by phone, scope, refers_to
            on conflict (phone, scope, refers_to) do nothing
            returning phone || ' ' || scope || ':' || refers_to
            """,
            (Jsonb([entry.model_dump(mode="json") for entry in entries]),),
        )
        return set(await cursor.fetchall())


async def entry(conn: Connection, target: Target) -> DoNotCall | None:
    """What the list says of exactly that; the widest entry where there are several."""
    rows = await found(
        conn,
        DoNotCall,
        """
        select phone, source, reason, scope, null as refers_to, at, proof
        from do_not_call where phone = %(phone)s
        union all
        select phone, source, reason, scope, refers_to, at, proof from do_not_call_within
        where phone = %(phone)s and scope = %(scope)s and refers_to = %(refers_to)s
        order by refers_to nulls first
        """,
        target.model_dump(),
    )
    return rows[0] if rows else None


async def lift(conn: Connection, target: Target) -> str | None:
    """Take that entry off the list; under what name it stood there."""
    given = {**target.model_dump(), "names": [target.phone, hashed(target.phone)]}
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            with wide as (
              delete from do_not_call where phone = any(%(names)s) and %(scope)s = 'all'
              returning phone
            ), narrow as (
              delete from do_not_call_within where phone = any(%(names)s) and scope = %(scope)s
                and refers_to = %(refers_to)s
              returning phone
            )
            select phone from wide union all select phone from narrow
            """,
            given,
        )
        return await cursor.fetchone()


async def note(conn: Connection, events: Sequence[Event]) -> None:
    """Add to the history of the do-not-call list."""
    await conn.execute(
        """
        insert into do_not_call_history (act, phone, scope, refers_to, source, reason, proof,
          actor, at)
        select act, phone, scope, refers_to, source, reason, proof, actor, at
        from jsonb_to_recordset(%s) as new (act text, phone text, scope text, refers_to text,
          source text, reason text, proof text, actor text, at timestamptz)
        """,
        (Jsonb([event.model_dump(mode="json") for event in events]),),
    )


async def history(conn: Connection, phone: str) -> list[Event]:
    """What was done about the number, or the area, and when; the oldest first."""
    return await found(
        conn,
        Event,
        """
        select act, phone, scope, refers_to, source, reason, proof, actor, at
        from do_not_call_history where phone = any(%(names)s) order by position
        """,
        {"names": [phone, hashed(phone)]},
    )


async def forbidden(conn: Connection, phones: Sequence[str]) -> list[DoNotCall]:
    """What forbids all calls to these. `phone` is the one asked for, whatever the entry says."""
    asked = [{"phone": phone, "name": name} for phone in phones for name in names(phone)]
    return await found(
        conn,
        DoNotCall,
        """
        select asked.phone, source, reason, scope, at, proof
        from jsonb_to_recordset(%(asked)s) as asked (phone text, name text)
        join do_not_call on do_not_call.phone = asked.name
        """,
        {"asked": Jsonb(asked)},
    )


async def forbidden_within(conn: Connection, phone: str) -> list[DoNotCall]:
    return await found(
        conn,
        DoNotCall,
        """
        select phone, source, reason, scope, refers_to, at, proof
        from do_not_call_within where phone = any(%(names)s) order by phone, scope, refers_to
        """,
        {"names": names(phone)},
    )


async def forbidden_page(conn: Connection, after: str | None, limit: int) -> list[DoNotCall]:
    return await found(
        conn,
        DoNotCall,
        """
        select phone, source, reason, scope, refers_to, at, proof from (
          select phone, source, reason, scope, null as refers_to, at, proof, phone as place
          from do_not_call
          union all
          select phone, source, reason, scope, refers_to, at, proof,
            phone || ' ' || scope || ':' || refers_to
          from do_not_call_within
        ) as entry
        where %(after)s::text is null or place > %(after)s
        order by place limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def permission(
    conn: Connection, phone: str, *, purpose: str, campaign: UUID | None
) -> Permission:
    """All that decides about a dial, at once: it is asked while the number is locked."""
    (row,) = await found(
        conn,
        Permission,
        """
        select exists (select from do_not_call where phone = any(%(names)s))
          or exists (
            select from do_not_call_within where phone = any(%(names)s)
              and (scope, refers_to) in (('purpose', %(purpose)s), ('campaign', %(campaign)s))
          ) as forbidden,
          array(
            select to_jsonb(given) from (
              select id, phone, purpose, source, proof, noted_by, given_at, expires_at, revoked_at,
                revoked_source, revoked_by
              from consent where phone = %(phone)s and purpose = %(purpose)s order by given_at, id
            ) as given
          ) as consents
        """,
        {
            "phone": phone,
            "names": names(phone),
            "purpose": purpose,
            "campaign": str(campaign) if campaign else None,
        },
    )
    return row


async def erase_forbidden(conn: Connection, phone: str, now: datetime) -> None:
    """Suppress the number by its hash from now on, as of its first entry if it has one."""
    await conn.execute(
        """
        with known as (
          delete from do_not_call where phone = %(phone)s returning source, at
        ), narrow as (
          delete from do_not_call_within where phone = %(phone)s
        )
        insert into do_not_call (phone, source, scope, at)
        select %(hash)s, coalesce(max(source), 'erasure'), 'all',
          coalesce(max(at), %(now)s) from known
        on conflict (phone) do nothing
        """,
        {"phone": phone, "hash": hashed(phone), "now": now},
    )
    await conn.execute(
        """
        update do_not_call_history set phone = %(hash)s, reason = null, proof = null
        where phone = %(phone)s
        """,
        {"phone": phone, "hash": hashed(phone)},
    )
