"""All SQL on mail."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.mail.model import Kind, Post, State
from shared.db.pool import Connection
from shared.db.rows import found
from shared.value import Value


class Enclosing(Value):
    """A mail whose files are neither all kept nor all refused yet."""

    id: UUID
    ticket_id: UUID
    files_left: int


async def add(conn: Connection, post: Post, due_at: datetime | None = None) -> bool:
    """False where it is there already: the same mail in, or the same comment out."""
    cursor = await conn.execute(
        """
        insert into mail (
          id, direction, kind, message_id, ticket_id, entry, address, state, reason, due_at, at
        ) values (
          %(id)s, %(direction)s, %(kind)s, %(message_id)s, %(ticket_id)s, %(entry)s, %(address)s,
          %(state)s, %(reason)s, %(due_at)s, %(at)s
        )
        on conflict do nothing
        """,
        {**post.model_dump(), "due_at": due_at},
    )
    return cursor.rowcount == 1


async def sort(
    conn: Connection, post_id: UUID, kind: Kind, ticket_id: UUID | None, reason: str | None
) -> None:
    """Say what came in."""
    await conn.execute(
        """
        update mail set kind = %(kind)s, ticket_id = %(ticket_id)s, reason = %(reason)s
        where id = %(id)s
        """,
        {"id": post_id, "kind": kind, "ticket_id": ticket_id, "reason": reason},
    )


async def await_files(conn: Connection, post_id: UUID, count: int, now: datetime) -> None:
    """Note that so many files came with a mail, and are waited for from now on."""
    await conn.execute(
        "update mail set files_left = %s, files_since = %s where id = %s", (count, now, post_id)
    )


async def enclosing(conn: Connection, message_id: str) -> Enclosing | None:
    """The mail that came under that Message-ID, if its files are still to be kept."""
    mails = await found(
        conn,
        Enclosing,
        """
        select id, ticket_id, files_left from mail
        where direction = 'in' and message_id = %(message_id)s and files_left > 0
          and ticket_id is not null
        """,
        {"message_id": message_id},
    )
    return mails[0] if mails else None


async def settle_files(conn: Connection, post_id: UUID) -> bool:
    """Its files are kept or refused. False where that was known."""
    cursor = await conn.execute(
        "update mail set files_left = 0 where id = %s and files_left > 0", (post_id,)
    )
    return cursor.rowcount == 1


async def late_files(conn: Connection, until: datetime, count: int) -> list[Enclosing]:
    """Mails that came before then and whose files did not: nobody waits for these any more."""
    return await found(
        conn,
        Enclosing,
        """
        with late as (
          select id, files_left from mail
          where files_left > 0 and coalesce(files_since, at) <= %(until)s
          order by at limit %(count)s for update skip locked
        )
        update mail set files_left = 0 from late where late.id = mail.id
        returning mail.id, mail.ticket_id, late.files_left
        """,
        {"until": until, "count": count},
    )


async def count_from(conn: Connection, address: str, since: datetime) -> int:
    """How many mails came from there since then."""
    cursor = await conn.execute(
        """
        select count(*) from mail
        where lower(address) = lower(%s) and at > %s and direction = 'in'
        """,
        (address, since),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def last_ticket(conn: Connection, address: str) -> UUID | None:
    """The ticket that they wrote about last."""
    cursor = await conn.execute(
        """
        select ticket_id from mail
        where lower(address) = lower(%s) and direction = 'in' and ticket_id is not null
        order by at desc limit 1
        """,
        (address,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def has_receipt(conn: Connection, ticket_id: UUID) -> bool:
    """Whether whoever asked was told the number of the ticket, or is about to be."""
    cursor = await conn.execute(
        """
        select exists (
          select from mail where ticket_id = %s and kind = 'receipt' and direction = 'out'
        )
        """,
        (ticket_id,),
    )
    return bool((await cursor.fetchone() or (False,))[0])


async def count_receipts(conn: Connection, address: str, since: datetime) -> int:
    """How many receipts went there since then."""
    cursor = await conn.execute(
        """
        select count(*) from mail
        where lower(address) = lower(%s) and at > %s and kind = 'receipt'
        """,
        (address, since),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def answered(conn: Connection, message_ids: Sequence[str]) -> Post | None:
    """The mail of a ticket that has the first of these Message-IDs."""
    posts = await found(
        conn,
        Post,
        """
        select id, direction, kind, message_id, ticket_id, entry, address, state, reason, tries, at
        from mail where message_id = any(%(ids)s) and ticket_id is not null
        order by array_position(%(ids)s, message_id), direction desc limit 1
        """,
        {"ids": list(message_ids)},
    )
    return posts[0] if posts else None


async def thread(conn: Connection, post: Post) -> list[str]:
    """The Message-IDs of its ticket's mails before it, the oldest first."""
    cursor = await conn.execute(
        """
        select message_id from (
          select message_id, at, id from mail
          where ticket_id = %s and at <= %s and id <> %s and state in ('sent', 'taken')
          order by at desc, id desc limit 10
        ) as latest order by at, id
        """,
        (post.ticket_id, post.at, post.id),
    )
    return [row[0] for row in await cursor.fetchall()]


async def is_due(conn: Connection, now: datetime) -> bool:
    """Whether there is something to send."""
    cursor = await conn.execute(
        "select exists (select from mail where state = 'waiting' and due_at <= %s)", (now,)
    )
    return await cursor.fetchone() == (True,)


async def claim(conn: Connection, now: datetime, until: datetime, *, count: int) -> list[Post]:
    """Take some that are due. Whoever took them and died has lost them by `until`."""
    return await found(
        conn,
        Post,
        """
        with mine as (
          select id from mail where state = 'waiting' and due_at <= %(now)s
          order by due_at limit %(count)s for update skip locked
        )
        update mail set due_at = %(until)s, tries = tries + 1 from mine where mine.id = mail.id
        returning mail.id, direction, kind, message_id, ticket_id, entry, address, state, reason,
          tries, at
        """,
        {"now": now, "until": until, "count": count},
    )


async def set_sent(conn: Connection, post_id: UUID) -> None:
    await conn.execute(
        """
        update mail set state = 'sent', due_at = null, reason = null
        where id = %s and state = 'waiting'
        """,
        (post_id,),
    )


async def postpone(conn: Connection, post: Post, due_at: datetime, reason: str) -> None:
    """Try again then, unless somebody else has it by now."""
    await conn.execute(
        """
        update mail set due_at = %(due_at)s, reason = %(reason)s
        where id = %(id)s and state = 'waiting' and tries = %(tries)s
        """,
        {"id": post.id, "tries": post.tries, "due_at": due_at, "reason": reason},
    )


async def fail(
    conn: Connection, post_id: UUID, state: State, reason: str, *, was: Sequence[State]
) -> bool:
    """It did not arrive. False where that is known, or it is not in such a state."""
    cursor = await conn.execute(
        """
        update mail set state = %(state)s, due_at = null, reason = %(reason)s
        where id = %(id)s and state = any(%(was)s)
        """,
        {"id": post_id, "state": state, "reason": reason, "was": list(was)},
    )
    return cursor.rowcount == 1


async def of_person(
    conn: Connection, ticket_ids: Sequence[UUID], addresses: Sequence[str]
) -> list[Post]:
    """Mail about these tickets, or with these addresses, in small letters; the oldest first."""
    return await found(
        conn,
        Post,
        """
        select id, direction, kind, message_id, ticket_id, entry, address, state, reason, tries, at
        from mail where ticket_id = any(%(ids)s) or lower(address) = any(%(addresses)s)
        order by at, id
        """,
        {"ids": list(ticket_ids), "addresses": list(addresses)},
    )


async def erase(conn: Connection, ticket_ids: Sequence[UUID], addresses: Sequence[str]) -> int:
    """Forget where mail of these tickets went and came from; drop what else came from there."""
    given = {"ids": list(ticket_ids), "addresses": list(addresses)}
    await conn.execute(
        """
        delete from mail where ticket_id is null and kind <> 'held' and lower(address) in (
          select lower(address) from mail where ticket_id = any(%(ids)s) and address is not null
          union all select unnest(%(addresses)s::text[])
        )
        """,
        given,
    )
    cursor = await conn.execute(
        """
        update mail set address = null, message_id = 'erased-' || id, reason = null, due_at = null,
          files_left = 0,
          state = case when state = 'waiting' then 'failed' else state end
        where address is not null
          and (ticket_id = any(%(ids)s) or lower(address) = any(%(addresses)s))
        """,
        given,
    )
    return cursor.rowcount


async def forget(conn: Connection, until: datetime) -> int:
    """Drop what came before then, belongs to no ticket and is not held."""
    cursor = await conn.execute(
        "delete from mail where ticket_id is null and kind <> 'held' and at <= %s", (until,)
    )
    return cursor.rowcount
