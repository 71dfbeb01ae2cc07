"""All SQL on mail that is held."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from functions.mail.model import Held, Inbound, Post
from shared.db.pool import Connection
from shared.db.rows import found
from shared.value import Instant, Value


class Shelved(Value):
    """A mail as it lies there. `id` is that of its row in `mail`, too."""

    id: UUID
    mail: dict[str, Any]
    files: int
    admitted_by: str | None


class Sender(Value):
    """How many mails of somebody are held."""

    address: str
    count: int


async def hold(conn: Connection, post: Post, mail: Inbound, kept: dict[str, Any]) -> None:
    await conn.execute(
        """
        insert into held_mail (id, address, mail, files, at)
        values (%(id)s, %(address)s, %(mail)s, %(files)s, %(at)s)
        """,
        {**post.model_dump(), "mail": Jsonb(kept), "files": len(mail.files)},
    )


async def with_files(conn: Connection, message_id: str) -> UUID | None:
    """The mail of that Message-ID, if it is held and has files."""
    cursor = await conn.execute(
        """
        select held_mail.id from held_mail join mail using (id)
        where direction = 'in' and message_id = %s and files > 0
        """,
        (message_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def count(conn: Connection, address: str) -> int:
    """How many of theirs are held."""
    cursor = await conn.execute(
        "select count(*) from held_mail where lower(address) = lower(%s)", (address,)
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def page(conn: Connection, after: UUID | None, limit: int) -> list[Held]:
    """The newest first."""
    return await found(
        conn,
        Held,
        """
        select id, address, mail ->> 'subject' as subject, mail ->> 'text' as text, files, at,
          admitted_by
        from held_mail where %(after)s::uuid is null or id < %(after)s
        order by id desc limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def of(conn: Connection, addresses: Collection[str]) -> list[Held]:
    """All of whoever has these addresses, the oldest first."""
    return await found(
        conn,
        Held,
        """
        select id, address, mail ->> 'subject' as subject, mail ->> 'text' as text, files, at,
          admitted_by
        from held_mail where lower(address) = any(%(addresses)s) order by id
        """,
        {"addresses": [each.strip().lower() for each in addresses]},
    )


async def senders(conn: Connection, limit: int) -> list[Sender]:
    """Whose mail is held, the most of it first."""
    return await found(
        conn,
        Sender,
        """
        select lower(address) as address, count(*) from held_mail
        group by 1 order by 2 desc, 1 limit %(limit)s
        """,
        {"limit": limit},
    )


async def ids_of(conn: Connection, address: str) -> list[UUID]:
    """The mails of theirs that nobody has let in yet."""
    cursor = await conn.execute(
        "select id from held_mail where lower(address) = lower(%s) and admitted_by is null",
        (address,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def admit(conn: Connection, ids: Sequence[UUID], actor: str) -> list[UUID]:
    """Say who lets them in. Those for which nobody had said so."""
    cursor = await conn.execute(
        """
        update held_mail set admitted_by = %s where id = any(%s) and admitted_by is null
        returning id
        """,
        (actor, list(ids)),
    )
    return [row[0] for row in await cursor.fetchall()]


async def is_admitted(conn: Connection) -> bool:
    """Whether something is to come in."""
    cursor = await conn.execute(
        "select exists (select from held_mail where admitted_by is not null)"
    )
    return await cursor.fetchone() == (True,)


async def admitted(conn: Connection, limit: int) -> list[Shelved]:
    """Some that are to come in. What failed before comes after the others."""
    return await found(
        conn,
        Shelved,
        """
        with mine as (
          select id from held_mail where admitted_by is not null
          order by tries, id limit %(limit)s for update skip locked
        )
        update held_mail set tries = tries + 1 from mine where mine.id = held_mail.id
        returning held_mail.id, mail, files, admitted_by
        """,
        {"limit": limit},
    )


async def is_waiting(conn: Connection, post_id: UUID) -> bool | None:
    """Whether it is neither an answer nor a request yet; nothing where it is gone.

    Nobody else lets it in until this transaction ends.
    """
    cursor = await conn.execute(
        """
        select kind = 'held' from mail join held_mail using (id) where id = %s for update of mail
        """,
        (post_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def take(conn: Connection, ids: Sequence[UUID]) -> list[Shelved]:
    """Hold these no more. Those that were: whoever comes second gets nothing."""
    return await found(
        conn,
        Shelved,
        "delete from held_mail where id = any(%(ids)s) returning id, mail, files, admitted_by",
        {"ids": list(ids)},
    )


async def erase(conn: Connection, addresses: Collection[str]) -> list[Shelved]:
    """Drop all of whoever has these addresses, and that it ever came."""
    return await found(
        conn,
        Shelved,
        """
        delete from mail using held_mail
        where held_mail.id = mail.id and lower(held_mail.address) = any(%(addresses)s)
        returning held_mail.id, held_mail.mail, files, admitted_by
        """,
        {"addresses": [each.strip().lower() for each in addresses]},
    )


async def old(conn: Connection, before: Instant, limit: int) -> list[UUID]:
    """Those that came before then, and that nobody lets in."""
    cursor = await conn.execute(
        "select id from held_mail where at <= %s and admitted_by is null order by at limit %s",
        (before, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def untold(conn: Connection, until: datetime) -> list[str]:
    """Of whom nothing more came since then: an address for each mail that nobody was told of."""
    cursor = await conn.execute(
        """
        with quiet as (
          select lower(address) as sender from held_mail where not told
          group by 1 having max(at) <= %s
        )
        update held_mail set told = true from quiet where lower(address) = sender and not told
        returning sender
        """,
        (until,),
    )
    return [row[0] for row in await cursor.fetchall()]
