import pytest
from pydantic import ValidationError

from functions.replies.model import Reply, Wording, filled
from shared.value import Spoken
from tests.fakes import NOON

NAME = {"en": "Received", "es": "Recibida"}
TEXT = {"en": "Hello {requester}: {resolution}", "es": "Hola, {requester}: {resolution}"}
REPLY = Reply.model_validate(
    {"key": "received", "name": NAME, "text": TEXT, "changed_by": "Ana", "changed_at": NOON}
)


def test_a_reply_is_filled_in_in_its_language() -> None:
    found = filled(REPLY, Spoken.ES, {"requester": "Eva", "resolution": "listo"})
    assert (found.text, found.lacks) == ("Hola, Eva: listo", ())


def test_what_a_ticket_has_nothing_for_is_named_and_stays() -> None:
    found = filled(REPLY, Spoken.EN, {"requester": "{number}", "resolution": ""})
    assert (found.text, found.lacks) == ("Hello {number}: {resolution}", ("resolution",))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": {"en": "Hello"}},
        {"text": TEXT | {"es": "Hola, {nombre}"}},
        {"text": TEXT | {"es": "Hola, {requester.phone}"}},
    ],
)
def test_a_reply_that_cannot_be_filled_in_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Wording.model_validate({"name": NAME, "text": TEXT, **wrong})
