"""Shows what would become of a file, before anything is kept of it."""

import asyncio
from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from functions.imports import reading, service, table
from functions.imports.model import Reading, Result, became
from functions.imports.service import NewImport
from functions.imports.table import Table
from functions.people import enlisting as people
from functions.people.model import Enlisted
from functions.phones.model import Reason
from shared.db.pool import Database
from shared.errors import Invalid
from shared.value import Spoken, Value

SHOWN = 20
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
"""As people know them; the others are UTF-16, by whatever name."""
NOBODY = UUID(int=0)
"""Stands for a contact, where none is made."""


class Column(Value):
    """A column, and what it is read as: a field of the contact, `variable` or `ignored`."""

    name: str
    field: str


class PreviewRow(Value):
    """A row as it would end, and what of the contact would be kept of it, if anything."""

    row: int
    result: Result
    reasons: tuple[Reason, ...]
    cells: tuple[str, ...]
    name: str | None
    phone: str | None
    language: Spoken | None
    zones: tuple[str, ...]


class Preview(Value):
    """How the file is written, its columns, and its first rows. `problem`: why it cannot be sent.

    That is so where no column is known for the phone: then a mapping must tell.
    """

    problem: str | None
    format: str
    encoding: str | None
    delimiter: str | None
    has_header: bool
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]


async def preview(db: Database, new: NewImport, file: bytes) -> Preview:
    """What the file holds and what its first rows would come to. Raises `Invalid`, `TooLarge`."""
    found, read = await asyncio.to_thread(_first_rows, new, file)
    numbers = [each.entry.phone for each in read if each.entry]
    async with db.transaction() as conn:
        listed, forbidden = await people.standing(conn, new.list_name, numbers)
    csv = found.written
    return Preview(
        problem=_problem(found),
        format="csv" if csv else "xlsx",
        encoding=ENCODINGS.get(csv.encoding, "UTF-16") if csv else None,
        delimiter=csv.delimiter if csv else None,
        has_header=found.has_header,
        columns=tuple(
            Column(name=name, field=table.holds(found, at)) for at, name in enumerate(found.columns)
        ),
        rows=tuple(_row(each, read, listed, forbidden) for each in read),
    )


def _problem(found: Table) -> str | None:
    try:
        table.check_phone(found)
    except Invalid as problem:
        return problem.detail
    return None


def _first_rows(new: NewImport, file: bytes) -> tuple[Table, list[Reading]]:
    found = service.check(new, file)
    defaults = reading.Defaults(country=new.country, language=new.language)
    return found, reading.readings(found, defaults, islice(found.rows(), SHOWN), start=0)


def _row(
    read: Reading, all_: Sequence[Reading], listed: set[str], forbidden: set[str]
) -> PreviewRow:
    entry, one, first = read.entry, None, None
    if entry:
        first = next(each.row for each in all_ if each.entry and each.entry.phone == entry.phone)
        joins, stops = entry.phone not in listed, entry.phone in forbidden
        one = Enlisted(contact_id=NOBODY, joined=joins, forbidden=stops)
    ended = became(read, one, first=first)
    return PreviewRow(
        **ended.model_dump(include={"row", "result", "reasons", "cells"}),
        name=entry.name if entry else None,
        phone=entry.phone if entry else None,
        language=entry.language if entry else None,
        zones=entry.zones if entry else (),
    )
