"""The transcript of a call: redacted before it leaves PostgreSQL, and in Cosmos DB once.

Lines wait in a table of their own until the call is summed up, a minute at most. Where Cosmos DB is
away they wait longer, and no message is lost over it: the sweep looks each minute.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from functions.campaigns import lookup as campaigns
from functions.conversation import exchanges, outcomes, store, unsent
from functions.conversation.model import Correction, NewCorrection, Side
from functions.conversation.redaction import redacted
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, VendorProblem
from shared.messages import Transcribe
from shared.ports import Clock, Transcripts
from shared.value import new_id

log = logging.getLogger(__name__)

WAITS = timedelta(minutes=1)
"""Lines that have waited for longer are looked after."""
BATCH = 50
TEXTS = ("text", "digits", "english")
"""The fields of a line that hold what people said."""
PLACE = {Side.HEARD: 1, Side.SAID: 2}
"""Where a side's words stand in a turn: what we heard, then what we said."""


@dataclass(frozen=True)
class Keeping:
    """How long what was said is kept: `days` by class, others for good; calls to us have a class.

    In a dry run what is too old is only counted.
    """

    days: Mapping[str, int]
    inbound: str
    dry_run: bool = False


async def add(
    conn: Connection, call_id: UUID, entries: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Have these lines kept, redacted, once each by its `id`.

    They leave with the summary, and those of a long call with the sweep: one message for many.
    """
    await unsent.add_entries(conn, call_id, [_clean(each) for each in entries], now)


async def note(
    conn: Connection, call_id: UUID, entries: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Have these lines kept, and all that wait leave now."""
    await add(conn, call_id, entries, now)
    await outbox.put(conn, Transcribe.new(now, call_id=call_id))


def _clean(entry: dict[str, Any]) -> dict[str, Any]:
    clean = {name: redacted(entry[name]) for name in TEXTS if isinstance(entry.get(name), str)}
    return {**entry, **clean}


async def keep(
    db: Database, transcripts: Transcripts, keeping: Keeping, message: Transcribe
) -> None:
    """Bring the lines that wait to Cosmos DB. A second time adds nothing: each has an id.

    Whoever was erased meanwhile is erased again.
    """
    call_id = message.call_id
    async with db.transaction() as conn:
        lines = [*map(_clean, message.entries), *await unsent.entries(conn, call_id)]
        kept = await retention(conn, call_id, keeping.inbound)
    if not lines:
        return
    try:
        await transcripts.append(call_id, lines, keep=lifetime(keeping, kept))
    except VendorProblem as problem:
        if message.entries:
            raise  # they lie nowhere else
        log.warning("a transcript waits: %s", problem.detail, extra={"call_id": str(call_id)})
        return
    async with db.transaction() as conn:
        is_erased = await store.is_erased(conn, call_id)
        await unsent.remove_entries(conn, call_id, [line["id"] for line in lines])
    if is_erased:
        await transcripts.erase(call_id)


def lifetime(keeping: Keeping, retention: str) -> timedelta | None:
    """How long that class is kept; nothing where it is for good."""
    return timedelta(days=keeping.days[retention]) if retention in keeping.days else None


async def retention(conn: Connection, call_id: UUID, inbound: str) -> str:
    """The class of a call: its campaign's, or that of calls to us."""
    found = await campaigns.called(conn, call_id)
    return found[0].rules.retention if found else inbound


async def sweep(db: Database, clock: Clock) -> int:
    """Look after lines that have waited for long. How many calls they belong to."""
    now = clock.now()
    async with db.transaction() as conn:
        waiting = await unsent.untranscribed(conn, now - WAITS, BATCH)
        await outbox.put(conn, *(Transcribe.new(now, call_id=each) for each in waiting))
    return len(waiting)


async def correct(
    db: Database, clock: Clock, call_id: UUID, new: NewCorrection, *, by: str
) -> Correction:
    """Say what was really said. The words that stand stay, with this beside them.

    Raises `Invalid` where no such turn was spoken, `Conflict` where its words were erased.
    """
    now = clock.now()
    made = Correction(
        id=new_id(now), n=new.n, side=new.side, text=redacted(new.text), actor=by, at=now
    )
    async with db.transaction() as conn:
        if await exchanges.turn(conn, call_id, new.n) is None:
            raise Invalid(f"n: this call has no turn {new.n}. GET the conversation shows them.")
        if await store.is_erased(conn, call_id):
            raise Conflict("The words of this call were erased: nothing is left to correct.")
        await outcomes.add_correction(conn, call_id, made)
        await note(conn, call_id, [_entry(made)], now)
    return made


def _entry(correction: Correction) -> dict[str, Any]:
    """A line that sorts behind the one it corrects, the first correction first."""
    corrected = f"{correction.n:04}-{PLACE[correction.side]}"
    told = {"text": correction.text, "by": correction.actor, "at": correction.at.isoformat()}
    return {"id": f"{corrected}-{correction.id}", "kind": "correction", "of": corrected, **told}


async def retire(db: Database, clock: Clock, keeping: Keeping) -> int:
    """Forget the words of calls whose time is over; in Cosmos DB they end by themselves.

    How many calls; in a dry run they are only counted.
    """
    now, found = clock.now(), 0
    for kept, days in keeping.days.items():
        async with db.transaction() as conn:
            old = await outcomes.worn_out(conn, kept, now - timedelta(days=days), BATCH)
            if not keeping.dry_run:
                await store.erase(conn, old, now)
        found += len(old)
    if found:
        log.info("calls whose time is over", extra={"count": found, "dry_run": keeping.dry_run})
    return found
