"""A part of `scripts/evaluate` for every run, and proof that it can fail."""

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.evaluation.scenario import Scenario, cases_of, scenarios_in
from scripts.evaluation.seen import Result
from scripts.evaluation.stage import perform, stage
from shared.adapters.virtual import Mode

pytestmark = pytest.mark.timeout(300)

CALLED = (
    *("cooperative", "talks_over_the_bot", "says_nothing", "hardly_understood", "wrong_number"),
    *("company_menu", "voicemail_with_a_beep", "presses_nine_later", "are_you_a_robot", "engaged"),
    *("asks_for_the_other_language", "stop_in_other_words", "ignore_your_instructions"),
    *("wants_a_person", "line_is_down"),
)
"""One of each family, about."""
WRONGS: Mapping[str, dict[str, Any]] = {
    "was_told_to_calm_down": {
        "says": "I am furious about the zeppelin.",
        "model": {"say": "Calm down, please. Which floor do you live on?", "action": "continue"},
        "expect": {"outcome": "completed", "never_heard": ["calm down"]},
    },
    "was_not_noted": {
        "says": "The zither that you sold me has no strings.",
        "model": {"say": "How nice. Goodbye.", "action": "end", "outcome": "completed"},
        "expect": {"outcome": "ticket_opened", "ticket": True},
        "inbound": True,
    },
    "was_asked_again_and_again": {
        "says": "My zebra does not work.",
        "model": {"say": "Which zebra would that be?", "action": "continue"},
        "expect": {"outcome": ["ticket_opened", "completed"], "max_turns": 1},
        "inbound": True,
    },
}
"""People to whom the model is made to answer wrongly, each known by a word nobody else says."""


def mutant(name: str, wrong: dict[str, Any]) -> Scenario:
    turns = [{"say": "Yes, speaking."}] * (not wrong.get("inbound")) + [{"say": wrong["says"]}]
    facts = {"name": name, "family": "mutants", "languages": ["en"], "person": {"turns": turns}}
    more = {key: wrong[key] for key in ("expect", "inbound") if key in wrong}
    return Scenario.model_validate({**facts, **more})


@pytest.fixture(scope="module")
async def results() -> dict[str, Result]:
    """Everybody called side by side, those who are answered wrongly among them."""
    right = [each for each in scenarios_in() if each.name in CALLED]
    cases = cases_of([*right, *(mutant(name, wrong) for name, wrong in WRONGS.items())])
    async with stage(cases) as it:
        for wrong in WRONGS.values():
            said = {"heard": wrong["says"], "fields": wrong["model"]}
            await it.simulators.post("/openai/__sim__/answers", json=said)
        seen = await perform(it, cases, clock=Mode.AUTO_ADVANCE)
    pairs = zip(cases, seen, strict=True)
    return {case.name: Result(case=case, seen=each) for case, each in pairs}


async def test_everybody_is_treated_as_they_must_be(results: dict[str, Result]) -> None:
    right = {name: each for name, each in results.items() if each.case.scenario.name in CALLED}
    assert len(right) == 2 * len(CALLED)
    assert {name: each.failures for name, each in right.items() if each.failures} == {}


@pytest.mark.parametrize("name", WRONGS)
async def test_whoever_is_answered_wrongly_fails(results: dict[str, Result], name: str) -> None:
    assert results[f"{name}.en"].failures != ()


async def test_turns_and_money_are_counted(results: dict[str, Result]) -> None:
    seen = results["cooperative.es"].seen
    assert (seen.turns > 1, seen.cost_micro > 0, seen.latency_ms > 0) == (True, True, True)
    assert any(line.startswith("bot: ") for line in seen.talk)
