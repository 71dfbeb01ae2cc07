import pytest

from functions.conversation.disclosure import refuses
from functions.conversation.model import Heard


@pytest.mark.parametrize(
    "words",
    [
        "Please do not record this.",
        "Don't record me",
        "I do not want this call to be recorded.",
        "I don't want to be recorded, but go on",
        "Stop recording, please",
        "I do not consent to being recorded",
        "Turn off the recording.",
        "No quiero que graben esta llamada.",
        "Por favor, no me graben.",
        "No grabe la llamada",
        "Dejen de grabar.",
        "No autorizo la grabación.",
    ],
)
def test_who_does_not_want_to_be_recorded_is_understood(words: str) -> None:
    assert refuses(Heard(speech=words))


@pytest.mark.parametrize(
    "words",
    [
        "Is this call recorded?",
        "You may record this.",
        "Please record it as a ticket.",
        "There is no record of my order.",
        "¿Se graba esta llamada?",
        "Pueden grabar, no me importa.",
        "Tengo grabado el contrato.",
        "",
    ],
)
def test_who_only_speaks_of_records_is_not(words: str) -> None:
    assert not refuses(Heard(speech=words))
