from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.knowledge import api, embedding
from shared.db.pool import Database
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.articles.shelf import published
from tests.functions.signing import client, signed_in

ARTICLE = ("Reset a password", "Open the portal.")


@pytest.fixture
async def desk(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> AsyncIterator[AsyncClient]:
    ports = {"db": db, "clock": clock, "embeddings": embeddings, "vectors": vectors}
    async with client(api.search, **ports) as desk:
        yield desk


async def test_search_says_who_found_it(
    desk: AsyncClient,
    db: Database,
    clock: TurnedClock,
    embeddings: FakeEmbeddings,
    vectors: FakeVectors,
) -> None:
    await published(db, clock, *ARTICLE)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    found = (await desk.get("/api/v1/search?q=password&kind=article&limit=1")).json()
    assert (found["served_by"], found["items"][0]["title"]) == ("vectors", "Reset a password")


@pytest.mark.parametrize("query", ["", "q=", "q=a%00b", "q=x&kind=call", "q=x&limit=51", "q=x&p=1"])
async def test_a_question_that_makes_no_sense_is_refused(desk: AsyncClient, query: str) -> None:
    answer = await desk.get(f"/api/v1/search?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


async def test_a_requester_may_not_read_what_agents_read(desk: AsyncClient) -> None:
    answer = await desk.get("/api/v1/search?q=x", headers=signed_in("requester"))
    assert answer.status_code == 403
