"""What a dialogue must come to, by the numbers of the catalogue of scenarios."""

import pytest

from functions.conversation.model import Action, Outcome, TicketWish
from tests.functions.conversation.conftest import (
    ASK,
    AWAY,
    OPENING,
    PURPOSE,
    QUESTION,
    WHETHER,
    Caller,
    dialogue,
    entries,
    reply,
)


async def test_30_from_the_first_word_to_the_outcome_and_the_whole_transcript(
    person: Caller,
) -> None:
    person.model.answers = [reply("Bye.", Action.END, outcome=Outcome.COMPLETED, note="Tuesday.")]
    await person.picks_up()
    said = [await person.hears(1, "Yes, speaking."), await person.hears(2, "Yes, it is.")]
    assert said == [f"Thank you. {PURPOSE} {QUESTION}", "Bye."]
    assert await person.concluded() == ("completed", "Tuesday.")
    kept = [(each["kind"], each["text"]) for each in await entries(person)]
    assert kept[1:4] == [("heard", "Yes, speaking."), ("said", said[0]), ("heard", "Yes, it is.")]


async def test_31_silence_is_asked_twice_for_what_was_asked_last_and_then_ended(
    person: Caller,
) -> None:
    await person.picks_up()
    await person.hears(1, "yes")
    said = [await person.hears(n) for n in (2, 3, 4)]
    assert said[:2] == [f"Sorry, I did not hear you. {QUESTION}"] * 2
    assert said[2].endswith("Goodbye.")
    assert await person.concluded() == ("no_response", None)


async def test_32_what_was_spoken_over_was_not_heard(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply(f"{'Very well. ' * 30}Or Friday?"), reply("Friday, then.")]
    await called.says(1, "yes")
    await called.clock.advance(5)
    await called.says(2, "hold on")
    assert dialogue(called)[-2][1].endswith("(interrupted)")
    assert "Friday" not in dialogue(called)[-2][1]


async def test_32_a_transport_that_knows_is_believed(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("We come on Friday, if that is fine."), reply("On Monday?")]
    await called.hears(1, "yes")
    await called.says(2, "no", interrupted_after=0.5)
    assert dialogue(called)[-2] == ("assistant", "We come (interrupted)")


async def test_32_a_yes_to_a_question_that_was_not_heard_is_none(person: Caller) -> None:
    await person.picks_up()
    answer = await person.hears(1, "Yes?", interrupted_after=4.0)
    assert (PURPOSE in answer, answer.endswith(ASK)) == (False, True)


async def test_33_who_hangs_up_while_the_model_thinks_hears_and_causes_nothing_more(
    inbound: Caller,
) -> None:
    wish = TicketWish(subject="Parcel is missing", description="It never came.")
    inbound.model.answers = [reply("Noted.", Action.CREATE_TICKET, ticket=wish)]
    inbound.model.meanwhile = inbound.hangs_up
    await inbound.picks_up()
    await inbound.says(1, "my parcel never came")
    assert await inbound.one("select count(*) from ticket") == (0,)
    assert (await inbound.concluded())[0] == "hung_up"
    assert (await entries(inbound))[-1]["text"] == "my parcel never came"


async def test_33_an_opt_out_that_is_understood_too_late_is_obeyed(called: Caller) -> None:
    called.model.answers = [reply("Understood. Goodbye.", Action.OPT_OUT)]
    called.model.meanwhile = called.hangs_up
    await called.picks_up()
    await called.says(1, "lose this number, would you")
    assert await called.refusal() == "do_not_call"


async def test_33_a_transport_that_tells_of_the_end_is_told_nothing(called: Caller) -> None:
    await called.picks_up()
    assert await called.hears(1, None, hung_up=True) == ""
    assert (await called.concluded())[0] == "hung_up"


async def test_34_what_was_hardly_understood_is_asked_again_and_no_model_guesses(
    called: Caller,
) -> None:
    await called.picks_up()
    said = [await called.hears(n, "mm the uh", confidence=0.2) for n in (1, 2)]
    assert all(each.startswith("Sorry, I did not understand you well.") for each in said)
    assert called.model.asked == []
    called.model.answers = [reply("And Friday?")]
    assert await called.hears(3, "mm the uh", confidence=0.2) == "And Friday?"


async def test_34_a_yes_that_was_hardly_understood_tells_nothing_private(person: Caller) -> None:
    await person.picks_up()
    answer = await person.hears(1, "yes", confidence=0.2)
    assert PURPOSE not in answer
    assert answer.endswith("Please say yes or press 1, or say no or press 2.")


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ({"digits": "1"}, f"Thank you. {PURPOSE} {QUESTION}"),
        ({"speech": "see"}, f"Thank you. {PURPOSE} {QUESTION}"),
        ({"digits": "1", "speech": "no"}, f"Thank you. {PURPOSE} {QUESTION}"),
        ({"digits": "2"}, WHETHER),
        ({"digits": "9"}, "Understood. Your number will not be called again. Goodbye."),
    ],
)  # fmt: skip
async def test_35_keys_answer_like_words_and_before_them(
    person: Caller, heard: dict[str, str], answer: str
) -> None:
    await person.picks_up()
    assert await person.hears(1, **heard) == answer


async def test_35_a_yes_by_key_is_one_to_the_model_too(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("Tuesday. Is that right?", Action.CONFIRM), reply("Noted.")]
    await called.hears(1, "Tuesday")
    await called.hears(2, digits="1")
    assert dialogue(called)[-1] == ("user", "(pressed 1) (yes)")


@pytest.mark.parametrize(
    "words",
    [
        "Oh sure, call me again. No, really, take me off your list",
        "no me llamen más",
        "Quiero darme de baja",
        "lose my number, will you",
        "¡Déjenme en paz!",
    ],
)
async def test_36_an_opt_out_in_whichever_words_is_obeyed_at_once_and_kept_with_its_proof(
    person: Caller, words: str
) -> None:
    await person.picks_up()
    assert (await person.says(1, words)).find("Hangup") is not None
    assert (await person.refusal(), person.model.asked) == ("do_not_call", [])
    kept = await person.one("select source, proof from do_not_call")
    assert kept == ("call", f"call {person.call_id}, turn 1")


async def test_36_an_opt_out_that_the_model_names_only_as_the_outcome_is_one(
    called: Caller,
) -> None:
    await called.picks_up()
    called.model.answers = [reply("Goodbye.", Action.END, outcome=Outcome.OPTED_OUT)]
    await called.says(1, "enough is enough")
    assert await called.refusal() == "do_not_call"


@pytest.mark.parametrize("asked", ["Are you a robot?", "Am I talking to a real person?"])
async def test_37_who_asks_is_told_what_we_are_without_a_model(person: Caller, asked: str) -> None:
    await person.picks_up()
    answer = await person.hears(1, asked)
    assert answer.startswith("Yes, I am an AI assistant of Acme Parcels, not a person.")
    assert answer.endswith(
        f"This call is not recorded. What is said in it is kept in writing. {ASK}"
    )
    assert person.model.asked == []


async def test_37_the_first_words_say_who_calls_why_and_how_to_stop_it_and_nothing_private(
    person: Caller,
) -> None:
    document = await person.picks_up()
    assert "".join(document.itertext()) == (
        "Hello, this is Acme Parcels's AI assistant. I am calling about a delivery. "
        f"To stop these calls, say stop calling or press 9. {ASK}"
    )


async def test_47_the_other_language_is_spoken_from_the_next_word_on(person: Caller) -> None:
    person.model.answers = [reply("Por supuesto.", language="es")]
    await person.picks_up()
    answer = await person.says(1, "Perdone, ¿podemos hablar en español?")
    assert "".join(answer.itertext()).endswith("¿Hablo con Contact 00, por favor?")
    gather = answer.find("Gather")
    assert gather is not None
    assert gather.attrib["language"] == "es-MX"
    await person.clock.advance(OPENING)
    assert await person.hears(2, "sí") == (
        "Gracias. Le llamo por el paquete de Contact 00. ¿Le va bien el martes?"
    )


async def test_47_and_back_again(called: Caller) -> None:
    called.model.failure = AWAY
    await called.picks_up()
    await called.hears(1, "No hablo inglés")
    await called.hears(2, "Sorry, could we speak English, please?")
    assert await called.one("select language from conversation") == ("en",)


async def test_48_a_call_that_takes_too_long_is_brought_to_its_end_in_words(called: Caller) -> None:
    await called.picks_up()
    await called.clock.advance(541)
    answer = await called.says(1, "And then, as I was saying, it all began many years ago")
    assert answer.find("Hangup") is not None
    assert "I have to end the call here" in "".join(answer.itertext())


async def test_48_a_call_of_too_many_turns_is_ended(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("And Friday?") for _ in range(30)]
    said = [(await called.says(n, "well")).find("Hangup") is not None for n in range(1, 25)]
    assert said == [False] * 23 + [True]


async def test_50_who_insults_us_is_warned_once_and_then_left(called: Caller) -> None:
    await called.picks_up()
    warned = await called.hears(1, "you stupid idiots")
    assert warned.startswith("I understand that you are upset.")
    left = await called.says(2, "shut up")
    assert left.find("Hangup") is not None
    assert (await called.concluded())[0] == "declined"


@pytest.mark.parametrize("words", ["I need an ambulance!", "¡Mi padre ha tenido un infarto!"])
async def test_50_who_is_in_danger_is_sent_to_those_who_can_help(
    person: Caller, words: str
) -> None:
    await person.picks_up()
    answer = await person.says(1, words)
    assert "112" in "".join(answer.itertext())
    assert answer.find("Hangup") is not None
    assert await person.one("select urgency, priority, description from ticket") == (1, 1, words)


@pytest.mark.parametrize("words", ["I want to talk to a human agent", "Páseme con una persona"])
async def test_a_request_for_a_person_works_without_a_model_and_before_anything_private(
    person: Caller, words: str
) -> None:
    await person.picks_up()
    await person.says(1, words)
    assert await person.one("select outcome from conversation") == ("transfer_requested",)
    assert person.model.asked == []
