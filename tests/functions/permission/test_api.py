from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.permission import api
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("supervisor"))
        yield desk


async def test_the_do_not_call_list_keeps_its_first_entry(desk: AsyncClient) -> None:
    entry = {"phone": "+12125550112", "source": "letter"}
    first = await desk.post("/api/v1/do-not-call", json=entry)
    again = await desk.post("/api/v1/do-not-call", json={**entry, "source": "mail"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert (await desk.get("/api/v1/do-not-call")).json()["items"] == [first.json()]


async def test_many_are_forbidden_at_once(desk: AsyncClient) -> None:
    entries = [{"phone": each, "source": "registry"} for each in ("+12125550112", "12")]
    told = (await desk.post("/api/v1/do-not-call/batch", json=entries)).json()
    assert [each["result"] for each in told] == ["listed", "rejected"]


async def test_more_than_a_batch_is_refused(desk: AsyncClient) -> None:
    entries = [{"phone": "+12125550112", "source": "registry"}] * 1001
    answer = await desk.post("/api/v1/do-not-call/batch", json=entries)
    assert answer.status_code == 422


async def test_an_admin_alone_takes_a_number_off_the_list(desk: AsyncClient) -> None:
    await desk.post("/api/v1/do-not-call", json={"phone": "+12125550112", "source": "letter"})
    path, removal = "/api/v1/do-not-call/removals", {"phone": "+12125550112", "reason": "letter"}
    refused = await desk.post(path, json=removal)
    removed = await desk.post(path, json=removal, headers=signed_in("admin", name="Root"))
    told = (await desk.get("/api/v1/do-not-call/history?phone=%2B12125550112")).json()
    assert (refused.status_code, removed.status_code) == (403, 201)
    assert [(each["act"], each["actor"]) for each in told] == [
        ("added", "Ana"),
        ("removed", "Root"),
    ]


async def test_an_agent_forbids_a_number_and_no_area(desk: AsyncClient) -> None:
    agent = signed_in("agent")
    codes = [
        (await desk.post("/api/v1/do-not-call", json=entry, headers=agent)).status_code
        for entry in ({"phone": each, "source": "call"} for each in ("+12125550112", "+1212*"))
    ]
    assert codes == [201, 403]
