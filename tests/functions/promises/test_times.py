from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.promises.times import Meant, Unclear, meant
from shared.value import Spoken
from tests.functions.promises.phrases import ENGLISH, SPANISH

NEW_YORK, WEDNESDAY = "America/New_York", datetime(2026, 7, 8, 15, tzinfo=UTC)
ZONES = (NEW_YORK, "Europe/Madrid", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
NOW = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
BITS = (
    "tomorrow today at in on the next tuesday january 3 12 30 99 half past quarter to pm noon "
    "mañana martes a las la y media de tarde dentro horas enero 15/2 25:61 no"
)
SPEECH = st.text(max_size=80) | st.lists(
    st.sampled_from(BITS.split()),
    max_size=9,
).map(" ".join)
WEEKDAYS = ("monday", "tuesday", "friday", "sunday")


def told(words: str, language: Spoken, now: datetime = WEDNESDAY, zone: str = NEW_YORK) -> str:
    """The local time that was meant, without the year while it is this one; or what to ask."""
    found = meant(words, language, now, zone)
    if isinstance(found, Unclear):
        return found.asks
    local = found.at.astimezone(ZoneInfo(zone))
    return f"{local:%m-%d %H:%M}" if local.year == now.year else f"{local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("words", "when"), ENGLISH)
def test_what_people_say_in_english_is_the_time_they_mean(words: str, when: str) -> None:
    assert told(words, Spoken.EN) == when


@pytest.mark.parametrize(("words", "when"), SPANISH)
def test_what_people_say_in_spanish_is_the_time_they_mean(words: str, when: str) -> None:
    assert told(words, Spoken.ES) == when


@given(SPEECH, NOW, st.sampled_from(ZONES), st.sampled_from(Spoken))
@settings(max_examples=400, deadline=None)
def test_whatever_is_said_is_a_time_to_come_or_a_question(
    words: str, now: datetime, zone: str, language: Spoken
) -> None:
    found = meant(words, language, now, zone)
    assert isinstance(found, Unclear) or now < found.at <= now + timedelta(days=366)


@given(NOW, st.sampled_from(ZONES), st.integers(13, 23), st.integers(0, 59))
@settings(max_examples=200, deadline=None)
def test_tomorrow_is_the_next_day_on_the_clock_where_they_are(
    now: datetime, zone: str, hour: int, minute: int
) -> None:
    found = meant(f"tomorrow at {hour}:{minute:02}", Spoken.EN, now, zone)
    assert isinstance(found, Meant)
    there = ZoneInfo(zone)
    local, today = found.at.astimezone(there), now.astimezone(there).date()
    assert (local.date(), local.hour, local.minute) == (today + timedelta(days=1), hour, minute)


@given(NOW, st.sampled_from(ZONES), st.integers(2, 300))
def test_so_many_minutes_are_as_long_whatever_clocks_do_meanwhile(
    now: datetime, zone: str, minutes: int
) -> None:
    found = meant(f"in {minutes} minutes", Spoken.EN, now, zone)
    assert isinstance(found, Meant)
    assert timedelta(0) <= found.at - now - timedelta(minutes=minutes) < timedelta(minutes=1)


@given(NOW, st.sampled_from(ZONES), st.integers(2, 12))
def test_both_languages_mean_the_same_hour(now: datetime, zone: str, hour: int) -> None:
    english = meant(f"tomorrow at {hour}", Spoken.EN, now, zone)
    assert meant(f"mañana a las {hour}", Spoken.ES, now, zone) == english


@given(NOW, st.sampled_from(ZONES), st.sampled_from(WEEKDAYS))
def test_a_weekday_lies_within_the_next_seven_days(now: datetime, zone: str, day: str) -> None:
    found = meant(f"{day} at noon", Spoken.EN, now, zone)
    assert isinstance(found, Meant)
    there = ZoneInfo(zone)
    ahead = found.at.astimezone(there).date() - now.astimezone(there).date()
    assert 1 <= ahead.days <= 7


def test_an_hour_that_clocks_skip_is_the_one_after_it() -> None:
    saturday = datetime(2027, 3, 13, 15, tzinfo=UTC)
    assert told("tomorrow at 2:30 am", Spoken.EN, saturday) == "03-14 03:30"


def test_an_hour_that_clocks_repeat_is_the_first_that_is_still_to_come() -> None:
    before, between = datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 1, 5, 45, tzinfo=UTC)
    found = [meant("today at 1:30 am", Spoken.EN, now, NEW_YORK) for now in (before, between)]
    instants = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    assert found == [Meant(at=instant) for instant in instants]


def test_a_clock_turned_by_half_an_hour_is_read_right() -> None:
    now = datetime(2026, 10, 3, 1, tzinfo=UTC)
    found = meant("tomorrow at 3 pm", Spoken.EN, now, "Australia/Lord_Howe")
    assert found == Meant(at=datetime(2026, 10, 4, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "now", "when"),
    [
        ("on Monday at 3", datetime(2026, 7, 6, 15, tzinfo=UTC), "07-13 15:00"),
        ("at 3", datetime(2026, 7, 8, 20, tzinfo=UTC), "07-09 15:00"),
        ("on the 8th at 9 am", WEDNESDAY, "08-08 09:00"),
        ("on January 3 at 10", datetime(2026, 1, 5, 15, tzinfo=UTC), "2027-01-03 10:00"),
        ("on February 29 at 10", datetime(2027, 6, 1, 15, tzinfo=UTC), "2028-02-29 10:00"),
    ],
)
def test_what_is_past_is_meant_of_the_next_time(words: str, now: datetime, when: str) -> None:
    assert told(words, Spoken.EN, now) == when
