"""Whose voices the account has, as the vendor listed them last: SQL."""

from collections.abc import Sequence
from datetime import datetime

from psycopg.rows import class_row

from functions.speech.model import Listing
from shared.db.pool import Connection
from shared.ports import Offered


async def claim(conn: Connection, now: datetime, until: datetime) -> bool:
    """Whether the vendor is to be asked now. Nobody else asks it before `until`."""
    cursor = await conn.execute(
        """
        insert into voice_list (due_at) values (%(until)s)
        on conflict (only_one) do update set due_at = excluded.due_at
        where voice_list.due_at <= %(now)s
        """,
        {"now": now, "until": until},
    )
    return cursor.rowcount == 1


async def listing(conn: Connection) -> Listing | None:
    """How it went; None where nobody has asked yet."""
    async with conn.cursor(row_factory=class_row(Listing)) as cursor:
        await cursor.execute("select listed_at, due_at, failures, reason from voice_list")
        return await cursor.fetchone()


async def listing_for_update(conn: Connection) -> Listing:
    """The same, once it was claimed, and nobody else changes it until this transaction ends."""
    async with conn.cursor(row_factory=class_row(Listing)) as cursor:
        await cursor.execute(
            "select listed_at, due_at, failures, reason from voice_list for update"
        )
        found = await cursor.fetchone()
    assert found is not None
    return found


async def set_listing(conn: Connection, listing: Listing) -> None:
    """Keep how it went."""
    await conn.execute(
        """
        update voice_list set listed_at = %(listed_at)s, due_at = %(due_at)s,
          failures = %(failures)s, reason = %(reason)s
        """,
        listing.model_dump(),
    )


async def put_offered(conn: Connection, offered: Sequence[Offered], now: datetime) -> None:
    """Keep what was listed just now, in place of what was known of these."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into offered_voice (id, name, languages, about, seen_at)
            values (%(id)s, %(name)s, %(languages)s, %(about)s, %(now)s)
            on conflict (id) do update set name = excluded.name, languages = excluded.languages,
              about = excluded.about, seen_at = excluded.seen_at, gone_at = null
            """,
            [
                {**each.model_dump(), "languages": list(each.languages), "now": now}
                for each in offered
            ],
        )


async def mark_gone(conn: Connection, now: datetime) -> int:
    """What was not listed just now went away. How many did."""
    cursor = await conn.execute(
        "update offered_voice set gone_at = %(now)s where seen_at < %(now)s and gone_at is null",
        {"now": now},
    )
    return cursor.rowcount


async def offered(conn: Connection) -> list[Offered]:
    """Those that are there, by name."""
    async with conn.cursor(row_factory=class_row(Offered)) as cursor:
        await cursor.execute(
            """
            select id, name, languages, about from offered_voice where gone_at is null
            order by name, id
            """
        )
        return await cursor.fetchall()
