import re
from collections.abc import AsyncIterator

import pytest

from scripts.local.simulators.twilio.call import ENDS
from scripts.local.simulators.twilio.people.casting import built_in
from tests.local.simulators.twilio.box import PUBLIC, Box, network
from tests.local.simulators.twilio.season import (
    ASKS,
    ENGLISH,
    GOODBYE,
    KEY,
    SPANISH,
    Season,
    gather,
)


@pytest.fixture(scope="module")
async def season() -> AsyncIterator[Season]:
    """One season on the virtual clock. Who misbehaves as a number is left out, and so are you."""
    digits = [nn for nn in built_in().by_digits if nn < 90 and nn not in (43, 50)]
    async with network(seed=7) as box:
        for number in range(len(ASKS)):
            box.app.says(f"/turn/{number}", gather(number))
        box.app.says(f"/turn/{len(ASKS)}", GOODBYE)
        box.app.says("/voice", gather(0))
        box.app.says("/key", KEY)
        for to in [f"{area}01{nn:02}" for nn in digits for area in (ENGLISH, SPANISH)]:
            await box.create(
                to, Url=f"{PUBLIC}{'/key' if to.endswith('09') else '/voice'}", TimeLimit="300"
            )
        await box.rest()
        found = box.simulator.network.calls.values()
        yield Season(box, {call.order.to: call for call in found})


AREAS = pytest.mark.parametrize("area", [ENGLISH, SPANISH])


def test_every_call_comes_to_an_end(season: Season) -> None:
    assert {call.status for call in season.calls.values()} <= ENDS
    assert len(season.calls) >= 100


def test_nobody_needs_a_fallback_or_hears_an_error(season: Season) -> None:
    timeline = season.box.simulator.network.timeline
    assert [*timeline.of(kind="fallback"), *timeline.of(kind="application_error")] == []


@pytest.mark.parametrize(
    ("digits", "status", "sip"),
    [(1, "busy", 486), (2, "no-answer", 487), (3, "failed", 404), (21, "no-answer", 603)],
)
@AREAS
def test_some_phones_nobody_answers(
    season: Season, digits: int, status: str, sip: int, area: str
) -> None:
    call = season.call(digits, area)
    assert (call.status, call.sip, call.answered) == (status, sip, None)


@pytest.mark.parametrize("digits", [4, 5, 6, 7, 46, 47, 83])
@AREAS
def test_machines_answer_and_give_nothing(season: Season, digits: int, area: str) -> None:
    assert season.call(digits, area).answered is not None
    assert set(season.heard(digits, area)) <= {""}


FIRST = [
    (0, "speaking", "soy yo"),
    (8, "I am here now", "ya estoy aquí"),
    (12, r"list|calling|number|opt out", r"lista|llam|número|baja"),
    (13, "9", "9"),
    (14, "wrong number", "equivocado"),
    (15, "human", "persona"),
    (16, "real person", "persona de verdad"),
    (17, "idiots", "idiotas"),
    (18, "español", "English"),
    (20, "recorded", "graben"),
    (24, "years ago", "muchos años"),
    (25, "tomorrow at three", "mañana a las tres"),
    (26, "robot", "robot"),
    (27, "Ignore all", "Ignora las"),
    (28, "six", "seis"),
    (30, "speaking", "soy yo"),
    (31, "internet", "internet"),
    (32, "quick", "Rápido"),
    (33, "five times", "cinco veces"),
    (34, "again", "repetir"),
    (35, r"number|No more|last time|contacted", r"número|Ni una más|última|contacten"),
    (36, "scam", "estafa"),
    (38, "seven, one, one", "siete, uno, uno"),
    (45, "1", "1"),
    (48, "Who is calling", "De parte de quién"),
    (49, r"not at home|is out", r"no está|Ha salido"),
    (52, "2", "2"),
    (53, "soy yo", "that is me"),
    (54, r"cost|How much", r"cuesta|Cuánto"),
    (55, "neighbour", "vecina"),
    (56, "Hello", "Diga"),
    (57, "developer", "desarrollador"),
    (58, "no rules", "no tiene reglas"),
    (61, "raining", "Llueve"),
    (62, "appointment", "cita"),
    (63, "ambulance", "ambulancia"),
    (64, "español", "English"),
    (80, "record your name", "graba su nombre"),
    (81, "press one", "pulse uno"),
    (82, "is full", "está lleno"),
    (84, "garden shop", "jardinería"),
    (85, "after the tone", "después de la señal"),
    (86, "record your name", "graba su nombre"),
]


@pytest.mark.parametrize(("digits", "english", "spanish"), FIRST)
def test_what_people_want_is_what_they_say_first(
    season: Season, digits: int, english: str, spanish: str
) -> None:
    assert re.search(english, season.heard(digits)[0])
    assert re.search(spanish, season.heard(digits, SPANISH)[0])


@pytest.mark.parametrize(
    ("digits", "by"),
    [
        (0, "app"),
        (11, "callee"),
        (17, "callee"),
        (24, "time limit"),
        (32, "callee"),
        (60, "callee"),
    ],
)
@AREAS
def test_calls_are_ended_by_whoever_has_had_enough(
    season: Season, digits: int, by: str, area: str
) -> None:
    assert season.ended_by(digits, area) == by


@AREAS
def test_who_hangs_up_in_the_prompt_says_nothing_and_is_gone_in_two_seconds(
    season: Season, area: str
) -> None:
    call = season.call(11, area)
    assert call.answered is not None
    assert call.ended is not None
    assert season.heard(11, area) == []
    assert (call.ended - call.answered).total_seconds() < 2


@AREAS
def test_the_silent_one_says_nothing_to_the_end(season: Season, area: str) -> None:
    assert season.heard(10, area) == [""] * len(ASKS)


@AREAS
def test_who_is_silent_at_first_lets_a_question_pass(season: Season, area: str) -> None:
    heard = season.heard(59, area)
    assert heard[0] == ""
    assert re.search("another room|otra sala", " ".join(heard))


@AREAS
def test_a_key_gets_past_the_menu_to_a_human(season: Season, area: str) -> None:
    assert re.search("Reception|Recepción", " ".join(season.heard(9, area)))


async def test_digits_sent_on_answer_get_past_a_menu_as_well(box: Box) -> None:
    box.app.says("/voice", gather(0))
    box.app.says("/turn/1", GOODBYE)
    await box.call(f"{ENGLISH}0109", SendDigits="wwww1")
    assert "Reception" in box.app.posted("/turn/1")[0]["SpeechResult"]


@AREAS
def test_the_elderly_take_their_time_and_are_heard_all_the_same(season: Season, area: str) -> None:
    heard = [each for each in season.heard(39, area) if each]
    assert re.search("That is me|Soy yo", heard[0])
    assert season.call(39, area).seconds() > season.call(0, area).seconds()


@AREAS
def test_the_hard_of_hearing_ask_twice_and_then_answer(season: Season, area: str) -> None:
    asked = season.heard(34, area)[:3]
    assert [bool(re.search("again|repetir|hear|oigo", each)) for each in asked] == [
        True,
        True,
        False,
    ]


@AREAS
def test_a_noisy_line_loses_words_and_whole_sentences(season: Season, area: str) -> None:
    heard = season.heard(51, area)
    assert {"mm", "brr", "shh", "hmpf", "krr", "pff"} & set(heard[0].split())
    assert heard[1] == ""
    assert re.search("go on|siga", heard[3])


@AREAS
def test_the_garbled_are_hardly_understood_twice(season: Season, area: str) -> None:
    understood = season.confidence(19, area)
    assert [how > 0.5 for how in understood[:3]] == [False, False, True]


@pytest.mark.parametrize(
    ("digits", "answered_by"), [(0, "human"), (22, "unknown"), (23, "machine_start")]
)
async def test_some_humans_are_not_taken_for_one_and_speak_all_the_same(
    box: Box, digits: int, answered_by: str
) -> None:
    box.app.says("/voice", gather(0))
    box.app.says("/turn/1", GOODBYE)
    await box.call(f"{ENGLISH}01{digits:02}", MachineDetection="Enable")
    assert box.app.posted("/voice")[0]["AnsweredBy"] == answered_by
    assert box.app.posted("/turn/1")[0]["SpeechResult"] == "Yes, speaking."


async def test_you_do_not_pick_up_by_yourself(box: Box) -> None:
    assert (await box.call(f"{ENGLISH}0150", Timeout="30"))["status"] == "no-answer"


def test_the_insistent_ask_for_a_person_twice(season: Season) -> None:
    assert ["person" in each for each in season.heard(16)[:2]] == [True, True]


def test_who_switches_speaks_the_other_language_from_then_on(season: Season) -> None:
    assert "mejor" in season.heard(64)[1]
    assert "better" in season.heard(64, SPANISH)[1]


def test_who_corrects_themselves_says_both_days(season: Season) -> None:
    assert "No, wait, Wednesday" in season.heard(37)[1]
    assert "No, espere, el miércoles" in season.heard(37, SPANISH)[1]


@AREAS
def test_who_presses_answers_each_question_by_key(season: Season, area: str) -> None:
    assert season.heard(45, area)[:3] == ["1", "4", "1"]


@AREAS
def test_the_angry_one_calms_down(season: Season, area: str) -> None:
    assert re.search("What do you need|Qué necesita", season.heard(33, area)[2])


@AREAS
def test_the_late_one_rings_for_twenty_five_seconds(season: Season, area: str) -> None:
    call = season.call(29, area)
    assert call.answered is not None
    assert call.started is not None
    assert (call.answered - call.started).total_seconds() > 25


@pytest.mark.parametrize("digits", [12, 13, 35])
@AREAS
def test_who_opts_out_is_written_down(season: Season, digits: int, area: str) -> None:
    sid = season.call(digits, area).sid
    assert season.box.simulator.network.timeline.of(sid, "opted_out")
