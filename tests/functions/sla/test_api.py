from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from functions.sla import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

CALENDARS, DEFINITIONS = "/api/v1/sla/calendars", "/api/v1/sla/definitions"
OFFICE: dict[str, Any] = {
    "name": "Office",
    "zone": "Europe/Madrid",
    "windows": [{"opens": "09:00", "closes": "14:00"}, {"opens": "16:00", "closes": "19:00"}],
    "places": ["ES"],
}
FIRST = '"1"'


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("admin"))
        yield desk


async def an_answer_within(desk: AsyncClient, minutes: int) -> dict[str, Any]:
    calendar = (await desk.post(CALENDARS, json=OFFICE)).json()
    about = {"name": "Answer", "kind": "response", "minutes": minutes}
    answer = await desk.post(DEFINITIONS, json={**about, "calendar_id": calendar["id"]})
    found: dict[str, Any] = answer.json()
    return found


async def test_a_ticket_comes_with_its_clocks(desk: AsyncClient) -> None:
    await an_answer_within(desk, 30)
    draft = {"title": "Dead", "requester_name": "Front desk"}
    at = (await desk.post("/api/v1/tickets", json=draft)).headers["location"]
    (timer,) = (await desk.get(at)).json()["sla"]
    assert (timer["remaining_seconds"], timer["phase"], timer["zone"]) == (
        30 * 60,
        "running",
        "Europe/Madrid",
    )
    assert timer["due_at"] == "2027-03-01T12:30:00Z"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"pauses": ["awaiting_caler"]}, "pauses"),
        ({"condition": {"channels": ["mail"]}}, "condition.channels"),
    ],
)
async def test_a_word_that_no_ticket_has_is_refused(
    desk: AsyncClient, typed: dict[str, Any], field: str
) -> None:
    known = await an_answer_within(desk, 30)
    about = {"name": "Answer", "kind": "response", "minutes": 30, **typed}
    about["calendar_id"] = known["calendar_id"]
    written = await desk.post(DEFINITIONS, json=about)
    at, seen = f"{DEFINITIONS}/{known['id']}", {"if-match": FIRST}
    changed = await desk.put(at, json=about, headers=seen)
    told = [(each.status_code, each.json()["errors"][0]["field"]) for each in (written, changed)]
    assert told == [(422, field)] * 2


async def test_a_calendar_is_changed_from_the_version_it_was_read_in(desk: AsyncClient) -> None:
    at = f"{CALENDARS}/{(await desk.post(CALENDARS, json=OFFICE)).json()['id']}"
    codes = [
        (await desk.put(at, json=OFFICE, headers=headers)).status_code
        for headers in ({}, {"if-match": FIRST}, {"if-match": FIRST})
    ]
    assert codes == [428, 200, 412]


async def test_who_comes_late_is_told_what_the_change_would_undo(desk: AsyncClient) -> None:
    at = f"{CALENDARS}/{(await desk.post(CALENDARS, json=OFFICE)).json()['id']}"
    await desk.put(at, json={**OFFICE, "zone": "Europe/Paris"}, headers={"if-match": FIRST})
    late = (await desk.put(at, json=OFFICE, headers={"if-match": FIRST})).json()
    assert (late["version"], late["missed"]) == (2, [])
    assert late["changed"] == [{"field": "zone", "now": "Europe/Paris"}]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"zone": "Madrid"}, "zone"), ({"places": ["Atlantis"]}, "places")],
)
async def test_what_is_wrong_with_a_calendar_is_named(
    desk: AsyncClient, wrong: dict[str, Any], field: str
) -> None:
    answer = await desk.post(CALENDARS, json={**OFFICE, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_one_name_belongs_to_one_calendar(desk: AsyncClient) -> None:
    await desk.post(CALENDARS, json=OFFICE)
    assert (await desk.post(CALENDARS, json={**OFFICE, "name": "OFFICE"})).status_code == 409


async def test_what_a_definition_counts_by_is_not_dropped_before_it(desk: AsyncClient) -> None:
    definition = await an_answer_within(desk, 30)
    paths = [
        f"{CALENDARS}/{definition['calendar_id']}",
        f"{DEFINITIONS}/{definition['id']}",
        f"{CALENDARS}/{definition['calendar_id']}",
    ]
    codes = [(await desk.delete(each, headers={"if-match": FIRST})).status_code for each in paths]
    assert codes == [409, 204, 204]


async def test_a_promise_that_its_calendar_cannot_keep_is_refused(desk: AsyncClient) -> None:
    calendar = {**OFFICE, "windows": [{"weekdays": [1], "opens": "09:00", "closes": "09:30"}]}
    made = (await desk.post(CALENDARS, json=calendar)).json()
    about = {"name": "Answer", "kind": "response", "minutes": 60 * 40}
    answer = await desk.post(DEFINITIONS, json={**about, "calendar_id": made["id"]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "calendar_id")


async def test_a_definition_by_which_tickets_go_is_kept_and_can_be_switched_off(
    desk: AsyncClient,
) -> None:
    definition = await an_answer_within(desk, 30)
    await desk.post("/api/v1/tickets", json={"title": "Dead", "requester_name": "Front desk"})
    at, seen = f"{DEFINITIONS}/{definition['id']}", {"if-match": FIRST}
    about = {"name": "Answer", "kind": "response", "minutes": 30, "active": False}
    wanted = {**about, "calendar_id": definition["calendar_id"]}
    assert (await desk.delete(at, headers=seen)).status_code == 409
    assert (await desk.put(at, json=wanted, headers=seen)).json()["active"] is False


async def test_only_admins_promise(desk: AsyncClient) -> None:
    answer = await desk.post(CALENDARS, json=OFFICE, headers=signed_in("agent"))
    assert answer.status_code == 403
