from typing import Any

import pytest

from scripts.evaluation.scenario import Case, Scenario
from scripts.evaluation.seen import Judgement, Result, Seen
from shared.value import Spoken

EXPECT: dict[str, Any] = {"outcome": ["opted_out"], "opt_out": True, "ticket": False}
RIGHT: dict[str, Any] = {"outcome": "opted_out", "opted_out": True, "cost_micro": 14_000}


def result(expect: dict[str, Any] = EXPECT, judged: str | None = None, **seen: Any) -> Result:
    facts = {"name": "stops", "family": "opt out", "person": "cooperative", "expect": expect}
    case = Case(scenario=Scenario.model_validate(facts), language=Spoken.EN, phone="+12125550100")
    word = Judgement.model_validate({"verdict": judged, "why": "so"}) if judged else None
    return Result(case=case, seen=Seen.model_validate({**RIGHT, **seen}), judgement=word)


def test_a_call_as_it_must_be_has_passed() -> None:
    assert result().failures == ()


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ({"outcome": "completed"}, "outcome completed, not opted_out"),
        ({"opted_out": False}, "nobody noted the opt-out"),
        ({"ticket": True}, "a ticket was opened"),
        ({"cost_micro": 200_001}, "cost 200001 micro, more than 200000"),
        ({"findings": ("fallback_hits: {}",)}, "fallback_hits: {}"),
    ],
)
def test_each_expectation_alone_can_fail(seen: dict[str, Any], why: str) -> None:
    assert result(**seen).failures == (why,)


def test_an_opt_out_that_nobody_asked_for_fails_too() -> None:
    assert result({"outcome": ["opted_out"]}).failures == ("opted out, unasked",)


def test_what_may_be_either_way_never_fails() -> None:
    may_be = {"outcome": ["opted_out"], "opt_out": None}
    assert result(may_be).failures == result(may_be, opted_out=False).failures == ()


@pytest.mark.parametrize(("spoken", "passes"), [(Spoken.ES, True), (Spoken.EN, False)])
def test_a_call_must_end_in_the_language_it_should(spoken: Spoken, *, passes: bool) -> None:
    found = result({**EXPECT, "language": "other"}, language=spoken)
    assert (found.failures == ()) == passes


@pytest.mark.parametrize(("verdict", "passes"), [("pass", True), ("fail", False), ("maybe", False)])
def test_maybe_is_not_pass(verdict: str, *, passes: bool) -> None:
    assert (result(judged=verdict).failures == ()) == passes
