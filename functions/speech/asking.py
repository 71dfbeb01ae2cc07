"""Asks the vendor whose voices the account has, so that whoever shows them need not.

The app behind the web page holds no key to ask with (0060); it reads what is kept here.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from functions.speech import listing
from shared import outbox
from shared.db.pool import Database
from shared.errors import VendorProblem
from shared.messages import RaiseAlert
from shared.ports import Cast, Clock, Offered

log = logging.getLogger(__name__)

EACH = timedelta(hours=1)
"""How often it is asked: voices seldom come and go."""
AGAIN = timedelta(minutes=10)
"""How soon after it did not answer, or whoever asked it has died."""
PATIENCE = 20.0
"""Seconds for all pages of the list: nobody waits."""


async def ask_for_voices(db: Database, clock: Clock, cast: Cast) -> None:
    """Ask for the list where that is due, and keep it. Who does it twice asks once."""
    now = clock.now()
    async with db.transaction() as conn:
        if not await listing.claim(conn, now, now + AGAIN):
            return
    try:
        offered = await cast.offered(deadline=PATIENCE)
    except VendorProblem as problem:
        await _failed(db, clock.now(), problem)
        return
    await keep(db, offered, now)


async def keep(db: Database, offered: Sequence[Offered], now: datetime) -> None:
    """As it was asked for at `now`: a list that comes late does not replace a newer one."""
    async with db.transaction() as conn:
        before = await listing.listing_for_update(conn)
        if before.listed_at and before.listed_at >= now:
            return
        await listing.set_listing(conn, before.told(now, now + EACH))
        await listing.put_offered(conn, offered, now)
        if gone := await listing.mark_gone(conn, now):
            log.info("voices went away: %s", gone)


async def _failed(db: Database, now: datetime, problem: VendorProblem) -> None:
    code = problem.code or "unknown"
    log.warning("the voices are not listed: %s", code)
    async with db.transaction() as conn:
        before = await listing.listing_for_update(conn)
        after = before.failed(code, now + AGAIN)
        await listing.set_listing(conn, after)
        if after.alarms(before):
            await outbox.put(conn, _alert(code, now))


def _alert(code: str, now: datetime) -> RaiseAlert:
    text = f"The vendor does not list its voices: {code}. Those that were listed last are shown"
    return RaiseAlert.new(
        now,
        at=now,
        source="speech",
        subject_id=uuid5(NAMESPACE_URL, "voices:list"),
        what="voices_unlisted",
        text=f"{text}; it is asked again every few minutes.",
    )
