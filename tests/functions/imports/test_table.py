from typing import Any

import pytest

from functions.imports import table, workbook
from functions.imports.model import Mapping
from functions.imports.table import Table
from shared.errors import Invalid, TooLarge
from tests.functions.imports.workbooks import with_part, with_words
from tests.functions.imports.workbooks import workbook as made

XML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def opened(text: str | bytes, country: str | None = "US", **mapping: Any) -> Table:
    file = text.encode() if isinstance(text, str) else text
    wanted = Mapping.model_validate(mapping) if mapping else None
    found = table.opened(file, country, wanted)
    table.check_phone(found)
    return found


def fields(found: Table) -> list[str]:
    return [table.holds(found, place) for place in range(len(found.columns))]


def test_a_file_without_a_header_is_read_from_its_first_row() -> None:
    found = opened("Depot,+12125550100\nShop,+12125550101\n")
    assert (found.has_header, found.first) == (False, 1)
    assert (found.columns, found.places) == (("column 1", "phone"), {"phone": 1})
    assert len(list(found.rows())) == 2


def test_a_header_that_means_nothing_is_a_header_where_no_column_reads_as_phones() -> None:
    with pytest.raises(Invalid, match="no column for the phone"):
        opened("who,where\nDepot,Boston\n")


def test_one_number_among_words_is_no_column_of_phones() -> None:
    with pytest.raises(Invalid, match="no column for the phone"):
        opened("2125550100,note\nx,a\ny,b\nz,c\n")


def test_numbers_at_home_tell_a_column_where_the_country_is_known() -> None:
    assert opened("212 555 0100\n212 555 0101\n").places == {"phone": 0}
    with pytest.raises(Invalid):
        opened("212 555 0100\n212 555 0101\n", None)


def test_empty_rows_above_the_header_count_as_rows() -> None:
    found = opened("\n,\nname,phone\nDepot,+12125550100\n")
    assert (found.first, list(found.rows())) == (4, [["Depot", "+12125550100"]])


def test_a_delimiter_within_quotes_decides_nothing() -> None:
    assert opened('"name, full, legal";phone\n').columns == ("name, full, legal", "phone")


def test_a_csv_file_may_begin_like_a_zip_file() -> None:
    assert opened("PK,phone\n1,+12125550100\n").columns == ("PK", "phone")


def test_columns_with_one_name_are_told_apart() -> None:
    assert opened("phone,x,x,x (3),x\n").columns == ("phone", "x", "x (3)", "x (3) (4)", "x (5)")


def test_the_first_column_of_a_meaning_has_it() -> None:
    assert fields(opened("Móvil,Teléfono,Nombre\n")) == ["phone", "variable", "name"]


def test_a_mapping_overrides_what_the_names_say() -> None:
    found = opened("Móvil,Fijo,Nombre,Nota\n", phone="Fijo", name=None, ignored=["Nota"])
    assert fields(found) == ["variable", "phone", "variable", "ignored"]


def test_what_a_mapping_does_not_say_is_found_by_name() -> None:
    assert fields(opened("Contact no.,Nombre\n", phone="Contact no.")) == ["phone", "name"]


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({"phone": "Fax"}, "mapping.phone"),
        ({"phone": "phone", "name": "phone"}, "mapping.phone"),
        ({"ignored": ["nothing"]}, "mapping.ignored"),
        ({"phone": "phone", "ignored": ["phone"]}, "mapping.phone"),
    ],
)
def test_an_impossible_mapping_is_named(mapping: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        opened("phone,name\n", **mapping)
    assert invalid.value.extra["errors"][0]["field"] == field


def test_a_mapping_without_a_phone_is_refused() -> None:
    with pytest.raises(Invalid, match="no column for the phone"):
        opened("phone,name\n", phone=None)


def test_a_workbook_is_the_same_table_as_its_csv() -> None:
    rows = [["Nombre", "Teléfono"], ['Ana, "A"\nB', "+12125550100"], [], ["", "x"]]
    found = table.opened(table.unpacked(made(*rows)), "US")
    assert (found.columns, table.count(found)) == (("Nombre", "Teléfono"), 3)
    assert list(found.rows()) == rows[1:]


def test_too_many_rows_say_what_to_do() -> None:
    with pytest.raises(TooLarge, match="in parts"):
        table.count(opened("phone\n" + "1\n" * (table.MOST_ROWS + 1)))


def test_one_long_word_repeated_over_and_over_is_refused() -> None:
    word = f'<sst xmlns="{XML}"><si><t>{"x" * 32_000}</t></si></sst>'
    cells = '<c t="s"><v>0</v></c>' * workbook.WIDEST
    sheet = f'<row><c t="inlineStr"><is><t>phone</t></is></c></row>{f"<row>{cells}</row>" * 20}'
    whole = f'<worksheet xmlns="{XML}"><sheetData>{sheet}</sheetData></worksheet>'
    file = with_words(made(["phone"]), word.encode())
    with pytest.raises(TooLarge, match="too much text"):
        table.unpacked(with_part(file, "xl/worksheets/sheet1.xml", whole.encode()))


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(Invalid, match="columns"):
        opened("phone" + "," * workbook.WIDEST)


def test_a_report_gives_back_what_it_had_made_harmless() -> None:
    found = opened("row,result,reason,phone,sum\n2,rejected,why,'+12125550100,'-1\n")
    assert fields(found) == ["ignored", "ignored", "ignored", "phone", "variable"]
    assert list(found.rows()) == [["2", "rejected", "why", "+12125550100", "-1"]]
