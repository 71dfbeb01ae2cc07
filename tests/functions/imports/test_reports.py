"""What became of each row, as a file that can be corrected and sent again."""

import csv

import pytest

from functions.imports import service
from functions.imports.csv_file import as_it_was, harmless
from functions.imports.model import Mapping, Result
from functions.people import service as people
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.imports.files import NEW, take
from tests.functions.imports.workbooks import workbook


async def test_the_report_holds_no_formulas(db: Database, clock: TurnedClock) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        table = list(csv.reader((await service.report(conn, import_.id, result=None)).splitlines()))
    assert table[0] == ["row", "result", "reason", "name", "phone", "order"]
    assert table[5] == ["6", "imported", "", "'=cmd()", "'+12125550102", "'-1"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])  # noqa: RUF001
def test_no_cell_of_a_report_begins_like_a_formula(start: str) -> None:
    cell = f"{start}1+1"
    assert harmless(cell) == f"'{cell}"
    assert as_it_was(harmless(cell)) == cell


async def test_what_a_report_made_harmless_comes_back_as_it_was(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await take(db, clock, "name,phone,sum\n=Ana,12,-1\n")
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        rejected = await service.report(conn, import_.id, result=Result.REJECTED)
    fixed = await take(db, clock, rejected.replace(",12,", ",+12125550104,"))
    await service.read_import(db, clock, fixed.id)
    async with db.transaction() as conn:
        (member,) = await people.members(conn, import_.list_id, None, 10)
    assert (member.name, member.variables) == ("=Ana", {"sum": "-1"})


async def test_the_report_of_a_mapped_workbook_can_be_corrected_with_its_mapping(
    db: Database, clock: TurnedClock
) -> None:
    new = NEW.model_copy(update={"mapping": Mapping(phone="Call at", ignored=("Note",))})
    file = workbook(["Call at", "Note", "Order"], ["ask Ana", "x", "A-1"], [12125550100, "", ""])
    import_, _ = await service.take(db, clock, new, file, by="Ana")
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        rejected = await service.report(conn, import_.id, result=Result.REJECTED)
    fixed = await take(db, clock, rejected.replace("ask Ana", "2125550104"), new)
    await service.read_import(db, clock, fixed.id)
    async with db.transaction() as conn:
        members = await people.members(conn, import_.list_id, None, 10)
    assert [m.variables for m in members if m.phone == "+12125550104"] == [{"Order": "A-1"}]


async def test_a_corrected_report_can_be_sent_again(db: Database, clock: TurnedClock) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        rejected = await service.report(conn, import_.id, result=Result.REJECTED)
    fixed = await take(db, clock, rejected.replace('"1,2E+10"', "'+12125550104"))
    await service.read_import(db, clock, fixed.id)
    async with db.transaction() as conn:
        members = await people.members(conn, import_.list_id, None, 10)
    assert [m.variables for m in members if m.phone == "+12125550104"] == [{"order": "A-4"}]
