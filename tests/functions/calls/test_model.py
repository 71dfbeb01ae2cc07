from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.calls.model import (
    CallStatus,
    Facts,
    Go,
    History,
    Refuse,
    Wait,
    decide,
    free_again,
    moves_on,
)
from functions.calls.refusals import Verdict, verdict
from functions.hours.model import Limit
from tests.functions.calls.conftest import allowance, attempt

NOW = datetime(2027, 3, 1, 18, tzinfo=UTC)
QUIET = History(made=(), phone_is_busy=False, spent_on_contact=0, last_caller=None, inbound=0)
IDLE = Facts(refusal=None, opening=NOW, limits=(), history=QUIET)


def facts(**changes: Any) -> Facts:
    return IDLE.model_copy(update=changes)


def past(*hours_ago: float, **more: Any) -> History:
    made = tuple(NOW - timedelta(hours=each) for each in sorted(hours_ago, reverse=True))
    return QUIET.model_copy(update={"made": made, **more})


def test_what_nothing_speaks_against_may_ring_and_keeps_the_worst_case_aside() -> None:
    allowed = allowance(NOW, talk_seconds=601)
    assert decide(allowed, attempt(allowed, NOW), IDLE, NOW) == Go(reserve_micro=11 * 14_000)


def test_it_waits_for_the_callees_morning() -> None:
    allowed, morning = allowance(NOW), NOW + timedelta(hours=15)
    waits = decide(allowed, attempt(allowed, NOW), facts(opening=morning), NOW)
    assert waits == Wait(reason="outside_window", until=morning)


def test_an_unknown_zone_is_never_rung() -> None:
    allowed = allowance(NOW)
    nowhere = attempt(allowed, NOW, zones=())
    assert decide(allowed, nowhere, facts(opening=None), NOW) == Refuse(reason="zone_unknown")


def test_zones_that_never_open_together_are_refused() -> None:
    allowed = allowance(NOW)
    refused = decide(allowed, attempt(allowed, NOW), facts(opening=None), NOW)
    assert refused == Refuse(reason="no_window")


def test_while_the_network_is_full_nobody_is_rung() -> None:
    until = NOW + timedelta(seconds=40)
    allowed = allowance(NOW, held_until=until)
    waits = decide(allowed, attempt(allowed, NOW), IDLE, NOW)
    assert waits == Wait(reason="network_full", until=until)


@pytest.mark.parametrize(("live", "phone_is_busy"), [(5, False), (0, True)])
def test_a_busy_line_means_a_little_later(live: int, *, phone_is_busy: bool) -> None:
    allowed, later = allowance(NOW, live=live), NOW + timedelta(seconds=15)
    seen = facts(history=past(phone_is_busy=phone_is_busy))
    waits = decide(allowed, attempt(allowed, NOW), seen, NOW)
    assert waits == Wait(reason="lines_busy", until=later)


def test_a_refusal_goes_before_everything() -> None:
    allowed = allowance(NOW, open=False)
    never = decide(allowed, attempt(allowed, NOW), facts(refusal="do_not_call"), NOW)
    assert never == Refuse(reason="do_not_call")


def test_who_was_called_enough_today_waits_until_the_first_of_those_calls_is_a_day_old() -> None:
    allowed = allowance(NOW, day_cap=2)
    waits = decide(allowed, attempt(allowed, NOW), facts(history=past(20, 5, 1)), NOW)
    assert waits == Wait(reason="called_enough", until=NOW + timedelta(hours=19))


def test_the_law_of_the_place_counts_beside_the_campaigns_own_cap() -> None:
    allowed, law = allowance(NOW, day_cap=10), (Limit(calls=3, days=30),)
    seen = facts(history=past(700, 500, 30), limits=law)
    waits = decide(allowed, attempt(allowed, NOW), seen, NOW)
    assert waits == Wait(reason="called_enough", until=NOW + timedelta(hours=20))


@given(st.lists(st.floats(0, 720), max_size=12), st.integers(1, 5), st.integers(1, 30))
def test_a_limit_frees_the_number_exactly_when_it_would_hold_again(
    ago: list[float], calls: int, days: int
) -> None:
    made, limit = past(*ago).made, Limit(calls=calls, days=days)
    free, period = free_again(limit, made), timedelta(days=days)
    assert sum(each > free - period for each in made) < calls
    assert free < NOW or sum(each >= free - period for each in made) >= calls


@pytest.mark.parametrize(
    ("changes", "spent", "decision"),
    [
        ({"budget_micro": 13_999}, 0, "budget"),
        ({"reserved_micro": 990_000}, 0, "budget"),
        ({"spent_micro": 990_000}, 0, "budget"),
        ({"day_budget_micro": 20_000, "day_spent_micro": 10_000, "day": NOW}, 0, "day_budget"),
        ({"contact_budget_micro": 30_000}, 20_000, "contact_budget"),
    ],
)
def test_no_budget_is_overdrawn_even_by_the_longest_call(
    changes: dict[str, Any], spent: int, decision: str
) -> None:
    told = {**changes, "day": NOW.date()} if "day" in changes else changes
    allowed = allowance(NOW, **told)
    seen = facts(history=past(spent_on_contact=spent))
    found = decide(allowed, attempt(allowed, NOW), seen, NOW)
    assert isinstance(found, Wait | Refuse)
    assert found.reason == decision


def test_what_yesterday_cost_does_not_count_today() -> None:
    yesterday = NOW.date() - timedelta(days=1)
    allowed = allowance(NOW, day=yesterday, day_spent_micro=90_000, day_budget_micro=90_000)
    assert isinstance(decide(allowed, attempt(allowed, NOW), IDLE, NOW), Go)


def test_the_day_of_a_budget_begins_where_the_campaign_is() -> None:
    late = datetime(2027, 3, 2, 3, tzinfo=UTC)
    assert allowance(late, zone="America/Bogota").today(late).day == 1


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("21211", Verdict.NUMBER_DEAD),
        ("21216", Verdict.BARRED),
        ("21210", Verdict.CALLER),
        ("20003", Verdict.SETTINGS),
        ("10004", Verdict.FULL),
        ("99999", Verdict.UNKNOWN),
    ],
)
def test_each_refusal_is_about_somebody(code: str, meaning: Verdict) -> None:
    assert verdict(code) is meaning


@given(st.permutations(list(CallStatus)))
def test_a_call_never_moves_back(told: list[CallStatus]) -> None:
    now, seen = CallStatus.QUEUED, [CallStatus.QUEUED]
    for status in told:
        now = status if moves_on(now, status) else now
        seen.append(now)
    assert seen == sorted(seen, key=list(CallStatus).index)
    assert len({each for each in seen if each.is_end}) == 1
