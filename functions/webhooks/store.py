"""All SQL on webhooks and their deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from functions.webhooks.model import Delivery, Event, Parcel, State, Try, Webhook
from shared.db.pool import Connection
from shared.db.rows import found
from shared.value import Value


class Made(Value):
    """A delivery to be written down."""

    id: UUID
    webhook_id: UUID
    event: Event
    resource_id: UUID
    body: str
    at: datetime
    replay_of: UUID | None = None


async def add(conn: Connection, webhook: Webhook, secret: str) -> None:
    await conn.execute(
        """
        insert into webhook (
          id, name, url, events, enabled, secret, created_by, created_at, version
        ) values (%(id)s, %(name)s, %(url)s, %(events)s, %(enabled)s, %(secret)s, %(created_by)s,
          %(created_at)s, %(version)s)
        """,
        {**webhook.model_dump(), "events": list(webhook.events), "secret": secret},
    )


async def get(conn: Connection, webhook_id: UUID) -> Webhook | None:
    rows = await found(
        conn,
        Webhook,
        """
        select id, name, url, events, enabled, failing_since, old_secret_until, created_by,
          created_at, version
        from webhook where id = %(id)s
        """,
        {"id": webhook_id},
    )
    return rows[0] if rows else None


async def lock(conn: Connection, webhook_id: UUID) -> Webhook | None:
    """One, which nobody else changes until this transaction ends."""
    rows = await found(
        conn,
        Webhook,
        """
        select id, name, url, events, enabled, failing_since, old_secret_until, created_by,
          created_at, version
        from webhook where id = %(id)s for update
        """,
        {"id": webhook_id},
    )
    return rows[0] if rows else None


async def page(conn: Connection, before: UUID | None, limit: int) -> list[Webhook]:
    """The newest first."""
    return await found(
        conn,
        Webhook,
        """
        select id, name, url, events, enabled, failing_since, old_secret_until, created_by,
          created_at, version
        from webhook where %(before)s::uuid is null or id < %(before)s
        order by id desc limit %(limit)s
        """,
        {"before": before, "limit": limit},
    )


async def save(conn: Connection, webhook: Webhook) -> None:
    await conn.execute(
        """
        update webhook set name = %(name)s, url = %(url)s, events = %(events)s,
          enabled = %(enabled)s, version = %(version)s
        where id = %(id)s
        """,
        {**webhook.model_dump(), "events": list(webhook.events)},
    )


async def remove(conn: Connection, webhook_id: UUID) -> None:
    """Drop it with all that was sent to it, or was to be."""
    await conn.execute("delete from webhook where id = %s", (webhook_id,))


async def rotate(conn: Connection, webhook_id: UUID, secret: str, until: datetime) -> None:
    """Sign with another secret, and until then with the one before it."""
    await conn.execute(
        """
        update webhook set old_secret = secret, old_secret_until = %(until)s, secret = %(secret)s
        where id = %(id)s
        """,
        {"id": webhook_id, "secret": secret, "until": until},
    )


async def listening(conn: Connection, event: Event) -> list[UUID]:
    """Who wants to hear of that."""
    cursor = await conn.execute(
        "select id from webhook where enabled and %s = any(events)", (event,)
    )
    return [row[0] for row in await cursor.fetchall()]


async def queue(conn: Connection, made: Sequence[Made]) -> None:
    """Write deliveries down, to be sent at once."""
    await conn.cursor().executemany(
        """
        insert into webhook_delivery (
          id, webhook_id, event, resource_id, body, due_at, made_at, replay_of
        ) values (
          %(id)s, %(webhook_id)s, %(event)s, %(resource_id)s, %(body)s, %(at)s, %(at)s,
          %(replay_of)s
        )
        """,
        [each.model_dump() for each in made],
    )


async def claim(
    conn: Connection, webhook_id: UUID, now: datetime, until: datetime, *, count: int
) -> list[Parcel]:
    """Take some that are due: of each resource the oldest alone, so that they arrive in order.

    Whoever took them and died has lost them by `until`.
    """
    return await found(
        conn,
        Parcel,
        """
        with mine as (
          select id from webhook_delivery as each
          where state = 'waiting' and webhook_id = %(webhook_id)s and due_at <= %(now)s
            and exists (select from webhook where id = %(webhook_id)s and enabled)
            and not exists (
              select from webhook_delivery as earlier
              where earlier.state = 'waiting' and earlier.webhook_id = each.webhook_id
                and earlier.resource_id = each.resource_id and earlier.position < each.position
            )
          order by due_at, position limit %(count)s for update skip locked
        ), taken as (
          update webhook_delivery set due_at = %(until)s, tries = tries + 1
          from mine where mine.id = webhook_delivery.id and state = 'waiting'
          returning webhook_delivery.id, webhook_id, body, tries, made_at
        )
        select taken.id, webhook_id, url, body, tries, made_at, secret, old_secret,
          old_secret_until
        from taken join webhook on webhook.id = webhook_id
        """,
        {"webhook_id": webhook_id, "now": now, "until": until, "count": count},
    )


async def note(conn: Connection, delivery_id: UUID, told: Try) -> None:
    """Write a try down. One that is told again is no other."""
    await conn.execute(
        """
        insert into webhook_try (delivery_id, number, at, status, problem, milliseconds)
        values (%(delivery_id)s, %(number)s, %(at)s, %(status)s, %(problem)s, %(milliseconds)s)
        on conflict (delivery_id, number) do nothing
        """,
        {**told.model_dump(), "delivery_id": delivery_id},
    )


async def postpone(conn: Connection, parcel: Parcel, due_at: datetime) -> None:
    """Try again then, unless somebody else has it by now."""
    await conn.execute(
        """
        update webhook_delivery set due_at = %(due_at)s
        where id = %(id)s and state = 'waiting' and tries = %(tries)s
        """,
        {"id": parcel.id, "tries": parcel.tries, "due_at": due_at},
    )


async def finish(conn: Connection, parcel: Parcel, state: State, now: datetime) -> None:
    """It arrived, or is given up."""
    await conn.execute(
        """
        update webhook_delivery set state = %(state)s, finished_at = %(now)s
        where id = %(id)s and state = 'waiting'
        """,
        {"id": parcel.id, "state": state, "now": now},
    )


async def set_failing(conn: Connection, webhook_id: UUID, now: datetime) -> bool:
    """Remember that something was given up. False where that was so already."""
    cursor = await conn.execute(
        "update webhook set failing_since = %s where id = %s and failing_since is null",
        (now, webhook_id),
    )
    return cursor.rowcount == 1


async def set_well(conn: Connection, webhook_id: UUID) -> None:
    await conn.execute(
        "update webhook set failing_since = null where id = %s and failing_since is not null",
        (webhook_id,),
    )


async def due(conn: Connection, now: datetime, *, limit: int) -> list[UUID]:
    """Whom something is due to be sent to."""
    cursor = await conn.execute(
        """
        select id from webhook where enabled and exists (
          select from webhook_delivery
          where state = 'waiting' and due_at <= %s and webhook_id = webhook.id
        ) limit %s
        """,
        (now, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def deliveries(
    conn: Connection, webhook_id: UUID, *, before: int, limit: int
) -> list[Delivery]:
    """The newest first, each with its tries."""
    return await _told(
        conn,
        {"webhook_id": webhook_id, "id": None, "before": before, "limit": limit},
    )


async def delivery(conn: Connection, delivery_id: UUID) -> Delivery | None:
    rows = await _told(conn, {"webhook_id": None, "id": delivery_id, "before": 2**62, "limit": 1})
    return rows[0] if rows else None


async def _told(conn: Connection, given: dict[str, Any]) -> list[Delivery]:
    return await found(
        conn,
        Delivery,
        """
        select id, position, webhook_id, event, resource_id, body, state, due_at, made_at,
          finished_at, replay_of, (
            select coalesce(jsonb_agg(jsonb_build_object('number', number, 'at', at,
              'status', status, 'problem', problem, 'milliseconds', milliseconds)
              order by number), '[]')
            from webhook_try where delivery_id = webhook_delivery.id
          ) as tries
        from webhook_delivery
        where (webhook_id = %(webhook_id)s or id = %(id)s) and position < %(before)s
        order by position desc limit %(limit)s
        """,
        given,
    )


async def forget(conn: Connection, until: datetime, *, limit: int) -> int:
    """Drop what happened before that, whatever came of it. How many deliveries."""
    cursor = await conn.execute(
        """
        delete from webhook_delivery where id in (
          select id from webhook_delivery
          where made_at <= %s order by made_at limit %s
        )
        """,
        (until, limit),
    )
    return cursor.rowcount
