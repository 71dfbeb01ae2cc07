from datetime import UTC, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.model import Member, MemberState
from functions.campaigns.retries import TAKEN_BACK, is_final, next_try, part_of_day
from functions.campaigns.rules import CADENCE, Retry, Rules, Unreached
from shared.value import new_id

NOON = datetime(2027, 3, 1, 17, tzinfo=UTC)  # a Monday, noon in New York
ALWAYS = {"opens_at": time(0), "closes_at": time.max, "weekdays": (1, 2, 3, 4, 5, 6, 7)}
ZONES = ("America/New_York", "Europe/Madrid", "Asia/Kathmandu", "Australia/Lord_Howe")

minutes = st.integers(0, 366 * 24 * 60)
moments = minutes.map(lambda passed: NOON + timedelta(minutes=passed))
outcomes = st.sampled_from(get_args(Unreached.__value__))
hours = st.integers(0, 23).map(time)


def member(attempts: int = 1, zone: str = ZONES[0], **more: Any) -> Member:
    one = new_id(NOON)
    facts = {"id": one, "campaign_id": one, "contact_id": one, "name": "One", "language": "en"}
    told: dict[str, Any] = {"phone": "+12125550100", "zones": (zone,), "variables": {}}
    rest = {"state": MemberState.CALLING, "next_at": NOON}
    empty = dict.fromkeys(("outcome", "note", "last_attempt"))
    return Member.model_validate({**facts, **told, **rest, **empty, "attempts": attempts, **more})


def again(outcome: str, rules: Rules, now: datetime = NOON, **facts: Any) -> datetime | None:
    return next_try(outcome, member(**facts), rules, now)


@pytest.mark.parametrize(("outcome", "minutes"), [("busy", 20), ("no_answer", 180), ("failed", 60)])
def test_each_outcome_has_a_pause_of_its_own(outcome: str, minutes: int) -> None:
    assert again(outcome, Rules()) == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "outcome", ["opted_out", "completed", "declined", "wrong_number", "refused", "duplicate"]
)
def test_what_stands_for_good_is_never_tried_again(outcome: str) -> None:
    assert again(outcome, Rules(max_attempts=10)) is None
    assert is_final(outcome)


def test_what_we_took_back_costs_no_attempt_and_waits_for_the_next_look() -> None:
    assert again(TAKEN_BACK, Rules(max_attempts=1), attempts=1) == NOON
    assert not is_final(TAKEN_BACK)


def test_an_outcome_is_tried_again_as_often_as_the_rules_say() -> None:
    rules = Rules(retries={**CADENCE, "busy": Retry(after=20, times=2)}, max_attempts=10)
    assert again("busy", rules, attempts=5, tried={"busy": 2}) is not None
    assert again("busy", rules, attempts=5, tried={"busy": 3}) is None


def test_an_outcome_the_rules_do_not_name_is_not_tried_again() -> None:
    assert again("voicemail", Rules(retries={"busy": Retry(after=20)})) is None


@given(outcomes, moments, st.integers(1, 10), st.integers(1, 10))
def test_nobody_is_rung_more_often_than_the_rules_allow(
    outcome: Unreached, now: datetime, attempts: int, most: int
) -> None:
    turn = again(outcome, Rules(max_attempts=most), now, attempts=attempts)
    assert (turn is None) == (attempts >= most)


@given(outcomes, moments, st.sampled_from(ZONES), st.integers(1, 3000))
def test_another_time_is_another_part_of_the_day_and_never_before_the_pause(
    outcome: Unreached, now: datetime, zone: str, after: int
) -> None:
    rules = Rules(retries={outcome: Retry(after=after, other_time=True)}, **ALWAYS)
    turn = again(outcome, rules, now, zone=zone)
    assert turn is not None
    assert turn >= now + timedelta(minutes=after)
    parts = {part_of_day(each.astimezone(ZoneInfo(zone))) for each in (now, turn)}
    assert len(parts) == 2


@given(moments, st.sampled_from(ZONES), hours, hours)
def test_another_time_lies_within_the_window_unless_that_knows_only_one(
    now: datetime, zone: str, opens: time, closes: time
) -> None:
    retry = Retry(after=60, other_time=True)
    rules = Rules(retries={"busy": retry}, opens_at=opens, closes_at=closes)
    turn = again("busy", rules, now, zone=zone)
    assert turn is not None
    assert turn == now + timedelta(hours=1) or rules.is_open(turn.astimezone(ZoneInfo(zone)))


def test_no_answer_at_noon_is_tried_again_in_the_evening() -> None:
    rules = Rules(retries={"no_answer": Retry(after=180, other_time=True)})
    turn = again("no_answer", rules)
    assert turn == datetime(2027, 3, 1, 22, tzinfo=UTC)  # 17:00 in New York
