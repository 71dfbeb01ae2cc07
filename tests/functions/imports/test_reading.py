from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.imports import table
from functions.imports.csv_file import CsvFile
from functions.imports.model import Reading, Result
from functions.imports.reading import Defaults, readings
from functions.imports.table import Table
from shared.errors import Invalid
from shared.value import Spoken

DEMO = Path(__file__).parents[3] / "scripts" / "local" / "demo" / "contacts.csv"
US = Defaults(country="US", language=Spoken.EN)
TABLE = "Nombre,Teléfono\r\nPeluquería Ñandú,+12125550100\r\n"


def read(text: str | bytes) -> list[Reading]:
    found = table.opened(text.encode() if isinstance(text, str) else text, "US")
    return readings(found, US, found.rows(), start=0)


def codes(reading: Reading) -> list[str]:
    return [each.code for each in (*reading.repairs, *reading.notes)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_whatever_the_encoding_the_letters_are_right(encoding: str) -> None:
    (row,) = read(TABLE.encode(encoding))
    assert (row.entry and row.entry.name, row.result) == ("Peluquería Ñandú", Result.IMPORTED)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_the_delimiter_and_the_line_end_the_cells_are_right(
    delimiter: str, end: str
) -> None:
    (row,) = read(f"name{delimiter}phone{end}Depot{delimiter}+12125550100{end}")
    assert (row.cells, row.row) == (("Depot", "+12125550100"), 2)


def test_a_spreadsheets_own_hint_at_the_delimiter_is_followed() -> None:
    (row,) = read("sep=;\r\nname, full;phone\r\nDepot;+12125550100\r\n")
    assert row.entry
    assert row.entry.variables == {"name, full": "Depot"}


@pytest.mark.parametrize(
    "header", ["phone", "Phone Number", "TELÉFONO", "telefono", "Móvil", "Tel"]
)
def test_a_column_is_known_by_its_name_in_both_languages(header: str) -> None:
    assert table.opened(f"x,{header}\n".encode(), "US").places == {"phone": 1}


def test_columns_we_do_not_know_are_kept_as_variables() -> None:
    (row,) = read("phone,Pedido,,Pedido\n+12125550100,A-1,x,y\n")
    assert row.entry
    assert row.entry.variables == {"Pedido": "A-1", "column 3": "x", "Pedido (4)": "y"}


def test_a_quoted_cell_may_hold_delimiters_and_lines() -> None:
    (row,) = read('name,phone\n"Depot, ""North""\ngate 2",+12125550100\n')
    assert row.entry
    assert row.entry.name == 'Depot, "North" gate 2'


def test_a_quote_that_nobody_closes_swallows_no_rows() -> None:
    rows = read('phone,name\n+12125550100,"Depot\n+12125550101,Office\n+12125550102,Shop\n')
    assert [row.row for row in rows] == [2, 3, 4]
    assert [row.entry.name for row in rows[1:] if row.entry] == ["Office", "Shop"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Depot,,en,", "phone_missing"),
        ('Depot,"3,46E+10",en,', "phone_scientific"),
        (",,,", "row_empty"),
        ("", "row_empty"),
        ("Depot", "phone_missing"),
        ("Pérez, Juan,+12125550100,en,UTC", "row_too_long"),
    ],
)
def test_a_row_without_a_number_is_rejected_with_the_reason(row: str, code: str) -> None:
    first, _ = read(f"name,phone,language,zone\n{row}\nShop,+12125550100,en,\n")
    assert (first.result, codes(first)) == (Result.REJECTED, [code])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",+12125550100,en,", "name_missing"),
        (f"{'x' * 201},+12125550100,en,", "name_cut"),
        ("Depot,+12125550100,fr,", "language_unknown"),
        ("Depot,+12125550100,en,Boston time", "zone_unreadable"),
    ],
)
def test_a_cell_that_makes_no_sense_is_repaired_with_the_reason(row: str, code: str) -> None:
    (read_row,) = read(f"name,phone,language,zone\n{row}\n")
    assert (read_row.result, codes(read_row)) == (Result.REPAIRED, [code])


@pytest.mark.parametrize("cell", ["es", "ES", "es-MX", "Español", "spanish"])
def test_a_language_is_known_by_its_names(cell: str) -> None:
    (row,) = read(f"phone,idioma\n+12125550100,{cell}\n")
    assert row.entry
    assert row.entry.language is Spoken.ES


def test_the_zone_of_the_row_comes_before_that_of_the_number() -> None:
    (row,) = read("phone,zona horaria\n+12125550100,America/Denver\n")
    assert row.entry
    assert row.entry.zones == ("America/Denver",)


def test_a_number_in_two_zones_keeps_both_and_says_so() -> None:
    (row,) = read("name,phone\nHarbour,+17095550100\n")
    assert row.entry
    assert row.entry.zones == ("America/Halifax", "America/St_Johns")
    assert (row.result, codes(row)) == (Result.IMPORTED, ["zones_several"])


def test_a_number_of_no_zone_is_kept_and_says_so() -> None:
    (row,) = read("name,phone\nToll free,+18005550100\nSatellite,+881612345678\n")[1:]
    assert (row.entry and row.entry.zones, codes(row)) == ((), ["zone_unknown"])


@pytest.mark.parametrize(
    "file", [b"", b"\n\n", b"name,mail\nx,y\n", b"PK\x03\x04rest", b"\xff\xfe"]
)
def test_a_file_without_a_column_for_the_phone_says_what_to_do(file: bytes) -> None:
    with pytest.raises(Invalid) as invalid:
        table.check_phone(table.opened(file, "US"))
    assert invalid.value.extra["errors"][0]["field"] == "file"


def test_a_file_of_one_endless_cell_is_no_csv() -> None:
    with pytest.raises(Invalid, match="is no CSV"):
        table.opened(b"phone\n" + b"1" * 200_000, "US")


def test_no_cell_holds_what_the_database_cannot_store() -> None:
    (row,) = read(b"phone,note\n+12125550100,a\x00b\n")
    assert row.cells[1] == "a\ufffdb"


def test_the_demo_file_has_twelve_contacts_and_a_broken_row() -> None:
    rows = read(DEMO.read_bytes())
    assert [row.row for row in rows if not row.entry] == [14]
    languages = [row.entry.language for row in rows if row.entry]
    assert (languages.count(Spoken.EN), languages.count(Spoken.ES)) == (10, 2)


CELLS = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12)


@given(st.lists(st.lists(CELLS | st.just("+12125550100"), max_size=5).map(tuple), max_size=20))
def test_every_row_of_any_table_has_exactly_one_reading(rows: list[tuple[str, ...]]) -> None:
    columns, places = ("name", "phone", "zone", "x"), {"name": 0, "phone": 1, "zone": 2}
    found = readings(Table(CsvFile(b""), columns, places, 2), US, rows, start=0)
    assert [(each.row, each.cells) for each in found] == list(enumerate(rows, start=2))
    assert all(each.notes for each in found if each.result is Result.REJECTED)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_an_answer(file: bytes) -> None:
    with suppress(Invalid):
        found = table.opened(b"phone,x\n" + file, "US")
        assert len(readings(found, US, found.rows(), start=0)) == table.count(found)
