import asyncio
import csv
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.imports import service
from functions.imports.csv_file import as_it_was, harmless
from functions.imports.model import Import, ImportRow, ImportState, Known, Mapping, Result
from functions.imports.service import LARGEST, NewImport
from functions.people import service as people
from functions.people.model import Contact
from functions.permission import service as permission
from functions.permission.model import Refusal
from shared import outbox
from shared.db.pool import Database
from shared.errors import Invalid, NotFound, TooLarge
from tests.fakes import NOON, TurnedClock
from tests.functions.imports.workbooks import workbook

FILE = """name,phone,order
Depot,+12125550100,A-1
Workshop,+1 212 555 0101,A-2
Depot again,+12125550100,A-3
Broken,"1,2E+10",A-4
=cmd(),+12125550102,-1
"""
NEW = NewImport(file_name="spring.csv", list_name="Spring", country="US")


async def take(db: Database, clock: TurnedClock, text: str = FILE, new: NewImport = NEW) -> Import:
    import_, _ = await service.take(db, clock, new, text.encode(), by="Ana")
    return import_


async def get(db: Database, import_id: UUID) -> Import:
    async with db.transaction() as conn:
        return await service.get(conn, import_id)


async def rows(db: Database, import_id: UUID) -> list[ImportRow]:
    async with db.transaction() as conn:
        return await service.rows(conn, import_id, result=None, after=0, limit=200)


async def contacts(db: Database) -> list[Contact]:
    async with db.transaction() as conn:
        return await people.contact_page(conn, after=None, limit=200)


def counts(import_: Import) -> tuple[int, ...]:
    return (import_.imported, import_.repaired, import_.duplicate, import_.rejected)


async def test_every_row_ends_in_a_result_with_its_reasons(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    ended = [
        (row.row, row.result, [r.code for r in row.reasons]) for row in await rows(db, import_.id)
    ]
    assert ended == [
        (2, Result.IMPORTED, []),
        (3, Result.REPAIRED, ["separators"]),
        (4, Result.DUPLICATE, ["duplicate"]),
        (5, Result.REJECTED, ["phone_scientific"]),
        (6, Result.IMPORTED, []),
    ]
    done = await get(db, import_.id)
    assert (done.state, counts(done), done.total) == (ImportState.DONE, (2, 1, 1, 1), 5)


async def test_the_people_of_the_file_are_on_the_list_with_what_it_says(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        members = await people.members(conn, import_.list_id, None, 10)
    assert sorted((m.phone, m.variables["order"]) for m in members) == [
        ("+12125550100", "A-1"),
        ("+12125550101", "A-2"),
        ("+12125550102", "-1"),
    ]


async def test_a_message_delivered_twice_reads_the_file_once(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    await service.read_import(db, clock, import_.id)
    assert (len(await rows(db, import_.id)), len(await contacts(db))) == (5, 3)


async def test_two_workers_on_one_file_double_no_row(db: Database, clock: TurnedClock) -> None:
    import_ = await take(db, clock)
    reads = (service.read_import(db, clock, import_.id, batch=1) for _ in range(4))
    await asyncio.gather(*reads)
    done = await get(db, import_.id)
    assert (done.state, counts(done)) == (ImportState.DONE, (2, 1, 1, 1))


class StoppingClock(TurnedClock):
    """Ends the work the moment it is asked for the time once too often."""

    def __init__(self, asked: int) -> None:
        super().__init__()
        self._left = asked

    def now(self) -> datetime:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return super().now()


@pytest.mark.parametrize("asked", range(6))
async def test_a_crash_half_way_loses_and_doubles_nothing(
    db: Database, clock: TurnedClock, asked: int
) -> None:
    import_ = await take(db, clock)
    with pytest.raises(KeyboardInterrupt):
        await service.read_import(db, StoppingClock(asked), import_.id, batch=1)
    assert (await get(db, import_.id)).position == asked
    await service.read_import(db, clock, import_.id, batch=2)
    done = await get(db, import_.id)
    assert (done.state, counts(done)) == (ImportState.DONE, (2, 1, 1, 1))


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


async def test_an_import_remembers_its_mapping(db: Database, clock: TurnedClock) -> None:
    mapping = Mapping(name=None, phone="order")
    import_ = await take(db, clock, new=NEW.model_copy(update={"mapping": mapping}))
    found = (await get(db, import_.id)).mapping
    assert found
    assert found.model_fields_set == {"name", "phone"}


async def test_a_workbook_is_read_as_its_csv_is(db: Database, clock: TurnedClock) -> None:
    file = workbook(["name", "phone"], ["Depot", 12125550100], [], ["Broken", 12])
    import_, _ = await service.take(db, clock, NEW, file, by="Ana")
    await service.read_import(db, clock, import_.id, batch=2)
    assert [(row.row, row.result) for row in await rows(db, import_.id)] == [
        (2, Result.REPAIRED),
        (3, Result.REJECTED),
        (4, Result.REJECTED),
    ]


async def test_a_workbook_that_turns_out_broken_fails_with_the_reason(
    db: Database, clock: TurnedClock
) -> None:
    few, wide = [[str(number)] for number in range(30)], [None] * 16_000 + ["x"]
    import_, _ = await service.take(db, clock, NEW, workbook(["phone"], *few, wide), by="Ana")
    await service.read_import(db, clock, import_.id)
    failed = await get(db, import_.id)
    assert (failed.state, "columns" in (failed.failure or "")) == (ImportState.FAILED, True)


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


async def test_a_number_on_the_do_not_call_list_is_kept_and_marked(
    db: Database, clock: TurnedClock
) -> None:
    async with db.transaction() as conn:
        await permission.opt_out(conn, "+12125550100", "call", "call 1", NOON)
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    first = (await rows(db, import_.id))[0]
    assert (first.result, first.reasons[-1].code) == (Result.IMPORTED, "do_not_call")


async def test_the_people_of_a_file_may_have_agreed_to_be_called(
    db: Database, clock: TurnedClock
) -> None:
    agreed = {"consent_purpose": "reminders", "consent_source": "form 7"}
    import_ = await take(db, clock, new=NEW.model_copy(update=agreed))
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        asked = [
            await permission.may_be_called(
                conn,
                "+12125550100",
                purpose=purpose,
                consent_required=True,
                campaign=None,
                now=NOON,
            )
            for purpose in ("reminders", "sales")
        ]
    assert asked == [None, Refusal.CONSENT_MISSING]


async def test_a_file_that_is_no_table_any_more_fails_with_the_reason(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await take(db, clock)
    async with db.transaction() as conn:
        await conn.execute("update contact_import set file = 'mail'")
    await service.read_import(db, clock, import_.id)
    failed = await get(db, import_.id)
    assert failed.state is ImportState.FAILED
    assert "no column for the phone" in (failed.failure or "")


async def test_what_is_read_does_not_stay_as_a_file(db: Database, clock: TurnedClock) -> None:
    import_ = await take(db, clock)
    await service.read_import(db, clock, import_.id)
    async with db.transaction() as conn:
        cursor = await conn.execute("select file from contact_import")
        assert await cursor.fetchall() == [(None,)]


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


@pytest.mark.parametrize(
    ("change", "named"),
    [({"country": "XX"}, "country"), ({"consent_purpose": "sales"}, "consent_source")],
)
async def test_a_wrong_option_is_named(
    db: Database, clock: TurnedClock, change: dict[str, str], named: str
) -> None:
    with pytest.raises(Invalid, match=named):
        await take(db, clock, new=NEW.model_copy(update=change))


async def test_a_file_that_is_too_large_is_refused(db: Database, clock: TurnedClock) -> None:
    with pytest.raises(TooLarge, match="file"):
        await take(db, clock, "x" * (LARGEST + 1))


async def test_an_import_that_is_not_there_is_not_read(db: Database, clock: TurnedClock) -> None:
    await service.read_import(db, clock, UUID(int=1))
    with pytest.raises(NotFound):
        await get(db, UUID(int=1))


NUMBERS = st.integers(0, 99).map(lambda n: f"+121255501{n:02}")
WRITTEN = NUMBERS | NUMBERS.map(lambda n: f"{n[:2]} {n[2:]}") | st.sampled_from(["", "12", "1E+9"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WRITTEN, min_size=1, max_size=30), st.integers(1, 9))
async def test_the_results_add_up_to_the_rows_whatever_the_file(
    db: Database, clock: TurnedClock, written: list[str], batch: int
) -> None:
    await clock.advance(0.001)
    new = NEW.model_copy(update={"list_name": f"list {clock.now().timestamp()}"})
    import_ = await take(db, clock, "phone,x\n" + "".join(f"{each},\n" for each in written), new)
    await service.read_import(db, clock, import_.id, batch=batch)
    done = await get(db, import_.id)
    async with db.transaction() as conn:
        size = (await people.contact_list(conn, import_.list_id)).size
    assert (done.state, sum(counts(done))) == (ImportState.DONE, len(written))
    assert done.imported + done.repaired == size
