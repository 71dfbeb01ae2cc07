import pytest

from shared.adapters.remembering import KEPT, RememberingEmbeddings
from shared.errors import Unavailable
from shared.memory import Memory
from shared.ports import Embeddings
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock

PRINTER, LAPTOP = "printer jam", "laptop broken"


@pytest.fixture
def vendor() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def embeddings(vendor: FakeEmbeddings, clock: TurnedClock) -> Embeddings:
    return RememberingEmbeddings(vendor, Memory(clock))


async def test_the_same_question_is_asked_once(
    embeddings: Embeddings, vendor: FakeEmbeddings
) -> None:
    first, again = [(await embeddings.embed([PRINTER], deadline=1))[0] for _ in range(2)]
    (itself,) = await vendor.embed([PRINTER], deadline=1)
    assert vendor.asked == [[PRINTER], [PRINTER]]
    assert list(first) == list(again) == pytest.approx(list(itself), abs=1e-7)


async def test_another_question_has_a_vector_of_its_own(embeddings: Embeddings) -> None:
    printer, laptop = [
        (await embeddings.embed([each], deadline=1))[0] for each in (PRINTER, LAPTOP)
    ]
    assert list(printer) != list(laptop)


async def test_another_model_is_asked_the_same_anew(
    embeddings: Embeddings, vendor: FakeEmbeddings
) -> None:
    await embeddings.embed([PRINTER], deadline=1)
    (long,) = await embeddings.of("words", 1536).embed([PRINTER], deadline=1)
    assert (len(long), len(vendor.asked)) == (1536, 1)


async def test_what_was_not_answered_is_not_remembered(
    embeddings: Embeddings, vendor: FakeEmbeddings
) -> None:
    vendor.failure = Unavailable("The model is away", vendor="openai")
    with pytest.raises(Unavailable):
        await embeddings.embed([PRINTER], deadline=1)
    vendor.failure = None
    assert await embeddings.embed([PRINTER], deadline=1)


async def test_after_a_while_it_is_asked_again(
    embeddings: Embeddings, vendor: FakeEmbeddings, clock: TurnedClock
) -> None:
    await embeddings.embed([PRINTER], deadline=1)
    await clock.advance(KEPT.total_seconds())
    await embeddings.embed([PRINTER], deadline=1)
    assert len(vendor.asked) == 2


async def test_many_texts_together_are_not_remembered(
    embeddings: Embeddings, vendor: FakeEmbeddings
) -> None:
    for _ in range(2):
        await embeddings.embed([PRINTER, LAPTOP], deadline=1)
    assert len(vendor.asked) == 2
