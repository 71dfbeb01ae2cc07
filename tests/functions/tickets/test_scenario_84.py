"""Scenario 84, as far as the ticket goes: sent twice, asked twice in other words, models away."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.knowledge import embedding, learning
from functions.tickets import api
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import TicketChanged
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.signing import client

TICKETS = "/api/v1/tickets"
DOWN = Unavailable("down", vendor="openai")


def draft(title: str) -> dict[str, str]:
    return {"title": title, "requester_name": "Front desk"}


@pytest.fixture
def embeddings() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def vectors() -> FakeVectors:
    return FakeVectors()


@pytest.fixture
async def desk(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> AsyncIterator[AsyncClient]:
    async with client(
        api.router, db=db, clock=clock, embeddings=embeddings, vectors=vectors
    ) as desk:
        yield desk


async def told(db: Database) -> list[TicketChanged]:
    async with db.transaction() as conn:
        cursor = await conn.execute("select body::text from outbox where queue = 'ticket-changed'")
        return [TicketChanged.model_validate_json(row[0]) for row in await cursor.fetchall()]


async def test_84_a_request_sent_five_times_at_once_opens_one_ticket_and_tells_it_once(
    desk: AsyncClient, db: Database
) -> None:
    key = {"idempotency-key": "form-7"}
    sent = [desk.post(TICKETS, json=draft("printer dead"), headers=key) for _ in range(5)]
    answers = await asyncio.gather(*sent)
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["number"] for each in answers}) == len(await told(db)) == 1


async def test_84_the_same_trouble_in_other_words_is_found_at_once(
    desk: AsyncClient, db: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    first = (await desk.post(TICKETS, json=draft("printer dead on floor 3"))).json()
    for message in await told(db):
        await learning.learn(db, TurnedClock(), message)
    await embedding.embed_waiting(db, TurnedClock(), embeddings, vectors)
    again = await desk.post(TICKETS, json=draft("floor 3 printer is dead"))
    near = (await desk.get(f"{again.headers['location']}/similar?limit=1")).json()
    assert [each["number"] for each in near["items"]] == [first["number"]]


async def test_84_a_ticket_is_accepted_while_the_models_are_away(
    desk: AsyncClient, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    embeddings.failure = vectors.failure = DOWN
    opened = await desk.post(TICKETS, json=draft("printer dead"))
    near = await desk.get(f"{opened.headers['location']}/similar")
    assert (opened.status_code, opened.json()["state"]) == (201, "new")
    assert (near.status_code, near.json()["served_by"]) == (200, "text")
