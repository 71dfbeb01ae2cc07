from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.knowledge import api, embedding
from shared.db.pool import Database
from tests.fake_vendors import FakeEmbeddings, FakeVectors
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

ARTICLE = {"title": "Reset a password", "text": "Open the portal.", "language": "en"}


@pytest.fixture
async def desk(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> AsyncIterator[AsyncClient]:
    ports = {"db": db, "clock": clock, "embeddings": embeddings, "vectors": vectors}
    async with client(api.search, api.articles, **ports) as desk:
        yield desk


async def test_a_written_article_has_a_number_and_an_address(desk: AsyncClient) -> None:
    answer = await desk.post("/api/v1/articles", json=ARTICLE)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    again = await desk.get(answer.headers["location"])
    assert again.json() == answer.json()
    assert (again.json()["number"], again.json()["written_by"]) == ("KB0010001", "Ana")


async def test_an_article_that_is_not_there_is_not_found(desk: AsyncClient) -> None:
    answer = await desk.get("/api/v1/articles/00000000-0000-0000-0000-000000000001")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_articles_come_in_pages_the_newest_first(desk: AsyncClient) -> None:
    for _ in range(3):
        await desk.post("/api/v1/articles", json=ARTICLE)
    first = (await desk.get("/api/v1/articles?limit=2")).json()
    rest = (await desk.get(f"/api/v1/articles?limit=2&after={first['next']}")).json()
    assert [article["number"] for article in first["items"]] == ["KB0010003", "KB0010002"]
    assert [article["number"] for article in rest["items"]] == ["KB0010001"]
    assert rest["next"] is None


async def test_search_says_who_found_it(
    desk: AsyncClient,
    db: Database,
    clock: TurnedClock,
    embeddings: FakeEmbeddings,
    vectors: FakeVectors,
) -> None:
    await desk.post("/api/v1/articles", json=ARTICLE)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    found = (await desk.get("/api/v1/search?q=password&kind=article&limit=1")).json()
    assert (found["served_by"], found["items"][0]["title"]) == ("vectors", "Reset a password")


@pytest.mark.parametrize("query", ["", "q=", "q=a%00b", "q=x&kind=call", "q=x&limit=51", "q=x&p=1"])
async def test_a_question_that_makes_no_sense_is_refused(desk: AsyncClient, query: str) -> None:
    answer = await desk.get(f"/api/v1/search?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


@pytest.mark.parametrize("address", ["/api/v1/search?q=x", "/api/v1/articles"])
async def test_a_requester_may_not_read_what_agents_read(desk: AsyncClient, address: str) -> None:
    answer = await desk.get(address, headers=signed_in("requester"))
    assert answer.status_code == 403
