from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from functions.imports import api, service
from functions.imports.service import LARGEST
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

FILE = "name,phone\nDepot,+1 212 555 0100\nBroken,12\n"
NOWHERE = "/api/v1/imports/00000000-0000-0000-0000-000000000001"


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("supervisor"))
        yield desk


async def send(desk: AsyncClient, text: str = FILE, **options: str) -> Response:
    return await desk.post(
        "/api/v1/imports",
        files={"file": ("C:\\lists\\spring.csv", text, "text/csv")},
        data={"list": "Spring", "country": "US", **options},
    )


async def test_a_file_is_taken_and_read_later(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    taken = await send(desk)
    assert (taken.status_code, taken.json()["state"]) == (202, "waiting")
    assert (taken.json()["file_name"], taken.json()["requested_by"]) == ("spring.csv", "Ana")
    await service.read_import(db, clock, taken.json()["id"])
    done = (await desk.get(taken.headers["location"])).json()
    assert (done["state"], done["repaired"], done["rejected"]) == ("done", 1, 1)


async def test_a_file_name_that_cannot_be_stored_is_made_one_that_can(desk: AsyncClient) -> None:
    boundary = {"content-type": "multipart/form-data; boundary=x"}
    disposition = "--x\r\ncontent-disposition: form-data; name="
    body = f'{disposition}"list"\r\n\r\nSpring\r\n{disposition}"file"; filename="a\0.csv"\r\n\r\n'
    body += f"{FILE}\r\n--x--\r\n"
    answer = await desk.post("/api/v1/imports", content=body, headers=boundary)
    assert (answer.status_code, answer.json().get("file_name")) == (202, "a.csv")


async def test_a_file_can_be_looked_into_before_it_is_sent(desk: AsyncClient) -> None:
    form = {"list": "Spring", "country": "US", "mapping": '{"name": null}'}
    answer = await desk.post("/api/v1/imports/preview", files={"file": ("a.csv", FILE)}, data=form)
    assert answer.json()["columns"][0] == {"name": "name", "field": "variable"}
    assert [row["result"] for row in answer.json()["rows"]] == ["repaired", "rejected"]
    assert (await desk.get("/api/v1/imports")).json()["items"] == []


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ('{"phone": "fax"}', "mapping.phone"),
        ('{"fax": "phone"}', "mapping.fax"),
        ("phone", "mapping"),
        ('{"phone": "name\\u0000"}', "mapping.phone"),
    ],
)
async def test_an_impossible_mapping_is_named(desk: AsyncClient, mapping: str, field: str) -> None:
    answer = await send(desk, mapping=mapping)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_an_import_can_be_withdrawn(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    taken = await send(desk)
    await service.read_import(db, clock, taken.json()["id"])
    gone = await desk.post(f"{taken.headers['location']}/withdrawal")
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    assert (await send(desk)).status_code == 202


async def test_the_same_file_again_is_answered_with_its_import(desk: AsyncClient) -> None:
    first, again = await send(desk), await send(desk)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert [each["id"] for each in (await desk.get("/api/v1/imports")).json()["items"]] == [
        first.json()["id"]
    ]


async def test_rejected_rows_are_read_apart_and_page_by_page(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    taken = await send(desk, "phone\n1\n2\n3\n+12125550100\n")
    await service.read_import(db, clock, taken.json()["id"])
    at = f"{taken.headers['location']}/rows?result=rejected&limit=2"
    first = (await desk.get(at)).json()
    rest = (await desk.get(f"{at}&after={first['next']}")).json()
    assert [row["row"] for row in (*first["items"], *rest["items"])] == [2, 3, 4]
    assert first["items"][0]["reasons"][0]["code"] == "phone_invalid"


async def test_the_report_opens_in_a_spreadsheet(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    taken = await send(desk)
    await service.read_import(db, clock, taken.json()["id"])
    report = await desk.get(f"{taken.headers['location']}/report.csv?result=rejected")
    assert report.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in report.headers["content-disposition"]
    assert report.content.startswith(b"\xef\xbb\xbfrow,result,reason,name,phone\r\n3,rejected,")


async def test_a_file_without_phones_is_refused_at_once(desk: AsyncClient) -> None:
    answer = await send(desk, "name,mail\nx,y\n")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")


async def test_a_file_that_is_too_large_is_refused(desk: AsyncClient) -> None:
    assert (await send(desk, "x" * (LARGEST + 1))).status_code == 413


@pytest.mark.parametrize(
    ("wrong", "field"), [({"list": ""}, "list"), ({"country": "usa"}, "country"), ({"x": "y"}, "x")]
)
async def test_a_wrong_option_is_named(
    desk: AsyncClient, wrong: dict[str, str], field: str
) -> None:
    answer = await send(desk, **wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_form_without_a_file_is_refused(desk: AsyncClient) -> None:
    answer = await desk.post("/api/v1/imports", data={"list": "Spring"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")


@pytest.mark.parametrize("path", [NOWHERE, f"{NOWHERE}/rows", f"{NOWHERE}/report.csv"])
async def test_what_is_not_there_is_not_found(desk: AsyncClient, path: str) -> None:
    assert (await desk.get(path)).status_code == 404


async def test_an_agent_imports_nothing(desk: AsyncClient) -> None:
    desk.headers.update(signed_in("agent"))
    assert (await send(desk)).status_code == 403
    assert (await desk.post(f"{NOWHERE}/withdrawal")).status_code == 403
