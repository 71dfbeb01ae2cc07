"""Takes a file of contacts, and reads it row by row into a list."""

import asyncio
import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from pydantic import Field

from functions.imports import reading, store, table, workbook
from functions.imports.csv_file import harmless
from functions.imports.model import (
    REPORTED,
    Import,
    ImportRow,
    Known,
    Mapping,
    Outcome,
    Reading,
    Result,
    RowOf,
    became,
)
from functions.imports.table import Table
from functions.people import enlisting
from functions.people import service as people
from functions.people.model import Enlisted
from functions.permission import service as permission
from functions.permission.model import Agreed
from functions.phones import model as phones
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Invalid, NotFound, TooLarge
from shared.messages import ImportContacts
from shared.ports import Clock
from shared.value import Spoken, Text, Value, new_id

MIB = 1024 * 1024
LARGEST = 20 * MIB
"""Bytes. The file rests in PostgreSQL until it is read."""
BATCH = 2000
"""Rows a transaction."""


class NewImport(Value):
    """A file for a list. Its people agreed to be called for `consent_purpose`, if one is given."""

    file_name: Text = Field(max_length=255)
    list_name: people.ListName
    country: str | None = Field(None, pattern="^[A-Z]{2}$")
    language: Spoken = Spoken.EN
    consent_purpose: Text | None = Field(None, min_length=1, max_length=100)
    consent_source: Text | None = Field(None, min_length=1, max_length=500)
    mapping: Mapping | None = None
    known: Known = Known.KEEP


async def take(
    db: Database, clock: Clock, new: NewImport, file: bytes, *, by: str
) -> tuple[Import, bool]:
    """Keep a file to be read soon. The import, and whether it is new: a known file is recognised.

    Raises `Invalid` or `TooLarge` for one that cannot be read at all.
    """
    table.check_phone(await asyncio.to_thread(check, new, file))
    now, sha256 = clock.now(), hashlib.sha256(file).hexdigest()
    async with db.transaction() as conn:
        wanted = await people.list_named(conn, new.list_name, now)
        import_ = Import(
            id=new_id(now),
            list_id=wanted.id,
            sha256=sha256,
            requested_by=by,
            requested_at=now,
            mapping=new.mapping,
            **new.model_dump(exclude={"list_name", "mapping"}),
        )
        if await store.add(conn, import_, file):
            await outbox.put(conn, ImportContacts.new(now, import_id=import_.id))
            return import_, True
        known = await store.same(conn, wanted.id, sha256)
    return known or import_, False


def check(new: NewImport, file: bytes) -> Table:
    """The table in the file, as far as that can be told at once. Raises `Invalid`, `TooLarge`."""
    if len(file) > LARGEST:
        most = LARGEST // MIB
        raise TooLarge(f"file: {len(file)} bytes are more than {most} MiB. Send it in parts.")
    if new.country and not phones.is_country(new.country):
        raise Invalid(f"country: {new.country} is none we know. Give its ISO 3166 code, like MX.")
    if (new.consent_purpose is None) != (new.consent_source is None):
        raise Invalid("consent_source: give consent_purpose and consent_source, or neither.")
    found = table.opened(file, new.country, new.mapping)
    if not workbook.is_workbook(file):  # to count a workbook's rows takes seconds: when it is read
        table.count(found)
    return found


async def read_import(db: Database, clock: Clock, import_id: UUID, *, batch: int = BATCH) -> None:
    """Read the file on from where it stands. Again, after a crash or side by side, is harmless."""
    async with db.transaction() as conn:
        import_ = await store.get(conn, import_id)
        if import_ is None or import_.is_over:
            return
        file = await store.file(conn, import_id)
    found = await _table(db, clock, import_, file)
    if found is None:
        return
    batches = _batches(found, import_, batch)
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while some := await coming:  # the next rows are read while these are written
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            if not await _record(db, clock, import_id, *some):
                return
    finally:
        await asyncio.wait([coming])
    async with db.transaction() as conn:
        await store.set_done(conn, import_id, clock.now())


def _batches(found: Table, import_: Import, batch: int) -> Iterator[tuple[int, list[Reading]]]:
    """What the rows say that are left, some at a time, each time with where they begin."""
    defaults = reading.Defaults(country=import_.country, language=import_.language)
    position = import_.position
    rows = islice(found.rows(), position, None)
    while read := reading.readings(found, defaults, islice(rows, batch), start=position):
        yield position, read
        position += len(read)


async def _table(db: Database, clock: Clock, import_: Import, file: bytes) -> Table | None:
    try:
        found, total = await asyncio.to_thread(_opened, import_, file)
    except (Invalid, TooLarge) as problem:
        async with db.transaction() as conn:
            await store.set_failed(conn, import_.id, problem.detail, clock.now())
        return None
    async with db.transaction() as conn:
        await store.set_reading(conn, import_.id, found.columns, total)
    return found


def _opened(import_: Import, file: bytes) -> tuple[Table, int]:
    found = table.opened(table.unpacked(file), import_.country, import_.mapping)
    table.check_phone(found)
    return found, table.count(found)


async def _record(
    db: Database, clock: Clock, import_id: UUID, position: int, read: Sequence[Reading]
) -> bool:
    """False where it is over. What somebody else has recorded meanwhile is left."""
    now = clock.now()
    async with db.transaction() as conn:
        import_ = await store.for_update(conn, import_id)
        if import_ is None or import_.is_over:
            return False
        if left := read[import_.position - position :]:
            await store.add_rows(conn, import_id, await _outcomes(conn, import_, left, now))
        return True


async def _outcomes(
    conn: Connection, import_: Import, read: Sequence[Reading], now: datetime
) -> list[Outcome]:
    firsts = {each.entry.phone: each for each in reversed(read) if each.entry}
    entries = [each.entry for each in firsts.values() if each.entry]
    renew = await _renewed(conn, import_, list(firsts))
    enlisted = await enlisting.enlist(conn, import_.list_id, entries, now, renew=renew)
    await _note_consent(conn, import_, list(enlisted), now)
    before = [one.contact_id for one in enlisted.values() if not one.joined]
    earlier = await store.first_rows(conn, import_.id, before)
    return [_outcome(each, firsts, enlisted, earlier) for each in read]


async def _renewed(conn: Connection, import_: Import, numbers: Sequence[str]) -> set[str]:
    """The numbers of whom the file is believed: those that did not stand further up in it."""
    if import_.known is Known.KEEP:
        return set()
    ids = await people.contact_ids(conn, numbers)
    earlier = await store.first_rows(conn, import_.id, list(ids.values()))
    return {phone for phone, one in ids.items() if one not in earlier}


def _outcome(
    read: Reading,
    firsts: dict[str, Reading],
    enlisted: dict[str, Enlisted],
    earlier: dict[UUID, int],
) -> Outcome:
    if read.entry is None:
        return became(read, None, first=None)
    one, first = enlisted[read.entry.phone], firsts[read.entry.phone].row
    return became(read, one, first=earlier.get(one.contact_id, first))


async def _note_consent(
    conn: Connection, import_: Import, numbers: Sequence[str], now: datetime
) -> None:
    purpose, source = import_.consent_purpose, import_.consent_source
    if purpose and source:
        agreed = Agreed(
            purpose=purpose, source=source, by=import_.requested_by, import_id=import_.id
        )
        await permission.note_consents(conn, numbers, agreed, now)


async def get(conn: Connection, import_id: UUID) -> Import:
    """One import. Raises `NotFound`."""
    found = await store.get(conn, import_id)
    if found is None:
        raise NotFound("No such import.", import_id=str(import_id))
    return found


async def page(conn: Connection, *, after: UUID | None, limit: int) -> list[Import]:
    """The newest imports first."""
    return await store.page(conn, after, limit)


async def rows(
    conn: Connection, import_id: UUID, *, result: Result | None, after: int, limit: int
) -> list[ImportRow]:
    """What became of the rows, in the order of the file. Raises `NotFound` for the import."""
    await get(conn, import_id)
    return await store.rows(conn, import_id, result, after, limit)


async def report(conn: Connection, import_id: UUID, *, result: Result | None) -> str:
    """The file as CSV with what became of each row, fit to be corrected and sent again."""
    import_ = await get(conn, import_id)
    page_ = io.StringIO(newline="")
    sheet = csv.writer(page_)
    sheet.writerow([harmless(column) for column in (*REPORTED, *import_.columns)])
    after = 0
    while some := await store.rows(conn, import_id, result, after, BATCH):
        for row in some:
            why = " ".join(reason.text for reason in row.reasons)
            cells = (str(row.row), row.result, why, *row.cells)
            sheet.writerow([harmless(cell) for cell in cells])
        after = some[-1].row
    return page_.getvalue()


async def rows_of(conn: Connection, contact_id: UUID) -> list[RowOf]:
    """What files said of a contact, the oldest first."""
    return await store.rows_of(conn, contact_id)


async def erase(conn: Connection, contact_ids: Sequence[UUID]) -> int:
    """Forget what files said of these contacts; in how many rows."""
    return await store.erase_rows(conn, contact_ids)


async def retire(conn: Connection, before: datetime, most: int, *, dry_run: bool) -> int:
    """Forget what files said that were read until then. How many rows; in a dry run they stay.

    An import that old can still be withdrawn: whom it added goes, whom it changed stays changed.
    """
    old = await store.worn_rows(conn, before, most)
    if not dry_run:
        await store.forget_rows(conn, old)
    return len(old)
