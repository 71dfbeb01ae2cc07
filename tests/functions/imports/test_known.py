"""Rows about somebody who is known already."""

from functions.imports import service
from functions.imports.model import Known, Result
from shared import outbox
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.imports.files import FILE, NEW, contacts, counts, get, rows, take


async def test_a_duplicate_names_the_row_it_repeats_wherever_the_batch_ends(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id, batch=1)
    (reason,) = (await rows(db, import_.id))[2].reasons
    assert reason.text == "Left out: row 2 has the number."


async def test_somebody_on_the_list_already_is_a_duplicate(
    db: Database, clock: TurnedClock
) -> None:
    first = await take(db, clock)
    await service.read_import(db, clock, first.id)
    more = await take(db, clock, "phone\n+12125550100\n")
    await service.read_import(db, clock, more.id)
    (row,) = await rows(db, more.id)
    assert (row.result, row.reasons[0].text) == (
        Result.DUPLICATE,
        "Left out: the list holds the number.",
    )


async def test_a_known_contact_joins_another_list_and_stays_as_it_is(
    db: Database, clock: TurnedClock
) -> None:
    first = await take(db, clock)
    await service.read_import(db, clock, first.id)
    other = NEW.model_copy(update={"list_name": "Autumn"})
    more = await take(db, clock, "name,phone\nRenamed,+12125550100\n", other)
    await service.read_import(db, clock, more.id)
    assert counts(await get(db, more.id)) == (1, 0, 0, 0)
    assert "Renamed" not in {each.name for each in await contacts(db)}


UPDATE = NEW.model_copy(update={"list_name": "Autumn", "known": Known.UPDATE})


async def test_a_known_contact_takes_what_the_row_says_where_that_is_wanted(
    db: Database, clock: TurnedClock
) -> None:
    await service.read_import(db, clock, (await take(db, clock)).id)
    text = "name,phone,language,zone\nRenamed,+12125550100,fr,\n"
    more = await take(db, clock, text, UPDATE)
    await service.read_import(db, clock, more.id)
    (row,) = await rows(db, more.id)
    assert (row.result, row.reasons[-1].text) == (
        Result.REPAIRED,
        "A contact we know, changed as the row says: name.",
    )
    assert [(c.name, c.version) for c in await contacts(db) if c.version > 1] == [("Renamed", 2)]


async def test_a_row_that_says_nothing_new_changes_nobody(db: Database, clock: TurnedClock) -> None:
    await service.read_import(db, clock, (await take(db, clock)).id)
    more = await take(db, clock, "name,phone\nDepot,+12125550100\n,+12125550101\n", UPDATE)
    await service.read_import(db, clock, more.id)
    assert {each.version for each in await contacts(db)} == {1}


async def test_of_rows_with_one_number_the_first_is_believed_wherever_the_batch_ends(
    db: Database, clock: TurnedClock
) -> None:
    more = await take(db, clock, "name,phone\nA,+12125550100\nB,+12125550100\n", UPDATE)
    await service.read_import(db, clock, more.id, batch=1)
    assert [(each.name, each.version) for each in await contacts(db)] == [("A", 1)]


async def test_the_same_file_for_the_same_list_is_recognised(
    db: Database, clock: TurnedClock
) -> None:
    first, was_new = await service.take(db, clock, NEW, FILE.encode(), by="Ana")
    again, is_new = await service.take(db, clock, NEW, FILE.encode(), by="Ben")
    async with db.transaction() as conn:
        assert (await outbox.waiting(conn), again, was_new, is_new) == (1, first, True, False)


async def test_the_same_file_for_another_list_is_another_import(
    db: Database, clock: TurnedClock
) -> None:
    first = await take(db, clock)
    other = await take(db, clock, new=NEW.model_copy(update={"list_name": "Autumn"}))
    assert other.id != first.id
