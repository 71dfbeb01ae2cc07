"""A file of contacts, from bytes to what each row says."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Sequence

from functions.imports.model import REPORTED, Reading
from functions.people import phones
from functions.people.model import Entry, Reason
from shared.errors import Invalid
from shared.value import Spoken, Value

DELIMITERS = (",", ";", "\t")
FIRST = 2  # the first row below the header, as a spreadsheet counts
LONGEST_NAME = 200
NULS_IN_UTF_16 = 0.3  # of its bytes, where most letters are Latin
HEADERS = {
    "phone": "phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone cell "
    "cellphone telefono telefonomovil numerodetelefono movil celular numero",
    "name": "name fullname contact contactname customer nombre nombrecompleto contacto cliente",
    "language": "language lang idioma lengua",
    "zone": "zone timezone tz zona zonahoraria husohorario",
}
MEANING = {word: field for field, words in HEADERS.items() for word in words.split()}
LANGUAGES = {
    **dict.fromkeys(["en", "eng", "english", "ingles"], Spoken.EN),
    **dict.fromkeys(["es", "esp", "spa", "spanish", "espanol", "castellano"], Spoken.ES),
}


class Sheet(Value):
    """A table with a header. `places` says which column holds what of a contact."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    places: dict[str, int]


class Defaults(Value):
    """What holds where a row does not say."""

    country: str | None
    language: Spoken


def sheet(file: bytes) -> Sheet:
    """The table in a CSV file. Raises `Invalid` where it has none, or no column for the phone."""
    header, *rows = _records(_text(file)) or [[]]
    columns = tuple(_distinct([cell.strip() for cell in header]))
    places: dict[str, int] = {}
    for place, column in enumerate(columns):
        if meaning := MEANING.get(_plain(column)):
            places.setdefault(meaning, place)
    if "phone" not in places:
        raise _unusable(
            "has no column for the phone number",
            f"Name one “phone” or “teléfono” in the first row. Found: {', '.join(columns)[:300]}.",
        )
    return Sheet(columns=columns, rows=tuple(map(tuple, rows)), places=places)


def _text(file: bytes) -> str:
    if file.startswith(b"PK"):
        raise _unusable("is a workbook, not CSV", "Save it as “CSV UTF-8”, and send that.")
    return file.decode(_encoding(file), errors="replace").replace("\0", "\ufffd")


def _encoding(file: bytes) -> str:
    if file.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if file.count(0) > NULS_IN_UTF_16 * len(file):
        return "utf-16-be" if file.startswith(b"\0") else "utf-16-le"
    try:
        file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"  # Latin-1 as Windows writes it
    return "utf-8-sig"


def _records(text: str) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)", first.strip("\r"), re.IGNORECASE)  # a spreadsheet's own hint
    text, delimiter = (rest, named[1]) if named else (text, _delimiter(first))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        pass
    lines = io.StringIO(text, newline=None).read().removesuffix("\n").split("\n")
    try:  # a quote that nobody closes must not swallow the rows below: each line for itself
        return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    except csv.Error as error:
        raise _unusable(f"is no CSV: {error}", "Save it as “CSV UTF-8” again.") from error


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=header.count)


def _distinct(columns: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place, column in enumerate(columns, start=1):
        name = column or f"column {place}"
        found.append(f"{name} ({place})" if name in found else name)
    return found


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _unusable(problem: str, hint: str) -> Invalid:
    errors = [{"field": "file", "problem": problem, "hint": hint}]
    return Invalid(f"The file {problem}. {hint}", errors=errors)


def readings(table: Sheet, defaults: Defaults, *, start: int, end: int) -> list[Reading]:
    """What the rows from `start` up to `end` say; the first row below the header is 0."""
    rows = enumerate(table.rows[start:end], start=start + FIRST)
    return [_reading(table, row, cells, defaults) for row, cells in rows]


def _reading(table: Sheet, row: int, cells: tuple[str, ...], defaults: Defaults) -> Reading:
    refusal = _misshapen(table, cells)
    found = refusal or phones.read(_cell(table, cells, "phone"), defaults.country)
    if isinstance(found, Reason):
        return Reading(row=row, cells=cells, entry=None, notes=(found,))
    name, name_repairs = _name(_cell(table, cells, "name"), found.number)
    language, language_repairs = _language(_cell(table, cells, "language"), defaults.language)
    zones, zone_repairs, notes = _zones(_cell(table, cells, "zone"), found.zones)
    entry = Entry(
        name=name,
        phone=found.number,
        language=language,
        zones=zones,
        variables=_variables(table, cells),
    )
    repairs = (*found.repairs, *name_repairs, *language_repairs, *zone_repairs)
    return Reading(row=row, cells=cells, entry=entry, repairs=repairs, notes=notes)


Reasons = tuple[Reason, ...]


def _misshapen(table: Sheet, cells: tuple[str, ...]) -> Reason | None:
    if not any(cell.strip() for cell in cells):
        return Reason(code="row_empty", text="The row is empty.")
    if any(cell.strip() for cell in cells[len(table.columns) :]):
        text = "The row has more cells than the header: put quotes around what holds a delimiter."
        return Reason(code="row_too_long", text=text)
    return None


def _cell(table: Sheet, cells: tuple[str, ...], field: str) -> str:
    place = table.places.get(field, len(cells))
    return cells[place] if place < len(cells) else ""


def _name(cell: str, phone: str) -> tuple[str, Reasons]:
    name = " ".join(cell.split())
    if not name:
        return phone, (Reason(code="name_missing", text="No name: the number stands for it."),)
    if len(name) > LONGEST_NAME:
        text = f"The name was cut after {LONGEST_NAME} characters."
        return name[:LONGEST_NAME], (Reason(code="name_cut", text=text),)
    return name, ()


def _language(cell: str, default: Spoken) -> tuple[Spoken, Reasons]:
    word = _plain(re.split(r"[-_]", cell.strip())[0])
    if not word or word in LANGUAGES:
        return LANGUAGES.get(word, default), ()
    text = f"“{cell}” is no language we speak: taken as {default}."
    return default, (Reason(code="language_unknown", text=text),)


def _zones(cell: str, of_number: tuple[str, ...]) -> tuple[tuple[str, ...], Reasons, Reasons]:
    zone = cell.strip()
    if zone and phones.is_zone(zone):
        return (zone,), (), ()
    text = f"“{cell}” is no time zone: taken from the number instead."
    repairs = (Reason(code="zone_unreadable", text=text),) if zone else ()
    if not of_number:
        note = Reason(code="zone_unknown", text="Its time zone is unknown: it will not be called.")
        return (), repairs, (note,)
    if len(of_number) > 1:
        several = f"The number may be in any of {', '.join(of_number)}: called when all allow it."
        return of_number, repairs, (Reason(code="zones_several", text=several),)
    return of_number, repairs, ()


def _variables(table: Sheet, cells: tuple[str, ...]) -> dict[str, str]:
    reported = range(len(REPORTED)) if table.columns[: len(REPORTED)] == REPORTED else ()
    taken = {*table.places.values(), *reported}
    pairs = enumerate(zip(table.columns, cells, strict=False))
    return {column: cell.strip() for place, (column, cell) in pairs if place not in taken}
