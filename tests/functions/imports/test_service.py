import asyncio
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.imports import service
from functions.imports.model import ImportState, Mapping, Result
from functions.imports.service import LARGEST
from functions.people import service as people
from functions.permission import service as permission
from functions.permission.model import Refusal
from shared.db.pool import Database
from shared.errors import Invalid, NotFound, TooLarge
from tests.fakes import NOON, TurnedClock
from tests.functions.imports.files import NEW, contacts, counts, get, rows, take
from tests.functions.imports.workbooks import workbook


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
