"""What suggestions cost today, and who made those of the last minute."""

from datetime import timedelta

from functions.assist import ledger
from shared import telemetry
from shared.db.pool import Database
from shared.ports import Clock

MINUTE = timedelta(minutes=1)


async def measure(db: Database, clock: Clock) -> None:
    """Of the last whole minute. One in which this does not run is not counted."""
    now = clock.now()
    until = now.replace(second=0, microsecond=0)
    async with db.transaction() as conn:
        spent = await ledger.spent(conn, now.date())
        made = await ledger.made(conn, until - MINUTE, until)
    telemetry.measured("suggestion.spent_today", spent.money)
    for by, why, count in made:
        telemetry.counted("suggestion.made", count, by=by, why=why)
