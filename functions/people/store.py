"""All SQL of contacts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import tuple_row
from pydantic import TypeAdapter

from functions.people.model import Contact
from shared.db.pool import Connection
from shared.db.rows import found


async def add_contact(conn: Connection, contact: Contact) -> bool:
    """False where the phone belongs to somebody already."""
    cursor = await conn.execute(
        """
        insert into contact (id, name, phone, language, zones, created_at, version)
        values (%(id)s, %(name)s, %(phone)s, %(language)s, %(zones)s, %(created_at)s, %(version)s)
        on conflict (phone) do nothing
        """,
        {**contact.model_dump(), "zones": list(contact.zones)},
    )
    return cursor.rowcount == 1


CONTACTS = TypeAdapter(list[Contact])


async def add_contacts(conn: Connection, contacts: Sequence[Contact]) -> set[str]:
    """Add those whose phone is unknown; the phones of these. In order, against deadlocks."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(
            """
            insert into contact (id, name, phone, language, zones, created_at)
            select id, name, phone, language, zones, created_at
            from jsonb_to_recordset(%s::jsonb) as new (id uuid, name text, phone text,
              language text, zones text[], created_at timestamptz)
            order by phone
            on conflict (phone) do nothing
            returning phone
            """,
            (CONTACTS.dump_json(list(contacts)).decode(),),
        )
        return {phone for (phone,) in await cursor.fetchall()}


async def contact_ids(conn: Connection, phones: Sequence[str]) -> dict[str, UUID]:
    """Whose numbers these are, as far as we know."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute("select phone, id from contact where phone = any(%s)", (list(phones),))
        return dict(await cursor.fetchall())


async def contacts_for_update(conn: Connection, phones: Sequence[str]) -> list[Contact]:
    """In order, against deadlocks."""
    return await found(
        conn,
        Contact,
        """
        select id, name, phone, language, zones, created_at, version
        from contact where phone = any(%(phones)s) order by phone for update
        """,
        {"phones": list(phones)},
    )


async def save_contacts(conn: Connection, contacts: Sequence[Contact]) -> None:
    """Contacts that this transaction has locked."""
    await conn.execute(
        """
        update contact set name = new.name, language = new.language, zones = new.zones,
          version = new.version
        from jsonb_to_recordset(%s::jsonb) as new (id uuid, name text, language text, zones text[],
          version int)
        where contact.id = new.id
        """,
        (CONTACTS.dump_json(list(contacts)).decode(),),
    )


async def remove_unused(conn: Connection, ids: Sequence[UUID]) -> int:
    """Remove contacts that nobody has changed and that are on no list; how many that were."""
    cursor = await conn.execute(
        """
        delete from contact where id = any(%s) and version = 1
          and not exists (select from list_member where contact_id = contact.id)
        """,
        (list(ids),),
    )
    return cursor.rowcount


async def save_contact(conn: Connection, contact: Contact) -> None:
    await conn.execute(
        """
        update contact set name = %(name)s, language = %(language)s, zones = %(zones)s,
          version = %(version)s
        where id = %(id)s
        """,
        {**contact.model_dump(), "zones": list(contact.zones)},
    )


async def contact_for_update(conn: Connection, contact_id: UUID) -> Contact | None:
    rows = await found(
        conn,
        Contact,
        """
        select id, name, phone, language, zones, created_at, version
        from contact where id = %(id)s and erased_at is null for update
        """,
        {"id": contact_id},
    )
    return rows[0] if rows else None


async def contacts(conn: Connection, ids: Sequence[UUID]) -> list[Contact]:
    return await found(
        conn,
        Contact,
        """
        select id, name, phone, language, zones, created_at, version
        from contact where id = any(%(ids)s) and erased_at is null order by id
        """,
        {"ids": list(ids)},
    )


async def contact_by_phone(conn: Connection, phone: str) -> Contact | None:
    rows = await found(
        conn,
        Contact,
        """
        select id, name, phone, language, zones, created_at, version
        from contact where phone = %(phone)s
        """,
        {"phone": phone},
    )
    return rows[0] if rows else None


async def contact_page(conn: Connection, after: UUID | None, limit: int) -> list[Contact]:
    return await found(
        conn,
        Contact,
        """
        select id, name, phone, language, zones, created_at, version
        from contact
        where erased_at is null and (%(after)s::uuid is null or id > %(after)s)
        order by id limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def erase_contact(conn: Connection, phone: str, now: datetime) -> int:
    """Leave a row without a person, which files and figures may refer to; on no list any more."""
    await conn.execute(
        """
        delete from list_member using contact
        where contact.id = list_member.contact_id and contact.phone = %s
        """,
        (phone,),
    )
    cursor = await conn.execute(
        """
        update contact set name = 'erased', phone = 'erased:' || id, zones = '{}',
          erased_at = %(now)s, version = version + 1
        where phone = %(phone)s
        """,
        {"phone": phone, "now": now},
    )
    return cursor.rowcount
