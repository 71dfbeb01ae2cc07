from datetime import timedelta
from functools import reduce
from itertools import pairwise

import pytest

from functions.speech.circuits import (
    LONG_REST,
    LONGEST_REST,
    MOST_FAILURES,
    REST,
    TRIAL,
    Circuit,
)
from tests.fakes import NOON

CLOSED = Circuit(speaker="first")


def failed(circuit: Circuit, times: int, code: str = "timeout") -> Circuit:
    return reduce(lambda seen, _: seen.failed(code, NOON), range(times), circuit)


def test_a_failure_or_two_are_an_accident() -> None:
    assert failed(CLOSED, MOST_FAILURES - 1).is_closed


def test_as_many_in_a_row_as_are_no_accident_open_it() -> None:
    broken = failed(CLOSED, MOST_FAILURES)
    assert (broken.open_until, broken.reason) == (NOON + REST, "timeout")


def test_one_success_makes_up_for_failures() -> None:
    assert failed(failed(CLOSED, MOST_FAILURES - 1).worked(), 1).failures == 1


@pytest.mark.parametrize("code", ["quota_exceeded", "invalid_api_key", "voice_not_found"])
def test_what_a_person_must_put_right_opens_it_at_once_and_for_long(code: str) -> None:
    broken = CLOSED.failed(code, NOON, rejected=code != "quota_exceeded")
    assert broken.open_until == NOON + LONG_REST


def test_a_crowd_of_our_own_is_not_the_voices_fault() -> None:
    assert failed(CLOSED, 10, "too_many_concurrent_requests") == CLOSED


def test_a_sentence_it_rejects_says_nothing_about_the_next() -> None:
    assert CLOSED.failed("text_refused", NOON, rejected=True) == CLOSED


def test_what_was_asked_before_it_opened_and_fails_late_does_not_count() -> None:
    broken = failed(CLOSED, MOST_FAILURES)
    assert failed(broken, 50) == broken


def test_each_trial_that_fails_doubles_the_rest_up_to_a_limit() -> None:
    broken, rests = failed(CLOSED, MOST_FAILURES), list[timedelta]()
    for _ in range(5):
        broken = broken.tried(NOON).failed("timeout", NOON)
        assert broken.open_until
        rests.append(broken.open_until - NOON)
    assert [rest.total_seconds() for rest in rests] == [60, 120, 240, 300, 300]


def test_a_voice_may_be_away_for_a_day() -> None:
    broken = failed(CLOSED, MOST_FAILURES)
    for _ in range(500):
        broken = broken.tried(NOON).failed("timeout", NOON)
    assert broken.open_until == NOON + LONGEST_REST


def test_whoever_tries_it_tries_alone() -> None:
    broken = failed(CLOSED, MOST_FAILURES)
    later = NOON + REST
    assert (broken.is_due(later), broken.tried(later).is_due(later)) == (True, False)
    assert broken.tried(later).is_due(later + TRIAL)


def test_people_are_told_once_of_what_they_must_put_right() -> None:
    broken = CLOSED.failed("quota_exceeded", NOON)
    again = broken.tried(NOON).failed("quota_exceeded", NOON)
    other = broken.tried(NOON).failed("invalid_api_key", NOON, rejected=True)
    assert broken.alarms(CLOSED)
    assert not again.alarms(broken.tried(NOON))
    assert other.alarms(broken.tried(NOON))


def test_people_are_told_once_of_a_voice_that_stays_away() -> None:
    states = [CLOSED, failed(CLOSED, MOST_FAILURES)]
    for _ in range(5):
        states.append(states[-1].tried(NOON).failed("timeout", NOON))
    told = [after.alarms(before) for before, after in pairwise(states)]
    assert told.count(True) == 1
