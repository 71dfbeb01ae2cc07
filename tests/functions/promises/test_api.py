from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from functions.promises import api
from tests.functions.promises.conftest import Owing
from tests.functions.signing import client

PROMISES = "/api/v1/promises"
FIRST, SECOND = "2027-03-02T15:00:00-05:00", "2027-03-02T16:00:00-05:00"


@pytest.fixture
async def desk(owing: Owing) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=owing.db, clock=owing.clock) as desk:
        yield desk


async def listed(desk: AsyncClient, **query: Any) -> list[str]:
    answer = await desk.get(PROMISES, params=query)
    return [each["id"] for each in answer.json()["items"]]


async def test_what_is_due_first_comes_first_page_by_page(owing: Owing, desk: AsyncClient) -> None:
    later, sooner = await owing.promised(SECOND), await owing.promised(FIRST)
    page = (await desk.get(PROMISES, params={"limit": 1})).json()
    assert [each["id"] for each in page["items"]] == [str(sooner.id)]
    assert await listed(desk, after=page["next"]) == [str(later.id)]


async def test_promises_are_listed_by_where_they_stand(owing: Owing, desk: AsyncClient) -> None:
    broken, due = await owing.promised(FIRST), await owing.promised(SECOND)
    still = await owing.promised("2027-03-09T15:00:00-05:00")
    await owing.until("2027-03-02T16:01:00-05:00")
    assert await listed(desk, which="broken") == [str(broken.id)]
    assert await listed(desk, which="due") == [str(due.id)]
    assert await listed(desk, which="open") == [str(due.id), str(still.id)]
    assert len(await listed(desk)) == 3


async def test_the_promises_about_a_ticket_are_found(owing: Owing, desk: AsyncClient) -> None:
    ticket = await owing.ticket()
    await owing.promised(FIRST)
    about = await owing.promised(SECOND, ticket_id=ticket.id)
    assert await listed(desk, ticket_id=str(ticket.id)) == [str(about.id)]


@pytest.mark.parametrize(("resource", "state"), [("keeping", "kept"), ("withdrawal", "withdrawn")])
async def test_a_person_closes_a_promise_with_a_reason(
    owing: Owing, desk: AsyncClient, resource: str, state: str
) -> None:
    at = f"{PROMISES}/{(await owing.promised(FIRST)).id}"
    lacking = await desk.post(f"{at}/{resource}", json={})
    done = await desk.post(f"{at}/{resource}", json={"reason": "from my own desk"})
    again = await desk.post(f"{at}/{resource}", json={"reason": "once more"})
    assert [each.status_code for each in (lacking, done, again)] == [422, 200, 409]
    found = (await desk.get(at)).json()
    assert (found["state"], found["closed_by"]) == (state, "Ana")


async def test_a_promise_nobody_made_is_not_found(owing: Owing, desk: AsyncClient) -> None:
    unknown = "0195e000-0000-7000-8000-000000000000"
    assert (await desk.get(f"{PROMISES}/{unknown}")).status_code == 404
