from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.presence import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}
LUIS = signed_in("agent", name="Luis")


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        yield desk


@pytest.fixture
async def ticket(desk: AsyncClient) -> str:
    """The address of a new ticket."""
    address: str = (await desk.post("/api/v1/tickets", json=DRAFT)).headers["location"]
    return address


async def test_colleagues_see_who_is_there_and_who_writes(desk: AsyncClient, ticket: str) -> None:
    at = f"{ticket}/presence"
    await desk.put(at, json={})
    told = (await desk.put(at, json={"doing": "writing"}, headers=LUIS)).json()
    people = [{"person": "Ana", "doing": "viewing"}, {"person": "Luis", "doing": "writing"}]
    assert told == {"version": 1, "people": people}
    await desk.delete(at, headers=LUIS)
    assert (await desk.get(at)).json()["people"] == people[:1]


async def test_whoever_says_nothing_for_40_seconds_is_gone(
    desk: AsyncClient, ticket: str, clock: TurnedClock
) -> None:
    await desk.put(f"{ticket}/presence", json={})
    await clock.advance(39)
    still = (await desk.get(f"{ticket}/presence")).json()["people"]
    await clock.advance(1)
    gone = (await desk.get(f"{ticket}/presence")).json()["people"]
    assert (len(still), gone) == (1, [])


async def test_nothing_is_sent_again_until_something_is_new(desk: AsyncClient, ticket: str) -> None:
    at = f"{ticket}/presence"
    tag = {"if-none-match": (await desk.get(at)).headers["etag"]}
    same = await desk.get(at, headers=tag)
    await desk.patch(ticket, json={"urgency": 1}, headers={"if-match": '"1"'})
    edited = await desk.get(at, headers=tag)
    assert (same.status_code, same.content, same.headers["etag"]) == (
        304,
        b"",
        tag["if-none-match"],
    )
    assert (edited.status_code, edited.json()["version"]) == (200, 2)


async def test_rows_of_those_who_left_do_not_pile_up(
    desk: AsyncClient, ticket: str, clock: TurnedClock, db: Database
) -> None:
    await desk.put(f"{ticket}/presence", json={})
    await clock.advance(60)
    await desk.put(f"{ticket}/presence", json={}, headers=LUIS)
    async with db.transaction() as conn:
        rows = await (await conn.execute("select person from ticket_presence")).fetchall()
    assert rows == [("Luis",)]


async def test_nobody_is_at_a_ticket_that_is_not_there(desk: AsyncClient) -> None:
    at = "/api/v1/tickets/00000000-0000-0000-0000-000000000404/presence"
    answers = [await desk.get(at), await desk.put(at, json={})]
    assert [each.status_code for each in answers] == [404, 404]
