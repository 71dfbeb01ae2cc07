"""What is understood without a model, in both languages, as recognisers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.conversation.meanings import (
    ABUSE,
    EMERGENCY,
    NOT_HERE,
    PERSON,
    ROBOT,
    WRONG_NUMBER,
    agreed,
    language_of,
    plain,
)
from shared.value import Spoken

YES = (
    *(
        "Yes.",
        "yes speaking",
        "Yeah, that's me",
        "speaking",
        "This is she",
        "Correct",
        "ok",
        "sure",
    ),
    *("Yes, but who is this?", "I said yes, you may go on", "Oh. Yes. That is me.", "no problem"),
    *("Sí.", "si", "see", "See, see.", "c", "sí, soy yo", "Soy yo", "Claro que sí", "al habla"),
    *("Con ella habla", "así es", "Vale", "no hay problema", "de acuerdo", "Correcto"),
)
NO = (
    *("No.", "nope", "No, I'm not", "not me", "That's not me", "no sir", "No, sorry", "know"),
    *("no, gracias", "No soy yo", "No, no soy", "para nada", "No, lo siento"),
)
NEITHER = (
    *("Who is this?", "Hello?", "I don't know", "Make it quick.", "see you later", "okay but no"),
    *("¿Quién es?", "¿Bueno?", "No entiendo", "no le oigo", "sé lo que quiere", "Dígame", ""),
)


@pytest.mark.parametrize("words", YES)
def test_it_is_a_yes(words: str) -> None:
    assert agreed(words, None) is True


@pytest.mark.parametrize("words", NO)
def test_it_is_a_no(words: str) -> None:
    assert agreed(words, None) is False


@pytest.mark.parametrize("words", NEITHER)
def test_it_is_neither(words: str) -> None:
    assert agreed(words, None) is None


@given(st.text())
def test_a_key_counts_whatever_is_said_with_it(words: str) -> None:
    assert [agreed(words, key) for key in "123"] == [True, False, None]


@given(st.text(), st.sampled_from(Spoken))
def test_whatever_is_heard_is_in_a_language_that_we_speak(words: str, spoken: Spoken) -> None:
    assert language_of(words, spoken) in Spoken


@pytest.mark.parametrize(
    ("words", "spoken", "found"),
    [
        ("Perdone, ¿podemos hablar en español?", "en", "es"),
        ("Sí, soy yo. ¿Quién llama?", "en", "es"),
        ("Hola, buenos días", "en", "es"),
        ("no hablo inglés", "en", "es"),
        ("Sorry, could we speak English, please?", "es", "en"),
        ("Yes, that is me.", "es", "en"),
        ("I do not speak Spanish", "es", "en"),
        ("no hablo español", "es", "en"),
        ("I do not speak Spanish", "en", "en"),
        ("sí", "en", "en"),
        ("hola", "en", "en"),
        ("okay", "es", "es"),
        ("I live in El Paso with my mother", "en", "en"),
        ("Me gusta el show de The Voice", "es", "es"),
    ],
)
def test_the_language_changes_where_it_is_asked_for_or_clearly_spoken(
    words: str, spoken: str, found: str
) -> None:
    assert language_of(words, Spoken(spoken)) == found


@pytest.mark.parametrize(
    "words",
    [
        "Can I speak to a real person?",
        "I would like to talk to a human agent, please.",
        "Put me through to somebody",
        "agent",
        "Quiero hablar con una persona, por favor.",
        "¿Puedo hablar con una persona de verdad?",
        "pásame con un agente",
        "operadora",
    ],
)
def test_it_asks_for_a_person(words: str) -> None:
    assert PERSON.search(plain(words))


@pytest.mark.parametrize(
    "words",
    [
        "a person came yesterday",
        "I spoke to my wife",
        "vino una persona a mirarlo",
        "quiero hablar de mi factura",
        "the agent of my insurance called",
        "please hold, you will be connected to an agent",
    ],
)
def test_it_speaks_of_people_and_asks_for_none(words: str) -> None:
    assert not PERSON.search(plain(words))


@pytest.mark.parametrize(
    "words",
    [
        "Are you a robot?",
        "Wait, is this a recording?",
        "am I talking to a real person",
        "Espere, ¿es usted un robot?",
        "¿Estoy hablando con una máquina?",
        "¿Es usted una persona real?",
    ],
)
def test_it_asks_what_we_are(words: str) -> None:
    assert ROBOT.search(plain(words))


@pytest.mark.parametrize(
    ("words", "wrong", "away"),
    [
        ("No, you have the wrong number. Nobody of that name lives here.", True, False),
        ("there is no one by that name", True, False),
        ("I don't know anybody called Robin", True, False),
        ("Aquí no vive", True, False),
        ("No conozco a esa persona", True, False),
        ("I don't know that company", False, False),
        ("You are asking the wrong person", False, False),
        ("I don't know", False, False),
        ("No hay nadie en casa", False, False),
        ("Aquí no hay problema", False, False),
        ("No le conozco", False, False),
        ("No conozco a nadie de su empresa", False, False),
        ("No le voy a decir nada de mí", False, False),
        ("No, se ha equivocado de número. Aquí no vive nadie con ese nombre.", True, False),
        ("He is not at home right now.", False, True),
        ("she's at work", False, True),
        ("Ahora no está en casa", False, True),
        ("no se encuentra", False, True),
        ("No está claro", False, False),
        ("I am not interested", False, False),
    ],
)
def test_whether_the_person_is_away_or_somebody_elses_number_was_rung(
    words: str, *, wrong: bool, away: bool
) -> None:
    found = (WRONG_NUMBER.search(plain(words)), NOT_HERE.search(plain(words)))
    assert [bool(each) for each in found] == [wrong, away]


@pytest.mark.parametrize(
    ("words", "danger", "abuse"),
    [
        ("I cannot talk, I need an ambulance, my father fell down the stairs!", True, False),
        ("my mother can't breathe", True, False),
        ("No puedo hablar, necesito una ambulancia", True, False),
        ("hay un incendio en mi casa", True, False),
        ("Leave me alone, you idiots!", False, True),
        ("¡Cállate, imbécil!", False, True),
        ("this stupid printer jams again", False, False),
        ("please fire the delivery company", False, False),
        ("It is an emergency, my internet is down", False, False),
    ],
)
def test_danger_and_insults_are_told_from_complaints(
    words: str, *, danger: bool, abuse: bool
) -> None:
    found = (EMERGENCY.search(plain(words)), ABUSE.search(plain(words)))
    assert [bool(each) for each in found] == [danger, abuse]
