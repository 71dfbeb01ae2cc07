from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.pacing import (
    ABANDONED,
    Capacity,
    Level,
    Shift,
    affordable,
    predictive,
    smallest,
    steered,
)
from functions.campaigns.rules import Transfer

terms = st.dictionaries(st.text(min_size=1, max_size=5), st.none() | st.integers(-5, 5000))
people = st.integers(0, 200)
shares = st.floats(0, 1)
TEAM = Transfer(agents=200, ratio=2.5)


@given(terms)
def test_no_term_is_exceeded_and_the_one_that_binds_is_named(given_: dict[str, int | None]) -> None:
    limits = {**given_, "rate": 7}
    pace = smallest(limits)
    assert 0 <= pace.count <= min(max(0, each) for each in limits.values() if each is not None)
    assert limits[pace.limited_by] is not None
    assert pace.count == max(0, limits[pace.limited_by] or 0)


def test_money_pays_for_calls_as_long_as_they_can_get() -> None:
    assert affordable(1_000_000, 140_000) == 7
    assert affordable(139_999, 140_000) == 0


def test_calls_that_cost_nothing_are_not_limited_by_money() -> None:
    assert affordable(0, 0) is None


def test_ten_voices_serve_fifty_calls_since_most_sentences_are_cached() -> None:
    told = {"calls_per_second": 1, "live_calls": 100, "voices": 10, "model_requests": 60}
    capacity = Capacity.model_validate({"account": "one", **told})
    assert capacity.at_once == {"network": 100, "voice": 50, "model": 10}


@given(people, people, people, shares, st.floats(0, 60), st.floats(1, 5))
def test_more_free_people_never_mean_fewer_calls(
    free: int, busy: int, ringing: int, answers: float, ready_in: float, level: float
) -> None:
    def calls(number: int) -> int:
        shift = Shift(free=number, busy=busy, ringing=ringing, answers=answers)
        return predictive(TEAM, shift, ready_in=ready_in, level=level)

    assert calls(free) <= calls(free + 1)


@given(people, people, people, shares, st.floats(0, 60), st.floats(1, 5))
def test_nobody_has_more_calls_ringing_than_the_ratio_allows(
    free: int, busy: int, ringing: int, answers: float, ready_in: float, level: float
) -> None:
    shift = Shift(free=free, busy=busy, ringing=ringing, answers=answers)
    begun = predictive(TEAM, shift, ready_in=ready_in, level=level)
    assert begun == 0 or begun + ringing <= TEAM.ratio * (free + busy) + 0.001


def test_where_every_call_is_answered_each_free_person_gets_one() -> None:
    shift = Shift(free=4, busy=0, ringing=1, answers=1)
    assert predictive(TEAM, shift, ready_in=20, level=2.5) == 3


def test_where_half_is_answered_and_the_level_allows_it_two_ring_for_each() -> None:
    shift = Shift(free=4, busy=0, ringing=0, answers=0.5)
    assert predictive(TEAM, shift, ready_in=20, level=2.5) == 8


@given(st.floats(1, 2.5), st.floats(-1, ABANDONED), shares)
def test_the_level_stays_between_one_and_the_ratio_and_falls_to_one_beyond_three_percent(
    calls: float, error: float, abandoned: float
) -> None:
    level = steered(Level(calls=calls, error=error), abandoned, TEAM)
    assert 1 <= level.calls <= TEAM.ratio
    assert abandoned <= ABANDONED or level.calls == 1


def test_the_level_rises_while_nobody_is_abandoned() -> None:
    first = steered(Level(), 0, TEAM)
    second = steered(first, 0, TEAM)
    assert 1 < first.calls < second.calls
