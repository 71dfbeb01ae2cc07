"""What a number tells: whether it could exist, its country, zones and language, and who has it.

The scheme is `+1 <area> 555 01NN`, the block North America keeps for fiction: the area code gives
the zone, NN the person. The area codes of Puerto Rico and the Dominican Republic speak Spanish.
London's block is `+44 20 7946 01NN`. Spain and Mexico keep none: `+34 919 900 1NN` and
`+52 55 5500 01NN` are for the simulator alone, and must never be dialled on the real network.
"""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import timezone

from scripts.local.simulators.twilio.people.casting import built_in
from scripts.local.simulators.twilio.people.persona import Language, Persona

SPANISH = ("+1787", "+1939", "+1809", "+1829", "+1849", "+34", "+52")
REFUSED_BY_TWILIO = {  # https://www.twilio.com/docs/iam/test-credentials
    "+15005550001": 21217,
    "+15005550002": 21214,
    "+15005550003": 21215,
    "+15005550004": 21216,
}


def language_of(number: str) -> Language:
    """What the person behind the number speaks."""
    return "es" if number.startswith(SPANISH) else "en"


def persona_of(number: str) -> Persona:
    """The person of ours behind the number; cooperative where the scheme names nobody."""
    return built_in().who(number)


@lru_cache(10_000)  # reading a number takes longer than sending it
def country_of(number: str) -> str:
    """The two-letter country of a number, or nothing where it has none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


@lru_cache(10_000)
def zones_of(number: str) -> tuple[str, ...]:
    """The time zones a number may be in; none where nobody knows."""
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


@lru_cache(10_000)
def is_number(number: str) -> bool:
    """Whether the number is written in E.164 and could exist."""
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
