"""The arithmetic of clocks, held against a model that walks from minute to minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.sla.calendars import Plan, Window, after, counted, is_off, loud
from shared.errors import Invalid
from tests.functions.sla.plans import AFTERNOON, EVER, MORNING, OFFICE, at, calendar

MINUTE = timedelta(minutes=1)
ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "America/Santiago",
    "America/Mexico_City",
    "Asia/Kathmandu",  # a quarter of an hour off
    "Pacific/Chatham",  # the same, with summer time
    "Australia/Lord_Howe",  # summer time of half an hour
    "America/St_Johns",
    "UTC",
)
NIGHTS = ("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-09-06")
"""Around these days clocks change: in Europe, North America, Chile, Chatham and Lord Howe."""


def is_open(plan: Plan, minute: datetime) -> bool:
    """What the clock on the wall says."""
    local = minute.astimezone(ZoneInfo(plan.zone))
    if is_off(plan, local.date()):
        return False
    return any(
        local.isoweekday() in each.weekdays
        and each.opens <= local.time()
        and (local.time() < each.closes or each.closes == time())
        for each in plan.windows
    )


def walked(plan: Plan, start: datetime, until: datetime) -> timedelta:
    """The slow way: each minute is open or not."""
    minutes = int((until - start) / MINUTE)
    return sum((MINUTE for n in range(minutes) if is_open(plan, start + n * MINUTE)), timedelta())


def reached(plan: Plan, start: datetime, minutes: int) -> datetime:
    """The slow way to the instant at which so many minutes have counted."""
    now = start
    while minutes:
        minutes -= is_open(plan, now)
        now += MINUTE
    return now


@st.composite
def windows(draw: st.DrawFn) -> Window:
    opens = draw(st.integers(0, 95))
    closes = draw(st.integers(opens + 1, 96)) % 96
    days = draw(st.frozensets(st.integers(1, 7), min_size=1))
    hours = [time(each // 4, each % 4 * 15) for each in (opens, closes)]
    return Window(weekdays=days, opens=hours[0], closes=hours[1])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    zone = draw(st.sampled_from(ZONES))
    some = draw(st.lists(windows(), min_size=1, max_size=3))
    off = draw(st.lists(st.sampled_from([at(each).date() for each in NIGHTS]), max_size=2))
    return calendar(*some, zone=zone, days_off=tuple(off))


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    night = at(draw(st.sampled_from(NIGHTS)))
    return night + draw(st.integers(-36 * 60, 36 * 60)) * MINUTE


@settings(max_examples=150, deadline=None)
@given(plans(), instants(), st.integers(0, 3 * 24 * 60))
def test_what_has_counted_is_what_walking_finds(plan: Plan, start: datetime, minutes: int) -> None:
    until = start + minutes * MINUTE
    assert counted(plan, start, until) == walked(plan, start, until)


@settings(max_examples=150, deadline=None)
@given(plans(), instants(), st.integers(1, 200))
def test_what_is_due_is_due_when_walking_gets_there(
    plan: Plan, start: datetime, minutes: int
) -> None:
    assert after(plan, start, minutes * MINUTE) == reached(plan, start, minutes)


@settings(max_examples=150, deadline=None)
@given(plans(), instants(), st.integers(1, 12_000), st.integers(0, 12_000))
def test_by_the_time_it_is_due_so_much_has_counted_and_a_pause_moves_it(
    plan: Plan, start: datetime, seconds: int, part: int
) -> None:
    whole, some = timedelta(seconds=seconds), timedelta(seconds=min(part, seconds))
    due = after(plan, start, whole)
    stopped = after(plan, start, some)
    assert counted(plan, start, due) == whole
    assert after(plan, stopped, whole - some) == due


@pytest.mark.parametrize(
    ("zone", "night", "hours"),
    [
        ("Europe/Madrid", "2026-03-28T23:00", 23),
        ("Europe/Madrid", "2026-10-24T22:00", 25),
        ("America/New_York", "2026-11-01T04:00", 25),
        ("Australia/Lord_Howe", "2026-04-04T13:00", 24.5),
    ],
)
def test_a_day_is_as_long_as_it_is(zone: str, night: str, hours: float) -> None:
    plan = calendar(EVER, zone=zone, days_off=())
    start = at(night)
    day = start.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    midnight = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    assert counted(plan, start, midnight) == timedelta(hours=hours)


def test_lunch_does_not_count() -> None:
    plan = calendar(MORNING, AFTERNOON)
    assert after(plan, at("2027-03-01T12:30"), timedelta(hours=1)) == at("2027-03-01T14:30")


def test_a_holiday_of_the_place_and_a_day_off_of_the_house_do_not_count() -> None:
    plan = calendar(OFFICE, places=("ES",), days_off=(at("2027-01-07").date(),))
    started = at("2027-01-05T16:00")  # the sixth is Epiphany
    assert after(plan, started, timedelta(hours=2)) == at("2027-01-08T10:00")


def test_a_weekend_does_not_count() -> None:
    assert after(calendar(), at("2027-03-05T16:59"), 2 * MINUTE) == at("2027-03-08T09:01")


def test_hours_that_never_come_are_refused_instead_of_waited_for() -> None:
    plan = calendar(Window(weekdays=frozenset({1}), opens=time(9), closes=time(9, 1)))
    with pytest.raises(Invalid, match="too few hours"):
        after(plan, at("2027-03-01T12:00"), timedelta(days=90))


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2027-03-01T21:59", "2027-03-01T21:59"),
        ("2027-03-01T22:00", "2027-03-02T07:00"),
        ("2027-03-02T06:59", "2027-03-02T07:00"),
        ("2027-03-02T07:00", "2027-03-02T07:00"),
    ],
)
def test_the_night_is_quiet(when: str, told: str) -> None:
    assert loud(calendar(), at(when)) == at(told)


def test_quiet_hours_are_those_of_the_zone_also_by_day() -> None:
    siesta = calendar(zone="Europe/Madrid", quiet_from="14:00", quiet_until="16:00")
    assert loud(siesta, at("2027-03-01T13:30")) == at("2027-03-01T15:00")
    assert loud(siesta, at("2027-03-01T12:30")) == at("2027-03-01T12:30")


@pytest.mark.parametrize(
    "wrong", [{"weekdays": []}, {"closes": "08:00"}, {"opens": "09:00Z"}, {"weekdays": [8]}]
)
def test_hours_that_are_none_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Window.model_validate({"opens": "09:00", "closes": "17:00", **wrong})
