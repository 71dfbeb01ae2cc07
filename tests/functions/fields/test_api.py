from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from httpx import AsyncClient

from functions.fields import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from shared.groups.house import Tickets
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

FIELDS, TICKETS = "/api/v1/ticket-fields", "/api/v1/tickets"
ASSET = {"label": {"en": "Asset", "es": "Equipo"}, "kind": "text"}
DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}
SOLVED = {"code": "solution_provided", "notes": "Restarted the spooler"}
NEW, FIRST = {"if-none-match": "*"}, {"if-match": '"1"'}
ADMIN = signed_in("admin", name="Eva")


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    settings = SimpleNamespace(tickets=Tickets())
    routers = (api.router, tickets.router)
    async with client(*routers, db=db, clock=clock, settings=settings) as desk:
        yield desk


async def defined(desk: AsyncClient, **more: object) -> None:
    answer = await desk.put(f"{FIELDS}/asset", json=ASSET | more, headers=NEW | ADMIN)
    assert answer.status_code == 201, answer.text


async def test_a_field_is_defined_and_changed_by_version(desk: AsyncClient) -> None:
    await defined(desk)
    again = await desk.put(f"{FIELDS}/asset", json=ASSET, headers=NEW | ADMIN)
    retired = ASSET | {"retired": True}
    changed = await desk.put(f"{FIELDS}/asset", json=retired, headers=FIRST | ADMIN)
    assert (again.status_code, again.json()["missed"][0]["by"]) == (412, "Eva")
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await desk.get(FIELDS)).json() == [changed.json()]


async def test_the_kind_of_a_field_stays(desk: AsyncClient) -> None:
    await defined(desk)
    other = ASSET | {"kind": "number"}
    answer = await desk.put(f"{FIELDS}/asset", json=other, headers=FIRST | ADMIN)
    assert (answer.status_code, answer.json()["kind"]) == (409, "text")


async def test_agents_do_not_define_fields(desk: AsyncClient) -> None:
    answer = await desk.put(f"{FIELDS}/asset", json=ASSET, headers=NEW)
    assert (answer.status_code, answer.json()["needs"]) == (403, "admin")


async def test_a_ticket_holds_what_was_filled_in(desk: AsyncClient) -> None:
    await defined(desk)
    opened = await desk.post(TICKETS, json=DRAFT | {"fields": {"asset": "P-7"}})
    ticket = opened.headers["location"]
    edited = await desk.patch(ticket, json={"fields": {"asset": None}}, headers=FIRST)
    assert (opened.json()["fields"], edited.json()["fields"]) == ({"asset": "P-7"}, {})
    assert (await desk.get(ticket)).json() == {**edited.json(), "sla": []}


async def test_a_ticket_lacks_what_a_new_one_needs(desk: AsyncClient) -> None:
    await defined(desk, required_in=["new"])
    answer = await desk.post(TICKETS, json=DRAFT)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "fields.asset")


async def test_a_ticket_is_not_resolved_without_what_that_needs(desk: AsyncClient) -> None:
    await defined(desk, required_in=["resolved"])
    ticket = (await desk.post(TICKETS, json=DRAFT)).headers["location"]
    refused = await desk.post(f"{ticket}/resolution", json=SOLVED, headers=FIRST)
    edited = await desk.patch(ticket, json={"fields": {"asset": "P-7"}}, headers=FIRST)
    tag = {"if-match": edited.headers["etag"]}
    solved = await desk.post(f"{ticket}/resolution", json=SOLVED, headers=tag)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "fields.asset")
    assert solved.status_code == 200


@pytest.mark.parametrize("fields", [{"colour": "red"}, {"asset": 7}, {"Asset": "x"}, {"asset": {}}])
async def test_what_does_not_fit_is_named(desk: AsyncClient, fields: dict[str, object]) -> None:
    await defined(desk)
    answer = await desk.post(TICKETS, json=DRAFT | {"fields": fields})
    assert answer.status_code == 422
    assert all(each["field"].startswith("fields.") for each in answer.json()["errors"])
