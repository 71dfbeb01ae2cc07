"""Reads once a minute how the whole system is, and tells those who listen.

PostgreSQL knows all of it: no domain counts beside its work.
"""

from datetime import datetime, timedelta

from functions.allowances import service as allowances
from functions.calls import service as calls
from functions.knowledge import service as knowledge
from functions.ops import poison
from functions.sla import service as sla
from functions.speech import service as speech
from shared import outbox, telemetry
from shared.db.pool import Connection, Database
from shared.ports import Clock, Embeddings

MINUTE = timedelta(minutes=1)


async def measure(db: Database, clock: Clock, embeddings: Embeddings) -> None:
    """The gauges as they are now, and what was counted in the last whole minute.

    A minute in which this does not run is not counted.
    """
    now = clock.now()
    await _queues(db, clock)
    async with db.transaction() as conn:
        telemetry.measured("outbox.waiting", await outbox.waiting(conn))
        telemetry.measured("index.lag", await knowledge.waiting(conn, embeddings))
        await _dialling(conn, now)
        await _spoken(conn, now)
        await _breaches(conn, now)
    for state, count in db.connections().items():
        telemetry.measured("db.connections", count, state=state)


async def _queues(db: Database, clock: Clock) -> None:
    for queue in await poison.states(db, clock):
        telemetry.measured("queue.depth", queue.depth, queue=queue.name)
        telemetry.measured("queue.poison", queue.poison_depth, queue=queue.name)
        telemetry.measured("queue.age", queue.oldest_age_s or 0, queue=queue.name)


async def _dialling(conn: Connection, now: datetime) -> None:
    telemetry.measured("dial.backlog_age", await calls.backlog_age(conn, now))
    telemetry.measured("dialling.paused", 1 if await allowances.paused(conn) else 0)
    for currency, spent in (await allowances.spent_today(conn, now)).items():
        telemetry.measured("call.spent_today", spent, currency=currency)


async def _spoken(conn: Connection, now: datetime) -> None:
    usage = await speech.usage(conn, since=now.date())
    for each in usage.days:
        by = {"speaker": each.speaker, "voice": each.voice}
        telemetry.measured("speech.spent_today", each.spent_micro, **by)
        telemetry.measured("speech.sentences_today", each.syntheses, **by, origin="vendor")
        telemetry.measured("speech.sentences_today", each.hits, **by, origin="cache")
        made, kept = each.characters_synthesized, each.characters_cached
        telemetry.measured("speech.characters_today", made, **by, origin="vendor")
        telemetry.measured("speech.characters_today", kept, **by, origin="cache")
    for passed in usage.passed_over:
        by = {"speaker": passed.speaker, "reason": passed.reason}
        telemetry.measured("speech.fallbacks_today", passed.times, **by)


async def _breaches(conn: Connection, now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    found = await sla.breaches(conn, minute - MINUTE, minute)
    for kind, count in found.items():
        telemetry.counted("sla.breached", count, kind=kind)
