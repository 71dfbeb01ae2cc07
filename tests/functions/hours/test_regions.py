import json

import phonenumbers
import pytest
from phonenumbers.geocoder import description_for_valid_number

from functions.hours.regions import AREAS, Place, is_place, places

TOLD: dict[str, str] = json.loads(AREAS.read_text("utf-8"))
NAMES = """
US-AL Alabama|US-AK Alaska|US-AZ Arizona|US-AR Arkansas|US-CA California|US-CO Colorado
US-CT Connecticut|US-DE Delaware|US-DC Washington D.C.|US-FL Florida|US-GA Georgia|US-HI Hawaii
US-ID Idaho|US-IL Illinois|US-IN Indiana|US-IA Iowa|US-KS Kansas|US-KY Kentucky|US-LA Louisiana
US-ME Maine|US-MD Maryland|US-MA Massachusetts|US-MI Michigan|US-MN Minnesota|US-MS Mississippi
US-MO Missouri|US-MT Montana|US-NE Nebraska|US-NV Nevada|US-NH New Hampshire|US-NJ New Jersey
US-NM New Mexico|US-NY New York|US-NC North Carolina|US-ND North Dakota|US-OH Ohio|US-OK Oklahoma
US-OR Oregon|US-PA Pennsylvania|US-RI Rhode Island|US-SC South Carolina|US-SD South Dakota
US-TN Tennessee|US-TX Texas|US-UT Utah|US-VT Vermont|US-VA Virginia|US-WA Washington State
US-WV West Virginia|US-WI Wisconsin|US-WY Wyoming|CA-AB Alberta|CA-BC British Col|CA-MB Manitoba
CA-NB New Brunswick|CA-NL Newfoundland and Labrador|CA-NS Nova Scotia|CA-NT Northwest Territories
CA-NU Nunavut|CA-ON Ontario|CA-PE Prince Edward Island|CA-QC Quebec|CA-SK Saskatchewan|CA-YT Yukon
"""
NAMED = dict(each.split(" ", 1) for each in NAMES.replace("\n", "|").strip("|").split("|"))
ONE_A_LINE = [(region, area) for region in TOLD for area in TOLD[region].split()]


def the(country: str, region: str | None = None) -> Place:
    return Place(country=country, region=region)


def agrees(region: str, area: str) -> bool:
    told = description_for_valid_number(phonenumbers.parse(f"+1{area}5550100"), "en")
    return NAMED[region] in told or told.endswith(f", {region[3:]}")


def test_area_codes_are_where_the_geocoder_says() -> None:
    assert [each for each in ONE_A_LINE if not agrees(*each)] == []


def test_every_state_and_province_has_its_area_codes() -> None:
    assert TOLD.keys() == NAMED.keys()


@pytest.mark.parametrize(
    ("phone", "found"),
    [
        ("+13055550100", [the("US", "FL")]),
        ("+17095550100", [the("CA", "NL")]),
        ("+19025550100", [the("CA")]),  # Nova Scotia or Prince Edward Island
        ("+17875550100", [the("US", "PR")]),
        ("+18765550100", [the("JM")]),
        ("+33199000000", [the("FR")]),
        ("+442079460000", [the("GB")]),
        ("+447700900123", [the("GB"), the("GB", "GG"), the("GB", "IM"), the("GB", "JE")]),
        ("+79161234567", [the("RU")]),
        ("+77012345678", [the("KZ")]),
        ("+78001234567", [the("RU"), the("KZ")]),
        ("+80012345678", []),  # free in many countries, of none
    ],
)
def test_a_number_belongs_to_every_place_it_may_be_of(phone: str, found: list[Place]) -> None:
    assert places(phone) == tuple(found)


def test_a_free_north_american_number_may_be_of_any_state_and_country() -> None:
    found = places("+18005550100") or ()
    assert {the("US"), the("CA"), the("JM")} <= set(found)


@pytest.mark.parametrize("phone", ["", "305 555 0100", "+1", "+1305555", "hello"])
def test_what_is_no_number_is_nowhere(phone: str) -> None:
    assert places(phone) is None


def test_a_region_that_is_not_known_may_be_any() -> None:
    assert [the("US").holds("US-FL"), the("US", "NY").holds("US-FL")] == [True, False]
    assert [the("US", "NY").holds("US"), the("CA").holds("US")] == [True, False]


@pytest.mark.parametrize("code", ["FR", "US-FL", "CA-NS", "US-PR", "ES-CT"])
def test_these_are_places(code: str) -> None:
    assert is_place(code)


@pytest.mark.parametrize("code", ["XX", "PR", "US-FA", "CA-FL", "fr", ""])
def test_these_are_not(code: str) -> None:
    assert not is_place(code)
