"""Where a number may belong: its countries, and the state or province of its area code."""

import json
from functools import cache
from pathlib import Path

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber

from shared.value import Value

AREAS = Path(__file__).with_name("areas.json")
NORTH_AMERICA = 1
PART_OF = {
    **dict.fromkeys(("AS", "GU", "MP", "PR", "VI"), "US"),
    **dict.fromkeys(("BL", "GF", "GP", "MF", "MQ", "PM", "RE", "YT"), "FR"),
    **dict.fromkeys(("GG", "IM", "JE"), "GB"),
    **dict.fromkeys(("CC", "CX"), "AU"),
}
"""What has a code of its own in ISO 3166 and is called by another country's rules."""


class Place(Value):
    """A country, and the part of it if that is known."""

    country: str
    region: str | None

    def holds(self, code: str) -> bool:
        """Whether the rule of that code may bind here. An unknown region may be any."""
        country, _, region = code.partition("-")
        return country == self.country and (not region or self.region in {None, region})


def is_place(code: str) -> bool:
    """Whether that is a country, or a region of one; of `US` and `CA`, one that has telephones.

    What is part of another country is a region there: `US-PR`, not `PR`.
    """
    country, _, region = code.partition("-")
    if country not in phonenumbers.SUPPORTED_REGIONS or country in PART_OF:
        return False
    listed = {each for each in _areas() if each.startswith(f"{country}-")}
    return not region or not listed or code in listed or PART_OF.get(region) == country


def places(phone: str) -> tuple[Place, ...] | None:
    """Every place an E.164 number may belong to; nothing where it is no number.

    A free number, say, belongs to many countries, one of the networks of the world to none.
    """
    try:
        number = phonenumbers.parse(phone)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    found = (_place(country, number) for country in _countries(number))
    return tuple(dict.fromkeys(found))


def _countries(number: PhoneNumber) -> list[str]:
    """Those whose plan holds the number; where none does, all that share its prefix."""
    sharing = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    countries = [each for each in sharing if each.isalpha()]
    holding = [each for each in countries if phonenumbers.is_valid_number_for_region(number, each)]
    return holding or countries


def _place(country: str, number: PhoneNumber) -> Place:
    if country in PART_OF:
        return Place(country=PART_OF[country], region=country)
    if number.country_code != NORTH_AMERICA:
        return Place(country=country, region=None)
    area = str(number.national_number)[:3]
    lies_in = [code for code, areas in _areas().items() if area in areas]
    known, _, region = lies_in[0].partition("-") if len(lies_in) == 1 else ("", "", "")
    return Place(country=country, region=region if known == country else None)


@cache
def _areas() -> dict[str, frozenset[str]]:
    """The area codes of each North American state and province; some lie in several."""
    told: dict[str, str] = json.loads(AREAS.read_text("utf-8"))
    return {region: frozenset(areas.split()) for region, areas in told.items()}
