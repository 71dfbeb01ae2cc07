"""Tells search again of tickets that it does not know as they now read.

A message that was lost, or failed for good, would leave a ticket unfound until its next change.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from functions.knowledge import learning
from functions.tickets import recent, store, telling
from functions.tickets.recent import Span
from shared import outbox
from shared.db.pool import Connection, Database
from shared.ports import Clock
from shared.value import first_id, new_id

log = logging.getLogger(__name__)

GRACE = timedelta(minutes=2)
"""How long a message may be on its way."""
LATELY, DAY = timedelta(minutes=2), timedelta(days=1)
"""How far back is looked every minute, and every hour: what fails again is not told for ever."""
BATCH, MOST = 1000, 500
"""Tickets that are compared at once, and that are told of in one look."""


async def retell(db: Database, clock: Clock, *, back: timedelta) -> int:
    """Compare what changed until `GRACE` ago with what search knows. How many are told again."""
    now = clock.now()
    span, after, told = _span(now - GRACE - back, now - GRACE), UUID(int=0), 0
    while told < MOST:
        async with db.transaction() as conn:
            found = await recent.changed(conn, span, after, BATCH)
            told += await _tell(conn, found, MOST - told, now)
        if len(found) < BATCH:
            break
        after = max(found)
    if told:
        log.warning("search did not know %d tickets as they read: they are told again", told)
    return told


def _span(since: datetime, until: datetime) -> Span:
    return Span(since=since, until=until, first=first_id(since), last=first_id(until))


async def _tell(conn: Connection, found: dict[UUID, int], most: int, now: datetime) -> int:
    missing = (await learning.unlearned(conn, found))[:most]
    lost = await store.whole(conn, missing)
    await outbox.put(conn, *(telling.news(ticket, new_id(now)) for ticket in lost))
    return len(missing)
