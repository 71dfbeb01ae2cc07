"""All SQL of people: contacts and their lists, do-not-call, consent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row, tuple_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from functions.people.model import Consent, Contact, ContactList, DoNotCall, ListMember
from shared.db.pool import Connection
from shared.value import Value


async def found[T: Value](
    conn: Connection, kind: type[T], statement: LiteralString, given: dict[str, Any]
) -> list[T]:
    """Rows as values of that kind."""
    async with conn.cursor(row_factory=class_row(kind)) as cursor:
        await cursor.execute(statement, given)
        return await cursor.fetchall()


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
CONSENTS = TypeAdapter(list[Consent])


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
    """Remove contacts that nobody has changed, that are on no list, and of whom nothing is known.

    How many that were.
    """
    cursor = await conn.execute(
        """
        delete from contact where id = any(%s) and version = 1
          and not exists (select from list_member where contact_id = contact.id)
          and not exists (select from consent where phone = contact.phone)
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
        from contact where id = %(id)s for update
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
        from contact where id = any(%(ids)s) order by id
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
        from contact where %(after)s::uuid is null or id > %(after)s order by id limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def add_list(conn: Connection, new: ContactList) -> None:
    """Nothing happens where a list has that name, in whatever case."""
    await conn.execute(
        """
        insert into contact_list (id, name, created_at)
        values (%(id)s, %(name)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        new.model_dump(),
    )


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


async def forbid(conn: Connection, entry: DoNotCall) -> bool:
    """False where the number is forbidden already: the first entry stays as it is."""
    cursor = await conn.execute(
        """
        insert into do_not_call (phone, source, reason, scope, at, proof)
        values (%(phone)s, %(source)s, %(reason)s, %(scope)s, %(at)s, %(proof)s)
        on conflict (phone) do nothing
        """,
        entry.model_dump(),
    )
    return cursor.rowcount == 1


async def forbidden(conn: Connection, phones: Sequence[str]) -> list[DoNotCall]:
    return await found(
        conn,
        DoNotCall,
        """
        select phone, source, reason, scope, at, proof
        from do_not_call where phone = any(%(phones)s)
        """,
        {"phones": list(phones)},
    )


async def forbidden_page(conn: Connection, after: str | None, limit: int) -> list[DoNotCall]:
    return await found(
        conn,
        DoNotCall,
        """
        select phone, source, reason, scope, at, proof
        from do_not_call where %(after)s::text is null or phone > %(after)s
        order by phone limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def add_consents(
    conn: Connection, consents: Sequence[Consent], import_id: UUID | None
) -> None:
    """A consent taken back, or still in force, is not given again by a list."""
    await conn.execute(
        """
        insert into consent (id, phone, purpose, source, given_at, expires_at, import_id)
        select id, phone, purpose, source, given_at, expires_at, %s
        from jsonb_to_recordset(%s::jsonb) as new (id uuid, phone text, purpose text, source text,
          given_at timestamptz, expires_at timestamptz)
        where not exists (
          select from consent
          where consent.phone = new.phone and consent.purpose = new.purpose and (
            revoked_at is not null or consent.expires_at is null
            or consent.expires_at > new.given_at
          )
        )
        """,
        (import_id, CONSENTS.dump_json(list(consents)).decode()),
    )


async def remove_consents(conn: Connection, import_id: UUID) -> int:
    """Remove what a file told of, but for what was taken back since; how many these were."""
    cursor = await conn.execute(
        "delete from consent where import_id = %s and revoked_at is null", (import_id,)
    )
    return cursor.rowcount


async def add_consent(conn: Connection, consent: Consent) -> None:
    await conn.execute(
        """
        insert into consent (id, phone, purpose, source, given_at, expires_at)
        values (%(id)s, %(phone)s, %(purpose)s, %(source)s, %(given_at)s, %(expires_at)s)
        """,
        consent.model_dump(),
    )


async def consents(conn: Connection, phone: str) -> list[Consent]:
    """The oldest first."""
    return await found(
        conn,
        Consent,
        """
        select id, phone, purpose, source, given_at, expires_at, revoked_at
        from consent where phone = %(phone)s order by given_at, id
        """,
        {"phone": phone},
    )


async def revoke(conn: Connection, phone: str, purpose: str | None, now: datetime) -> int:
    """Take back what was agreed to, for one purpose or for all; how many consents that ends."""
    cursor = await conn.execute(
        """
        update consent set revoked_at = %(now)s
        where phone = %(phone)s and revoked_at is null
          and (%(purpose)s::text is null or purpose = %(purpose)s)
        """,
        {"phone": phone, "purpose": purpose, "now": now},
    )
    return cursor.rowcount
