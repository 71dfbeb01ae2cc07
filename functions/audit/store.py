"""All SQL on what was done, and on its seals."""

from collections.abc import Sequence

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.audit.model import By, Deed, Entry, Seal, Wanted
from shared.db.pool import Connection
from shared.db.rows import found
from shared.value import Instant

BEYOND_ALL = 2**62


async def add(conn: Connection, by: By, deed: Deed, at: Instant) -> None:
    """Write it down; it waits to be sealed."""
    await conn.execute(
        """
        with noted as (
          insert into audit_entry (at, actor_id, actor, action, subject, before, after)
          values (%(at)s, %(id)s, %(name)s, %(action)s, %(subject)s, %(before)s, %(after)s)
          returning position
        )
        insert into audit_waiting (position) select position from noted
        """,
        {
            **by.model_dump(),
            "at": at,
            "action": deed.action,
            "subject": deed.subject,
            "before": None if deed.before is None else Jsonb(deed.before),
            "after": None if deed.after is None else Jsonb(deed.after),
        },
    )


async def page(conn: Connection, wanted: Wanted) -> list[Entry]:
    """The newest first."""
    return await found(
        conn,
        Entry,
        """
        select entry.position, at, actor_id, actor, action, subject, before, after,
          number, encode(digest, 'hex') as digest
        from audit_entry as entry left join audit_seal using (position)
        where position < %(before)s
          and (%(actor)s::text is null or actor = %(actor)s)
          and (%(action)s::text is null or action = %(action)s)
          and (%(subject)s::text is null or subject = %(subject)s)
        order by position desc limit %(limit)s
        """,
        {**wanted.model_dump(), "before": wanted.before or BEYOND_ALL},
    )


async def take_the_chain(conn: Connection) -> None:
    """Nobody else seals until this transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('audit_seal', 0))")


async def last(conn: Connection) -> Seal | None:
    """The last link."""
    async with conn.cursor(row_factory=class_row(Seal)) as cursor:
        await cursor.execute(
            "select number, position, digest from audit_seal order by number desc limit 1"
        )
        return await cursor.fetchone()


async def unsealed(conn: Connection, count: int) -> list[Entry]:
    """What waits to be sealed: all of it is committed, whoever was first to begin."""
    return await found(
        conn,
        Entry,
        """
        select position, at, actor_id, actor, action, subject, before, after
        from audit_waiting join audit_entry using (position) order by position limit %(count)s
        """,
        {"count": count},
    )


async def seal(conn: Connection, seals: Sequence[Seal]) -> None:
    """Keep these links; what they seal waits no more."""
    positions = [each.position for each in seals]
    await conn.execute(
        """
        insert into audit_seal (number, position, digest)
        select number, position, digest
        from unnest(%s::bigint[], %s::bigint[], %s::bytea[]) as seal (number, position, digest)
        """,
        ([each.number for each in seals], positions, [each.digest for each in seals]),
    )
    await conn.execute("delete from audit_waiting where position = any(%s)", (positions,))


async def chained(conn: Connection, after: int, count: int) -> list[Entry]:
    """Sealed entries in the order of the chain, after that number."""
    return await found(
        conn,
        Entry,
        """
        select position, at, actor_id, actor, action, subject, before, after,
          number, encode(digest, 'hex') as digest
        from audit_seal join audit_entry using (position)
        where number > %(after)s order by number limit %(count)s
        """,
        {"after": after, "count": count},
    )


async def counted(conn: Connection) -> tuple[int, int, int]:
    """How many entries there are, how many seals, and how many wait."""
    cursor = await conn.execute(
        """
        select (select count(*) from audit_entry), (select count(*) from audit_seal),
          (select count(*) from audit_waiting)
        """
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1], row[2]
