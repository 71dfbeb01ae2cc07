import json
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.people import api
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

ANYBODY = {"name": "Workshop", "phone": "+1 212 555 0100", "language": "en"}
NOBODY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    routers = (api.contacts, api.lists)
    async with client(*routers, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("supervisor"))
        yield desk


async def test_an_added_contact_has_an_address_and_a_version(desk: AsyncClient) -> None:
    answer = await desk.post("/api/v1/contacts", json=ANYBODY)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert (await desk.get(answer.headers["location"])).json() == answer.json()


async def test_a_contact_is_found_by_phone_however_it_is_written(desk: AsyncClient) -> None:
    added = (await desk.post("/api/v1/contacts", json=ANYBODY)).json()
    found = await desk.get("/api/v1/contacts", params={"phone": "+1 (212) 555-0100"})
    assert found.json() == {"items": [added], "next": None}


async def test_contacts_come_in_pages(desk: AsyncClient) -> None:
    for n in range(3):
        await desk.post("/api/v1/contacts", json={**ANYBODY, "phone": f"+1212555010{n}"})
    first = (await desk.get("/api/v1/contacts?limit=2")).json()
    rest = (await desk.get(f"/api/v1/contacts?limit=2&after={first['next']}")).json()
    assert ([len(first["items"]), len(rest["items"])], rest["next"]) == ([2, 1], None)


async def test_a_change_says_which_version_it_was_made_from(desk: AsyncClient) -> None:
    at = (await desk.post("/api/v1/contacts", json=ANYBODY)).headers["location"]
    changed = await desk.patch(at, json={"name": "Depot"}, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["name"], changed.json()["language"]) == ("Depot", "en")


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 428), ({"if-match": '"9"'}, 412), ({"if-match": "1"}, 422)]
)
async def test_a_change_of_nobody_knows_which_version_is_refused(
    desk: AsyncClient, headers: dict[str, str], status: int
) -> None:
    at = (await desk.post("/api/v1/contacts", json=ANYBODY)).headers["location"]
    answer = await desk.patch(at, json={"name": "Depot"}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "a\x00"}, {"name": "\ud800"}, {"phone": "12"}, {"language": "fr"}],
)
async def test_a_wrong_field_is_named(desk: AsyncClient, wrong: dict[str, str]) -> None:
    body, headers = json.dumps({**ANYBODY, **wrong}), {"content-type": "application/json"}
    answer = await desk.post("/api/v1/contacts", content=body, headers=headers)
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == set(wrong)


async def test_a_contact_agrees_and_takes_it_back(desk: AsyncClient) -> None:
    at = (await desk.post("/api/v1/contacts", json=ANYBODY)).headers["location"]
    given = await desk.post(f"{at}/consents", json={"purpose": "sales", "source": "form 7"})
    taken_back = await desk.delete(f"{at}/consents/sales")
    told = (await desk.get(f"{at}/consents")).json()
    assert (given.status_code, taken_back.status_code) == (201, 204)
    assert [bool(each["revoked_at"]) for each in told] == [True]


async def test_a_contact_stands_on_a_list_once(desk: AsyncClient) -> None:
    contact = (await desk.post("/api/v1/contacts", json=ANYBODY)).json()
    at = (await desk.post("/api/v1/lists", json={"name": "Spring"})).headers["location"]
    member = {"contact_id": contact["id"], "variables": {"day": "Monday"}}
    codes = [(await desk.post(f"{at}/members", json=member)).status_code for _ in range(2)]
    items = (await desk.get(f"{at}/members")).json()["items"]
    assert (codes, [each["variables"] for each in items]) == ([201, 200], [{"day": "Monday"}])
    assert (await desk.get("/api/v1/lists")).json()["items"][0]["size"] == 1


@pytest.mark.parametrize(
    "path",
    [f"/api/v1/contacts/{NOBODY}", f"/api/v1/lists/{NOBODY}", f"/api/v1/lists/{NOBODY}/members"],
)
async def test_what_is_not_there_is_not_found(desk: AsyncClient, path: str) -> None:
    assert (await desk.get(path)).status_code == 404


async def test_nobody_is_not_changed(desk: AsyncClient) -> None:
    at, seen = f"/api/v1/contacts/{NOBODY}", {"if-match": '"1"'}
    assert (await desk.patch(at, json={"name": "Depot"}, headers=seen)).status_code == 404


async def test_an_agent_makes_no_lists_and_a_requester_sees_no_contacts(desk: AsyncClient) -> None:
    agent, requester = signed_in("agent"), signed_in("requester")
    made = await desk.post("/api/v1/lists", json={"name": "Spring"}, headers=agent)
    seen = await desk.get("/api/v1/contacts", headers=requester)
    assert (made.status_code, seen.status_code) == (403, 403)


async def test_who_made_a_list_and_put_whom_on_it_is_in_the_audit(
    desk: AsyncClient, db: Database
) -> None:
    contact = (await desk.post("/api/v1/contacts", json=ANYBODY)).json()["id"]
    made = [(await desk.post("/api/v1/lists", json={"name": "Spring"})).json() for _ in range(2)]
    for _ in range(2):
        place = f"/api/v1/lists/{made[0]['id']}/members"
        await desk.post(place, json={"contact_id": contact, "variables": {"plan": "gold"}})
    entries = await audit.entries(db, Wanted(subject=made[1]["id"]))
    told = [(each.action, each.actor, each.after) for each in entries]
    joined = ("list.joined", "Ana", {"contact_id": contact})
    assert told == [joined, ("list.created", "Ana", {"name": "Spring"})]
