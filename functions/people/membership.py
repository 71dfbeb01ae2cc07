"""All SQL over lists and who is on them."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from functions.people.model import ContactList, Known, ListMember
from shared.db.pool import Connection
from shared.db.rows import found


async def add_list(conn: Connection, new: ContactList) -> bool:
    """False where a list has that name, in whatever case."""
    cursor = await conn.execute(
        """
        insert into contact_list (id, name, created_at)
        values (%(id)s, %(name)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        new.model_dump(),
    )
    return cursor.rowcount == 1


async def list_named(conn: Connection, name: str) -> ContactList | None:
    rows = await found(
        conn,
        ContactList,
        """
        select id, name, created_at,
          (select count(*) from list_member where list_id = contact_list.id) as size
        from contact_list where lower(name) = lower(%(name)s)
        """,
        {"name": name},
    )
    return rows[0] if rows else None


async def contact_list(conn: Connection, list_id: UUID) -> ContactList | None:
    rows = await found(
        conn,
        ContactList,
        """
        select id, name, created_at,
          (select count(*) from list_member where list_id = contact_list.id) as size
        from contact_list where id = %(id)s
        """,
        {"id": list_id},
    )
    return rows[0] if rows else None


async def list_page(conn: Connection, after: UUID | None, limit: int) -> list[ContactList]:
    """The newest first."""
    return await found(
        conn,
        ContactList,
        """
        select id, name, created_at,
          (select count(*) from list_member where list_id = contact_list.id) as size
        from contact_list where %(after)s::uuid is null or id < %(after)s
        order by id desc limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def add_members(
    conn: Connection, list_id: UUID, variables: dict[UUID, dict[str, str]]
) -> set[UUID]:
    """Put contacts on a list; those who were not on it. In order, against deadlocks."""
    members = [{"id": str(one), "variables": said} for one, said in variables.items()]
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(
            """
            insert into list_member (list_id, contact_id, variables)
            select %s, id, variables
            from jsonb_to_recordset(%s) as new (id uuid, variables jsonb)
            order by id
            on conflict (list_id, contact_id) do nothing
            returning contact_id
            """,
            (list_id, Jsonb(members)),
        )
        return {contact_id for (contact_id,) in await cursor.fetchall()}


async def listed(conn: Connection, list_id: UUID, phones: Sequence[str]) -> set[str]:
    """Which of these numbers stand on the list."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(
            """
            select c.phone from list_member m join contact c on c.id = m.contact_id
            where m.list_id = %s and c.phone = any(%s)
            """,
            (list_id, list(phones)),
        )
        return {phone for (phone,) in await cursor.fetchall()}


async def remove_members(conn: Connection, list_id: UUID, ids: Sequence[UUID]) -> int:
    """Take contacts off a list; how many stood on it."""
    cursor = await conn.execute(
        "delete from list_member where list_id = %s and contact_id = any(%s)", (list_id, list(ids))
    )
    return cursor.rowcount


async def members(
    conn: Connection, list_id: UUID, after: UUID | None, limit: int
) -> list[ListMember]:
    return await found(
        conn,
        ListMember,
        """
        select c.id, c.name, c.phone, c.language, c.zones, c.created_at, c.version, m.variables
        from list_member m join contact c on c.id = m.contact_id
        where m.list_id = %(list_id)s and (%(after)s::uuid is null or m.contact_id > %(after)s)
        order by m.contact_id limit %(limit)s
        """,
        {"list_id": list_id, "after": after, "limit": limit},
    )


async def sample(conn: Connection, list_id: UUID, chance: str, limit: int) -> list[ListMember]:
    """Some of the list, others for another `chance`."""
    return await found(
        conn,
        ListMember,
        """
        with chosen as (
          select contact_id, variables from list_member where list_id = %(list_id)s
          order by md5(contact_id::text || %(chance)s) limit %(limit)s
        )
        select c.id, c.name, c.phone, c.language, c.zones, c.created_at, c.version, m.variables
        from chosen m join contact c on c.id = m.contact_id
        """,
        {"list_id": list_id, "chance": chance, "limit": limit},
    )


async def known(conn: Connection, list_id: UUID) -> list[Known]:
    """Which columns are filled, for how many of each language."""
    return await found(
        conn,
        Known,
        """
        select c.language, filled.columns, count(*) as people
        from list_member m join contact c on c.id = m.contact_id,
          lateral (
            select coalesce(array_agg(key order by key), '{}') as columns
            from jsonb_each_text(m.variables) where btrim(value) <> ''
          ) as filled
        where m.list_id = %(list_id)s
        group by c.language, filled.columns
        """,
        {"list_id": list_id},
    )


async def lists_of(conn: Connection, contact_id: UUID) -> dict[str, dict[str, str]]:
    """The lists somebody stands on, and what each says of them."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(
            """
            select l.name, m.variables from list_member m join contact_list l on l.id = m.list_id
            where m.contact_id = %s order by l.name
            """,
            (contact_id,),
        )
        return dict(await cursor.fetchall())
