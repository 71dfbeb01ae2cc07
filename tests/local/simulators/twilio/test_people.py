from typing import Any

import pytest

from scripts.local.simulators.twilio.people.cast import CAST
from scripts.local.simulators.twilio.people.directory import is_number, language_of, persona_of
from scripts.local.simulators.twilio.people.manners import agreeable
from scripts.local.simulators.twilio.people.person import Person
from scripts.local.simulators.twilio.people.persona import Act, Hear


def person(digits: int, language: Any = "en") -> tuple[Person, list[dict[str, Any]]]:
    witnessed: list[dict[str, Any]] = []
    return Person(CAST[digits], language, lambda **seen: witnessed.append(seen)), witnessed


def said(act: Act, language: Any = "en") -> str:
    return act.say.in_language(language) if act.say else ""


@pytest.mark.parametrize(
    "number", ["+12125550112", "+17875550112", "+34919900112", "+525555000112", "+442079460112"]
)
def test_the_last_two_digits_tell_who_answers(number: str) -> None:
    assert is_number(number)
    assert persona_of(number).name == "opts_out_in_words"


@pytest.mark.parametrize("number", ["+12125551212", "+4930123456", "+12125550168"])
def test_everybody_else_is_cooperative(number: str) -> None:
    assert persona_of(number).name == "cooperative"


@pytest.mark.parametrize(
    ("number", "language"),
    [
        ("+12125550100", "en"),
        ("+17875550100", "es"),
        ("+34919900100", "es"),
        ("+525555000100", "es"),
    ],
)
def test_the_prefix_tells_the_language(number: str, language: str) -> None:
    assert language_of(number) == language


@pytest.mark.parametrize(
    ("heard", "english", "spanish"),
    [
        ("Say stop to opt out. Am I speaking with Ana?", "Yes, speaking.", "Sí, soy yo."),
        ("¿Hablo con Ana?", "Yes, speaking.", "Sí, soy yo."),
        ("On a scale from 1 to 5?", "I would say four.", "Yo diría que cuatro."),
        ("Tuesday at ten, is that right?", "Yes, that is right.", "Sí, así es."),
        (
            "¿Le puedo ayudar en algo más?",
            "No, that is all, thank you.",
            "No, eso es todo, gracias.",
        ),
        ("Would you like tea?", "Yes, please.", "Sí, por favor."),
        ("Noted.", "Okay.", "De acuerdo."),
    ],
)
def test_an_agreeable_person_answers_the_question(heard: str, english: str, spanish: str) -> None:
    act = agreeable(heard)
    assert (said(act), said(act, "es")) == (english, spanish)


@pytest.mark.parametrize("heard", ["Thank you, goodbye.", "Gracias por su tiempo. ¡Adiós!"])
def test_an_agreeable_person_says_goodbye_and_hangs_up(heard: str) -> None:
    assert agreeable(heard).hang_up


def test_a_script_comes_first_and_then_good_manners() -> None:
    wrong, _ = person(14)
    first = said(wrong.answer())
    wrong.hear("Sorry. Goodbye.")
    assert "wrong number" in first
    assert wrong.answer().hang_up


def test_who_is_not_agreeable_stays_silent() -> None:
    silent, _ = person(10)
    silent.hear("Are you there?")
    assert silent.answer() == Act()


def test_who_switches_goes_on_in_the_other_language() -> None:
    switching, _ = person(18)
    switching.answer()
    assert switching.language == "es"


@pytest.mark.parametrize(("heard", "met"), [("This is an AI assistant.", True), ("Hi!", False)])
def test_what_the_bot_should_have_said_is_checked(heard: str, met: bool) -> None:
    robot, witnessed = person(26)
    robot.hear(heard)
    robot.answer()
    assert [each["met"] for each in witnessed] == [met]


@pytest.mark.parametrize(
    ("hear", "holds"),
    [
        (Hear(any=("ai", "robot")), True),
        (Hear(all=("ai", "robot")), False),
        (Hear(pattern="assist(ant)?"), True),
        (Hear(pattern="^assist"), False),
    ],
)
def test_hearing_takes_any_all_and_a_pattern(hear: Hear, holds: bool) -> None:
    assert hear.holds("An AI assistant") is holds


def test_there_are_more_than_a_dozen_people_with_names_of_their_own() -> None:
    names = [persona.name for persona in CAST.values()]
    assert len(names) == len(set(names)) > 30
