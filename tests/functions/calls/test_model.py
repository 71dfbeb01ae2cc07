from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.calls.model import (
    CallStatus,
    Go,
    Refuse,
    Usage,
    Wait,
    cost,
    decide,
    in_window,
    moves_on,
    next_opening,
)
from tests.functions.calls.conftest import allowance, attempt

NOW = datetime(2027, 3, 1, 18, tzinfo=UTC)  # a Monday, 13:00 in New York
IDLE = Usage(live=0, today=0, phone_is_busy=False, refusal=None)
OFFICE = {"opens_at": time(9), "closes_at": time(17), "weekdays": (1, 2, 3, 4, 5)}


def test_within_the_window_it_may_ring() -> None:
    allowed = allowance(NOW, **OFFICE)
    assert decide(allowed, attempt(allowed, NOW), IDLE, NOW) == Go(reserve_micro=14_000)


def test_it_waits_for_the_callees_morning() -> None:
    allowed = allowance(NOW, **OFFICE)
    honolulu = attempt(allowed, NOW, zones=("Pacific/Honolulu",))
    opening = datetime(2027, 3, 1, 19, tzinfo=UTC)
    assert decide(allowed, honolulu, IDLE, NOW) == Wait(reason="outside_window", until=opening)


def test_every_possible_zone_must_allow_it() -> None:
    allowed = allowance(NOW, **OFFICE)
    both = attempt(allowed, NOW, zones=("America/New_York", "Pacific/Honolulu"))
    assert isinstance(decide(allowed, both, IDLE, NOW), Wait)


@pytest.mark.parametrize("zones", [(), ("Mars/Olympus",), ("",)])
def test_an_unknown_zone_is_never_rung(zones: tuple[str, ...]) -> None:
    allowed = allowance(NOW)
    assert decide(allowed, attempt(allowed, NOW, zones=zones), IDLE, NOW) == Refuse(
        reason="zone_unknown"
    )


def test_zones_that_never_open_together_are_refused() -> None:
    allowed = allowance(NOW, opens_at=time(9), closes_at=time(10))
    apart = attempt(allowed, NOW, zones=("America/New_York", "Asia/Tokyo"))
    assert decide(allowed, apart, IDLE, NOW) == Refuse(reason="no_window")


def test_all_lines_busy_means_a_little_later() -> None:
    allowed = allowance(NOW)
    busy = IDLE.model_copy(update={"live": 5})
    later = NOW + timedelta(seconds=15)
    assert decide(allowed, attempt(allowed, NOW), busy, NOW) == Wait(
        reason="lines_busy", until=later
    )


def test_a_refusal_goes_before_everything() -> None:
    allowed = allowance(NOW, open=False)
    never = IDLE.model_copy(update={"refusal": "do_not_call"})
    assert decide(allowed, attempt(allowed, NOW), never, NOW) == Refuse(reason="do_not_call")


def test_a_window_over_midnight_belongs_to_the_day_it_opens() -> None:
    night = allowance(NOW, opens_at=time(22), closes_at=time(2), weekdays=(5,))
    saturday = datetime(2027, 3, 6, 1, tzinfo=UTC)
    assert in_window(night, saturday)
    assert not in_window(night, saturday + timedelta(days=1))


def test_half_hour_zones_open_on_their_own_half_hour() -> None:
    allowed = allowance(NOW, **OFFICE)
    opening = next_opening(allowed, [ZoneInfo("Asia/Kathmandu")], NOW)
    assert opening == datetime(2027, 3, 2, 3, 15, tzinfo=UTC)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_opening_is_open_wherever_clocks_change(now: datetime) -> None:
    allowed = allowance(now, **OFFICE)
    zone = ZoneInfo("Australia/Lord_Howe")
    opening = next_opening(allowed, [zone], now)
    assert opening is not None
    assert in_window(allowed, opening.astimezone(zone))


@given(st.permutations(list(CallStatus)))
def test_a_call_never_moves_back(told: list[CallStatus]) -> None:
    now, seen = CallStatus.QUEUED, [CallStatus.QUEUED]
    for status in told:
        now = status if moves_on(now, status) else now
        seen.append(now)
    assert seen == sorted(seen, key=list(CallStatus).index)
    assert len({each for each in seen if each.is_end}) == 1


@pytest.mark.parametrize(("seconds", "micro"), [(None, 0), (0, 0), (1, 14), (60, 14), (61, 28)])
def test_each_minute_begun_is_paid(seconds: int | None, micro: int) -> None:
    assert cost(seconds, 14) == micro
