"""A file of contacts as a table: which column holds what of a contact, and the rows below."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from functions.imports import csv_file, workbook
from functions.imports.csv_file import CsvFile, as_it_was
from functions.imports.model import REPORTED, Mapping, unusable
from functions.phones import model as phones
from functions.phones.model import Reason
from shared.errors import Invalid, TooLarge

MOST_ROWS = 200_000
LARGEST_TEXT = 48 * 1024 * 1024  # bytes of a workbook's first sheet, written as CSV
SAMPLE = 20  # rows below the first that tell what a column holds
WIDEST_NAME = 100
FIELDS = ("phone", "name", "language", "zone")
HEADERS = {
    "phone": "phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone cell "
    "cellphone telefono telefonomovil numerodetelefono numtelefono notelefono movil celular numero",
    "name": "name fullname contact contactname customer nombre nombrecompleto nombreyapellidos "
    "contacto cliente",
    "language": "language lang idioma lengua",
    "zone": "zone timezone tz zona zonahoraria husohorario",
}
MEANING = {word: field for field, words in HEADERS.items() for word in words.split()}

type Rows = Iterator[Sequence[str]]


@dataclass(frozen=True)
class Table:
    """Columns, and where the rows come from. `first` is the row, as a spreadsheet counts, below
    the header; 1 where there is none. `places` says which column holds what of a contact.
    """

    source: CsvFile | bytes
    columns: tuple[str, ...]
    places: dict[str, int]
    first: int
    ignored: frozenset[int] = frozenset()
    has_header: bool = True

    @property
    def is_report(self) -> bool:
        """Whether it is a report of ours that somebody corrected."""
        return self.columns[: len(REPORTED)] == REPORTED

    @property
    def written(self) -> CsvFile | None:
        """How it is written, where it is CSV."""
        return self.source if isinstance(self.source, CsvFile) else None

    def rows(self) -> Rows:
        """The rows below the header, streamed. Raises `Invalid` where the file turns out broken."""
        rows = islice(_all(self.source), self.first - 1, None)
        return ([as_it_was(cell) for cell in row] for row in rows) if self.is_report else rows


def _all(source: CsvFile | bytes) -> Iterator[list[str]]:
    return source.rows() if isinstance(source, CsvFile) else workbook.rows(source)


def unpacked(file: bytes) -> bytes | CsvFile:
    """A file that is quick to read from anywhere: a workbook as CSV, and CSV as it is.

    Raises `TooLarge`, and `Invalid` for a workbook that cannot be read.
    """
    return CsvFile(_as_csv(workbook.rows(file))) if workbook.is_workbook(file) else file


def opened(file: bytes | CsvFile, country: str | None, mapping: Mapping | None = None) -> Table:
    """The table in a file. Raises `Invalid` where it has none, or the mapping does not fit it."""
    if isinstance(file, bytes) and not workbook.is_workbook(file):
        file = csv_file.opened(file)
    above, head = _head(_all(file))
    is_header = any(_meaning(cell) for cell in head[0])
    phone = None if is_header else _column_of_phones(head, country)
    names = head[0] if phone is None else _names(max(map(len, head)), phone)
    columns = tuple(_distinct(names))
    first = above + (2 if phone is None else 1)
    places = _known_columns(columns)
    table = Table(file, columns, places, first, has_header=phone is None)
    return _mapped(table, mapping) if mapping else table


def check_phone(table: Table) -> None:
    """Raises `Invalid` where no column holds the phone."""
    if "phone" not in table.places:
        raise unusable(
            "has no column for the phone number",
            "Name one “phone” or “teléfono” in the first row, or tell by a mapping which it is. "
            f"Found: {', '.join(table.columns)[:300]}.",
        )


def _head(rows: Iterator[list[str]]) -> tuple[int, list[list[str]]]:
    """How many empty rows stand above; then the first row that says something, and some below."""
    for above, row in enumerate(islice(rows, SAMPLE)):
        if any(cell.strip() for cell in row):
            return above, [row, *islice(rows, SAMPLE)]
    raise unusable("is empty", "Send one with a row for each person.")


def _meaning(cell: str) -> str | None:
    return MEANING.get(plain(cell))


def plain(word: str) -> str:
    """The letters and digits of a word, without case and accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _column_of_phones(head: list[list[str]], country: str | None) -> int | None:
    """The first column that reads as phones from the very first row on, at least for the most."""
    for place, cell in enumerate(head[0]):
        if isinstance(phones.read(cell, country), Reason):
            continue
        cells = [row[place] for row in head if len(row) > place and row[place].strip()]
        good = sum(not isinstance(phones.read(each, country), Reason) for each in cells)
        if good * 2 > len(cells):
            return place
    return None


def _names(width: int, phone: int) -> list[str]:
    """Those of a file that has none."""
    return ["phone" if place == phone else "" for place in range(width)]


def _distinct(cells: Sequence[str]) -> list[str]:
    if len(cells) > workbook.WIDEST:
        hint = "Leave out what is not needed, or choose the right delimiter."
        raise unusable(f"has more than {workbook.WIDEST} columns", hint)
    found: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:WIDEST_NAME] or f"column {place}"
        while name in found:
            name = f"{name} ({place})"
        found.append(name)
    return found


def _known_columns(columns: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, column in enumerate(columns):
        if meaning := _meaning(column):
            places.setdefault(meaning, place)
    return places


def _mapped(table: Table, mapping: Mapping) -> Table:
    told = mapping.model_dump(include=set(FIELDS), exclude_unset=True)
    names = [*(name for name in told.values() if name), *mapping.ignored]
    for field, name in (*told.items(), *(("ignored", each) for each in mapping.ignored)):
        if name is not None and name not in table.columns:
            raise _impossible(field, f"“{name}” is no column of the file", table.columns)
        if names.count(name) > 1:
            raise _impossible(field, f"“{name}” is given twice", table.columns)
    taken = {table.columns.index(name) for name in names}
    places = {field: at for field, at in table.places.items() if at not in taken}
    places |= {field: table.columns.index(name) for field, name in told.items() if name}
    gone = {field for field, name in told.items() if name is None}
    ignored = frozenset(table.columns.index(name) for name in mapping.ignored)
    kept = {field: place for field, place in places.items() if field not in gone}
    return replace(table, places=kept, ignored=ignored)


def _impossible(field: str, problem: str, columns: Sequence[str]) -> Invalid:
    hint = f"The columns are: {', '.join(columns)[:300]}."
    errors = [{"field": f"mapping.{field}", "problem": problem, "hint": hint}]
    return Invalid(f"mapping.{field}: {problem}. {hint}", errors=errors)


def holds(table: Table, place: int) -> str:
    """What a column is read as: a field of the contact, `variable` or `ignored`."""
    fields = {at: field for field, at in table.places.items()}
    return fields.get(place, "ignored" if place in ignored(table) else "variable")


def ignored(table: Table) -> frozenset[int]:
    """The columns that are left out: those told, and those a report of ours put in front."""
    return table.ignored | frozenset(range(len(REPORTED)) if table.is_report else ())


def count(table: Table) -> int:
    """How many rows it has. Raises `TooLarge`, and `Invalid` where they cannot be read."""
    rows = sum(1 for _ in islice(table.rows(), MOST_ROWS + 1))
    if rows > MOST_ROWS:
        raise TooLarge(f"file: it has more than {MOST_ROWS} rows. Send it in parts.")
    return rows


def _as_csv(rows: Rows) -> bytes:
    file = io.BytesIO()
    with io.TextIOWrapper(file, "utf-8", errors="replace", newline="", write_through=True) as text:
        write = partial(csv.writer(text).writerow)
        for row in islice(rows, MOST_ROWS + workbook.WIDEST):
            write(row)
            if file.tell() > LARGEST_TEXT:
                raise TooLarge("file: its first sheet holds too much text. Send it in parts.")
        return file.getvalue()
