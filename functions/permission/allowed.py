"""All SQL of what people allow."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import scalar_row
from pydantic import TypeAdapter

from functions.permission.model import Consent, hashed
from shared.db.pool import Connection
from shared.db.rows import found

CONSENTS = TypeAdapter(list[Consent])


async def add_consents(
    conn: Connection, consents: Sequence[Consent], import_id: UUID | None
) -> None:
    """A consent taken back, or still in force, is not given again by a list."""
    await conn.execute(
        """
        insert into consent (id, phone, purpose, source, noted_by, given_at, expires_at, import_id)
        select id, phone, purpose, source, noted_by, given_at, expires_at, %s
        from jsonb_to_recordset(%s::jsonb) as new (id uuid, phone text, purpose text, source text,
          noted_by text, given_at timestamptz, expires_at timestamptz)
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
        insert into consent (id, phone, purpose, source, proof, noted_by, given_at, expires_at)
        values (%(id)s, %(phone)s, %(purpose)s, %(source)s, %(proof)s, %(noted_by)s, %(given_at)s,
          %(expires_at)s)
        """,
        consent.model_dump(),
    )


async def consents(conn: Connection, phone: str) -> list[Consent]:
    """The oldest first."""
    return await found(
        conn,
        Consent,
        """
        select id, phone, purpose, source, proof, noted_by, given_at, expires_at, revoked_at,
          revoked_source, revoked_by
        from consent where phone = %(phone)s order by given_at, id
        """,
        {"phone": phone},
    )


async def agreed(conn: Connection, phones: Sequence[str]) -> set[str]:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select distinct phone from consent where phone = any(%s)", (list(phones),)
        )
        return set(await cursor.fetchall())


async def revoke(
    conn: Connection, ended: Sequence[tuple[str, str | None, str]], *, by: str, now: datetime
) -> int:
    """Take back what numbers agreed to: (phone, purpose or all, source). How many that ends."""
    cursor = await conn.execute(
        """
        update consent set revoked_at = %(now)s, revoked_source = ended.source, revoked_by = %(by)s
        from unnest(%(phones)s::text[], %(purposes)s::text[], %(sources)s::text[])
          as ended (phone, purpose, source)
        where consent.phone = ended.phone and revoked_at is null
          and consent.purpose = coalesce(ended.purpose, consent.purpose)
        """,
        {
            "phones": [phone for phone, _, _ in ended],
            "purposes": [purpose for _, purpose, _ in ended],
            "sources": [source for _, _, source in ended],
            "by": by,
            "now": now,
        },
    )
    return cursor.rowcount


async def erase_consents(conn: Connection, phone: str, now: datetime) -> int:
    """That somebody agreed, to what and when, stays provable; who it was and by what words not."""
    cursor = await conn.execute(
        """
        update consent set phone = %(hash)s, proof = null, source = 'erased',
          revoked_at = coalesce(revoked_at, %(now)s),
          revoked_source = case when revoked_at is null then 'erasure' else 'erased' end
        where phone = %(phone)s
        """,
        {"phone": phone, "hash": hashed(phone), "now": now},
    )
    return cursor.rowcount
