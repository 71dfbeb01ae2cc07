"""Keeps the machinery running, and tells how it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from functions.ops import store
from functions.ops.model import Alert
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Problem
from shared.messages import RaiseAlert, RebuildIndex
from shared.outbox import Relay
from shared.ports import Clock
from shared.value import Value

log = logging.getLogger(__name__)

DEADLINE = 1.0
"""Seconds a dependency has to answer before it counts as away."""


type Checks = Mapping[str, Callable[[], Awaitable[object]]]
"""How to ask each whether it answers."""


class Health(Value):
    """Which of the things we rely on answer. `ready` when those do that nothing stands in for."""

    ready: bool
    checks: dict[str, str]


async def sweep_outbox(db: Database, relay: Relay) -> int:
    """Publish what a crash, or a queue's bad minute, left in the outbox."""
    return await relay.sweep(db)


async def waiting(db: Database) -> int:
    """How many messages have not left yet."""
    async with db.transaction() as conn:
        return await outbox.waiting(conn)


async def raise_alert(db: Database, message: RaiseAlert) -> None:
    """Keep it for people, and tell the log, which Azure Monitor watches. Told twice, said once."""
    told = message.model_dump(exclude={"message_id"})
    alert = Alert(id=message.message_id, **told)
    async with db.transaction() as conn:
        is_new = await store.add(conn, alert)
    if is_new:
        ids = {"alert_id": str(alert.id), "subject_id": str(alert.subject_id), "what": alert.what}
        log.error("alert from %s: %s", alert.source, alert.what, extra=ids)


async def alerts(
    conn: Connection, *, after: UUID | None, limit: int, only_open: bool
) -> list[Alert]:
    """The newest first, from the one after `after`."""
    return await store.recent(conn, after, limit, only_open=only_open)


async def acknowledge(db: Database, clock: Clock, alert_id: UUID, *, actor: str) -> Alert:
    """Somebody has seen it. Who was first, stays. Raises `NotFound`."""
    async with db.transaction() as conn:
        alert = await store.acknowledge(conn, alert_id, actor, clock.now())
    if alert is None:
        raise NotFound("No such alert.", alert_id=str(alert_id))
    return alert


async def rebuild_index(db: Database, clock: Clock) -> None:
    """Have the serving copy of the vectors made anew; searches answer from PostgreSQL meanwhile."""
    async with db.transaction() as conn:
        await outbox.put(conn, RebuildIndex.new(clock.now()))


async def health(needed: Checks, helpful: Checks | None = None) -> Health:
    """Ask everybody at once. Without what is only helpful we work on, slower or later."""
    checks = {**needed, **(helpful or {})}
    answers = await asyncio.gather(*(_ask(check) for check in checks.values()))
    found = dict(zip(checks, answers, strict=True))
    return Health(ready=all(found[name] == "ok" for name in needed), checks=found)


async def _ask(check: Callable[[], Awaitable[object]]) -> str:
    try:
        async with asyncio.timeout(DEADLINE):
            await check()
    except TimeoutError:
        return f"no answer within {DEADLINE:g} s"
    except Problem as problem:
        return problem.detail
    return "ok"
