from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from functions.knowledge import embedding, learning, service
from functions.knowledge.model import By, Kind, Question, ServedBy
from shared.adapters.redis import RedisServer
from shared.adapters.vectors import RedisVectors
from shared.db.pool import Database
from shared.messages import TicketChanged
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import NOON, TurnedClock
from tests.functions.articles.shelf import published

MODEL = f"test-{uuid4()}"
JAM = ("Printer jam", "Take the paper out.")
VPN = ("VPN drops", "Restart the client.")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[RedisVectors]:
    """An index of its own in the Redis that the tests share."""
    server = RedisServer(redis_url, deadline=10)
    vectors = RedisVectors(server, model=MODEL, dimensions=384)
    yield vectors
    await vectors.clear()
    await server.close()


async def write(db: Database, redis: RedisVectors, draft: tuple[str, str]) -> None:
    await published(db, TurnedClock(), *draft)
    await embedding.embed_waiting(db, TurnedClock(), FakeEmbeddings(model=MODEL), redis)


async def found(db: Database, redis: RedisVectors, text: str) -> tuple[ServedBy, str]:
    answer = await service.search(db, redis, FakeEmbeddings(model=MODEL), Question(q=text, limit=1))
    return answer.served_by, answer.items[0].title


async def test_redis_serves_what_was_embedded(db: Database, redis: RedisVectors) -> None:
    await write(db, redis, JAM)
    await write(db, redis, VPN)
    assert await found(db, redis, "paper jam") == (ServedBy.VECTORS, "Printer jam")


async def test_postgresql_answers_when_redis_has_lost_all(
    db: Database, redis: RedisVectors
) -> None:
    await write(db, redis, JAM)
    await redis.clear()
    assert await found(db, redis, "paper jam") == (ServedBy.PGVECTOR, "Printer jam")


async def test_redis_has_all_again_after_the_next_document(
    db: Database, redis: RedisVectors
) -> None:
    await write(db, redis, JAM)
    await redis.clear()
    await write(db, redis, VPN)
    assert await found(db, redis, "paper jam") == (ServedBy.VECTORS, "Printer jam")


async def test_a_rebuilt_copy_serves_again(db: Database, redis: RedisVectors) -> None:
    await write(db, redis, JAM)
    await embedding.rebuild(db, redis, FakeEmbeddings(model=MODEL))
    assert await found(db, redis, "paper jam") == (ServedBy.VECTORS, "Printer jam")


async def test_a_rare_facet_among_many_is_found_by_redis_and_by_postgresql_alike(
    db: Database, redis: RedisVectors
) -> None:
    for n in range(1, 401):
        state = "state:on_hold" if n % 100 == 0 else "state:new"
        await learning.learn(db, TurnedClock(), a_ticket(n, f"printer jam {n}", state))
    await embedding.embed_waiting(db, TurnedClock(), FakeEmbeddings(model=MODEL), redis)
    served = await asked(db, redis, "printer jam state:on_hold")
    await redis.clear()
    true = await asked(db, redis, "printer jam state:on_hold")
    assert served == (ServedBy.VECTORS, {100, 200, 300, 400})
    assert true == (ServedBy.PGVECTOR, {100, 200, 300, 400})


def a_ticket(n: int, title: str, state: str) -> TicketChanged:
    return TicketChanged.new(
        NOON,
        ticket_id=UUID(int=n),
        number=f"INC{10_000 + n:07}",
        title=title,
        text="",
        language="en",
        resolved=False,
        version=1,
        facets=(state,),
    )


async def asked(db: Database, redis: RedisVectors, text: str) -> tuple[ServedBy, set[int]]:
    question = Question(q=text, by=By.MEANING, kind=[Kind.TICKET])
    answer = await service.search(db, redis, FakeEmbeddings(model=MODEL), question)
    return answer.served_by, {hit.id.int for hit in answer.items}


async def test_what_people_type_into_a_field_is_no_syntax_of_redis(
    db: Database, redis: RedisVectors
) -> None:
    odd = 'assignee:"} | @kind:{*} $f0 (x) \\"'
    await learning.learn(db, TurnedClock(), a_ticket(1, "printer jam", "state:new"))
    await embedding.embed_waiting(db, TurnedClock(), FakeEmbeddings(model=MODEL), redis)
    assert (await asked(db, redis, f"printer {odd}"))[1] == set()
