from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient

from functions.tickets import api
from shared.db.pool import Database
from shared.groups.house import Tickets
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

TICKETS = "/api/v1/tickets"
DRAFT = {"title": "The printer is dead", "requester_name": "Front desk", "language": "es"}
SOLVED = {"code": "solution_provided", "notes": "Restarted the spooler"}
SEEN = {"if-match": '"1"'}
NOBODY = f"{TICKETS}/00000000-0000-0000-0000-000000000404"


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    search = {"embeddings": FakeEmbeddings(), "vectors": FakeVectors()}
    settings = SimpleNamespace(tickets=Tickets())
    async with client(api.router, db=db, clock=clock, settings=settings, **search) as desk:
        yield desk


@pytest.fixture
async def ticket(desk: AsyncClient) -> str:
    """The address of a new ticket."""
    address: str = (await desk.post(TICKETS, json=DRAFT)).headers["location"]
    return address


async def test_an_opened_ticket_has_a_number_an_address_and_a_version(desk: AsyncClient) -> None:
    answer = await desk.post(TICKETS, json=DRAFT)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.json()["number"] == "INC0010001"
    again = await desk.get(answer.headers["location"])
    assert (again.json(), again.headers["etag"]) == ({**answer.json(), "sla": []}, '"1"')


@pytest.mark.parametrize("name", ["%00", "%20"])
async def test_who_has_no_name_follows_nothing(desk: AsyncClient, ticket: str, name: str) -> None:
    for method in ("PUT", "DELETE"):
        answer = await desk.request(method, f"{ticket}/watchers/{name}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "person")


async def test_a_repeated_request_has_the_answer_of_the_first(desk: AsyncClient) -> None:
    key = {"idempotency-key": "k1"}
    first = await desk.post(TICKETS, json=DRAFT, headers=key)
    again = await desk.post(TICKETS, json=DRAFT, headers=key)
    other = await desk.post(TICKETS, json=DRAFT | {"title": "Another"}, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["ticket_id"]) == (409, first.json()["id"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"impact": 4}, "impact"),
        ({"language": "fr"}, "language"),
        ({"colour": "red"}, "colour"),
        ({"contact_id": "me"}, "contact_id"),
    ],
)
async def test_a_draft_that_is_wrong_says_where(
    desk: AsyncClient, wrong: dict[str, Any], field: str
) -> None:
    answer = await desk.post(TICKETS, json=DRAFT | wrong)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_a_list_shows_the_newest_first_and_where_it_goes_on(desk: AsyncClient) -> None:
    for _ in range(3):
        await desk.post(TICKETS, json=DRAFT)
    first = (await desk.get(f"{TICKETS}?limit=2")).json()
    rest = (await desk.get(f"{TICKETS}?limit=2&after={first['next']}")).json()
    assert [each["number"] for each in first["items"]] == ["INC0010003", "INC0010002"]
    assert ([each["number"] for each in rest["items"]], rest["next"]) == (["INC0010001"], None)


async def test_a_list_in_the_order_of_a_column_says_where_it_goes_on(desk: AsyncClient) -> None:
    for title in ("b", "A", "c"):
        await desk.post(TICKETS, json=DRAFT | {"title": title})
    first = (await desk.get(f"{TICKETS}?order=title&limit=2")).json()
    rest = await desk.get(TICKETS, params={"order": "title", "after": first["next"]})
    assert [each["title"] for each in first["items"]] == ["A", "b"]
    assert [each["title"] for each in rest.json()["items"]] == ["c"]


async def test_a_list_shows_several_states_at_once(desk: AsyncClient, ticket: str) -> None:
    await desk.post(f"{ticket}/resolution", json=SOLVED, headers=SEEN)
    await desk.post(TICKETS, json=DRAFT)
    found = (await desk.get(f"{TICKETS}?state=new&state=resolved&priority=5")).json()
    assert [each["state"] for each in found["items"]] == ["new", "resolved"]
    none = (await desk.get(f"{TICKETS}?state=closed")).json()
    assert none == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query",
    [
        "state=lost",
        "priority=6",
        "limit=201",
        "after=1",
        "after=INC1",
        "assignee=%00",
        "order=colour",
        "order=state&after=INC0010001",
    ],
)
async def test_a_list_that_makes_no_sense_is_refused(desk: AsyncClient, query: str) -> None:
    answer = await desk.get(f"{TICKETS}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


async def test_an_edit_says_which_version_it_was_made_from(desk: AsyncClient, ticket: str) -> None:
    answer = await desk.patch(ticket, json={"urgency": 1}, headers={"if-match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    stale = await desk.patch(ticket, json={"urgency": 2}, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    assert stale.json()["missed"][0]["fields"] == ["urgency", "priority"]


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 428), ({"if-match": "1"}, 422), ({"if-match": "*"}, 422)]
)
async def test_an_edit_that_says_no_version_is_refused(
    desk: AsyncClient, ticket: str, headers: dict[str, str], status: int
) -> None:
    answer = await desk.patch(ticket, json={"urgency": 1}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("act", ["resolution", "closure", "reopening"])
async def test_a_move_says_which_version_it_was_made_from(
    desk: AsyncClient, ticket: str, act: str
) -> None:
    answer = await desk.post(f"{ticket}/{act}", json=SOLVED if act == "resolution" else None)
    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/unconditional")


async def test_a_ticket_goes_its_whole_way(desk: AsyncClient, ticket: str) -> None:
    await desk.post(f"{ticket}/resolution", json=SOLVED, headers=SEEN)
    told = {"comment": "It is back"}
    reopened = await desk.post(f"{ticket}/reopening", json=told, headers={"if-match": '"2"'})
    tag = {"if-match": reopened.headers["etag"]}
    solved = await desk.post(f"{ticket}/resolution", json=SOLVED, headers=tag)
    stale = await desk.post(f"{ticket}/closure", headers={"if-match": '"1"'})
    closed = await desk.post(f"{ticket}/closure", headers={"if-match": solved.headers["etag"]})
    assert (reopened.json()["state"], stale.status_code) == ("in_progress", 412)
    assert (closed.json()["state"], closed.headers["etag"]) == ("closed", '"5"')


async def test_a_move_that_the_state_forbids_names_those_it_allows(
    desk: AsyncClient, ticket: str
) -> None:
    refused = await desk.post(f"{ticket}/reopening", headers=SEEN)
    assert refused.status_code == 409
    assert refused.json()["allowed"] == ["work", "resolve", "cancel"]


async def test_a_solution_without_notes_is_refused(desk: AsyncClient, ticket: str) -> None:
    answer = await desk.post(f"{ticket}/resolution", json={"code": "user_error"}, headers=SEEN)
    assert answer.json()["errors"][0]["field"] == "notes"


async def test_the_journal_tells_comments_from_work_notes(desk: AsyncClient, ticket: str) -> None:
    comment = await desk.post(f"{ticket}/comments", json={"text": "Which printer?"})
    await desk.post(f"{ticket}/work-notes", json={"text": "VIP"})
    assert comment.status_code == 201
    first = (await desk.get(f"{ticket}/journal?limit=1")).json()
    rest = (await desk.get(f"{ticket}/journal?before={first['next']}")).json()
    assert [(each["kind"], each["text"]) for each in first["items"]] == [("work_note", "VIP")]
    assert [(each["kind"], each["actor"]) for each in rest["items"]] == [("comment", "Ana")]


async def test_similar_tickets_say_who_found_them(desk: AsyncClient, ticket: str) -> None:
    found = (await desk.get(f"{ticket}/similar")).json()
    assert found == {"served_by": "pgvector", "items": []}


@pytest.mark.parametrize("rest", ["", "/journal", "/similar"])
async def test_a_ticket_that_is_not_there_is_not_found(desk: AsyncClient, rest: str) -> None:
    assert (await desk.get(f"{NOBODY}{rest}")).status_code == 404


async def test_two_tickets_are_told_apart_only_where_both_are_there(
    desk: AsyncClient, ticket: str
) -> None:
    there, nobody = ticket.rpartition("/")[2], NOBODY.rpartition("/")[2]
    found = [
        await desk.put(f"{TICKETS}/{one}/dissimilar/{other}")
        for one, other in ((there, nobody), (nobody, there))
    ]
    assert [(each.status_code, each.json()["ticket_id"]) for each in found] == [(404, nobody)] * 2


@pytest.mark.parametrize(
    ("method", "rest"), [("GET", ""), ("PATCH", ""), ("POST", "/closure"), ("GET", "/journal")]
)
async def test_a_requester_may_not_do_what_agents_do(
    desk: AsyncClient, ticket: str, method: str, rest: str
) -> None:
    address, headers = f"{ticket}{rest}", signed_in("requester")
    answer = await desk.request(method, address, json={}, headers=headers)
    assert answer.status_code == 403


async def test_whoever_is_named_follows_the_ticket_until_they_no_longer_want_to(
    desk: AsyncClient, ticket: str
) -> None:
    await desk.post(f"{ticket}/work-notes", json={"text": "@luis, have a look"})
    followed = (await desk.put(f"{ticket}/watchers/Eva María")).json()
    left = (await desk.delete(f"{ticket}/watchers/luis")).json()
    assert [each["person"] for each in followed] == ["Eva María", "luis"]
    assert left == (await desk.get(f"{ticket}/watchers")).json() == followed[:1]


async def test_tickets_that_fulfil_conditions_are_counted(desk: AsyncClient, ticket: str) -> None:
    await desk.post(TICKETS, json=DRAFT | {"impact": 1, "urgency": 1})
    urgent = await desk.get(f"{TICKETS}/count", params={"q": "state=open^priority=1"})
    assert (urgent.json(), (await desk.get(f"{TICKETS}/count")).json()["count"]) == (
        {"count": 1, "more": False},
        2,
    )
