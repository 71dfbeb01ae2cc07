from collections.abc import Sequence
from uuid import UUID

import pytest

from functions.knowledge import embedding, service
from functions.knowledge.model import By, Found, Hit, Kind, Question, ServedBy
from shared.db.pool import Database
from shared.errors import NotFound, VendorProblem
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.articles.shelf import published
from tests.functions.knowledge.conftest import ARTICLE, AWAY, a_change, learn


async def search(
    db: Database,
    vectors: FakeVectors,
    embeddings: FakeEmbeddings,
    typed: str,
    count: int,
    kinds: Sequence[Kind] = tuple(Kind),
) -> Found:
    question = Question.model_construct(q=typed, kind=list(kinds), limit=count, by=By.HYBRID)
    return await service.search(db, vectors, embeddings, question)


def of(hits: tuple[Hit, ...]) -> list[int]:
    return [hit.id.int for hit in hits]


async def test_search_answers_from_the_serving_copy(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    found = await search(embedded, vectors, embeddings, "paper jam", 2)
    assert (found.served_by, of(found.items)) == (ServedBy.VECTORS, [1, 2])


@pytest.mark.parametrize("failure", [AWAY, None])
async def test_search_answers_from_postgresql_while_redis_is_away_or_empty(
    embedded: Database,
    embeddings: FakeEmbeddings,
    vectors: FakeVectors,
    failure: VendorProblem | None,
) -> None:
    vectors.failure = failure
    vectors.kept.clear()
    found = await search(embedded, vectors, embeddings, "paper jam", 2)
    assert (found.served_by, of(found.items)) == (ServedBy.PGVECTOR, [1, 2])


async def test_search_answers_from_postgresql_while_copies_are_missing(
    embedded: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    vectors.failure = AWAY
    await learn(embedded, a_change(4, "badge reader"))
    await embedding.embed_waiting(embedded, clock, embeddings, vectors)
    vectors.failure = None
    found = await search(embedded, vectors, embeddings, "badge", 1)
    assert (found.served_by, of(found.items)) == (ServedBy.PGVECTOR, [4])


async def test_search_goes_by_words_while_the_model_is_away(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    embeddings.failure = AWAY
    found = await search(embedded, vectors, embeddings, "printers jammed?", 5)
    assert (found.served_by, of(found.items)) == (ServedBy.TEXT, [1, 2])


@pytest.mark.parametrize("asked", ["contraseña", "contrasena", "CONTRASEÑAS"])
async def test_words_are_found_whatever_their_accents(
    db: Database, embeddings: FakeEmbeddings, vectors: FakeVectors, asked: str
) -> None:
    await learn(db, a_change(1, "Olvidé mi contraseña", language="es"))
    embeddings.failure = AWAY
    found = await search(db, vectors, embeddings, asked, 5)
    assert of(found.items) == [1]


@pytest.mark.parametrize("asked", ["", "the", "'", "a & b | !", "http://x.y/z?a=1&b='2'"])
async def test_odd_words_find_nothing_but_do_no_harm(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors, asked: str
) -> None:
    embeddings.failure = AWAY
    found = await search(embedded, vectors, embeddings, asked, 5)
    assert found.items == ()


async def test_a_number_is_found_as_people_type_it(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    found = await search(embedded, vectors, embeddings, "10003", 5)
    assert (found.served_by, of(found.items)) == (ServedBy.NUMBER, [3])


async def test_a_number_nobody_bears_is_searched_like_any_text(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    found = await search(embedded, vectors, embeddings, "5550100", 1)
    assert found.served_by is ServedBy.VECTORS


async def test_a_filtered_search_in_postgresql_loses_no_rows(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(db, *(a_change(n, f"password portal {n}") for n in range(1, 301)))
    await published(db, clock, *ARTICLE)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    vectors.failure = AWAY
    kinds = (Kind.ARTICLE,)
    found = await search(db, vectors, embeddings, "password portal", 5, kinds)
    assert [hit.kind for hit in found.items] == [Kind.ARTICLE]


async def test_similar_tickets_do_not_name_the_ticket_itself(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    found = await service.similar(embedded, vectors, embeddings, UUID(int=1), 1)
    assert (found.served_by, of(found.items)) == (ServedBy.VECTORS, [2])
    assert len(embeddings.asked) == 1


async def test_a_ticket_that_still_waits_for_its_vector_has_similar_ones(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(embedded, a_change(4, "paper in the printer"))
    found = await service.similar(embedded, vectors, embeddings, UUID(int=4), 2)
    assert sorted(of(found.items)) == [1, 2]


async def test_a_ticket_that_search_does_not_know_is_not_found(
    db: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    with pytest.raises(NotFound, match="again in a moment"):
        await service.similar(db, vectors, embeddings, UUID(int=1), 5)


async def test_an_article_can_be_read_and_found(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    written = await published(db, clock, *ARTICLE)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    found = await search(db, vectors, embeddings, "forgotten password", 5)
    assert [hit.number for hit in found.items] == ["KB0010001"]
    assert found.items[0].id == written.id
