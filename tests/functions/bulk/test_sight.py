"""What agents of a group see that sees its own tickets alone, wherever tickets are shown."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from functions.access import administering
from functions.access import api as access
from functions.attachments import api as attachments
from functions.board import api as board
from functions.board import telephone
from functions.bulk import api as bulk
from functions.calls import service as calls
from functions.conversation import api as conversation
from functions.conversation import listening
from functions.conversation import store as talks
from functions.escalations import api as escalations
from functions.knowledge import api as search_api
from functions.knowledge import learning
from functions.links import api as links
from functions.presence import api as presence
from functions.promises import api as promises_api
from functions.promises import service as promises
from functions.promises.model import Debt
from functions.recordings import service as recordings
from functions.tasks import api as tasks
from functions.tickets import api, service, telling
from functions.views import api as views
from shared.db.pool import Database
from shared.groups.house import Tickets
from shared.memory import Memory
from shared.value import Spoken, new_id
from tests.fake_stores import FakeTranscripts, FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

ROUTERS = (
    access.router,
    administering.groups,
    api.router,
    attachments.router,
    board.router,
    bulk.router,
    conversation.router,
    escalations.router,
    links.merges,
    links.router,
    links.splits,
    listening.router,
    presence.router,
    promises_api.router,
    search_api.search,
    tasks.router,
    telephone.router,
    views.router,
)
TICKETS = "/api/v1/tickets"
PHONE, OURS = "+12125550125", "+12025550199"
ANA = signed_in("agent", "group_billing", name="Ana")
DEEDS = [
    ("GET", ""),
    ("PATCH", ""),
    ("GET", "/journal"),
    ("GET", "/similar"),
    ("POST", "/comments"),
    ("POST", "/work-notes"),
    ("POST", "/resolution"),
    ("GET", "/tasks"),
    ("GET", "/links"),
    ("GET", "/attachments"),
    ("GET", "/presence"),
]
ABOUT = ["promises", "escalations", "conversations", "board/timeline"]
"""What tells of a ticket that its address names."""


@dataclass
class Desk:
    """A desk with three tickets: Ana's group's, another group's, and one of these that is Ana's."""

    db: Database
    clock: TurnedClock
    browser: AsyncClient
    ids: dict[str, str] = field(default_factory=dict)

    async def open(self, title: str, **more: Any) -> None:
        draft = {"title": title, "requester_name": "Reception", **more}
        answer = await self.browser.post(TICKETS, json=draft)
        assert answer.status_code == 201, answer.text
        self.ids[title] = answer.json()["id"]

    async def asked(self, method: str, path: str, **more: Any) -> int:
        """What Ana is answered, who has seen version 1 of whatever it is."""
        headers = {**ANA, "if-match": '"1"'}
        answer = await self.browser.request(method, f"/api/v1/{path}", headers=headers, **more)
        assert answer.status_code != 404 or answer.json()["type"] == "/problems/not-found"
        return answer.status_code

    async def call(self, about: str) -> UUID:
        """Somebody has rung about that ticket, and is owed a call."""
        now, ticket_id = self.clock.now(), UUID(self.ids[about])
        async with self.db.transaction() as conn:
            call_id = await calls.receive(conn, f"CA{about}", PHONE, OURS, now)
            await talks.begin(conn, call_id, Spoken.EN, now)
            await talks.set_ticket(conn, call_id, ticket_id)
            told = {"phone": PHONE, "language": Spoken.EN, "zones": (), "ticket_id": ticket_id}
            await promises.promise(conn, Debt(call_id=call_id, **told), now, now)
        return call_id

    async def calls(self, query: str = "", *, headers: dict[str, str] = ANA) -> set[str]:
        answer = await self.browser.get(f"/api/v1/calls{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return {each["id"] for each in answer.json()["items"]}

    async def seen(self, path: str, **headers: str) -> list[str]:
        answer = await self.browser.get(f"/api/v1/{path}", headers=headers or ANA)
        assert answer.status_code == 200, answer.text
        return sorted(each["title"] for each in answer.json()["items"])


@pytest.fixture
async def desk(db: Database) -> AsyncIterator[Desk]:
    clock = TurnedClock()
    settings = SimpleNamespace(tickets=Tickets())
    ports = {
        "embeddings": FakeEmbeddings(),
        "vectors": FakeVectors(),
        "transcripts": FakeTranscripts(),
        "memory": Memory(clock),
    }
    async with client(*ROUTERS, db=db, clock=clock, settings=settings, **ports) as browser:
        browser.headers.update(signed_in("admin", name="Root"))
        desk = Desk(db, clock, browser)
        for key, visibility in {"billing": "own", "network": "all"}.items():
            group = {"key": key, "name": key, "visibility": visibility}
            await browser.post("/api/v1/groups", json=group)
        await desk.open("invoice", group="billing")
        await desk.open("router", group="network")
        await desk.open("cable", group="network", assignee="Ana")
        await desk.open("nobody's")
        yield desk


@pytest.fixture
async def learned(desk: Desk) -> Desk:
    """The same, when search knows of them."""
    for id_ in desk.ids.values():
        ticket = await service.ticket(desk.db, UUID(id_))
        news = telling.news(ticket, new_id(desk.clock.now()))
        await learning.learn(desk.db, desk.clock, news)
    return desk


@pytest.mark.parametrize(
    "query", ["", "?q=state=open", "?state=new", "?q=priority=1%5ENQstate=open"]
)
async def test_a_list_shows_what_is_in_sight(desk: Desk, query: str) -> None:
    assert await desk.seen(f"tickets{query}") == ["cable", "invoice"]


async def test_supervisors_and_agents_of_other_groups_see_all(desk: Desk) -> None:
    for role in (("supervisor", "group_billing"), ("agent", "group_network"), ("agent",)):
        assert len(await desk.seen("tickets", **signed_in(*role, name="Eva"))) == 4


@pytest.mark.parametrize(("method", "path"), DEEDS)
async def test_a_ticket_out_of_sight_is_none(desk: Desk, method: str, path: str) -> None:
    address = f"{TICKETS}/{desk.ids['router']}{path}"
    answer = await desk.browser.request(method, address, headers=ANA, json={})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("title", ["invoice", "cable"])
async def test_a_ticket_in_sight_is_shown(desk: Desk, title: str) -> None:
    answer = await desk.browser.get(f"{TICKETS}/{desk.ids[title]}", headers=ANA)
    assert (answer.status_code, answer.json()["title"]) == (200, title)


@pytest.mark.parametrize("q", ["router cable invoice", "INC0010002", "state:new", "group:network"])
async def test_search_finds_nothing_that_is_out_of_sight(learned: Desk, q: str) -> None:
    assert "router" not in await learned.seen(f"search?q={q}")
    everything = await learned.seen(f"search?q={q}", **signed_in("supervisor"))
    assert "router" in everything


async def test_similar_tickets_are_those_in_sight(learned: Desk) -> None:
    await learned.open("invoice router cable")
    whole = signed_in("supervisor")
    path = f"tickets/{learned.ids['invoice router cable']}/similar"
    assert "router" in await learned.seen(path, **whole)
    await learned.browser.patch(
        f"/api/v1/{path.removesuffix('/similar')}",
        json={"group": "billing"},
        headers={"if-match": '"1"'},
    )
    assert await learned.seen(path) == ["cable", "invoice"]


async def test_a_view_counts_what_is_in_sight(desk: Desk) -> None:
    view = {"name": "Open", "query": "state=open"}
    kept = (await desk.browser.post("/api/v1/views", json=view, headers=ANA)).json()
    told = await desk.browser.get(f"/api/v1/views/{kept['id']}/count", headers=ANA)
    assert told.json()["count"] == 2


@pytest.mark.parametrize("path", ["/preview", ""])
async def test_no_bulk_change_reaches_out_of_sight(desk: Desk, path: str) -> None:
    ids = [desk.ids["invoice"], desk.ids["router"]]
    action = {"edit": {"urgency": 1}}
    tickets = [{"ticket_id": each, "version": 1} for each in ids]
    wish = {"ticket_ids": ids} if path else {"tickets": tickets}
    answer = await desk.browser.post(
        f"/api/v1/bulk-jobs{path}", json={**wish, "action": action}, headers=ANA
    )
    assert answer.status_code == 404


async def test_a_ticket_moves_to_another_group_with_its_journal(desk: Desk) -> None:
    address = f"{TICKETS}/{desk.ids['router']}"
    edit, tag = {"group": "billing"}, {"if-match": '"1"'}
    moved = await desk.browser.patch(address, json=edit, headers=tag)
    assert moved.json()["group"] == "billing"
    assert "router" in await desk.seen("tickets")
    journal = await desk.browser.get(f"{address}/journal", headers=ANA)
    assert journal.json()["items"][0]["changes"] == [
        {"field": "group", "old": "network", "new": "billing"}
    ]


async def test_a_group_that_is_none_is_refused(desk: Desk) -> None:
    draft = {"title": "x", "requester_name": "y", "group": "nowhere"}
    answer = await desk.browser.post(TICKETS, json=draft)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "group")


@pytest.mark.parametrize("path", ABOUT)
async def test_nothing_is_told_of_a_ticket_out_of_sight(desk: Desk, path: str) -> None:
    of = [f"{path}?ticket_id={desk.ids[title]}" for title in ("router", "invoice")]
    assert [await desk.asked("GET", each) for each in of] == [404, 200]


async def test_a_call_about_a_ticket_out_of_sight_is_none(desk: Desk) -> None:
    hidden, shown = [await desk.call(each) for each in ("router", "invoice")]
    correction = {"n": 0, "side": "heard", "text": "No."}
    assert await desk.asked("GET", f"conversations/{hidden}") == 404
    assert await desk.asked("POST", f"conversations/{hidden}/corrections", json=correction) == 404
    assert await desk.asked("GET", f"conversations/{shown}") == 200


async def test_calls_are_those_about_tickets_in_sight_and_about_none(desk: Desk) -> None:
    shown = [await desk.call("invoice"), await desk.call("cable")]
    async with desk.db.transaction() as conn:
        shown.append(await calls.receive(conn, "CAnone", PHONE, OURS, desk.clock.now()))
    await desk.call("router")
    await desk.call("nobody's")
    assert await desk.calls("?limit=3") == {str(each) for each in shown}
    assert len(await desk.calls(headers=signed_in("supervisor"))) == 5


async def test_nobody_takes_over_a_call_about_a_ticket_out_of_sight(desk: Desk) -> None:
    hidden, shown = [await desk.call(each) for each in ("router", "invoice")]
    wish = {"phone": "+12025550171"}
    assert await desk.asked("POST", f"calls/{hidden}/takeover", json=wish) == 404
    assert await desk.asked("POST", f"calls/{shown}/takeover", json=wish) == 202


async def test_a_call_about_a_ticket_out_of_sight_is_not_listened_to(desk: Desk) -> None:
    now, told = desk.clock.now(), []
    for about in ("router", "invoice"):
        call_id = await desk.call(about)
        async with desk.db.transaction() as conn:
            await recordings.refuse(conn, call_id, "standard", now)
        answer = await desk.browser.get(f"/api/v1/recordings/{call_id}", headers=ANA)
        told.append(answer.json().get("why"))
    assert told == [None, "refused"]


async def test_promises_are_those_about_tickets_in_sight(desk: Desk) -> None:
    await desk.call("router")
    (hidden,) = (await desk.browser.get("/api/v1/promises")).json()["items"]
    await desk.call("invoice")
    (seen,) = (await desk.browser.get("/api/v1/promises", headers=ANA)).json()["items"]
    assert seen["ticket_id"] == desk.ids["invoice"]
    assert await desk.asked("GET", f"promises/{hidden['id']}") == 404
    reason = {"reason": "I have called them"}
    assert await desk.asked("POST", f"promises/{hidden['id']}/keeping", json=reason) == 404


NAMING = [
    ("POST", "/links", {"kind": "related"}, "other_id"),
    ("PUT", "/merge", {}, "into_id"),
    ("POST", "/resolution", {"code": "user_error", "notes": "It was off."}, "taken_from"),
]


@pytest.mark.parametrize(("method", "path", "body", "name"), NAMING)
async def test_nobody_names_a_ticket_out_of_sight(
    desk: Desk, method: str, path: str, body: dict[str, str], name: str
) -> None:
    told = {**body, name: desk.ids["router"]}
    assert await desk.asked(method, f"tickets/{desk.ids['invoice']}{path}", json=told) == 404


async def test_nobody_tells_a_ticket_apart_from_one_out_of_sight(desk: Desk) -> None:
    path = f"tickets/{desk.ids['invoice']}/dissimilar"
    told = [await desk.asked("PUT", f"{path}/{desk.ids[each]}") for each in ("router", "cable")]
    assert told == [404, 204]


async def test_of_a_linked_ticket_out_of_sight_the_heading_is_shown(desk: Desk) -> None:
    at, other = f"{TICKETS}/{desk.ids['invoice']}/links", f"{TICKETS}/{desk.ids['router']}"
    await desk.browser.post(at, json={"kind": "related", "other_id": desk.ids["router"]})
    solution = {"code": "user_error", "notes": "It was off."}
    await desk.browser.post(f"{other}/resolution", json=solution, headers={"if-match": '"1"'})
    (link,) = (await desk.browser.get(at, headers=ANA)).json()
    assert (link["ticket"]["title"], link["ticket"]["resolution_notes"]) == ("router", None)


async def test_what_is_split_off_stays_in_the_group(desk: Desk) -> None:
    path = f"{TICKETS}/{desk.ids['invoice']}/splits"
    split = await desk.browser.post(path, json={"title": "another thing"}, headers=ANA)
    assert split.json()["group"] == "billing"


async def test_a_job_of_somebody_else_is_none_to_who_does_not_see_all(desk: Desk) -> None:
    seen = [{"ticket_id": desk.ids["router"], "version": 1}]
    job = {"tickets": seen, "action": {"edit": {"urgency": 1}}}
    at = (await desk.browser.post("/api/v1/bulk-jobs", json=job)).headers["location"]
    path = at.removeprefix("/api/v1/")
    asked = [("GET", path), ("GET", f"{path}/rows"), ("POST", f"{path}/undo")]
    assert [await desk.asked(*each) for each in asked] == [404, 404, 404]


async def test_a_job_of_ones_own_is_seen(desk: Desk) -> None:
    seen = [{"ticket_id": desk.ids["invoice"], "version": 1}]
    job = {"tickets": seen, "action": {"edit": {"urgency": 1}}}
    at = (await desk.browser.post("/api/v1/bulk-jobs", json=job, headers=ANA)).headers["location"]
    assert await desk.asked("GET", at.removeprefix("/api/v1/")) == 200
