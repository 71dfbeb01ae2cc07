import csv
import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from functions.access import administering
from functions.exports import api, model, service
from functions.exports.model import Export, State
from functions.tickets import api as tickets_api
from functions.tickets import service as tickets
from functions.tickets.model import Draft
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import ForgetFiles
from tests.fake_stores import FakeFiles
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

CSV = "/api/v1/tickets/export.csv"
EXPORTS = "/api/v1/exports"
DAY = 24 * 3600


@pytest.fixture
def files() -> FakeFiles:
    return FakeFiles()


@pytest.fixture
async def desk(db: Database, clock: TurnedClock, files: FakeFiles) -> AsyncIterator[AsyncClient]:
    routers = (api.export_csv, tickets_api.router, api.router, administering.groups)
    async with client(*routers, db=db, clock=clock, files=files) as desk:
        yield desk


async def opened(db: Database, clock: TurnedClock, *titles: str, **told: Any) -> None:
    for title in titles:
        draft = Draft.model_validate({"title": title, "requester_name": "Eva", **told})
        await tickets.open_ticket(db, clock, draft, "Ana")


def rows(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))


async def test_what_fulfils_conditions_is_a_file_the_newest_first(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    await opened(db, clock, "One", "Two", "Three")
    answer = await desk.get(CSV, params={"q": "title!=Two", "columns": "number,title,opened_at"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert rows(answer.text) == [
        ["number", "title", "opened_at"],
        ["INC0010003", "Three", "2027-03-01T12:00:00+00:00"],
        ["INC0010001", "One", "2027-03-01T12:00:00+00:00"],
    ]


async def test_a_file_stands_in_the_order_of_its_list(
    db: Database, clock: TurnedClock, desk: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 2)
    await opened(db, clock, "b", "D", "a", "C", "e")
    asked = {"order": "-title", "columns": "title", "bom": "false"}
    answer = await desk.get(CSV, params=asked)
    assert answer.text.split() == ["title", "e", "D", "C", "b", "a"]


async def test_a_file_tells_the_group(
    db: Database, clock: TurnedClock, desk: AsyncClient, files: FakeFiles
) -> None:
    group = {"key": "network", "name": "Network"}
    await desk.post("/api/v1/groups", json=group, headers=signed_in("admin"))
    await opened(db, clock, "One", group="network")
    for order in ("-number", "title"):
        answer = await desk.get(CSV, params={"columns": "title,group", "order": order})
        assert rows(answer.text)[1] == ["One", "network"]
    (heads, row) = rows((await desk.get(CSV)).text)
    assert row[heads.index("group")] == "network"


async def test_separator_bom_and_fields_are_as_wanted(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    await opened(db, clock, "a;b,c")
    asked = {"columns": "title,fields.site", "separator": "semicolon", "bom": "false"}
    answer = await desk.get(CSV, params=asked)
    assert answer.content == b'title;fields.site\r\n"a;b,c";\r\n'


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"columns": "number,secret"}, "columns"),
        ({"separator": "|"}, "separator"),
        ({"order": "colour"}, "order"),
        ({"q": "nonsense"}, "q"),
    ],
)
async def test_what_cannot_be_is_refused(
    desk: AsyncClient, asked: dict[str, str], field: str
) -> None:
    answer = await desk.get(CSV, params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not model.guarded(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert model.guarded(text).removeprefix("'") == text.removeprefix("'")


async def test_a_formula_in_a_title_stays_text(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    await opened(db, clock, '=HYPERLINK("http://x.example")', requester_phone="+12125550147")
    answer = await desk.get(CSV, params={"columns": "title,requester_phone"})
    assert rows(answer.text)[1] == ['\'=HYPERLINK("http://x.example")', "'+12125550147"]


async def test_what_is_too_much_at_once_is_made_beforehand(
    db: Database, clock: TurnedClock, desk: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_AT_ONCE", 2)
    await opened(db, clock, "One", "Two")
    assert (await desk.get(CSV)).status_code == 200
    await opened(db, clock, "Three")
    answer = await desk.get(CSV)
    assert (answer.status_code, "POST /api/v1/exports" in answer.json()["detail"]) == (413, True)


@pytest.fixture
async def waiting(
    db: Database, clock: TurnedClock, desk: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of an export of five tickets, in parts of two."""
    monkeypatch.setattr(service, "PART", 2)
    monkeypatch.setattr(service, "PAGE", 1)
    await opened(db, clock, "1", "2", "3", "4", "5")
    answer = await desk.post(EXPORTS, json={"columns": ["title"], "bom": False})
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


async def run(db: Database, files: FakeFiles, clock: TurnedClock, address: str) -> None:
    await service.run(db, files, clock, UUID(address.rpartition("/")[2]))


async def told(desk: AsyncClient, address: str) -> Export:
    return Export.model_validate((await desk.get(address)).json())


async def test_a_file_is_made_in_parts_and_read_as_one(
    db: Database, clock: TurnedClock, desk: AsyncClient, files: FakeFiles, waiting: str
) -> None:
    early = await desk.get(f"{waiting}/content")
    await run(db, files, clock, waiting)
    await run(db, files, clock, waiting)
    done, answer = await told(desk, waiting), await desk.get(f"{waiting}/content")
    assert (early.status_code, done.state, done.rows, len(files.kept)) == (409, State.DONE, 5, 3)
    assert answer.text == "title\r\n5\r\n4\r\n3\r\n2\r\n1\r\n"


async def test_a_file_made_in_parts_keeps_the_order_and_then_forgets_its_place(
    db: Database, clock: TurnedClock, desk: AsyncClient, files: FakeFiles, waiting: str
) -> None:
    sheet = {"columns": ["title"], "bom": False, "order": "title"}
    address = (await desk.post(EXPORTS, json=sheet)).headers["location"]
    await run(db, files, clock, address)
    answer = await desk.get(f"{address}/content")
    async with db.transaction() as conn:
        cursor = await conn.execute("select distinct after from export")
        assert (answer.text.split()[1:], await cursor.fetchall()) == (list("12345"), [(None,)])


async def test_after_a_crash_it_goes_on_where_it_was(
    db: Database, clock: TurnedClock, desk: AsyncClient, files: FakeFiles, waiting: str
) -> None:
    files.failure = Unavailable("down", vendor="storage")
    with pytest.raises(Unavailable):
        await run(db, files, clock, waiting)
    files.failure = None
    await run(db, files, clock, waiting)
    assert (await told(desk, waiting)).state is State.WAITING
    await clock.advance(5 * 60)
    await run(db, files, clock, waiting)
    assert ((await told(desk, waiting)).state, len(files.kept)) == (State.DONE, 3)


async def test_a_long_one_is_written_in_several_runs(
    db: Database,
    clock: TurnedClock,
    files: FakeFiles,
    waiting: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "PARTS_A_RUN", 1)
    for parts in (1, 2, 3):
        await run(db, files, clock, waiting)
        assert len(files.kept) == parts


async def test_an_export_is_its_makers_and_a_supervisors(desk: AsyncClient, waiting: str) -> None:
    luis, boss = signed_in("agent", name="Luis"), signed_in("supervisor", name="Boss")
    assert (await desk.get(waiting, headers=luis)).status_code == 404
    assert (await desk.get(waiting, headers=boss)).status_code == 200


async def forgotten(db: Database) -> int:
    async with db.transaction() as conn:
        cursor = await conn.execute("select body::text from outbox where queue = 'forget-files'")
        return sum(
            len(ForgetFiles.model_validate_json(row[0]).paths) for row in await cursor.fetchall()
        )


async def test_a_file_is_gone_after_a_day(
    db: Database, clock: TurnedClock, desk: AsyncClient, files: FakeFiles, waiting: str
) -> None:
    await run(db, files, clock, waiting)
    await clock.advance(DAY)
    await service.sweep(db, clock)
    assert ((await told(desk, waiting)).state, await forgotten(db)) == (State.GONE, 3)
    assert (await desk.get(f"{waiting}/content")).status_code == 409


async def test_who_is_erased_takes_every_file_along(
    db: Database, clock: TurnedClock, desk: AsyncClient, files: FakeFiles, waiting: str
) -> None:
    await run(db, files, clock, waiting)
    async with db.transaction() as conn:
        assert await service.erase(conn, clock.now()) == 1
    assert await forgotten(db) == 3
    await run(db, files, clock, waiting)
    assert (await told(desk, waiting)).state is State.GONE


class Dies(FakeFiles):
    """Keeps a file, and takes whoever wrote it along."""

    async def put(self, path: str, data: bytes, *, media_type: str) -> None:
        await super().put(path, data, media_type=media_type)
        raise RuntimeError("the process dies here")


async def test_a_part_whose_writer_died_goes_with_the_file(
    db: Database, clock: TurnedClock, waiting: str
) -> None:
    with pytest.raises(RuntimeError):
        await run(db, Dies(), clock, waiting)
    async with db.transaction() as conn:
        await service.erase(conn, clock.now())
    assert await forgotten(db) == 1
