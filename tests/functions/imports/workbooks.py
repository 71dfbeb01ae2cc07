"""Makes workbooks for tests, good ones and hostile ones."""

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(*rows: Sequence[object], **formats: str) -> bytes:
    """A workbook with these rows. `formats` name the number format of cells, like B2."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    for cell, pattern in formats.items():
        book.worksheets[0][cell].number_format = pattern
    book.save(file)
    return file.getvalue()


def with_part(file: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced, or one more."""
    found = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as old, ZipFile(found, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return found.getvalue()


def with_words(file: bytes, words: bytes) -> bytes:
    """The workbook with a table of shared strings."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    with ZipFile(io.BytesIO(file)) as archive:
        types = archive.read("[Content_Types].xml").decode().replace("</Types>", told)
    file = with_part(file, "[Content_Types].xml", types.encode())
    return with_part(file, "xl/sharedStrings.xml", words)
