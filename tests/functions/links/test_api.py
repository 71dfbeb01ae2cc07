from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.links import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client

TICKETS = "/api/v1/tickets"
DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}
FIRST = {"if-match": '"1"'}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    routers = (tickets.router, api.router, api.merges, api.splits)
    async with client(*routers, db=db, clock=clock) as desk:
        yield desk


async def opened(desk: AsyncClient) -> tuple[str, str]:
    """The address and the id of a new ticket."""
    answer = await desk.post(TICKETS, json=DRAFT)
    return answer.headers["location"], answer.json()["id"]


async def test_tickets_are_linked_and_unlinked(desk: AsyncClient) -> None:
    (one, _), (other, other_id) = await opened(desk), await opened(desk)
    new = {"kind": "child_of", "other_id": other_id, "with_parent": "propose"}
    made = await desk.post(f"{one}/links", json=new)
    seen = (await desk.get(f"{other}/links")).json()
    gone = await desk.delete(f"{other}/links/{made.json()['id']}")
    assert (made.status_code, gone.status_code) == (201, 204)
    assert [(each["kind"], each["inward"]) for each in seen] == [("child_of", True)]


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "child_of"}, {"kind": "related", "with_parent": "resolve"}, {"kind": "split_from"}],
)
async def test_a_link_that_makes_no_sense_is_refused(
    desk: AsyncClient, wrong: dict[str, str]
) -> None:
    (one, _), (_, other_id) = await opened(desk), await opened(desk)
    answer = await desk.post(f"{one}/links", json={"other_id": other_id, **wrong})
    assert answer.status_code == 422


async def test_a_merge_is_made_and_undone_by_version(desk: AsyncClient) -> None:
    (one, _), (_, into) = await opened(desk), await opened(desk)
    unseen = await desk.put(f"{one}/merge", json={"into_id": into})
    merged = await desk.put(f"{one}/merge", json={"into_id": into}, headers=FIRST)
    late = await desk.delete(f"{one}/merge", headers=FIRST)
    back = await desk.delete(f"{one}/merge", headers={"if-match": merged.headers["etag"]})
    codes = [each.status_code for each in (unseen, merged, late, back)]
    assert codes == [428, 200, 412, 200]
    assert (merged.json()["merged_into"], back.json()["state"]) == (into, "new")


async def test_a_split_has_an_address(desk: AsyncClient) -> None:
    one, _ = await opened(desk)
    new = await desk.post(f"{one}/splits", json={"title": "Scanner"})
    assert new.status_code == 201
    assert (await desk.get(new.headers["location"])).json() == {**new.json(), "sla": []}
