"""A CSV file as rows of text, whatever its encoding, delimiter and line ends."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from functions.imports.model import unusable

DELIMITERS = (",", ";", "\t", "|")
NULS_IN_UTF_16 = 0.3  # of its bytes, where most letters are Latin
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class CsvFile:
    """How to read it. `is_hinted`: its first line names the delimiter, as spreadsheets do.

    Where a quote is never closed, quotes are not trusted: each line stands for itself.
    """

    file: bytes
    encoding: str = "utf-8"
    delimiter: str = ","
    is_hinted: bool = False
    trusts_quotes: bool = True

    def rows(self) -> Iterator[list[str]]:
        """Row by row. Raises `Invalid` for what is no CSV."""
        with self._text() as text:
            lines = (line.replace("\0", "\ufffd") for line in text)
            if self.is_hinted:
                next(lines, None)
            try:
                yield from self._split(lines)
            except csv.Error as error:
                raise unusable(f"is no CSV: {error}", "Save it as “CSV UTF-8” again.") from error

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self.file), self.encoding, errors="replace", newline="")

    def _split(self, lines: Iterator[str]) -> Iterator[list[str]]:
        if self.trusts_quotes:
            yield from csv.reader(lines, delimiter=self.delimiter, strict=True)
            return
        for line in lines:
            yield next(csv.reader([line.rstrip("\r\n")], delimiter=self.delimiter), [])

    def first_line(self) -> str:
        """As far as it decides anything."""
        with self._text() as text:
            return text.readline(CHUNK)

    def count(self) -> int:
        """How many rows it has. Raises `csv.Error` where its quotes cannot be trusted."""
        with self._text() as text:
            lines = (line.replace("\0", "\ufffd") for line in text)
            return sum(1 for _ in csv.reader(lines, delimiter=self.delimiter, strict=True))


def opened(file: bytes) -> CsvFile:
    """The file with how it is written, which is found out from the whole of it."""
    found = CsvFile(file, _encoding(file))
    first = found.first_line()
    named = re.fullmatch(r"sep=(.)", first.strip("\r\n"), re.IGNORECASE)
    if named:
        found = replace(found, delimiter=named[1], is_hinted=True)
    else:
        found = replace(found, delimiter=_delimiter(first))
    try:
        found.count()
    except csv.Error:  # a quote that nobody closes must not swallow the rows below
        return replace(found, trusts_quotes=False)
    return found


def _encoding(file: bytes) -> str:
    if file.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if file.count(0) > NULS_IN_UTF_16 * len(file):
        return "utf-16-be" if file.startswith(b"\0") else "utf-16-le"
    return "utf-8-sig" if _is_utf_8(file) else "cp1252"  # Latin-1 as Windows writes it


def _is_utf_8(file: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(file), CHUNK):
            decoder.decode(file[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


FORMULA = frozenset("=+-@\t\r\n")
"""How a formula may begin, also where it is typed full-width."""


def harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula (owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if _is_formula(cell) else cell


def as_it_was(cell: str) -> str:
    """A cell before it was made harmless."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(cell: str) -> bool:
    return unicodedata.normalize("NFKC", cell).lstrip(" ")[:1] in FORMULA
