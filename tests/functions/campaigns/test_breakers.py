from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.campaigns.breakers import (
    Breaker,
    is_cured,
    misconfigured,
    pause_before_probe,
    tripped,
)
from functions.campaigns.forecast import Tally, prospect
from functions.campaigns.model import Result
from functions.campaigns.rules import Breakers, Rules
from shared.value import new_id
from tests.fakes import NOON

LIMITS = Breakers()
EXPECTED = prospect(Tally(), Rules())


def results(*outcomes: str, reason: str | None = None, cost: int = 0) -> list[Result]:
    """As many as there are words; those that failed have the reason."""
    return [
        Result(
            attempt_id=new_id(NOON),
            at=NOON,
            outcome=outcome,
            reason=reason if outcome in {"failed", "refused"} else None,
            cost_micro=cost,
        )
        for outcome in outcomes
    ]


def opened(found: Sequence[Result]) -> Breaker | None:
    trip = tripped(found, LIMITS, EXPECTED)
    return trip.breaker if trip else None


def test_half_of_the_calls_failing_opens_the_breaker() -> None:
    assert opened(results(*["failed"] * 5, *["completed"] * 5)) is Breaker.FAILURES


def test_fewer_calls_than_the_least_tell_nothing() -> None:
    assert opened(results(*["failed"] * 9)) is None


def test_errors_of_the_network_open_a_breaker_of_their_own_and_earlier() -> None:
    found = results(*["failed"] * 3, *["completed"] * 7, reason="network_lost")
    assert opened(found) is Breaker.PROVIDER


def test_those_our_own_rules_refuse_do_not_count() -> None:
    assert opened(results(*["refused"] * 20, reason="do_not_call")) is None


def test_a_list_of_numbers_that_lead_nowhere_opens_it() -> None:
    assert opened(results(*["refused"] * 20, reason="number_dead")) is Breaker.FAILURES


def test_a_list_the_network_finds_nobody_on_opens_it() -> None:
    assert opened(results(*["unreachable"] * 20)) is Breaker.FAILURES


def test_opt_outs_are_counted_among_those_who_answered() -> None:
    found = results(*["opted_out"] * 3, *["completed"] * 7, *["no_answer"] * 50)
    assert opened(found) is Breaker.OPT_OUTS


def test_calls_that_cost_more_than_they_should_open_it() -> None:
    assert opened(results(*["completed"] * 10, cost=6 * 14_000)) is None
    assert opened(results(*["completed"] * 10, cost=7 * 14_000)) is Breaker.BURN


def test_what_is_wrong_is_said_with_what_to_do_about_it() -> None:
    trip = misconfigured("network_21210", ["+12025550199"])
    assert trip.breaker is Breaker.CONFIGURATION
    assert trip.reason == (
        "Twilio refuses the calling number +12025550199: verify or buy it in the console (21210), "
        "then resume."
    )


@pytest.mark.parametrize(("outcome", "cured"), [("completed", True), ("failed", False)])
def test_one_call_shows_whether_it_works_again(outcome: str, cured: bool) -> None:
    (result,) = results(outcome, reason="network_20503")
    assert is_cured(Breaker.PROVIDER, result, LIMITS, EXPECTED) is cured


def test_the_pause_before_a_try_doubles_up_to_two_hours() -> None:
    minutes = [pause_before_probe(failed) / timedelta(minutes=1) for failed in range(6)]
    assert minutes == [10, 20, 40, 80, 120, 120]
