from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.local.simulators.twilio.people.casting import cast
from scripts.local.simulators.twilio.people.persona import Persona, Ring
from scripts.local.simulators.twilio.people.reading import people_in
from shared.errors import Invalid

Write = Callable[[str], Path]
HEAD = "name: somebody\nabout: is a test\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A folder with one file of people in it."""

    def _write(text: str) -> Path:
        (tmp_path / "people.yaml").write_text(text, "utf-8")
        return tmp_path

    return _write


@pytest.fixture
def one(write: Write) -> Callable[[str], Persona]:
    """Somebody with these fields beside a name."""
    return lambda text: people_in(write(HEAD + text))[0]


One = Callable[[str], Persona]


def test_a_text_stands_for_both_languages(one: One) -> None:
    greeting = one("greeting: Hm?").greeting
    assert (greeting.en, greeting.es) == ("Hm?", "Hm?")


@pytest.mark.parametrize(
    ("ring", "means"),
    [
        ("{seconds: 6, result: answer}", Ring(seconds=6)),
        ("{result: busy}", Ring(result="busy", sip=486)),
        ("{result: no-answer}", Ring(result="no-answer", sip=487)),
        ("{result: reject}", Ring(result="no-answer", sip=603)),
        ("{result: 'failed:484'}", Ring(result="failed", sip=484)),
    ],
)
def test_a_ring_ends_with_the_code_of_its_result(one: One, ring: str, means: Ring) -> None:
    assert one(f"ring: {ring}").ring == means


def test_milliseconds_become_seconds(one: One) -> None:
    said = "{text: Hm, after_ms: 250, barge_in_at_ms: 1200, takes_ms: 3000, confidence: 0.4}"
    act = one(f"turns: [{{say: {said}}}]").turns[0].act
    assert (act.after, act.at, act.seconds, act.confidence) == (0.25, 1.2, 3, 0.4)


def test_a_turn_can_say_one_thing_and_press_another(one: One) -> None:
    turn = one("turns: [{say: Fine, press: '2', hangup: true}]").turns[0]
    assert (turn.act.press, turn.act.hang_up) == ("2", True)
    assert turn.say is not None
    assert turn.say.en == ("Fine",)


@pytest.mark.parametrize(
    ("hangup", "at", "after"),
    [("true", None, 0.8), ("{mid_prompt: true}", 1.5, 1.5), ("{after_ms: 4000}", None, 4)],
)
def test_one_hangs_up_after_the_prompt_or_in_it(
    one: One, hangup: str, at: float | None, after: float
) -> None:
    act = one(f"turns: [{{hangup: {hangup}}}]").turns[0].act
    assert (act.hang_up, act.at, act.after) == (True, at, after)


def test_turns_repeat(one: One) -> None:
    assert len(one("repeat: 3\nturns: [{say: And then}, {press: '1'}]").turns) == 6


def test_people_are_found_by_a_pattern_of_their_number(write: Write) -> None:
    ours = cast([write(HEAD + 'match: "+1???5550125"')])
    assert ours.who("+12125550125").name == "somebody"
    assert ours.who("+12125550126").name == "asks_whether_it_is_a_robot"


def test_people_are_found_by_what_the_voice_url_carries(write: Write) -> None:
    ours = cast([write(HEAD + "match: {carries: {campaign: spring-*}}")])
    assert ours.who("+12125550101", ["https://a.example/v?campaign=spring-7"]).name == "somebody"
    assert ours.who("+12125550101", ["https://a.example/v?campaign=autumn"]).name == "busy"


@pytest.mark.parametrize("match", ["25", "'25'", "[25, '+34*']", "{digits: [25]}"])
def test_people_of_ones_own_replace_ours(write: Write, match: str) -> None:
    assert cast([write(HEAD + f"match: {match}")]).who("+12125550125").name == "somebody"


def test_a_file_holds_one_person_or_many(write: Write) -> None:
    folder = write("[{name: a, about: one}, {name: b, about: two}]")
    assert [persona.name for persona in people_in(folder)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "field", "hint"),
    [
        ("colour: red", "somebody.colour", "there are name, about, match"),
        ("greeting: {en: Hello}", "somebody.greeting.es", "both en and es"),
        ("greeting: no", "somebody.greeting", "quotes"),
        ("turns: [{say: Yes}]", "somebody.turns[0].say", "quotes"),
        ("turns: [{press: 12}]", "somebody.turns[0].press.digits", "quotes"),
        ("turns: [{say: {text: A, volume: 3}}]", "somebody.turns[0].say.volume", "after_ms"),
        ("turns: [{hear: {none: A}, press: '1'}]", "somebody.turns[0].hear.none", "not, regex"),
        ("turns: [{say: {confidence: 0.5}}]", "somebody.turns[0].say", "simulators.md"),
        ("turns: [{hear: A}]", "somebody.turns[0]", "simulators.md"),
        ("turns: [{hangup: false}]", "somebody.turns[0].hangup", "simulators.md"),
        ("turns: [{silence_s: 3, press: '1'}]", "somebody.turns[0]", "simulators.md"),
        ("turns: [{hear: {regex: '('}, press: '1'}]", "turns[0].hear.regex", "simulators.md"),
        ("expect: {heard: word}", "somebody.expect.heard", "write a list"),
        ("answered_by: cat", "somebody.answered_by", "simulators.md"),
        ("ring: {result: dance}", "somebody.ring.result", "simulators.md"),
        ("match: 100", "somebody.match", "simulators.md"),
        ("match: '2125550125'", "somebody.match.numbers[0]", "simulators.md"),
    ],
)
def test_a_mistake_is_named_with_file_field_and_way_out(
    write: Write, text: str, field: str, hint: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        people_in(write(HEAD + text))
    told = refusal.value.extra["errors"][0]
    assert (told["file"].endswith("people.yaml"), field in told["field"]) == (True, True)
    assert hint in told["hint"]


def test_what_is_no_yaml_is_told_with_its_line(write: Write) -> None:
    with pytest.raises(Invalid, match=r"people\.yaml: line 4, column \d+ is no YAML"):
        people_in(write(HEAD + "turns: [{say: Fine"))


@pytest.mark.parametrize("text", ["- just words", "3", ""])
def test_what_is_nobody_is_refused(write: Write, text: str) -> None:
    with pytest.raises(Invalid, match=r"people\.yaml: \[0\]"):
        people_in(write(text))


def test_a_folder_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"there is no \.yaml file"):
        cast([tmp_path / "nowhere"])


@pytest.mark.parametrize("second", ["{name: a, about: b}", "{name: b, about: b, match: 25}"])
def test_two_of_one_folder_cannot_share_name_or_digits(write: Write, second: str) -> None:
    with pytest.raises(Invalid, match=r"is taken by somebody in people\.yaml"):
        people_in(write(f"[{{name: a, about: b, match: 25}}, {second}]"))


def test_nobody_can_run_code_from_a_file(write: Write) -> None:
    with pytest.raises(Invalid, match="is no YAML"):
        people_in(write("!!python/object/apply:os.getcwd []"))
