"""Schedules of timers: against an obvious, slow model, and case by case."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.local.host.ncrontab import Ncrontab
from scripts.local.host.schedule import Schedule, zone

RANGES = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
START = datetime(2027, 3, 1, 12, 30, 15)  # noqa: DTZ001 - NCRONTAB knows no zones


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, frozenset[int]]:
    """One field, and the values it stands for."""
    numbers = st.integers(low, high)
    first, last, step = draw(numbers), draw(numbers), draw(st.integers(1, 20))
    low_end, high_end = sorted((first, last))
    kinds = {
        "*": range(low, high + 1),
        f"*/{step}": range(low, high + 1, step),
        f"{first}": [first],
        f"{first},{last}": [first, last],
        f"{first}-{last}": range(low_end, high_end + 1),
        f"{first}-{last}/{step}": range(low_end, high_end + 1, step),
        f"{first}/{step}": range(first, high + 1, step),
    }
    text = draw(st.sampled_from(list(kinds)))
    return text, frozenset(kinds[text])


def fits(instant: datetime, sets: list[frozenset[int]]) -> bool:
    """The obvious model: each part of the instant is in its set."""
    weekday = instant.isoweekday() % 7
    day = (instant.day, instant.month, weekday)
    parts = (instant.second, instant.minute, instant.hour, *day)
    return all(part in values for part, values in zip(parts, sets, strict=True))


def slowly(start: datetime, sets: list[frozenset[int]], within: timedelta) -> datetime | None:
    """The first fit, second by second."""
    seconds = range(1, int(within.total_seconds()) + 1)
    instants = (start + timedelta(seconds=each) for each in seconds)
    return next((each for each in instants if fits(each, sets)), None)


@settings(deadline=None)
@given(
    st.tuples(*(fields(*each) for each in RANGES[:3])),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - as above
)
def test_times_of_the_day_agree_with_the_model(
    drawn: tuple[tuple[str, frozenset[int]], ...], start: datetime
) -> None:
    expression = " ".join([*(text for text, _ in drawn), "* * *"])
    every = [frozenset(range(low, high + 1)) for low, high in RANGES[3:]]
    whole = start.replace(microsecond=0)
    expected = slowly(whole, [*(values for _, values in drawn), *every], timedelta(days=2))
    assert Ncrontab(expression).after(start) == expected


@settings(deadline=None)
@given(
    st.tuples(*(fields(*each) for each in RANGES[3:])),
    st.dates(datetime(2024, 1, 1).date(), datetime(2030, 1, 1).date()),  # noqa: DTZ001 - as above
)
def test_days_agree_with_the_model(
    drawn: tuple[tuple[str, frozenset[int]], ...], start: datetime
) -> None:
    midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - as above
    sets = [frozenset({0})] * 3 + [values for _, values in drawn]
    days = (midnight + timedelta(days=each) for each in range(1, 11000))
    expected = next((each for each in days if fits(each, sets)), None)
    schedule = Ncrontab(" ".join(["0 0 0", *(text for text, _ in drawn)]))
    assert _after(schedule, midnight) == expected


def _after(schedule: Ncrontab, instant: datetime) -> datetime | None:
    try:
        return schedule.after(instant)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 */5 * * * *", datetime(2027, 3, 1, 12, 35)),  # noqa: DTZ001 - as above
        ("*/5 * * * *", datetime(2027, 3, 1, 12, 35)),  # noqa: DTZ001 - as above
        ("0 30 9 * Jan Mon", datetime(2028, 1, 3, 9, 30)),  # noqa: DTZ001 - as above
        ("0 0 0 * jan-feb fri", datetime(2028, 1, 7)),  # noqa: DTZ001 - as above
        ("0 0 0 29 2 *", datetime(2028, 2, 29)),  # noqa: DTZ001 - as above
        ("0 0 17-9 * * *", datetime(2027, 3, 1, 13)),  # noqa: DTZ001 - as above
        ("15 30 12 * * *", datetime(2027, 3, 2, 12, 30, 15)),  # noqa: DTZ001 - as above
    ],
)
def test_examples(expression: str, expected: datetime) -> None:
    """Docs functions-bindings-timer#ncrontab-examples; a backward range is swapped (NCrontab)."""
    assert Ncrontab(expression).after(START) == expected


@pytest.mark.parametrize(
    "expression",
    ["", "* * * *", "60 * * * * *", "* * 24 * * *", "0 0 0 0 * *", "* * * * * 7", "a * * * * *"],
)
def test_what_is_wrong_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"fields|is no"):
        Ncrontab(expression)


def test_a_day_that_never_comes_is_an_error() -> None:
    with pytest.raises(ValueError, match="No day fits"):
        Ncrontab("0 0 0 30 2 *").after(START)


def test_times_are_those_of_the_zone() -> None:
    """Docs functions-bindings-timer#ncrontab-time-zones: WEBSITE_TIME_ZONE."""
    schedule = Schedule("0 0 9 * * *", ZoneInfo("America/New_York"))
    winter, summer = datetime(2027, 1, 10, tzinfo=UTC), datetime(2027, 7, 10, tzinfo=UTC)
    assert [schedule.after(each).hour for each in (winter, summer)] == [14, 13]


def test_a_time_that_the_zone_skips_comes_an_hour_later() -> None:
    schedule = Schedule("0 30 2 * * *", ZoneInfo("America/New_York"))
    before = datetime(2027, 3, 14, 5, tzinfo=UTC)
    assert schedule.after(before) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_a_time_span_counts_from_the_last_run() -> None:
    """Docs functions-bindings-timer#timespan."""
    schedule = Schedule("01:30:00", ZoneInfo("UTC"))
    start = datetime(2027, 1, 10, 0, 0, 7, tzinfo=UTC)
    assert schedule.after(start) == start + timedelta(minutes=90)


@pytest.mark.parametrize(("expression", "kept"), [("*/30 * * * * *", False), ("0 * * * * *", True)])
def test_state_is_kept_from_once_a_minute(expression: str, kept: bool) -> None:
    """Docs functions-bindings-timer#configuration: useMonitor below a minute is off."""
    now = datetime(2027, 1, 10, tzinfo=UTC)
    assert Schedule(expression, ZoneInfo("UTC")).monitored(now) is kept


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="WEBSITE_TIME_ZONE"):
        zone({"WEBSITE_TIME_ZONE": "Mars/Olympus"})
