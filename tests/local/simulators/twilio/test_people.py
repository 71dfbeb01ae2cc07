from typing import Any

import pytest

from scripts.local.simulators.twilio.people.casting import built_in
from scripts.local.simulators.twilio.people.directory import (
    is_number,
    language_of,
    persona_of,
    zones_of,
)
from scripts.local.simulators.twilio.people.manners import agreeable
from scripts.local.simulators.twilio.people.person import Person
from scripts.local.simulators.twilio.people.persona import Act, Answerer, Hear, Language, Words


class Watched(Person):
    """Somebody of ours, with what they noticed and a clock a test can turn."""

    def __init__(self, digits: int, language: Language = "en", seed: str = "") -> None:
        self.noticed: list[tuple[str, dict[str, Any]]] = []
        self.time = 0.0
        persona = built_in().by_digits[digits]
        super().__init__(persona, language, self._note, seed=seed, seconds=lambda: self.time)

    def _note(self, kind: str, /, **detail: Any) -> None:
        self.noticed.append((kind, detail))

    def says(self) -> str:
        act = self.answer()
        return act.say.in_language(self.language) if act.say else ""


def said(act: Act, language: Language = "en") -> str:
    return act.say.in_language(language) if act.say else ""


def words(*texts: str) -> tuple[Words, ...]:
    return tuple(Words(en=text, es=text) for text in texts)


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
    ("number", "zones"),
    [
        ("+12125550100", {"America/New_York"}),
        ("+17095550100", {"America/Halifax", "America/St_Johns"}),
        ("+34919900100", {"Europe/Madrid"}),
        ("+80012345678", set()),
        ("nothing", set()),
    ],
)
def test_the_area_code_tells_the_zones(number: str, zones: set[str]) -> None:
    assert set(zones_of(number)) == zones


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
    wrong = Watched(14)
    first = wrong.says()
    wrong.hear("Sorry. Goodbye.")
    assert "wrong number" in first
    assert wrong.answer().hang_up


def test_who_is_not_agreeable_stays_silent() -> None:
    silent = Watched(10)
    silent.hear("Are you there?")
    assert silent.answer() == Act()


def test_who_switches_goes_on_in_the_other_language() -> None:
    switching = Watched(18)
    switching.answer()
    assert switching.language == "es"


def test_the_same_seed_chooses_the_same_words() -> None:
    assert Watched(12, seed="a").says() == Watched(12, seed="a").says()


def test_other_seeds_choose_other_words() -> None:
    assert len({Watched(12, seed=str(number)).says() for number in range(30)}) == 5


@pytest.mark.parametrize(("heard", "met"), [("This is an AI assistant.", True), ("Hi!", False)])
def test_what_the_bot_should_have_said_is_noticed(heard: str, met: bool) -> None:
    robot = Watched(26)
    robot.hear(heard)
    robot.answer()
    assert [(kind, detail["met"]) for kind, detail in robot.noticed] == [("hear", met)]


def test_who_opts_out_is_known_to_have_done_so() -> None:
    leaving = Watched(13)
    leaving.hear("An AI assistant. Press 9 to opt out.")
    leaving.answer()
    assert ("opted_out", {"said": "pressed 9"}) in leaving.noticed


def test_a_menu_gives_way_to_a_human_for_its_key() -> None:
    menu = Watched(9)
    menu.hear_keys("ww1")
    assert menu.persona.answerer is Answerer.HUMAN


def test_a_menu_stays_a_menu_for_another_key() -> None:
    menu = Watched(9)
    menu.hear_keys("2")
    assert menu.persona.answerer is Answerer.MENU


def test_silence_comes_before_what_follows_it() -> None:
    assert Watched(59).answer().after == 12


def test_what_nobody_waited_for_is_said_at_the_next_occasion() -> None:
    slow = Watched(59)
    act = slow.answer()
    slow.time = 7
    slow.take_back(act, 12)
    slow.hear("Are you there?")
    again = slow.answer()
    assert (again.say, again.at) == (act.say, None)
    assert again.after == pytest.approx(5 - len("Are you there?") / 15)


def test_what_is_taken_back_may_come_in_the_middle_of_the_next_prompt() -> None:
    slow = Watched(59)
    slow.take_back(slow.answer(), 2)
    slow.hear("A prompt of some sixty letters, so that it takes four seconds.")
    assert slow.answer().at == 2


def test_garbled_words_are_lost_but_not_all_of_them() -> None:
    noisy = Watched(51).says()
    assert "building" not in noisy or "listening" not in noisy
    assert set(noisy.split()) & {"Yes,", "it", "is", "me,", "but", "site.", "standing", "next"}


def test_a_noise_is_something_without_words() -> None:
    noisy = Watched(51)
    noisy.answer()
    assert noisy.answer().say == Words(en="", es="")


@pytest.mark.parametrize(
    ("hear", "holds"),
    [
        (Hear(any=words("ai", "robot")), True),
        (Hear(any=words("assist")), False),
        (Hear(any=words("assist*")), True),
        (Hear(any=words("*")), True),
        (Hear(all=words("ai", "robot")), False),
        (Hear(none=words("robot")), True),
        (Hear(none=words("ai")), False),
        (Hear(any=words("de Atencion")), True),
        (Hear(pattern=Words(en="assist(ant)?", es="")), True),
        (Hear(pattern=Words(en="^assist", es="")), False),
    ],
)
def test_hearing_takes_any_all_none_and_a_pattern(hear: Hear, holds: bool) -> None:
    assert hear.holds("An AI assistant (de atención)") is holds


def test_a_short_word_is_not_found_inside_a_longer_one() -> None:
    assert not Hear(any=words("AI")).holds("I said it again in Spain")


def test_everybody_has_a_name_of_their_own() -> None:
    cast = built_in()
    assert len(cast.by_name) == len(cast.by_digits) >= 45
