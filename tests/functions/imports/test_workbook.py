import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.imports import workbook
from shared.errors import Invalid
from tests.functions.imports.workbooks import OLD, with_part, with_words
from tests.functions.imports.workbooks import workbook as made

SMALL = made(["name", "phone"], ["Depot", "+12125550100"])
XML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = '<c t="s"><v>0</v></c>'
SHEET = "xl/worksheets/sheet1.xml"


def cell(value: object, pattern: str = "General") -> str:
    ((shown,),) = workbook.rows(made([value], A1=pattern))
    return shown


def refusal(file: bytes) -> str:
    with pytest.raises(Invalid) as invalid:
        list(workbook.rows(file))
    return invalid.value.detail


def test_rows_come_as_they_stand_in_the_first_sheet() -> None:
    assert list(workbook.rows(SMALL)) == [["name", "phone"], ["Depot", "+12125550100"]]


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (12125550100, "General", "12125550100"),
        (12125550100.0, "General", "12125550100"),
        (34612345678, "0.00E+00", "34612345678"),
        (0.1 + 0.2, "General", "0.3"),
        (5550100, "00000000", "05550100"),
        (12125550100, "+0", "+12125550100"),
        (2125550100, '"("000")" 000\\-0000', "(212) 555-0100"),
        (12.5, '#,##0.00 "€"', "12.50"),
        (2.0, "0.##", "2"),
        (0.125, "0.0%", "12.5%"),
        (-3, "[Red]0;[Blue]-0", "-3"),
        (True, "General", "TRUE"),
    ],
)
def test_a_number_reads_as_the_cell_shows_it(value: object, pattern: str, shown: str) -> None:
    assert cell(value, pattern) == shown


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (date(2027, 3, 2), "dd/mm/yyyy", "2027-03-02"),
        (datetime(2027, 3, 2, 14, 30), "dd/mm/yyyy hh:mm", "2027-03-02 14:30"),  # noqa: DTZ001
        (time(9, 0), "hh:mm", "09:00"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_day_and_a_time_read_the_same_in_every_country(
    value: object, pattern: str, shown: str
) -> None:
    assert cell(value, pattern) == shown


def test_a_word_that_cells_share_stands_in_each() -> None:
    words = f'<sst xmlns="{XML}"><si><t>phone</t></si></sst>'.encode()
    sheet = f'<worksheet xmlns="{XML}"><sheetData><row>{SHARED * 2}</row></sheetData></worksheet>'
    file = with_part(with_words(SMALL, words), SHEET, sheet.encode())
    assert list(workbook.rows(file)) == [["phone", "phone"]]


def test_a_number_that_is_no_day_is_an_error_as_in_the_spreadsheet() -> None:
    assert cell(12125550100, "dd/mm/yyyy") == "#VALUE!"


def test_a_formula_is_the_value_it_last_had() -> None:
    formula = '<c r="A1"><f>1+1</f><v>2</v></c>'
    sheet = f'<worksheet xmlns="{XML}"><sheetData><row>{formula}</row></sheetData></worksheet>'
    assert list(workbook.rows(with_part(SMALL, SHEET, sheet.encode()))) == [["2"]]


def test_a_shared_text_in_several_formats_is_one_and_how_it_sounds_is_no_part_of_it() -> None:
    runs = "<r><t>Ana </t></r><r><t>L\u00f3pez</t></r><rPh><t>sounds</t></rPh>"
    words = f'<sst xmlns="{XML}"><si>{runs}</si></sst>'.encode()
    sheet = f'<worksheet xmlns="{XML}"><sheetData><row>{SHARED}</row></sheetData></worksheet>'
    file = with_words(with_part(SMALL, SHEET, sheet.encode()), words)
    assert list(workbook.rows(file)) == [["Ana L\u00f3pez"]]


def test_empty_rows_count_in_the_middle_and_not_at_the_end() -> None:
    file = made(["phone"], [], ["+12125550100"], [None], [None])
    assert list(workbook.rows(file)) == [["phone"], [], ["+12125550100"]]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unread() -> None:
    bomb = with_part(SMALL, "xl/media/image1.png", bytes(workbook.LARGEST_UNPACKED))
    assert len(bomb) < workbook.MIB
    assert "unpacks to far more" in refusal(bomb)


def test_too_many_shared_words_are_refused_unread() -> None:
    words = b"<sst>" + b"<si><t>word</t></si>" * (workbook.LARGEST_WORDS // 20 + 1) + b"</sst>"
    assert "unpacks to far more" in refusal(with_words(SMALL, words))


def test_too_many_parts_are_refused_unread() -> None:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for number in range(workbook.MOST_PARTS + 1):
            archive.writestr(f"xl/{number}", b"")
    assert "too many parts" in refusal(file.getvalue())


def test_a_part_that_lies_about_its_size_is_unpacked_no_further() -> None:
    honest = with_part(SMALL, SHEET, b"<worksheet>" + b" " * 10_000_000)
    lying = honest.replace((10_000_011).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != honest
    assert "cannot be read" in refusal(lying)


def test_entities_that_explode_are_no_workbook() -> None:
    ten = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"ha" * 50}">{ten}]><x>&i;</x>'
    assert "cannot be read" in refusal(with_part(SMALL, SHEET, laughs.encode()))


def test_a_stray_cell_at_the_far_corner_is_refused() -> None:
    assert "columns" in refusal(made(["phone"], [None] * 16_383 + ["x"]))


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (OLD + bytes(600), "the old kind"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        (with_part(SMALL, "xl/workbook.bin", b""), "binary workbook"),
        (SMALL[: len(SMALL) // 2], "cannot be read"),
        (b"PK\x03\x04", "cannot be read"),
        (with_part(SMALL, SHEET, b"no xml"), "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(file: bytes, problem: str) -> None:
    assert problem in refusal(file)


def test_a_zip_file_of_something_else_is_no_workbook() -> None:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "is no Excel workbook" in refusal(file.getvalue())


@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_rows_or_an_answer(at: int, damage: bytes) -> None:
    with suppress(Invalid):
        assert isinstance(
            list(workbook.rows(SMALL[:at] + damage + SMALL[at + len(damage) :])), list
        )
