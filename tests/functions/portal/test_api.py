import base64
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace
from uuid import UUID

import pytest
from httpx import AsyncClient

from functions.attachments import api as attachments
from functions.fields import service as fields
from functions.fields.model import Definition
from functions.links import merging
from functions.portal import api
from functions.tickets import api as tickets
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.groups.house import Tickets
from tests.fake_stores import FakeFiles
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT, client, signed_in

MINE, TICKETS = "/api/v1/portal/tickets", "/api/v1/tickets"
ASKING = {"title": "The printer is dead", "language": "es", "urgency": 2}
SOLVED = {"code": "solution_provided", "notes": "Restarted the spooler"}
EVA = signed_in("requester", name="Eva")
OTHER = signed_in("requester", name="Iván")
DAY = 86_400


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    settings = SimpleNamespace(tickets=Tickets(scanner=False))
    wired = {"db": db, "clock": clock, "files": FakeFiles(), "settings": settings}
    async with client(api.router, tickets.router, attachments.router, **wired) as desk:
        yield desk


@pytest.fixture
async def ticket(desk: AsyncClient) -> str:
    """The id of a ticket that Eva asked for."""
    id_: str = (await desk.post(MINE, json=ASKING, headers=EVA)).json()["id"]
    return id_


async def solved(desk: AsyncClient, ticket: str) -> None:
    tag = {"if-match": (await desk.get(f"{TICKETS}/{ticket}")).headers["etag"]}
    await desk.post(f"{TICKETS}/{ticket}/resolution", json=SOLVED, headers=tag)


async def asked_back(desk: AsyncClient, ticket: str) -> None:
    waits = {"state": "on_hold", "hold_reason": "awaiting_caller", "comment": "Which?"}
    for version, edit in enumerate(({"state": "in_progress"}, waits), start=1):
        tag = {"if-match": f'"{version}"'}
        await desk.patch(f"{TICKETS}/{ticket}", json=edit, headers=tag)


async def test_a_requester_asks_and_the_desk_finds_it(desk: AsyncClient) -> None:
    key = {"idempotency-key": "k1"} | EVA
    asked = [await desk.post(MINE, json=ASKING, headers=key) for _ in range(2)]
    found = (await desk.get(f"{TICKETS}/{asked[0].json()['id']}")).json()
    assert (asked[0].status_code, asked[0].json()) == (201, asked[1].json())
    assert (found["requester_name"], found["requester_id"], found["priority"]) == ("Eva", "eva", 4)


async def test_two_people_of_one_name_may_use_one_key(desk: AsyncClient) -> None:
    told = {"userId": "another", "userDetails": "Eva", "userRoles": ["requester"]}
    namesake = {"x-ms-client-principal": base64.b64encode(json.dumps(told).encode()).decode()}
    key = {"idempotency-key": "k1"}
    one, other = [await desk.post(MINE, json=ASKING, headers=key | who) for who in (EVA, namesake)]
    assert one.json()["id"] != other.json()["id"]


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""),
        ("GET", "/comments"),
        ("POST", "/comments"),
        ("GET", "/attachments"),
        ("POST", "/reopening"),
        ("POST", "/confirmation"),
    ],
)
async def test_the_tickets_of_others_are_not_there(
    desk: AsyncClient, ticket: str, method: str, rest: str
) -> None:
    headers = OTHER | {"if-match": '"1"'}
    asked = await desk.request(
        method, f"{MINE}/{ticket}{rest}", json={"text": "Hello"}, headers=headers
    )
    assert asked.status_code == 404


async def test_a_list_has_my_tickets_alone(desk: AsyncClient, ticket: str) -> None:
    await desk.post(MINE, json=ASKING, headers=OTHER)
    newest = (await desk.post(MINE, json=ASKING, headers=EVA)).json()
    first = (await desk.get(f"{MINE}?limit=1", headers=EVA)).json()
    rest = (await desk.get(f"{MINE}?after={first['next']}", headers=EVA)).json()
    assert [each["id"] for each in first["items"]] == [newest["id"]]
    assert ([each["id"] for each in rest["items"]], rest["next"]) == ([ticket], None)


async def test_work_notes_stay_among_colleagues(desk: AsyncClient, ticket: str) -> None:
    await desk.post(f"{TICKETS}/{ticket}/work-notes", json={"text": "VIP"})
    await desk.post(f"{TICKETS}/{ticket}/comments", json={"text": "Which printer?"})
    await desk.post(f"{MINE}/{ticket}/comments", json={"text": "The blue one"}, headers=EVA)
    said = (await desk.get(f"{MINE}/{ticket}/comments", headers=EVA)).json()["items"]
    told = [(each["by"], each["text"]) for each in said]
    assert told == [("Eva", "The blue one"), ("Ana", "Which printer?")]
    shown = (await desk.get(f"{MINE}/{ticket}", headers=EVA)).json()
    assert not shown.keys() & {"assignee", "opened_by", "fields", "requester_phone"}


async def test_a_list_tells_which_tickets_wait_for_my_answer(
    desk: AsyncClient, ticket: str
) -> None:
    await asked_back(desk, ticket)
    (listed,) = (await desk.get(MINE, headers=EVA)).json()["items"]
    assert (listed["state"], listed["hold_reason"]) == ("on_hold", "awaiting_caller")


async def test_an_answer_sets_the_ticket_going_again(desk: AsyncClient, ticket: str) -> None:
    await asked_back(desk, ticket)
    await desk.post(f"{MINE}/{ticket}/comments", json={"text": "The blue one"}, headers=EVA)
    shown = (await desk.get(f"{MINE}/{ticket}", headers=EVA)).json()
    assert (shown["state"], shown["hold_reason"]) == ("in_progress", None)


async def test_a_solution_is_confirmed_or_taken_back_in_time(
    desk: AsyncClient, ticket: str, clock: TurnedClock
) -> None:
    await solved(desk, ticket)
    at, said = f"{MINE}/{ticket}", {"text": "Still dead"}
    shown = (await desk.get(at, headers=EVA)).json()
    back = await desk.post(f"{at}/reopening", json=said, headers=EVA | {"if-match": '"2"'})
    await solved(desk, ticket)
    await clock.advance(7 * DAY)
    late = await desk.post(f"{at}/reopening", json=said, headers=EVA | {"if-match": '"4"'})
    closed = await desk.post(f"{at}/confirmation", headers=EVA | {"if-match": '"4"'})
    over = await desk.post(f"{at}/comments", json=said, headers=EVA)
    assert shown["reopen_until"] == "2027-03-08T12:00:00Z"
    assert (back.json()["state"], late.status_code) == ("in_progress", 409)
    assert (closed.json()["state"], over.status_code) == ("closed", 409)


async def test_a_late_answer_is_not_told_what_is_the_desks_own(
    desk: AsyncClient, ticket: str
) -> None:
    assigned = {"if-match": '"1"'}
    await desk.patch(f"{TICKETS}/{ticket}", json={"assignee": "Luis"}, headers=assigned)
    await solved(desk, ticket)
    late = await desk.post(f"{MINE}/{ticket}/confirmation", headers=EVA | {"if-match": '"1"'})
    told = late.json()
    assert (late.status_code, told["version"], told["missed"]) == (412, 3, [])
    assert {each["field"] for each in told["changed"]} <= {
        "state",
        "resolution_code",
        "resolution_notes",
    }


async def test_a_solution_is_taken_back_whatever_an_agent_must_fill_in(
    desk: AsyncClient, db: Database, clock: TurnedClock, ticket: str
) -> None:
    await solved(desk, ticket)
    label = {"en": "Cost", "es": "Coste"}
    asked = {"label": label, "kind": "number", "required_in": ["in_progress"]}
    needed = Definition.model_validate(asked)
    await fields.define(db, clock, "cost", needed, by=ROOT, seen=0)
    headers = EVA | {"if-match": '"2"'}
    back = await desk.post(f"{MINE}/{ticket}/reopening", json={"text": "No"}, headers=headers)
    assert (back.status_code, back.json()["state"]) == (200, "in_progress")


async def test_a_merged_ticket_shows_me_what_i_asked_for_and_nobody_elses(
    desk: AsyncClient, db: Database, clock: TurnedClock, ticket: str
) -> None:
    for who, text in ((EVA, "Mine, too"), (OTHER, "My salary is gone")):
        other = (await desk.post(MINE, json=ASKING, headers=who)).json()["id"]
        await desk.post(f"{MINE}/{other}/comments", json={"text": text}, headers=who)
        await merging.merge(db, clock, UUID(other), UUID(ticket), Act(actor="Ana"))
    shown = (await desk.get(f"{MINE}/{ticket}/comments", headers=EVA)).json()
    assert [each["text"] for each in shown["items"]] == ["Mine, too"]


async def test_files_go_both_ways_and_what_is_internal_goes_neither(
    desk: AsyncClient, ticket: str
) -> None:
    public, internal = {"file": ("how.txt", b"so")}, {"file": ("who.txt", b"a VIP")}
    await desk.post(f"{TICKETS}/{ticket}/attachments", files=public, data={"is_public": "true"})
    secret = (await desk.post(f"{TICKETS}/{ticket}/attachments", files=internal)).json()
    sent = {"file": ("photo.txt", b"here")}
    mine = await desk.post(f"{MINE}/{ticket}/attachments", files=sent, headers=EVA)
    at = f"{MINE}/{ticket}/attachments"
    listed = (await desk.get(at, headers=EVA)).json()
    read = await desk.get(f"{at}/{mine.json()['id']}/content", headers=EVA)
    hidden = await desk.get(f"{at}/{secret['id']}/content", headers=EVA)
    assert {each["name"] for each in listed} == {"how.txt", "photo.txt"}
    assert (read.content, hidden.status_code) == (b"here", 404)


async def test_who_has_no_role_asks_for_nothing(desk: AsyncClient) -> None:
    answer = await desk.post(MINE, json=ASKING, headers=signed_in())
    assert answer.status_code == 403
