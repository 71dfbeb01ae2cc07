from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.tickets import api as tickets
from functions.views import api
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

VIEWS = "/api/v1/views"
OURS = {"name": "Ours", "query": "state=open", "scope": "group", "group": "service_desk"}
MINE = {"name": "Mine", "query": "state=open^assignee=Ana"}
ALL = {"name": "Urgent", "query": "priority<=2", "scope": "all"}
LUIS = signed_in("agent", name="Luis")
BEA = signed_in("agent", "group_service_desk", name="Bea")
BOSS = signed_in("supervisor", name="Boss")
VERSION_1 = {"if-match": '"1"'}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        yield desk


async def kept(desk: AsyncClient, view: dict[str, str], who: dict[str, str] | None = None) -> str:
    answer = await desk.post(VIEWS, json=view, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def names(desk: AsyncClient, who: dict[str, str] | None = None) -> list[str]:
    items: list[dict[str, Any]] = (await desk.get(VIEWS, headers=who)).json()["items"]
    return [item["name"] for item in items]


def told(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


async def test_a_view_is_seen_by_whom_it_is_for(desk: AsyncClient) -> None:
    await kept(desk, ALL, BOSS)
    await kept(desk, OURS, BEA)
    await kept(desk, MINE)
    assert await names(desk) == ["Mine", "Urgent"]
    assert await names(desk, BEA) == ["Ours", "Urgent"]
    assert await names(desk, LUIS) == ["Urgent"]


async def test_a_view_for_another_is_not_there(desk: AsyncClient) -> None:
    mine = await kept(desk, MINE)
    assert told(await desk.get(mine, headers=LUIS)) == (404, "/problems/not-found")
    assert told(await desk.delete(mine, headers=BOSS | VERSION_1)) == (404, "/problems/not-found")


@pytest.mark.parametrize("view", [ALL, OURS])
async def test_what_others_shall_see_is_not_for_anybody_to_make(
    desk: AsyncClient, view: dict[str, str]
) -> None:
    assert told(await desk.post(VIEWS, json=view)) == (403, "/problems/forbidden")


async def test_a_shared_view_is_changed_by_its_owner_or_a_supervisor(desk: AsyncClient) -> None:
    ours = await kept(desk, OURS, BEA)
    carl = signed_in("agent", "group_service_desk", name="Carl")
    other = OURS | {"name": "Other"}
    refused = await desk.put(ours, json=other, headers=carl | VERSION_1)
    changed = await desk.put(ours, json=other, headers=BEA | VERSION_1)
    assert (told(refused)[0], changed.json()["name"]) == (403, "Other")
    assert changed.headers["etag"] == '"2"'


async def test_a_change_from_an_old_version_is_refused(desk: AsyncClient) -> None:
    mine = await kept(desk, MINE)
    await desk.put(mine, json=MINE | {"name": "New"}, headers=VERSION_1)
    again = await desk.put(mine, json=MINE, headers=VERSION_1)
    assert told(again) == (412, "/problems/stale")
    assert (await desk.delete(mine, headers={"if-match": '"2"'})).status_code == 204
    assert await names(desk) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"query": "colour=red"}, "query"),
        ({"name": " "}, "name"),
        ({"scope": "group"}, ""),
        ({"group": "service_desk"}, ""),
    ],
)
async def test_a_view_that_makes_no_sense_is_refused(
    desk: AsyncClient, wrong: dict[str, str], field: str
) -> None:
    answer = await desk.post(VIEWS, json=MINE | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_view_counts_its_tickets(desk: AsyncClient) -> None:
    mine = await kept(desk, MINE)
    for assignee in ("Ana", "Ana", "Luis"):
        draft = {"title": "VPN", "requester_name": "Front desk", "assignee": assignee}
        await desk.post("/api/v1/tickets", json=draft)
    assert (await desk.get(f"{mine}/count")).json() == {"count": 2, "more": False}


async def test_what_becomes_of_a_view_that_others_see_is_in_the_audit(
    desk: AsyncClient, db: Database
) -> None:
    urgent = await kept(desk, ALL, BOSS)
    await desk.put(urgent, json=ALL | {"query": "priority=1"}, headers=BOSS | VERSION_1)
    await desk.delete(urgent, headers=BOSS | {"if-match": '"2"'})
    gone, changed, created = await audit.entries(db, Wanted(subject=urgent.rpartition("/")[2]))
    actions = [each.action for each in (created, changed, gone)]
    assert actions == [f"saved_view.{deed}" for deed in ("created", "changed", "deleted")]
    assert [(each or {})["query"] for each in (changed.before, changed.after)] == [
        "priority<=2",
        "priority=1",
    ]


async def test_the_audit_tells_nobody_what_somebody_keeps_for_themselves(
    desk: AsyncClient, db: Database
) -> None:
    mine = await kept(desk, MINE)
    (created,) = await audit.entries(db, Wanted(subject=mine.rpartition("/")[2]))
    assert (created.actor, created.action) == ("Ana", "saved_view.created")
    assert {"name", "query"}.isdisjoint(created.after or {})


async def test_a_view_keeps_the_order_of_its_list(desk: AsyncClient) -> None:
    mine = await kept(desk, MINE | {"order": "-updated_at"})
    await desk.put(mine, json=MINE | {"order": "priority"}, headers=VERSION_1)
    (shown,) = (await desk.get(VIEWS)).json()["items"]
    wrong = await desk.post(VIEWS, json=MINE | {"order": "colour"})
    assert (shown["order"], wrong.json()["errors"][0]["field"]) == ("priority", "order")


async def test_a_view_that_says_no_order_is_the_newest_first(desk: AsyncClient) -> None:
    assert (await desk.get(await kept(desk, MINE))).json()["order"] == "-number"
