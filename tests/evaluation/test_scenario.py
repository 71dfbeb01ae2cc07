from pathlib import Path

import pytest

from scripts.evaluation.scenario import OURS, Case, Scenario, cases_of, scenarios_in
from scripts.local.simulators.twilio.people.written import WrittenPersona
from shared.errors import Invalid
from shared.value import Spoken

FAMILIES = 15


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return cases_of(scenarios_in())


def test_there_are_many_kinds_of_people_in_both_languages(cases: list[Case]) -> None:
    assert len({case.scenario.name for case in cases}) >= 30
    assert len({case.scenario.family for case in cases}) >= FAMILIES
    assert {case.language for case in cases} == set(Spoken)


def test_everybody_has_a_number_and_a_name_of_their_own(cases: list[Case]) -> None:
    assert len({case.phone for case in cases}) == len(cases)
    assert len({case.name for case in cases}) == len(cases)


def test_everybody_is_somebody_the_simulators_can_be(cases: list[Case]) -> None:
    people = [WrittenPersona.model_validate(case.person()).persona() for case in cases]
    assert all(person.expect.max_turns for person in people)


def test_what_the_network_can_judge_is_told_to_it(cases: list[Case]) -> None:
    case = next(each for each in cases if each.scenario.name == "wrong_number")
    persona = WrittenPersona.model_validate(case.person()).persona()
    assert persona.expect.max_turns == case.scenario.expect.max_turns
    assert persona.expect.never_heard == case.scenario.expect.never_heard


def test_no_two_scenarios_have_the_same_name() -> None:
    names = [scenario.name for scenario in scenarios_in()]
    assert len(set(names)) == len(names)


def test_a_mistake_names_file_scenario_and_field(tmp_path: Path) -> None:
    wrong = "- {name: hurried, person: hurried, expect: {outcome: completed, turn: 3}}"
    (tmp_path / "haste.yaml").write_text(wrong)
    with pytest.raises(Invalid, match=r"haste\.yaml: hurried\.expect\.turn"):
        scenarios_in(tmp_path)


def test_nobody_of_that_name_is_told_before_anybody_is_called() -> None:
    with pytest.raises(Invalid, match="no scenario named nobody"):
        cases_of(scenarios_in(OURS), ["nobody"])


def test_a_person_the_cast_does_not_know_is_told_too() -> None:
    expect = {"outcome": "completed"}
    given = {"name": "x", "family": "x", "person": "nobody_at_all", "expect": expect}
    with pytest.raises(Invalid, match="nobody_at_all is nobody"):
        cases_of([Scenario.model_validate(given)])
