from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.forecast import Tally, expected_attempts, forecast, prospect
from functions.campaigns.rules import Rules
from tests.fakes import NOON

ALWAYS = {"opens_at": time(0), "closes_at": time.max, "weekdays": (1, 2, 3, 4, 5, 6, 7)}


@given(st.integers(0, 10), st.floats(0, 1), st.integers(1, 10))
def test_nobody_is_expected_to_be_rung_more_often_than_allowed(
    made: int, again: float, most: int
) -> None:
    expected = expected_attempts(made, again, Rules(max_attempts=most))
    assert 0 <= expected <= max(0, most - made) + 1e-9


def test_without_calls_of_its_own_it_is_what_we_assume() -> None:
    assert prospect(Tally(), Rules()).cost_micro == 14_000


def test_what_was_seen_outweighs_what_was_assumed() -> None:
    seen = prospect(Tally(calls=980, again=980, cost_micro=0), Rules())
    assert seen.again == pytest.approx(0.99)
    assert seen.cost_micro == pytest.approx(0.02 * 14_000)


def test_a_thousand_people_rung_once_each_at_one_a_second_take_a_quarter_of_an_hour() -> None:
    rules = Rules(per_second=1, live_cap=2000, max_attempts=1, **ALWAYS)
    found = forecast(rules, Tally(), {0: 1000}, NOON, spent_micro=0, calls_per_second=5)
    assert (found.attempts, found.cost_micro) == (1000, 14_000_000)
    assert found.finish_at == NOON + timedelta(seconds=1000)


def test_nights_are_not_counted_as_time_to_call() -> None:
    rules = Rules(per_second=0.01, live_cap=2000, max_attempts=1, zone="UTC")
    found = forecast(rules, Tally(), {0: 360}, NOON, spent_micro=0, calls_per_second=5)
    assert found.finish_at == NOON + timedelta(hours=8 + 13 + 2)  # 36,000 s, from 12 to 20 and on


def test_it_says_from_how_many_calls_it_is_derived_and_whether_the_money_lasts() -> None:
    rules = Rules(budget_micro=20_000_000, max_attempts=1)
    tally = Tally(calls=30, cost_micro=30 * 14_000)
    found = forecast(rules, tally, {0: 2000}, NOON, spent_micro=420_000, calls_per_second=1)
    assert (found.based_on, found.fits_budget) == (30, False)
