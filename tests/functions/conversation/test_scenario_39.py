"""Somebody else answers, or nobody says who they are: nothing private is told."""

import pytest

from functions.conversation.model import Action, Outcome, TicketWish
from tests.functions.conversation.conftest import (
    ASK,
    AWAY,
    PURPOSE,
    QUESTION,
    WHETHER,
    Caller,
    reply,
    system,
)

WHEN = "I understand. When can I reach the person I am calling?"


@pytest.mark.parametrize("words", ["No, you have the wrong number.", "se ha equivocado de número"])
async def test_39_a_wrong_number_hears_nothing_private_and_is_never_called_again(
    person: Caller, words: str
) -> None:
    await person.picks_up()
    answer = await person.says(1, words)
    assert (answer.find("Hangup") is not None, PURPOSE in "".join(answer.itertext())) == (
        True,
        False,
    )
    assert (await person.concluded())[0] == "wrong_number"
    assert await person.refusal() == "do_not_call"
    assert await person.one("select state from campaign_member") == ("done",)


async def test_39_who_answers_for_the_person_hears_nothing_private_and_they_are_tried_again(
    person: Caller,
) -> None:
    await person.picks_up()
    assert await person.hears(1, "She is not at home") == WHEN
    assert await person.hears(2, "I really cannot say") == (
        "I understand. I will try another time. Goodbye."
    )
    assert (await person.concluded())[0] == "not_there"
    assert await person.one("select state from campaign_member") == ("waiting",)


async def test_39_who_says_when_the_person_is_there_is_promised_a_call_then(
    person: Caller,
) -> None:
    await person.picks_up()
    await person.hears(1, "She is not at home")
    assert (await person.hears(2, "Try tomorrow at three")).endswith("Is that right?")
    await person.hears(3, "yes")
    assert (await person.concluded())[0] == "callback_requested"
    assert await person.one("select state from promise") == ("open",)


async def test_39_who_fetches_the_person_is_waited_for(person: Caller) -> None:
    await person.picks_up()
    await person.hears(1, "She is not here")
    assert await person.hears(2, "Hold on, I will get her") == f"I understand. {ASK}"


@pytest.mark.parametrize("no", [{"speech": "No."}, {"digits": "2"}])
@pytest.mark.parametrize(
    ("answer", "outcome", "why"), [("yes", "wrong_number", "do_not_call"), ("no", "hung_up", None)]
)
async def test_39_a_mere_no_keeps_nobody_from_being_called(
    person: Caller, no: dict[str, str], answer: str, outcome: str, why: str | None
) -> None:
    await person.picks_up()
    assert await person.hears(1, **no) == WHETHER
    await person.hears(2, answer)
    assert ((await person.concluded())[0], await person.refusal()) == (outcome, why)


async def test_39_a_model_that_takes_it_for_a_wrong_number_is_not_believed(person: Caller) -> None:
    person.model.answers = [reply("Sorry.", Action.END, outcome=Outcome.WRONG_NUMBER)]
    await person.picks_up()
    answer = await person.hears(1, "I will not tell you anything about myself")
    assert (answer.endswith(ASK), await person.refusal()) == (True, None)


async def test_39_not_even_where_nothing_is_private(called: Caller) -> None:
    called.model.answers = [reply("Sorry.", Action.END, outcome=Outcome.WRONG_NUMBER)]
    await called.picks_up()
    assert await called.hears(1, "I am not who you think") == WHETHER
    await called.hears(2, "yes, you did")
    assert await called.refusal() == "do_not_call"


async def test_who_rings_us_by_mistake_may_be_called_again(inbound: Caller) -> None:
    inbound.model.answers = [reply("No matter.", Action.END, outcome=Outcome.WRONG_NUMBER)]
    await inbound.picks_up()
    await inbound.hears(1, "sorry, I wanted to ring somebody else")
    assert await inbound.refusal() is None
    assert (await inbound.concluded())[0] == "wrong_number"


async def test_39_silence_after_that_is_asked_the_same_again(person: Caller) -> None:
    await person.picks_up()
    await person.hears(1, "no")
    again = "Sorry, I did not hear you. Did I call the wrong number?"
    assert await person.hears(2) == again


async def test_39_who_never_says_who_they_are_has_their_question_noted(person: Caller) -> None:
    wish = TicketWish(subject="Price", description="What does it cost?")
    person.model.answers = [reply("I have noted it.", ticket=wish), *[reply("Well.")] * 3]
    await person.picks_up()
    said = [await person.hears(n, "what does it cost") for n in (1, 2, 3)]
    assert said[0] == f"I have noted it. {ASK}"
    assert said[2].endswith("Goodbye.")
    note = "Whoever answered did not say who they are."
    assert await person.concluded() == ("ticket_opened", note)


async def test_39_who_never_says_who_they_are_has_declined(person: Caller) -> None:
    person.model.failure = AWAY
    await person.picks_up()
    for n in (1, 2, 3):
        await person.hears(n, "it all began many years ago")
    assert (await person.concluded())[0] == "declined"


async def test_39_who_only_complains_and_never_says_who_they_are_is_heard_by_a_colleague(
    person: Caller,
) -> None:
    person.model.failure = AWAY
    await person.picks_up()
    for n in (1, 2, 3):
        await person.hears(n, "my line is dead and nothing works, help me")
    assert (await person.concluded())[0] == "ticket_opened"


async def test_39_a_yes_to_the_keys_we_name_is_one(person: Caller) -> None:
    await person.picks_up()
    await person.hears(1, "mm the uh", confidence=0.2)
    assert await person.hears(2, "yes") == f"Thank you. {PURPOSE} {QUESTION}"


async def test_39_who_has_no_name_any_more_is_not_asked_for_by_it(person: Caller) -> None:
    await person.one("update campaign_member set name = ' ' returning true")
    assert "".join((await person.picks_up()).itertext()).endswith(
        "Am I speaking with the person this telephone belongs to?"
    )


async def test_39_a_model_cannot_tell_what_it_does_not_know_yet(person: Caller) -> None:
    await person.picks_up()
    person.model.answers = [reply("A delivery. Shall I go on?", Action.END)]
    answer = await person.says(1, "Who is calling, please, and what is it about?")
    assert "parcel" not in system(person)
    assert "".join(answer.itertext()) == f"A delivery. {ASK}"
    assert answer.find("Hangup") is None


async def test_39_a_model_may_know_the_person_by_other_words(person: Caller) -> None:
    await person.picks_up()
    person.model.answers = [reply("Good.", person="right")]
    assert await person.hears(1, "you have found her") == f"Thank you. {PURPOSE} {QUESTION}"
    person.model.answers = [reply("Goodbye.", Action.END, outcome=Outcome.COMPLETED)]
    await person.hears(2, "it is")
    assert PURPOSE in system(person)


async def test_39_without_a_model_whoever_does_not_say_who_they_are_is_asked_three_times(
    person: Caller,
) -> None:
    person.model.failure = AWAY
    await person.picks_up()
    said = [await person.hears(n, "what do you want of her") for n in (1, 2, 3)]
    assert [each.endswith(ASK) for each in said] == [True, True, False]
    assert PURPOSE not in "".join(said)
