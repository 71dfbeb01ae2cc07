"""What somebody says is looked up only where it may be a question or a problem of theirs."""

import pytest

from functions.conversation.model import Heard, Source, Topic
from functions.conversation.offers import found
from shared.value import Spoken

RINGS_US = Topic(
    organisation="Acme",
    language=Spoken.EN,
    name=None,
    purpose=None,
    questions=(),
    closing="",
    voicemail="",
)
IS_CALLED = RINGS_US.model_copy(update={"purpose": "I am calling about a delivery."})


class Shelf:
    """Notes what was looked up."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def look_up(self, words: str, deadline: float) -> tuple[Source, ...]:
        self.asked.append(words)
        return ()


async def is_looked_up(topic: Topic, heard: Heard) -> bool:
    shelf = Shelf()
    await found(shelf.look_up, topic, heard)
    return bool(shelf.asked)


@pytest.mark.parametrize(
    "words",
    [
        "How do I reset my modem?",
        "what do you charge for that",
        "my modem does not work",
        "I cannot sign in to my account",
        "Yes, but how long does it take?",
        "¿Cómo reinicio el módem?",
        "cuánto cuesta la tarifa grande",
        "Mi conexión a internet no funciona desde esta mañana.",
        "Sí, pero no puedo entrar en mi cuenta",
    ],
)
@pytest.mark.parametrize("topic", [RINGS_US, IS_CALLED])
async def test_questions_and_problems_are(topic: Topic, words: str) -> None:
    assert await is_looked_up(topic, Heard(speech=words))


@pytest.mark.parametrize(
    "words",
    [
        "Yes, that was fine.",
        "No, I do not",
        "yes speaking, go on",
        "No, gracias, así está bien",
        "My name is Robin Ames",
        "Soy Rosa Amaya, buenas tardes",
        "Tomorrow at three in the afternoon",
        "Mañana a las tres de la tarde",
        "It is four, seven, one, one.",
        "Could you say that again?",
        "¿Puede repetirlo, por favor?",
    ],
)
@pytest.mark.parametrize("topic", [RINGS_US, IS_CALLED])
async def test_answers_names_times_and_numbers_are_not(topic: Topic, words: str) -> None:
    assert not await is_looked_up(topic, Heard(speech=words))


@pytest.mark.parametrize("heard", [Heard(), Heard(digits="1"), Heard(speech="one two", digits="1")])
async def test_keys_and_silence_are_not(heard: Heard) -> None:
    assert not await is_looked_up(RINGS_US, heard)


async def test_what_somebody_tells_us_may_be_a_problem_and_is_an_answer_where_we_asked() -> None:
    told = Heard(speech="The parcel lies at my neighbour's")
    assert await is_looked_up(RINGS_US, told)
    assert not await is_looked_up(IS_CALLED, told)
