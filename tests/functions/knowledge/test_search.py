"""What a search by words, fields and meaning together finds."""

from uuid import UUID

import pytest

from functions.knowledge import embedding, learning, service
from functions.knowledge.model import By, Found, Question, ServedBy
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import TicketChanged
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import NOON, TurnedClock

TICKETS = (
    ("The printer jams", "en", ("state:new", "assignee:ana")),
    ("Paper stuck in a jammed printer", "en", ("state:closed",)),
    ("The VPN drops every hour", "en", ("state:new", "assignee:luis")),
    ("La impresora está atascada", "es", ("state:new",)),
    ("Olvidé mi contraseña del correo", "es", ("state:on_hold",)),
)


async def learn(db: Database, *tickets: tuple[str, str, tuple[str, ...]], version: int = 1) -> None:
    for n, (title, language, facets) in enumerate(tickets, 1):
        told = TicketChanged.new(
            NOON,
            ticket_id=UUID(int=n),
            number=f"INC{10_000 + n:07}",
            title=title,
            text="",
            language=language,
            resolved=False,
            version=version,
            facets=facets,
        )
        await learning.learn(db, TurnedClock(), told)


@pytest.fixture
async def desk(db: Database, embeddings: FakeEmbeddings, vectors: FakeVectors) -> Database:
    await learn(db, *TICKETS)
    await embedding.embed_waiting(db, TurnedClock(), embeddings, vectors)
    return db


async def found(db: Database, typed: str, by: By = By.WORDS, **ports: object) -> Found:
    embeddings, vectors = ports.get("embeddings"), ports.get("vectors")
    assert embeddings is None or isinstance(embeddings, FakeEmbeddings)
    assert vectors is None or isinstance(vectors, FakeVectors)
    question = Question(q=typed, by=by)
    return await service.search(
        db, vectors or FakeVectors(), embeddings or FakeEmbeddings(), question
    )


def of(answer: Found) -> list[int]:
    return [hit.id.int for hit in answer.items]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("printers jamming", [1, 2]),
        ("vpn dropped", [3]),
        ("impresoras atascadas", [4]),
        ("contrasena", [5]),
        ("olvidaste la clave", [5]),
        ('"jammed printer"', [2]),
        ('"printer stuck"', []),
        ("printer state:closed", [2]),
        ("state:new", [4, 3, 1]),
        ("state:open asignado:ANA", [1]),
        ("idioma:es estado:abierto", [5, 4]),
        ("kind:article printer", []),
        ("state:nowhere printer", []),
    ],
)
async def test_words_phrases_and_fields_find(
    desk: Database, typed: str, expected: list[int]
) -> None:
    assert of(await found(desk, typed)) == expected


@pytest.mark.parametrize(
    ("typed", "first"), [("pritner", 1), ("contarseña", 5), ("imprezora", 4), ("printter jam", 1)]
)
async def test_mistyped_words_are_guessed_and_said_to_be(
    desk: Database, typed: str, first: int
) -> None:
    answer = await found(desk, typed)
    assert (of(answer)[0], answer.guessed) == (first, (typed.partition(" ")[0],))


@pytest.mark.parametrize(
    ("typed", "first"), [("the pritner", 1), ("contarseña", 5), ("imprezora", 4)]
)
async def test_where_every_word_was_guessed_meaning_says_little(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors, typed: str, first: int
) -> None:
    answer = await found(desk, typed, By.HYBRID, embeddings=embeddings, vectors=vectors)
    assert of(answer)[0] == first


async def test_words_that_are_nowhere_find_nothing(desk: Database) -> None:
    answer = await found(desk, "zzzzz qqqq")
    assert (of(answer), answer.guessed) == ([], ())


async def test_what_shares_words_and_meaning_comes_before_what_shares_one(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    answer = await found(
        desk, "the printer jams", By.HYBRID, embeddings=embeddings, vectors=vectors
    )
    assert (answer.served_by, of(answer)[:2]) == (ServedBy.VECTORS, [1, 2])


async def test_a_narrowed_search_by_meaning_is_narrowed_wherever_it_is_answered(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    ports = {"embeddings": embeddings, "vectors": vectors}
    served = await found(desk, "printer state:closed", By.MEANING, **ports)
    vectors.failure = Unavailable("away", vendor="fake")
    true = await found(desk, "printer state:closed", By.MEANING, **ports)
    assert (served.served_by, of(served)) == (ServedBy.VECTORS, [2])
    assert (true.served_by, of(true)) == (ServedBy.PGVECTOR, [2])


async def test_a_phrase_has_to_be_there_whatever_is_meant(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    ports = {"embeddings": embeddings, "vectors": vectors}
    answer = await found(desk, '"jammed printer"', By.HYBRID, **ports)
    assert (answer.served_by, of(answer)) == (ServedBy.PGVECTOR, [2])


async def test_what_a_ticket_is_narrowed_by_follows_it_without_a_new_vector(
    desk: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    title, language, _ = TICKETS[0]
    await learn(desk, (title, language, ("state:closed",)), version=2)
    await embedding.embed_waiting(desk, TurnedClock(), embeddings, vectors)
    ports = {"embeddings": embeddings, "vectors": vectors}
    answer = await found(desk, "printer state:closed", By.MEANING, **ports)
    assert (answer.served_by, sorted(of(answer))) == (ServedBy.VECTORS, [1, 2])
    assert len(embeddings.asked) == 1 + len(("printer",))


async def test_where_all_words_are_everywhere_only_the_newest_are_ranked(db: Database) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into document (
              id, kind, number, title, text, language, resolved, version, text_version
            )
            select lpad(to_hex(n), 32, '0')::uuid, 'ticket', 'INC' || n, 'printer', '', 'en', false,
              1, 1
            from generate_series(1, 3000) as n
            """
        )
    await embedding.embed_waiting(db, TurnedClock(), FakeEmbeddings(), FakeVectors())
    answer = await found(db, "printer")
    assert (answer.capped, of(answer)[0]) == (True, 3000)
