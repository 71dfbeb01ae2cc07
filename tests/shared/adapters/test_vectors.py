import math
from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import pytest

from shared.adapters.redis import RedisServer
from shared.adapters.vectors import FEW, RedisVectors
from shared.errors import Rejected, Unavailable
from shared.ports import Placed, Vectors

EAST, NORTH, NEARLY_EAST = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.96, 0.28, 0.0)
FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
AROUND = 4 * FEW  # half of them are too many to look at each


@pytest.fixture
async def server(redis_url: str) -> AsyncIterator[RedisServer]:
    ours = RedisServer(redis_url)
    yield ours
    await ours.close()


@pytest.fixture
async def vectors(server: RedisServer) -> AsyncIterator[RedisVectors]:
    ours = RedisVectors(server, model=f"text-embedding-3.{uuid4()}", dimensions=3)
    yield ours
    await ours.clear()


async def ids(vectors: RedisVectors, kind: str, near: Sequence[float], count: int) -> list[UUID]:
    return [hit.id for hit in await vectors.nearest(kind, near, count=count)]


def test_it_is_what_the_port_asks_for(vectors: RedisVectors) -> None:
    fits: Vectors = vectors
    assert fits is vectors


async def test_the_nearest_comes_first_with_its_cosine(vectors: RedisVectors) -> None:
    await vectors.put(
        "article", [Placed(FIRST, NORTH), Placed(SECOND, NEARLY_EAST), Placed(THIRD, EAST)]
    )
    hits = await vectors.nearest("article", EAST, count=2)
    assert [hit.id for hit in hits] == [THIRD, SECOND]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.96], abs=1e-5)


async def test_only_documents_of_that_kind_are_found(vectors: RedisVectors) -> None:
    await vectors.put("article", [Placed(FIRST, EAST)])
    await vectors.put("ticket-note", [Placed(SECOND, EAST)])
    assert await ids(vectors, "ticket-note", EAST, 10) == [SECOND]


async def test_more_than_ten_can_be_asked_for(vectors: RedisVectors) -> None:
    await vectors.put("article", [Placed(UUID(int=number), EAST) for number in range(1, 301)])
    assert len(await vectors.nearest("article", EAST, count=40)) == 40


@pytest.fixture(scope="module")
async def many(redis_url: str) -> AsyncIterator[RedisVectors]:
    """Around the compass: one in two is open, one in 200 urgent."""
    server = RedisServer(redis_url)
    ours = RedisVectors(server, model=f"compass.{uuid4()}", dimensions=2)
    await ours.put("ticket", [placed(number) for number in range(AROUND)])
    yield ours
    await ours.clear()
    await server.close()


def placed(number: int) -> Placed:
    angle = number * math.tau / AROUND
    facets = ["open"] * (number % 2 == 0) + ["urgent"] * (number % 200 == 0)
    return Placed(UUID(int=number + 1), (math.cos(angle), math.sin(angle)), facets)


@pytest.mark.parametrize(("facet", "every"), [("open", 2), ("urgent", 200)])
async def test_a_facet_leaves_as_many_as_are_asked_for_and_none_that_lack_it(
    many: RedisVectors, facet: str, every: int
) -> None:
    hits = await many.nearest("ticket", (1.0, 0.0), count=9, within=[[facet]])
    assert ([(hit.id.int - 1) % every for hit in hits], len({*hits})) == ([0] * 9, 9)


async def test_a_vector_put_again_is_replaced(vectors: RedisVectors) -> None:
    await vectors.put("article", [Placed(FIRST, NORTH), Placed(SECOND, NEARLY_EAST)])
    await vectors.put("article", [Placed(FIRST, EAST)])
    assert await ids(vectors, "article", EAST, 5) == [FIRST, SECOND]


async def test_two_models_see_nothing_of_each_other(
    server: RedisServer, vectors: RedisVectors
) -> None:
    other = RedisVectors(server, model=f"other-{uuid4()}", dimensions=3)
    await vectors.put("article", [Placed(FIRST, EAST)])
    await other.put("article", [Placed(SECOND, EAST)])
    assert await ids(vectors, "article", EAST, 5) == [FIRST]
    await other.clear()


async def test_without_an_index_somebody_else_has_to_answer(vectors: RedisVectors) -> None:
    with pytest.raises(Unavailable) as caught:
        await vectors.nearest("article", EAST, count=1)
    assert caught.value.code == "no-index"


async def test_clearing_drops_all_and_a_rebuild_begins_anew(vectors: RedisVectors) -> None:
    await vectors.put("article", [Placed(FIRST, EAST)])
    await vectors.clear()
    await vectors.put("article", [Placed(SECOND, EAST)])
    assert await ids(vectors, "article", EAST, 5) == [SECOND]


async def test_clearing_what_is_empty_changes_nothing(vectors: RedisVectors) -> None:
    await vectors.clear()
    await vectors.clear()


async def test_a_vector_of_another_length_is_refused(vectors: RedisVectors) -> None:
    with pytest.raises(Rejected, match="has 2 dimensions, the index 3"):
        await vectors.put("article", [Placed(FIRST, (1.0, 0.0))])
