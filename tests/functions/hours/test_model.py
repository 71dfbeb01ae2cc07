from datetime import date

import pytest
from pydantic import ValidationError

from functions.hours.model import Binding, Hours, Limit, Rule, limits, opening
from tests.functions.hours.delivered import (
    ALWAYS,
    EVERY_DAY,
    NAMED,
    bound,
    local,
    open_daily,
    utc,
    window,
)

NEW_YORK, PARIS, SYDNEY = "America/New_York", "Europe/Paris", "Australia/Sydney"


def test_62_a_call_is_made_only_where_the_campaign_and_every_rule_agree() -> None:
    own = window(15, 23, 1, 2, 3, 4, 5)
    morning = local("2027-03-01T09:00", PARIS)
    assert opening(bound("FR"), own, [PARIS], morning) == local("2027-03-01T15:00", PARIS)
    evening = local("2027-03-01T20:00", PARIS)
    assert opening(bound("FR"), own, [PARIS], evening) == local("2027-03-02T15:00", PARIS)


def test_62_the_callee_s_clock_counts_and_not_the_caller_s() -> None:
    nine_in_madrid = local("2027-03-01T09:00", "Europe/Madrid")
    assert opening(bound("US"), ALWAYS, [NEW_YORK], nine_in_madrid) == utc("2027-03-01T13:00")


def test_62_an_allowed_call_is_made_at_once() -> None:
    now = local("2027-03-01T10:00:00.000001", PARIS)
    assert opening(bound("FR"), ALWAYS, [PARIS], now) == now


@pytest.mark.parametrize(
    ("zone", "night", "opens"),
    [
        ("Asia/Kolkata", "2027-03-01T00:00", "2027-03-01T04:30"),
        ("Asia/Kathmandu", "2027-03-01T00:00", "2027-03-01T04:15"),
        ("Pacific/Chatham", "2027-07-01T12:00", "2027-07-01T21:15"),  # +12:45 in winter
        ("Australia/Lord_Howe", "2027-01-10T12:00", "2027-01-10T23:00"),  # +11 in summer
        ("Australia/Lord_Howe", "2027-07-10T12:00", "2027-07-10T23:30"),  # +10:30 in winter
        ("America/Phoenix", "2027-07-01T12:00", "2027-07-01T17:00"),  # -7 all year
        ("America/Phoenix", "2027-01-01T12:00", "2027-01-01T17:00"),
        ("Pacific/Honolulu", "2027-07-01T12:00", "2027-07-01T20:00"),  # -10 all year
    ],
)
def test_63_ten_o_clock_is_right_in_every_zone(zone: str, night: str, opens: str) -> None:
    assert opening(open_daily("10:00-12:00"), ALWAYS, [zone], utc(night)) == utc(opens)


def test_63_what_opens_in_the_skipped_hour_opens_when_the_clock_has_jumped() -> None:
    before = utc("2027-03-14T05:00")
    assert opening(open_daily("02:30-05:00"), ALWAYS, [NEW_YORK], before) == utc("2027-03-14T07:00")


def test_63_what_lies_within_the_skipped_hour_opens_the_day_after() -> None:
    before = utc("2027-03-14T05:00")
    assert opening(open_daily("02:10-02:50"), ALWAYS, [NEW_YORK], before) == utc("2027-03-15T06:10")


def test_63_the_repeated_hour_opens_twice() -> None:
    hours, between = open_daily("01:30-02:00"), utc("2027-11-07T06:00")
    first = opening(hours, ALWAYS, [NEW_YORK], utc("2027-11-07T04:00"))
    again = opening(hours, ALWAYS, [NEW_YORK], between)
    assert (first, again) == (utc("2027-11-07T05:30"), utc("2027-11-07T06:30"))


def test_63_half_an_hour_is_skipped_and_repeated_on_lord_howe() -> None:
    hours, zone = open_daily("02:10-03:00"), ["Australia/Lord_Howe"]
    skipped = opening(hours, ALWAYS, zone, utc("2027-10-02T14:00"))
    assert skipped == utc("2027-10-02T15:30")
    repeated = opening(open_daily("01:40-02:00"), ALWAYS, zone, utc("2027-04-03T15:00"))
    assert repeated == utc("2027-04-03T15:10")


def test_a_window_across_midnight_belongs_to_the_day_on_which_it_opens() -> None:
    fridays = window(22, 2, 5)
    saturday_at_one, at_two = utc("2027-03-06T01:00"), utc("2027-03-06T02:00")
    anytime = open_daily("00:00-24:00")
    assert opening(anytime, fridays, ["UTC"], saturday_at_one) == saturday_at_one
    assert opening(anytime, fridays, ["UTC"], at_two) == utc("2027-03-12T22:00")


def test_hours_that_end_at_midnight_last_to_its_very_end() -> None:
    last = utc("2027-03-01T23:59:59.999999")
    assert opening(open_daily("20:00-24:00"), ALWAYS, ["UTC"], last) == last
    midnight = utc("2027-03-02T00:00")
    assert opening(open_daily("20:00-24:00"), ALWAYS, ["UTC"], midnight) == utc("2027-03-02T20:00")


@pytest.mark.parametrize("zones", [[], ["Nowhere/None"], ["UTC", "../etc"], ["America"], [""]])
def test_65_an_unknown_zone_is_never_called(zones: list[str]) -> None:
    assert opening(open_daily("00:00-24:00"), ALWAYS, zones, utc("2027-03-01T12:00")) is None


def test_65_no_rule_at_all_is_no_call() -> None:
    assert opening(bound(), ALWAYS, ["UTC"], utc("2027-03-01T12:00")) is None


def test_65_where_several_zones_are_possible_all_must_be_open() -> None:
    newfoundland = ["America/Halifax", "America/St_Johns"]
    night, last = utc("2027-03-01T06:00"), utc("2027-03-01T23:45")
    assert opening(bound("CA"), ALWAYS, newfoundland, night) == utc("2027-03-01T13:00")
    assert opening(bound("CA"), ALWAYS, newfoundland, last) == last
    closed_there = utc("2027-03-02T01:00")
    assert opening(bound("CA"), ALWAYS, newfoundland, closed_there) == utc("2027-03-02T13:00")


def test_65_an_australian_mobile_may_be_anywhere_in_australia() -> None:
    anywhere = ["Australia/Sydney", "Australia/Adelaide", "Australia/Eucla", "Australia/Perth"]
    night = local("2027-03-01T03:00", SYDNEY)
    assert opening(bound("AU"), ALWAYS, anywhere, night) == local(
        "2027-03-01T09:00", "Australia/Perth"
    )


def test_65_zones_whose_hours_never_meet_are_never_called() -> None:
    zones = ["Pacific/Auckland", "Pacific/Honolulu", "Europe/London"]
    assert opening(open_daily("09:00-17:00"), ALWAYS, zones, utc("2027-03-01T12:00")) is None


@pytest.mark.parametrize(
    ("closed", "opens"),
    [
        ("2027-03-01T13:00", "2027-03-01T14:00"),
        ("2027-03-01T20:00", "2027-03-02T10:00"),
        ("2027-03-05T20:00", "2027-03-08T10:00"),  # no weekend
        ("2027-03-26T20:00", "2027-03-30T10:00"),  # no Easter Monday
        ("2027-07-13T20:00", "2027-07-15T10:00"),  # no 14 July
    ],
)
def test_66_in_france_from_ten_to_one_and_two_to_eight_on_working_days(
    closed: str, opens: str
) -> None:
    found = opening(bound("FR"), ALWAYS, [PARIS], local(closed, PARIS))
    assert found == local(opens, PARIS)


def test_66_in_france_four_calls_in_thirty_days() -> None:
    assert limits(bound("FR", "courtesy")) == (Limit(calls=4, days=30),)


def test_66_in_florida_three_calls_in_a_day() -> None:
    assert limits(bound("US", "US-FL")) == (Limit(calls=3, days=1),)


def test_66_in_florida_until_eight_although_the_country_says_nine() -> None:
    last, eight = local("2027-03-01T19:59", NEW_YORK), local("2027-03-01T20:00", NEW_YORK)
    florida = bound("US", "US-FL")
    assert opening(florida, ALWAYS, [NEW_YORK], last) == last
    assert opening(florida, ALWAYS, [NEW_YORK], eight) == local("2027-03-02T08:00", NEW_YORK)


@pytest.mark.parametrize("state", ["US-AL", "US-LA", "US-MS", "US-RI", "US-UT"])
def test_66_some_states_have_no_calls_on_sundays(state: str) -> None:
    sunday = local("2027-03-07T12:00", NEW_YORK)
    found = opening(bound("US", state), ALWAYS, [NEW_YORK], sunday)
    assert found is not None
    assert found.date() == date(2027, 3, 8)


def test_66_a_holiday_on_a_sunday_is_kept_on_the_monday() -> None:
    saturday = local("2027-07-03T20:00", "America/Chicago")
    found = opening(bound("US", "US-AL"), ALWAYS, ["America/Chicago"], saturday)
    assert found == local("2027-07-06T08:00", "America/Chicago")


def test_66_mardi_gras_is_a_holiday_in_louisiana_alone() -> None:
    mardi_gras = local("2027-02-09T12:00", "America/Chicago")
    assert opening(bound("US-LA"), ALWAYS, ["America/Chicago"], mardi_gras) != mardi_gras
    assert opening(bound("US-AL"), ALWAYS, ["America/Chicago"], mardi_gras) == mardi_gras


def test_66_new_year_is_kept_on_the_last_day_of_the_old_one() -> None:
    observed = local("2027-12-31T12:00", "America/Chicago")  # 1 January 2028 is a Saturday
    assert opening(bound("US-AL"), ALWAYS, ["America/Chicago"], observed) == local(
        "2028-01-03T08:00", "America/Chicago"
    )


def test_66_in_australia_shorter_on_saturdays_and_not_on_sundays() -> None:
    last, five = local("2027-03-06T16:59", SYDNEY), local("2027-03-06T17:00", SYDNEY)
    assert opening(bound("AU"), ALWAYS, [SYDNEY], last) == last
    assert opening(bound("AU"), ALWAYS, [SYDNEY], five) == local("2027-03-08T09:00", SYDNEY)


def test_66_in_the_united_kingdom_not_on_sundays_or_bank_holidays() -> None:
    good_friday = local("2027-03-26T12:00", "Europe/London")
    saturday = local("2027-03-27T09:00", "Europe/London")
    assert opening(bound("GB"), ALWAYS, ["Europe/London"], good_friday) == saturday
    easter, tuesday = local("2027-03-28T12:00", "Europe/London"), utc("2027-03-30T07:00")
    assert opening(bound("GB"), ALWAYS, ["Europe/London"], easter) == tuesday


def test_a_single_day_can_be_closed_and_a_holiday_be_worked() -> None:
    week = dict.fromkeys(EVERY_DAY, ("09:00-20:00",))
    days = {"closed": ["2027-03-02"], "working": ["2027-07-14"], "closed_on_holidays": True}
    rule = Rule.model_validate({**NAMED, **days, "code": "FR", "week": week})
    hours = Hours(bindings=(Binding(rule=rule, calendar="FR"),))
    assert opening(hours, ALWAYS, ["UTC"], utc("2027-03-02T12:00")) == utc("2027-03-03T09:00")
    worked = utc("2027-07-14T12:00")
    assert opening(hours, ALWAYS, ["UTC"], worked) == worked


def test_what_opens_after_more_than_fourteen_days_is_not_waited_for() -> None:
    days = [f"2027-03-{day:02}" for day in range(1, 17)]
    rule = Rule.model_validate(
        {**NAMED, "code": "XX", "week": {1: ["09:00-10:00"]}, "closed": days}
    )
    hours = Hours(bindings=(Binding(rule=rule, calendar=""),))
    assert opening(hours, ALWAYS, ["UTC"], utc("2027-03-08T09:00")) == utc("2027-03-22T09:00")
    assert opening(hours, ALWAYS, ["UTC"], utc("2027-03-08T08:59")) is None


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("10-13", "write the hours as 10:00-13:00"),
        ("13:00-10:00", "close after they open"),
        ("10:00-24:01", "by 24:00"),
        ("10:00-10:00", "close after they open"),
    ],
)
def test_hours_that_make_no_sense_are_refused(written: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        open_daily(written)


def test_hours_that_overlap_are_refused() -> None:
    with pytest.raises(ValidationError, match="the hours of day 1 overlap"):
        open_daily("10:00-13:00", "12:00-14:00")


def test_a_rule_is_read_as_it_is_written() -> None:
    written = bound("FR").bindings[0].rule
    assert Rule.model_validate_json(written.model_dump_json()) == written
