"""Takes a file of contacts, and reads it row by row into a list."""

import asyncio
import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field

from functions.imports import reading, store
from functions.imports.model import (
    REPORTED,
    Import,
    ImportRow,
    Reading,
    Result,
    RowOf,
    became,
)
from functions.people import phones
from functions.people import service as people
from functions.people.model import Enlisted
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Invalid, NotFound, TooLarge
from shared.messages import ImportContacts
from shared.ports import Clock
from shared.value import Spoken, Text, Value, new_id

LARGEST = 5 * 1024 * 1024
"""Bytes. The file rests in PostgreSQL until it is read."""
BATCH = 500
"""Rows a transaction."""


class NewImport(Value):
    """A file for a list. Its people agreed to be called for `consent_purpose`, if one is given."""

    file_name: Text = Field(max_length=255)
    list_name: people.ListName
    country: str | None = Field(None, pattern="^[A-Z]{2}$")
    language: Spoken = Spoken.EN
    consent_purpose: Text | None = Field(None, min_length=1, max_length=100)
    consent_source: Text | None = Field(None, min_length=1, max_length=500)


async def take(
    db: Database, clock: Clock, new: NewImport, file: bytes, *, by: str
) -> tuple[Import, bool]:
    """Keep a file to be read soon. The import, and whether it is new: a known file is recognised.

    Raises `Invalid` or `TooLarge` for one that cannot be read at all.
    """
    _check(new, file)
    now, sha256 = clock.now(), hashlib.sha256(file).hexdigest()
    async with db.transaction() as conn:
        wanted = await people.list_named(conn, new.list_name, now)
        import_ = Import(
            id=new_id(now),
            list_id=wanted.id,
            sha256=sha256,
            requested_by=by,
            requested_at=now,
            **new.model_dump(exclude={"list_name"}),
        )
        if await store.add(conn, import_, file):
            await outbox.put(conn, ImportContacts.new(now, import_id=import_.id))
            return import_, True
        known = await store.same(conn, wanted.id, sha256)
    return known or import_, False


def _check(new: NewImport, file: bytes) -> None:
    if len(file) > LARGEST:
        raise TooLarge(f"file: {len(file)} bytes are more than {LARGEST}. Send it in parts.")
    if new.country and not phones.is_country(new.country):
        raise Invalid(f"country: {new.country} is none we know. Give its ISO 3166 code, like MX.")
    if (new.consent_purpose is None) != (new.consent_source is None):
        raise Invalid("consent_source: give consent_purpose and consent_source, or neither.")
    reading.sheet(file)


async def read_import(db: Database, clock: Clock, import_id: UUID, *, batch: int = BATCH) -> None:
    """Read the file on from where it stands. Again, after a crash or side by side, is harmless."""
    async with db.transaction() as conn:
        import_ = await store.get(conn, import_id)
        file = await store.file(conn, import_id)
    if import_ is None or import_.is_over:
        return
    table = await _table(db, clock, import_, file)
    if table is None:
        return
    defaults = reading.Defaults(country=import_.country, language=import_.language)
    position = import_.position
    while position < len(table.rows):
        read = await asyncio.to_thread(
            reading.readings, table, defaults, start=position, end=position + batch
        )
        position = await _record(db, clock, import_id, position, read)
    async with db.transaction() as conn:
        await store.set_done(conn, import_id, clock.now())


async def _table(db: Database, clock: Clock, import_: Import, file: bytes) -> reading.Sheet | None:
    try:
        table = await asyncio.to_thread(reading.sheet, file)
    except Invalid as problem:
        async with db.transaction() as conn:
            await store.set_failed(conn, import_.id, problem.detail, clock.now())
        return None
    async with db.transaction() as conn:
        await store.set_reading(conn, import_.id, table.columns, len(table.rows))
    return table


async def _record(
    db: Database, clock: Clock, import_id: UUID, position: int, read: Sequence[Reading]
) -> int:
    """Where to read on. Whoever comes second with the same rows leaves them."""
    now = clock.now()
    async with db.transaction() as conn:
        import_ = await store.for_update(conn, import_id)
        if import_ is None or import_.is_over:
            return position + len(read)
        if import_.position == position:
            await store.add_rows(conn, import_id, await _outcomes(conn, import_, read, now))
            return position + len(read)
        return import_.position


async def _outcomes(
    conn: Connection, import_: Import, read: Sequence[Reading], now: datetime
) -> list[ImportRow]:
    firsts = {each.entry.phone: each for each in reversed(read) if each.entry}
    entries = [each.entry for each in firsts.values() if each.entry]
    enlisted = await people.enlist(conn, import_.list_id, entries, now)
    await _note_consent(conn, import_, list(enlisted), now)
    before = [one.contact_id for one in enlisted.values() if not one.joined]
    earlier = await store.first_rows(conn, import_.id, before)
    return [_outcome(each, firsts, enlisted, earlier) for each in read]


def _outcome(
    read: Reading,
    firsts: dict[str, Reading],
    enlisted: dict[str, Enlisted],
    earlier: dict[UUID, int],
) -> ImportRow:
    if read.entry is None:
        return became(read, None, first=None)
    one, first = enlisted[read.entry.phone], firsts[read.entry.phone].row
    return became(read, one, first=earlier.get(one.contact_id, first))


async def _note_consent(
    conn: Connection, import_: Import, numbers: Sequence[str], now: datetime
) -> None:
    purpose, source = import_.consent_purpose, import_.consent_source
    if purpose and source:
        by = import_.requested_by
        await people.note_consents(conn, numbers, purpose=purpose, source=source, now=now, by=by)


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
    sheet.writerow([_harmless(column) for column in (*REPORTED, *import_.columns)])
    for row in await store.rows(conn, import_id, result, 0, None):
        why = " ".join(reason.text for reason in row.reasons)
        cells = (str(row.row), row.result, why, *row.cells)
        sheet.writerow([_harmless(cell) for cell in cells])
    return page_.getvalue()


def _harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula (owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


async def rows_of(conn: Connection, contact_id: UUID) -> list[RowOf]:
    """What files said of a contact, the oldest first."""
    return await store.rows_of(conn, contact_id)


async def erase(conn: Connection, contact_ids: Sequence[UUID]) -> int:
    """Forget what files said of these contacts; in how many rows."""
    return await store.erase_rows(conn, contact_ids)
