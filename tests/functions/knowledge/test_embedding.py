"""A new model: everything is embedded anew, while the vectors of the one before answer."""

import pytest

from functions.knowledge import embedding, service
from functions.knowledge.model import Question, ServedBy
from shared.db.pool import Database
from shared.errors import Unavailable
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.articles.shelf import published

JAM = ("Printer jam", "Take the paper out.")
VPN = ("VPN drops", "Restart the client.")
AWAY = Unavailable("away", vendor="fake")


@pytest.fixture
async def desk(db: Database, embeddings: FakeEmbeddings, vectors: FakeVectors) -> Database:
    """Two articles, whose vectors of the first model answer."""
    for draft in (JAM, VPN):
        await published(db, TurnedClock(), *draft)
    await embedding.embed_waiting(db, TurnedClock(), embeddings, vectors)
    return db


def another(embeddings: FakeEmbeddings) -> FakeEmbeddings:
    """The next model, which knows of the one before, as of any other of the same vendor."""
    return FakeEmbeddings(
        model="next",
        dimensions=1536,
        others={(embeddings.model, embeddings.dimensions): embeddings},
    )


async def served(db: Database, vectors: FakeVectors, embeddings: FakeEmbeddings) -> ServedBy:
    return (await service.search(db, vectors, embeddings, Question(q="paper jam"))).served_by


async def test_the_old_vectors_answer_until_the_new_ones_are_whole(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    new = another(embeddings)
    new.failure = AWAY
    new_vectors = vectors.of("next", 1536)
    await embedding.embed_waiting(desk, TurnedClock(), new, new_vectors)
    assert await served(desk, new_vectors, new) is ServedBy.VECTORS
    assert embeddings.asked[-1] == ["paper jam"]


async def test_the_new_vectors_answer_once_they_are_whole(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    new, new_vectors = another(embeddings), vectors.of("next", 1536)
    await embedding.embed_waiting(desk, TurnedClock(), new, new_vectors)
    assert await served(desk, new_vectors, new) is ServedBy.VECTORS
    assert new.asked[-1] == ["paper jam"]
    assert vectors.kept == {}


async def test_rebuilding_drops_vectors_that_can_never_answer_again(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    new, new_vectors = another(embeddings), vectors.of("next", 1536)
    await embedding.embed_waiting(desk, TurnedClock(), new, new_vectors)
    await embedding.rebuild(desk, new_vectors, new)
    async with desk.transaction() as conn:
        cursor = await conn.execute("select distinct model from embedding")
        assert await cursor.fetchall() == [("next",)]
    assert len(new_vectors.kept) == 2


async def test_the_same_text_is_embedded_once(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    again = await published(desk, TurnedClock(), *JAM)
    await embedding.embed_waiting(desk, TurnedClock(), embeddings, vectors)
    assert len(embeddings.asked) == 1
    assert ("article", again.id) in vectors.kept


async def test_words_are_counted_once_and_anew_when_rebuilt(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await embedding.embed_waiting(desk, TurnedClock(), embeddings, vectors)
    counts = "select lexeme, documents from lexeme where lexeme in ('', 'paper') order by lexeme"
    async with desk.transaction() as conn:
        before = await (await conn.execute(counts)).fetchall()
    await embedding.rebuild(desk, vectors, embeddings)
    async with desk.transaction() as conn:
        assert await (await conn.execute(counts)).fetchall() == before == [("", 2), ("paper", 1)]
