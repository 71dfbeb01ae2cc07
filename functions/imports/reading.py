"""What each row of a table says of a person, and what had to be repaired."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from functions.imports.model import Reading
from functions.imports.table import Table, ignored, plain
from functions.people.model import Entry
from functions.phones import model as phones
from functions.phones.model import Reason
from shared.value import Spoken, Value

LONGEST_NAME = 200
LONGEST_SHOWN = 60
NO_ZONE = "Its time zone is unknown: it is called only by a campaign that names one."
LANGUAGES = {
    **dict.fromkeys(["en", "eng", "english", "ingles"], Spoken.EN),
    **dict.fromkeys(["es", "esp", "spa", "spanish", "espanol", "castellano"], Spoken.ES),
}


class Defaults(Value):
    """What holds where a row does not say."""

    country: str | None
    language: Spoken


def readings(
    table: Table, defaults: Defaults, rows: Iterable[Sequence[str]], *, start: int
) -> list[Reading]:
    """What these rows say, of which the first is `start` rows below the header."""
    variables = _variables(table)
    numbered = enumerate(rows, start=table.first + start)
    return [_reading(table, row, tuple(cells), defaults, variables) for row, cells in numbered]


def _variables(table: Table) -> tuple[tuple[int, str], ...]:
    taken = {*table.places.values(), *ignored(table)}
    return tuple((at, name) for at, name in enumerate(table.columns) if at not in taken)


def _reading(
    table: Table,
    row: int,
    cells: tuple[str, ...],
    defaults: Defaults,
    variables: tuple[tuple[int, str], ...],
) -> Reading:
    refusal = _misshapen(table, cells)
    found = refusal or phones.read(_cell(table, cells, "phone"), defaults.country)
    if isinstance(found, Reason):
        return Reading(row=row, cells=cells, entry=None, notes=(found,))
    name = _name(_cell(table, cells, "name"), found.number)
    language = _language(_cell(table, cells, "language"), defaults.language)
    zones, zone_repairs, notes = _zones(_cell(table, cells, "zone"), found.zones)
    said = {"name": name, "language": language, "zones": (zones, zone_repairs)}
    entry = Entry(
        name=name[0],
        phone=found.number,
        language=language[0],
        zones=zones,
        variables={column: cells[at].strip() for at, column in variables if at < len(cells)},
        given=frozenset(_given(table, cells, {field for field, (_, bad) in said.items() if bad})),
    )
    repairs = (*found.repairs, *name[1], *language[1], *zone_repairs)
    return Reading(row=row, cells=cells, entry=entry, repairs=repairs, notes=notes)


def _given(table: Table, cells: tuple[str, ...], bad: set[str]) -> Iterable[str]:
    """What the row says itself, and in words that we understood."""
    for field, column in (("name", "name"), ("language", "language"), ("zones", "zone")):
        if _cell(table, cells, column).strip() and field not in bad:
            yield field


Reasons = tuple[Reason, ...]


def _misshapen(table: Table, cells: tuple[str, ...]) -> Reason | None:
    if not any(cell.strip() for cell in cells):
        return Reason(code="row_empty", text="The row is empty.")
    if any(cell.strip() for cell in cells[len(table.columns) :]):
        text = "The row has more cells than the header: put quotes around what holds a delimiter."
        return Reason(code="row_too_long", text=text)
    return None


def _cell(table: Table, cells: tuple[str, ...], field: str) -> str:
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


@lru_cache(maxsize=1000)  # few different cells in many rows
def _language(cell: str, default: Spoken) -> tuple[Spoken, Reasons]:
    word = plain(re.split(r"[-_]", cell.strip())[0])
    if not word or word in LANGUAGES:
        return LANGUAGES.get(word, default), ()
    text = f"“{_short(cell)}” is no language we speak: taken as {default}."
    return default, (Reason(code="language_unknown", text=text),)


@lru_cache(maxsize=1000)
def _zones(cell: str, of_number: tuple[str, ...]) -> tuple[tuple[str, ...], Reasons, Reasons]:
    zone = cell.strip()
    if zone and phones.is_zone(zone):
        return (zone,), (), ()
    text = f"“{_short(cell)}” is no time zone: taken from the number instead."
    repairs = (Reason(code="zone_unreadable", text=text),) if zone else ()
    if not of_number:
        note = Reason(code="zone_unknown", text=NO_ZONE)
        return (), repairs, (note,)
    if len(of_number) > 1:
        several = f"The number may be in any of {', '.join(of_number)}: called when all allow it."
        return of_number, repairs, (Reason(code="zones_several", text=several),)
    return of_number, repairs, ()


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…"
