"""How often suggestions were right, on the desk's own closed tickets, and when that gets worse."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from functions.assist import ledger, store
from functions.assist.bounds import Spent
from functions.assist.tallies import Reception, Tally, Week, drifted, measures
from functions.tickets.model import State, Ticket
from shared import outbox
from shared.db.pool import Connection, Database
from shared.messages import RaiseAlert
from shared.ports import Clock
from shared.value import Value

NOW = timedelta(days=7)
BEFORE = timedelta(days=56)
"""What the last seven days are compared with: the eight weeks before them."""
NOTHING = Tally(measured=0, right=0)


class Alarm(Value):
    """A field that was right less often than before, in the week that began on that Monday."""

    field: str
    week: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class Accuracy(Value):
    """How often, week by week and field by field; what people made of it; what today cost."""

    items: tuple[Week, ...]
    decisions: tuple[Reception, ...]
    alarms: tuple[Alarm, ...]
    today: Spent


async def measure(conn: Connection, ticket: Ticket, now: datetime) -> None:
    """Once a ticket is closed, compare it with what was suggested last. Again is harmless."""
    if ticket.state is not State.CLOSED:
        return
    if (triage := await store.latest_triage(conn, ticket.id)) is not None:
        await ledger.measure(conn, measures(triage, ticket, ticket.closed_at or now))


async def accuracy(db: Database, clock: Clock, weeks: int) -> Accuracy:
    """The last weeks. Who accepts all without reading finds all of it right."""
    now = clock.now()
    since = now - timedelta(weeks=weeks)
    async with db.transaction() as conn:
        alarms = await ledger.alarms(conn, since.date())
        return Accuracy(
            items=tuple(await ledger.weeks(conn, since)),
            decisions=tuple(await ledger.reception(conn, since)),
            alarms=tuple(Alarm(field=field, week=str(week)) for field, week in alarms),
            today=await ledger.spent(conn, now.date()),
        )


async def watch(db: Database, clock: Clock) -> list[str]:
    """Raise an alarm about each field that a model gets right less often, once a week."""
    now = clock.now()
    monday = now.date() - timedelta(days=now.weekday())
    async with db.transaction() as conn:
        lately = await ledger.tallies(conn, now - NOW, now)
        before = await ledger.tallies(conn, now - NOW - BEFORE, now - NOW)
        worse = [
            field
            for field, tally in lately.items()
            if drifted(before.get(field, NOTHING), tally)
            and await ledger.raise_once(conn, field, monday)
        ]
        for field in worse:
            text = (
                f"Triage tells {field} less well: {lately[field].share:.0%} of the tickets closed "
                f"in seven days, {before[field].share:.0%} in the eight weeks before."
            )
            about = {"at": now, "source": "assist", "subject_id": UUID(int=0)}
            alert = RaiseAlert.new(now, **about, what="assist_drift", text=text)
            await outbox.put(conn, alert)
    return worse
