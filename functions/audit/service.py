"""Writes down who did what, seals it, and shows whether the seals hold."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.audit import model, store
from functions.audit.model import By, Deed, Entry, Seal, Verification, Wanted, Written
from shared.db.pool import Connection, Database
from shared.records import Record
from shared.value import Value

log = logging.getLogger(__name__)

BATCH = 500


async def note(conn: Connection, by: By, deed: Deed, at: datetime) -> None:
    """Write down what this transaction does: with it, it is there or it is not."""
    await store.add(conn, by, deed, at)


async def note_record(
    conn: Connection,
    by: By,
    what: str,
    change: tuple[Record | None, Record | None],
    at: datetime,
    *,
    without: frozenset[str] | Mapping[str, Any] = frozenset(),
) -> None:
    """Write down how a record read before, and how it reads now: created, changed or deleted.

    `without` names fields that the audit must not keep, as pydantic's `exclude` does.
    """
    kept = change[1] or change[0]
    assert kept is not None
    about = Written(what=what, subject=str(kept.id))
    await note_change(conn, by, about, change, at, without=without)


async def note_change(
    conn: Connection,
    by: By,
    about: Written,
    change: tuple[Value | None, Value | None],
    at: datetime,
    *,
    without: frozenset[str] | Mapping[str, Any] = frozenset(),
) -> None:
    """Write down how something read before, and how it reads now, as `note_record` does."""
    before, after = change
    done = "deleted" if after is None else "changed" if before else "created"
    hidden = dict(without) if isinstance(without, Mapping) else set(without)
    then, now = (each.model_dump(mode="json", exclude=hidden) if each else None for each in change)
    deed = Deed(action=f"{about.what}.{done}", subject=about.subject, before=then, after=now)
    await store.add(conn, by, deed, at)


async def entries(db: Database, wanted: Wanted) -> list[Entry]:
    """What was done, the newest first."""
    async with db.transaction() as conn:
        return await store.page(conn, wanted)


async def seal(db: Database) -> int:
    """Chain whatever was committed since. How many entries."""
    total = 0
    while count := await _seal_some(db):
        total += count
    return total


async def _seal_some(db: Database) -> int:
    async with db.transaction() as conn:
        await store.take_the_chain(conn)
        waiting = await store.unsealed(conn, BATCH)
        if not waiting:
            return 0
        seals = model.sealed(waiting, await store.last(conn))
        await store.seal(conn, seals)
    # In the log of another system, it shows when the end of the chain was cut off.
    log.info("audit: sealed up to %s, %s", seals[-1].number, seals[-1].digest.hex())
    return len(seals)


async def verify(db: Database) -> Verification:
    """Follow the chain from its beginning."""
    async with db.transaction() as conn:
        written, sealed, waiting = await store.counted(conn)
        last, broken_at = await _followed(conn)
    missing = written - sealed - waiting
    return Verification(
        intact=broken_at is None and missing == 0,
        sealed=sealed,
        waiting=waiting,
        missing=missing,
        broken_at=broken_at,
        head=last.digest.hex() if last else None,
    )


async def _followed(conn: Connection) -> tuple[Seal | None, int | None]:
    """The last link that holds, and the number of the first that does not."""
    last: Seal | None = None
    while some := await store.chained(conn, last.number if last else 0, BATCH):
        if (broken_at := model.broken(some, last)) is not None:
            return last, broken_at
        last = model.sealed(some, last)[-1]
    return last, None
