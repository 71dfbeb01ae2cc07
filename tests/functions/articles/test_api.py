from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from functions.articles import api
from functions.knowledge import embedding
from shared.db.pool import Database
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

ARTICLES = "/api/v1/articles"
ARTICLE = {"title": "Reset a password", "text": "Open the portal.", "language": "en"}
READER = signed_in("requester", name="Rita")


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        yield desk


async def written(desk: AsyncClient, **fields: object) -> Response:
    return await desk.post(ARTICLES, json={**ARTICLE, **fields})


async def published(desk: AsyncClient, **fields: object) -> Response:
    draft = await written(desk, **fields)
    seen = {"if-match": draft.headers["etag"]}
    return await desk.post(f"{draft.headers['location']}/publication", headers=seen)


async def test_a_written_article_has_a_number_and_an_address(desk: AsyncClient) -> None:
    answer = await written(desk)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    again = await desk.get(answer.headers["location"])
    assert again.json() == answer.json()
    about = {each: again.json()[each] for each in ("number", "written_by", "state")}
    assert about == {"number": "KB0010001", "written_by": "Ana", "state": "draft"}


async def test_an_article_that_is_not_there_is_not_found(desk: AsyncClient) -> None:
    answer = await desk.get(f"{ARTICLES}/00000000-0000-0000-0000-000000000001")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_articles_come_in_pages_the_newest_first(desk: AsyncClient) -> None:
    for _ in range(3):
        await written(desk)
    first = (await desk.get(f"{ARTICLES}?limit=2")).json()
    rest = (await desk.get(f"{ARTICLES}?limit=2&cursor={first['cursor']}")).json()
    assert [article["number"] for article in first["items"]] == ["KB0010003", "KB0010002"]
    assert [article["number"] for article in rest["items"]] == ["KB0010001"]
    assert rest["cursor"] is None


async def test_a_change_says_which_version_it_was_made_from(desk: AsyncClient) -> None:
    address = (await written(desk)).headers["location"]
    blind = await desk.put(address, json=ARTICLE)
    better = {**ARTICLE, "text": "Open the portal, choose Forgotten."}
    first = await desk.put(address, json=better, headers={"if-match": '"1"'})
    late = await desk.put(address, json=ARTICLE, headers={"if-match": '"1"'})
    assert (blind.status_code, first.headers["etag"], late.status_code) == (428, '"2"', 412)
    assert [each["field"] for each in late.json()["changed"]] == ["text"]


async def test_every_version_can_be_read(desk: AsyncClient) -> None:
    address = (await written(desk)).headers["location"]
    await desk.put(address, json={**ARTICLE, "text": "New."}, headers={"if-match": '"1"'})
    versions = (await desk.get(f"{address}/versions")).json()["items"]
    assert [(each["version"], each["text"]) for each in versions] == [
        (2, "New."),
        (1, "Open the portal."),
    ]


async def test_readers_see_what_was_published_and_not_the_draft_after_it(
    desk: AsyncClient,
) -> None:
    article = (await published(desk)).json()
    address = f"{ARTICLES}/{article['id']}"
    await desk.put(address, json={**ARTICLE, "text": "Draft."}, headers={"if-match": '"1"'})
    read = (await desk.get(f"{address}/published", headers=READER)).json()
    assert (read["text"], read["version"]) == ("Open the portal.", 1)


async def test_a_draft_is_not_there_for_readers(desk: AsyncClient) -> None:
    address = (await written(desk)).headers["location"]
    read = await desk.get(f"{address}/published", headers=READER)
    said = await desk.post(f"{address}/feedback", json={"helpful": True}, headers=READER)
    assert (read.status_code, said.status_code) == (404, 404)


async def test_what_readers_say_is_counted_once_each(desk: AsyncClient) -> None:
    address = f"{ARTICLES}/{(await published(desk)).json()['id']}"
    await desk.post(f"{address}/feedback", json={"helpful": True}, headers=READER)
    told = {"helpful": False, "note": "Which portal?"}
    await desk.post(f"{address}/feedback", json=told, headers=READER)
    said = (await desk.get(f"{address}/feedback")).json()["items"]
    article = (await desk.get(address)).json()
    assert [(each["person"], each["note"]) for each in said] == [("rita", "Which portal?")]
    assert (article["helpful"], article["unhelpful"]) == (0, 1)


async def test_a_reader_is_offered_articles_while_typing(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    await published(desk)
    await written(desk, title="Reset a password again")
    await embedding.embed_waiting(db, clock, FakeEmbeddings(), FakeVectors())
    found = await desk.get(f"{ARTICLES}/suggestions?q=reset+passw", headers=READER)
    offered = [(each["number"], each["beginning"]) for each in found.json()["items"]]
    assert offered == [("KB0010001", "Open the portal.")]


@pytest.mark.parametrize("path", ["", "/gaps", "/00000000-0000-0000-0000-000000000001"])
async def test_a_reader_does_not_see_the_desk_of_writers(desk: AsyncClient, path: str) -> None:
    assert (await desk.get(ARTICLES + path, headers=READER)).status_code == 403


@pytest.mark.parametrize("query", ["q=", "q=ab", "q=abc&limit=11", "q=a%00b", "p=abc"])
async def test_a_question_that_makes_no_sense_is_refused(desk: AsyncClient, query: str) -> None:
    answer = await desk.get(f"{ARTICLES}/suggestions?{query}", headers=READER)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
