import subprocess
import sys
from datetime import date

from functions.hours.calendars import days_off


def test_holidays_are_computed_for_any_year() -> None:
    assert date(2041, 4, 22) in days_off("FR", 2041)  # Easter Monday


def test_a_region_without_a_list_keeps_its_country_s_holidays() -> None:
    assert days_off("ES-XX", 2027) == days_off("ES", 2027)


def test_a_place_that_nobody_listed_has_none() -> None:
    assert days_off("XX", 2027) == frozenset()


def test_start_up_does_not_pay_for_the_library() -> None:
    code = "import functions.hours.api, sys; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_geocoder_is_not_loaded() -> None:
    code = "import functions.hours.api, sys; sys.exit('phonenumbers.geocoder' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
