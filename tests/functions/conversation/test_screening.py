"""Telephones that ask who calls before anybody comes."""

from functions.conversation import machines
from functions.conversation.model import Heard
from shared.errors import Rejected
from tests.functions.conversation.answering import SILENCE, SPANISH, ends, listens, taken_by, words
from tests.functions.conversation.conftest import Caller

SCREENING = "Record your name and reason for calling, and I'll see if this person is available."


def test_a_screening_phone_is_told_the_reason_of_the_script_in_its_language() -> None:
    found = machines.answer_to(SPANISH, Heard(speech="Diga su nombre y el motivo."), [])
    assert found
    assert found.say == (
        "Le habla el asistente de inteligencia artificial de Aguas del Valle. "
        "Llamo por una entrega."
    )


async def test_a_screening_phone_is_told_who_calls_and_nothing_private(called: Caller) -> None:
    await called.picks_up()
    assert words(await called.says(1, SCREENING)) == (
        "This is Acme Parcels's AI assistant. I am calling for the owner of this phone."
    )


async def test_detection_does_not_take_a_screening_phone_away_to_its_voicemail(
    called: Caller,
) -> None:
    await called.picks_up()
    await called.says(1, SCREENING)
    assert (await taken_by(called, SILENCE)).redirected == []
    assert words(await called.says(2)) == ""


async def test_who_joins_after_screening_hears_the_first_words_in_full(called: Caller) -> None:
    first = await called.picks_up()
    await called.says(1, SCREENING)
    await called.says(2, "Please stay on the line.")
    assert words(await called.says(3, "Hello, Robin here.")) == words(first)


async def test_after_screening_the_script_begins_at_its_first_question(called: Caller) -> None:
    await called.picks_up()
    await called.says(1, SCREENING)
    await called.says(2, "Hello, Robin here.")
    called.model.failure = Rejected("filtered", vendor="openai", code="content_filter")
    assert words(await called.says(3, "yes, that is me")) == "Is Tuesday fine?"


async def test_a_screening_phone_whose_owner_does_not_come_is_given_up(called: Caller) -> None:
    await called.picks_up()
    await called.says(1, SCREENING)
    heard = [listens(await called.says(n)) for n in range(2, 11)]
    assert heard == [True] * 8 + [False]
    assert (await ends(called))[0] == "screened"


async def test_somebody_on_a_screened_call_may_want_no_more_of_them(called: Caller) -> None:
    await called.picks_up()
    await called.says(1, SCREENING)
    await called.says(2, "do not call me again")
    assert (await ends(called))[0] == "opted_out"
