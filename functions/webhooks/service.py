"""Tells other people's systems what happened here, signed, in order, until it arrived."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from functions.audit import service as audit
from functions.audit.model import By, Deed
from functions.webhooks import model, store
from functions.webhooks.model import (
    FINE,
    OVERLAP,
    Delivery,
    Event,
    Parcel,
    Secret,
    State,
    Try,
    Wanted,
    Webhook,
)
from functions.webhooks.store import Made
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Rejected, VendorProblem
from shared.messages import DeliverWebhooks, RaiseAlert
from shared.ports import Clock, Receivers
from shared.records import as_seen, rewritten, there
from shared.value import Value, new_id

log = logging.getLogger(__name__)

ANSWER = 10.0
"""Seconds a receiver has to answer."""
LEASE = timedelta(minutes=1)
"""After how long somebody else may take what was taken to be sent. More than `ANSWER`."""
AT_ONCE, ROUNDS = 10, 20
KEPT = timedelta(days=30)
MOST_FORGOTTEN = 1000
MOST_NUDGED = 100
ROTATED = "webhook.secret_rotated"


async def announce(
    conn: Connection, now: datetime, event: Event, resource_id: UUID, data: Mapping[str, Any]
) -> None:
    """Tell whoever wants to hear of it, once this transaction is committed.

    `data` holds nothing of a person: it leaves us for good, and is read from the API by who may.
    """
    for webhook_id in await store.listening(conn, event):
        await _queue(conn, _made(webhook_id, event, now, resource_id, data))


def _made(
    webhook_id: UUID, event: Event, now: datetime, resource_id: UUID, data: Mapping[str, Any]
) -> Made:
    body = json.dumps(model.written(event, now, data), ensure_ascii=False, separators=(",", ":"))
    about = {"event": event, "resource_id": resource_id, "body": body, "at": now}
    return Made(id=new_id(now), webhook_id=webhook_id, **about)


async def _queue(conn: Connection, made: Made) -> None:
    await store.queue(conn, [made])
    await outbox.put(conn, DeliverWebhooks.new(made.at, webhook_id=made.webhook_id))


async def add(
    db: Database, clock: Clock, wanted: Wanted, by: By, *, private: bool
) -> tuple[Webhook, Secret]:
    """Let somebody hear of things. The secret is told this once. Raises `Invalid`."""
    model.check_address(wanted.url, private=private)
    now = clock.now()
    record = {"id": new_id(now), "version": 1, "created_at": now, "created_by": by.name}
    webhook = Webhook(**wanted.model_dump(), **record)
    secret = model.new_secret()
    async with db.transaction() as conn:
        await store.add(conn, webhook, secret)
        await audit.note_record(conn, by, "webhook", (None, webhook), now)
    return webhook, Secret(secret=secret, old_secret_until=None)


async def page(db: Database, *, before: UUID | None, limit: int) -> list[Webhook]:
    """The newest first."""
    async with db.transaction() as conn:
        return await store.page(conn, before, limit)


async def webhook(db: Database, webhook_id: UUID) -> Webhook:
    """One. Raises `NotFound`."""
    async with db.transaction() as conn:
        return there("webhook", await store.get(conn, webhook_id))


class Change(Value):
    """Who changes a webhook, and which version they have seen."""

    by: By
    seen: int


async def rewrite(
    db: Database, clock: Clock, webhook_id: UUID, wanted: Wanted, change: Change, *, private: bool
) -> Webhook:
    """Let it read like that. Raises `NotFound`, `Stale` and `Invalid`."""
    model.check_address(wanted.url, private=private)
    async with db.transaction() as conn:
        before = await store.lock(conn, webhook_id)
        after = rewritten("webhook", before, wanted, change.seen)
        await store.save(conn, after)
        await audit.note_record(conn, change.by, "webhook", (before, after), clock.now())
    return after


async def remove(db: Database, clock: Clock, webhook_id: UUID, change: Change) -> None:
    """Tell them no more, and forget what they were told. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = as_seen("webhook", await store.lock(conn, webhook_id), change.seen)
        await store.remove(conn, webhook_id)
        await audit.note_record(conn, change.by, "webhook", (gone, None), clock.now())


async def rotate(db: Database, clock: Clock, webhook_id: UUID, by: By) -> Secret:
    """Another secret, told this once; for a day the one before signs, too. Raises `NotFound`."""
    secret, now = model.new_secret(), clock.now()
    until = now + OVERLAP
    async with db.transaction() as conn:
        there("webhook", await store.lock(conn, webhook_id))
        await store.rotate(conn, webhook_id, secret, until)
        await audit.note(conn, by, Deed(action=ROTATED, subject=str(webhook_id)), now)
    return Secret(secret=secret, old_secret_until=until)


async def test(db: Database, clock: Clock, webhook_id: UUID, by: str) -> Delivery:
    """Send something that only says that it is a test. Raises `NotFound`."""
    now = clock.now()
    async with db.transaction() as conn:
        there("webhook", await store.get(conn, webhook_id))
        made = _made(webhook_id, Event.TEST, now, new_id(now), {"asked_by": by})
        await _queue(conn, made)
        return await _delivery(conn, made.id)


async def replay(db: Database, clock: Clock, delivery_id: UUID) -> Delivery:
    """Send it once more, as it was, under an id of its own. Raises `NotFound`."""
    now = clock.now()
    async with db.transaction() as conn:
        was = await _delivery(conn, delivery_id)
        again = Made(
            id=new_id(now),
            webhook_id=was.webhook_id,
            event=was.event,
            resource_id=was.resource_id,
            body=was.body,
            at=now,
            replay_of=was.id,
        )
        await _queue(conn, again)
        return await _delivery(conn, again.id)


async def _delivery(conn: Connection, delivery_id: UUID) -> Delivery:
    found = await store.delivery(conn, delivery_id)
    if found is None:
        raise NotFound("There is no such delivery. Look for it in the webhook's list.")
    return found


async def deliveries(db: Database, webhook_id: UUID, *, before: int, limit: int) -> list[Delivery]:
    """What was sent, or is to be, the newest first. Raises `NotFound`."""
    async with db.transaction() as conn:
        there("webhook", await store.get(conn, webhook_id))
        return await store.deliveries(conn, webhook_id, before=before, limit=limit)


async def deliver(db: Database, receivers: Receivers, clock: Clock, webhook_id: UUID) -> None:
    """Send what is due to one webhook, of each resource the oldest first.

    Where a whole round finds nobody, the rest waits for the sweep: the receiver is away.
    """
    for _ in range(ROUNDS):
        now = clock.now()
        async with db.transaction() as conn:
            mine = await store.claim(conn, webhook_id, now, now + LEASE, count=AT_ONCE)
        if not mine:
            return
        arrived = await asyncio.gather(*(_send(db, receivers, clock, each) for each in mine))
        if not any(arrived):
            return
    async with db.transaction() as conn:
        await outbox.put(conn, DeliverWebhooks.new(clock.now(), webhook_id=webhook_id))


async def _send(db: Database, receivers: Receivers, clock: Clock, parcel: Parcel) -> bool:
    """One try. Whether it arrived. Told twice, it has the same id, by which a receiver knows it."""
    now, begun = clock.now(), time.monotonic()
    status, problem, is_hopeless = None, None, False
    try:
        status = await receivers.post(
            parcel.url, parcel.body, model.headers(parcel, now), deadline=ANSWER
        )
    except VendorProblem as refusal:
        problem, is_hopeless = refusal.detail, isinstance(refusal, Rejected)
    spent = round((time.monotonic() - begun) * 1000)
    told = Try(number=parcel.tries, at=now, status=status, problem=problem, milliseconds=spent)
    again = None if is_hopeless else model.again_at(parcel, status, now)
    async with db.transaction() as conn:
        await store.note(conn, parcel.id, told)
        return await _settle(conn, parcel, status, again, clock.now())


async def _settle(
    conn: Connection, parcel: Parcel, status: int | None, again: datetime | None, now: datetime
) -> bool:
    if status in FINE:
        await store.finish(conn, parcel, State.DELIVERED, now)
        await store.set_well(conn, parcel.webhook_id)
        return True
    if again:
        await store.postpone(conn, parcel, again)
        return False
    await store.finish(conn, parcel, State.FAILED, now)
    if await store.set_failing(conn, parcel.webhook_id, now):
        await outbox.put(conn, _alert(parcel, now))
    return False


def _alert(parcel: Parcel, now: datetime) -> RaiseAlert:
    return RaiseAlert.new(
        now,
        at=now,
        source="webhooks",
        subject_id=parcel.webhook_id,
        what="webhook_given_up",
        text="A webhook took no delivery for a day, or said that it wants none. "
        "See its deliveries, mend what they name, and replay what is missing.",
    )


async def sweep(db: Database, clock: Clock) -> None:
    """Bring up again what is due, and forget what is old."""
    now = clock.now()
    async with db.transaction() as conn:
        late = await store.due(conn, now, limit=MOST_NUDGED)
        await _nudge(conn, late, now)
        await store.forget(conn, now - KEPT, limit=MOST_FORGOTTEN)


async def _nudge(conn: Connection, webhook_ids: Sequence[UUID], now: datetime) -> None:
    if webhook_ids:
        await outbox.put(conn, *(DeliverWebhooks.new(now, webhook_id=id_) for id_ in webhook_ids))
