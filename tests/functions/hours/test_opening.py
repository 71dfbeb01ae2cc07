"""The next opening against a model that is slow and plain: ask every minute for 14 days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.hours.model import AHEAD, Binding, Hours, Rule, Window, opening
from tests.functions.hours.delivered import ALWAYS, NAMED

ZONES = (
    "America/New_York",
    "America/Phoenix",
    "America/St_Johns",
    "Pacific/Honolulu",
    "Europe/Madrid",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "Africa/Casablanca",  # turns its clocks for Ramadan
)
TURNS = (
    date(2027, 2, 7),
    date(2027, 3, 14),
    date(2027, 3, 28),
    date(2027, 4, 4),
    date(2027, 9, 26),
    date(2027, 10, 3),
    date(2027, 10, 31),
    date(2027, 11, 7),
    date(2027, 12, 24),
)
MINUTE = timedelta(minutes=1)
minutes = st.integers(0, 24 * 60 - 1)
weekdays = st.sets(st.integers(1, 7)).map(sorted).map(tuple)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


at_night = st.integers(60, 4 * 60)  # when clocks are turned
spans = st.sets(at_night | st.integers(0, 24 * 60), min_size=2, max_size=4).map(
    lambda at: [f"{clock(a)}-{clock(b)}" for a, b in zip(*[iter(sorted(at))] * 2, strict=False)]
)
weeks = st.dictionaries(st.integers(1, 7), spans, min_size=1) | spans.map(
    lambda daily: {day: tuple(daily) for day in range(1, 8)}
)
rules = st.builds(
    lambda week, closed, is_off: Rule.model_validate(
        {**NAMED, "code": "ES", "week": week, "closed": closed, "closed_on_holidays": is_off}
    ),
    weeks,
    st.lists(st.sampled_from(TURNS), max_size=2),
    st.booleans(),
)
windows = st.just(ALWAYS) | st.builds(
    lambda opens, closes, days: Window(
        opens_at=time(*divmod(opens, 60)), closes_at=time(*divmod(closes, 60)), weekdays=days
    ),
    minutes,
    minutes,
    weekdays,
)
moments = st.builds(
    lambda day, minute: datetime.combine(day, time(), UTC) + timedelta(minutes=minute),
    st.sampled_from(TURNS),
    st.integers(-24 * 60, 12 * 60),
)


def is_open(rule: Rule, wall: datetime) -> bool:
    binding = Binding(rule=rule, calendar="ES")
    if binding.is_off(wall.date()):
        return False
    at = timedelta(hours=wall.hour, minutes=wall.minute)
    return any(opens <= at < closes for opens, closes in rule.week.get(wall.isoweekday(), ()))


def is_own(own: Window, wall: datetime) -> bool:
    if own.opens_at < own.closes_at:
        return wall.isoweekday() in own.weekdays and own.opens_at <= wall.time() < own.closes_at
    if wall.time() >= own.opens_at:
        return wall.isoweekday() in own.weekdays
    yesterday = (wall - timedelta(days=1)).isoweekday()
    return wall.time() < own.closes_at and yesterday in own.weekdays


def asked_every_minute(
    bound: Sequence[Rule], own: Window, zones: Sequence[str], now: datetime
) -> datetime | None:
    places = [ZoneInfo(zone) for zone in zones]
    for minute in range(AHEAD // MINUTE + 1):
        moment = now + minute * MINUTE
        walls = [moment.astimezone(place).replace(tzinfo=None) for place in places]
        if all(is_own(own, wall) and all(is_open(rule, wall) for rule in bound) for wall in walls):
            return moment
    return None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(rules, min_size=1, max_size=2),
    windows,
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True),
    moments,
)
def test_the_next_opening_is_the_first_open_minute(
    bound: list[Rule], own: Window, zones: list[str], now: datetime
) -> None:
    hours = Hours(bindings=tuple(Binding(rule=rule, calendar="ES") for rule in bound))
    assert opening(hours, own, zones, now) == asked_every_minute(bound, own, zones, now)
