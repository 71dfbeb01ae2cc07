import pytest

from functions.imports import service
from functions.imports.model import Mapping, Result
from functions.imports.preview import Preview, preview
from functions.imports.service import NewImport
from functions.people import service as people
from functions.permission import service as permission
from shared.db.pool import Database
from shared.errors import Invalid
from tests.fakes import NOON, TurnedClock
from tests.functions.imports.workbooks import workbook

NEW = NewImport(file_name="spring.csv", list_name="Spring", country="US")
FILE = "Nombre;Móvil;Idioma;Pedido\nAna;212 555 0100;es;A-1\nAna;+12125550100;;A-2\nBen;12;en;A-3\n"


async def seen(db: Database, file: str | bytes = FILE, new: NewImport = NEW) -> Preview:
    return await preview(db, new, file.encode() if isinstance(file, str) else file)


async def test_how_the_file_is_written_and_what_its_columns_hold(db: Database) -> None:
    found = await seen(db)
    assert (found.format, found.encoding, found.delimiter) == ("csv", "UTF-8", ";")
    assert [(each.name, each.field) for each in found.columns] == [
        ("Nombre", "name"),
        ("Móvil", "phone"),
        ("Idioma", "language"),
        ("Pedido", "variable"),
    ]


async def test_the_first_rows_as_they_would_end(db: Database) -> None:
    rows = (await seen(db)).rows
    assert [(row.row, row.result, row.phone) for row in rows] == [
        (2, Result.REPAIRED, "+12125550100"),
        (3, Result.DUPLICATE, "+12125550100"),
        (4, Result.REJECTED, None),
    ]
    assert (rows[0].name, rows[0].language, rows[0].zones) == ("Ana", "es", ("America/New_York",))


async def test_it_is_what_the_import_then_comes_to(db: Database, clock: TurnedClock) -> None:
    shown = (await seen(db)).rows
    import_, _ = await service.take(db, clock, NEW, FILE.encode(), by="Ana")
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        rows = await service.rows(conn, import_.id, result=None, after=0, limit=9)
    assert [(r.result, r.reasons, r.cells) for r in rows] == [
        (r.result, r.reasons, r.cells) for r in shown
    ]


async def test_who_is_on_the_list_or_must_not_be_called_is_shown(
    db: Database, clock: TurnedClock
) -> None:
    async with db.transaction() as conn:
        await permission.opt_out(conn, "+12125550100", "call", "call 1", NOON)
    import_, _ = await service.take(db, clock, NEW, FILE.encode(), by="Ana")
    await service.read_import(db, clock, import_.id)
    first = (await seen(db)).rows[0]
    assert [each.code for each in first.reasons] == ["duplicate", "do_not_call"]


async def test_nothing_is_kept(db: Database) -> None:
    await seen(db)
    async with db.transaction() as conn:
        assert await people.list_page(conn, after=None, limit=9) == []
        assert await service.page(conn, after=None, limit=9) == []


async def test_only_the_first_twenty_rows_are_shown(db: Database) -> None:
    assert len((await seen(db, "phone\n" + "12\n" * 50)).rows) == 20


async def test_a_workbook_without_a_header_is_shown(db: Database) -> None:
    found = await seen(db, workbook([12125550100, "Ana"], [12125550101, "Ben"]))
    assert (found.format, found.encoding, found.has_header) == ("xlsx", None, False)
    assert [(row.row, row.phone) for row in found.rows] == [
        (1, "+12125550100"),
        (2, "+12125550101"),
    ]


async def test_a_mapping_is_followed(db: Database) -> None:
    mapping = Mapping(phone="Pedido", ignored=("Idioma",))
    found = await seen(db, new=NEW.model_copy(update={"mapping": mapping}))
    assert [each.field for each in found.columns] == ["name", "variable", "ignored", "phone"]


async def test_a_file_whose_phones_nobody_finds_is_shown_so_that_somebody_can_tell(
    db: Database,
) -> None:
    found = await seen(db, "Who,Call at\nAna,+12125550100\n")
    assert "no column for the phone" in (found.problem or "")
    assert [each.code for each in found.rows[0].reasons] == ["phone_missing"]
    new = NEW.model_copy(update={"mapping": Mapping(phone="Call at")})
    assert (await seen(db, "Who,Call at\nAna,+12125550100\n", new)).problem is None


async def test_what_cannot_be_read_cannot_be_seen(db: Database) -> None:
    with pytest.raises(Invalid, match="is empty"):
        await seen(db, "")
