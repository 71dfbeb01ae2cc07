"""What came of calls in the last minute, and how long callers waited for our words."""

from datetime import timedelta

from functions.conversation import outcomes
from shared import telemetry
from shared.db.pool import Database
from shared.ports import Clock

MINUTE = timedelta(minutes=1)


async def measure(db: Database, clock: Clock) -> None:
    """Of the last whole minute. One in which this does not run is not counted."""
    until = clock.now().replace(second=0, microsecond=0)
    async with db.transaction() as conn:
        ended = await outcomes.ended(conn, until - MINUTE, until)
        waits = await outcomes.waits(conn, until - MINUTE, until)
    for outcome, count in ended.items():
        telemetry.counted("call.ended", count, outcome=outcome)
    for wait in waits:
        telemetry.lasted("turn.duration", wait.seconds, source=wait.source)
        if wait.is_first:
            telemetry.lasted("turn.first_words", wait.seconds)
