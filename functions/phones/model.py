"""Phone numbers as people and spreadsheets write them made E.164, with the zones they lie in."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number
from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

from shared.errors import Invalid
from shared.value import Value

QUOTES = "'\"`’‘“”"  # noqa: RUF001  quotation marks as they come
SEPARATORS = re.compile(r"[\s().·\-‐‑‒–—]+")  # noqa: RUF001  dashes as they come
SCIENTIFIC = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?e([+-]?)(\d{1,3})", re.IGNORECASE)
LONGEST_SHOWN = 60
DIALLED = re.compile(r"\+?\d+")
ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+")
NO_ZONE = phonenumbers.timezone.UNKNOWN_TIMEZONE


class Reason(Value):
    """Why, as a word for programs and a sentence for people."""

    code: str
    text: str


class Phone(Value):
    """A number that can be dialled. `zones` are all it may be in; none where nothing is known."""

    number: str
    zones: tuple[str, ...]
    repairs: tuple[Reason, ...]


def is_country(code: str) -> bool:
    """Whether numbers of that ISO 3166 country are known."""
    return code in phonenumbers.SUPPORTED_REGIONS


def read(written: str, country: str | None) -> Phone | Reason:
    """The number, or why there is none. One without a prefix belongs to `country`."""
    bare, repairs = _bare(written)
    if refusal := _unreadable(bare, written):
        return refusal
    for attempt, region, repair in _attempts(bare, country):
        number = _parsed(attempt, region)
        if number and (kind := phonenumbers.number_type(number)) != PhoneNumberType.UNKNOWN:
            if kind == PhoneNumberType.PREMIUM_RATE:
                return Reason(
                    code="phone_premium", text=f"“{_short(written)}” costs extra to call."
                )
            return _phone(number, kind, attempt, (*repairs, *repair))
    return _invalid(written, bare, country)


def dialled(written: str) -> Phone:
    """A number in international form. Raises `Invalid` with the reason it is none."""
    found = read(written, None)
    if isinstance(found, Reason):
        hint = "Write it as +, country code and number."
        errors = [{"field": "phone", "problem": found.text, "hint": hint}]
        raise Invalid(f"phone: {found.text} {hint}", errors=errors)
    return found


QUOTED = Reason(code="quote", text="Quotation marks around the number left out.")
SEPARATED = Reason(code="separators", text="Spaces and other separators left out.")
DOUBLE_ZERO = Reason(code="prefix_00", text="00 replaced by +.")
PLUS = Reason(code="plus", text="+ put before it.")
WRITTEN_OUT = Reason(code="scientific", text="Written out: a spreadsheet had shortened it.")


def _bare(written: str) -> tuple[str, tuple[Reason, ...]]:
    plain = unicodedata.normalize("NFKC", written).strip()
    unquoted = plain.removeprefix("=").strip(QUOTES).strip()
    if short := SCIENTIFIC.fullmatch(unquoted):
        whole = _written_out(*short.groups(default=""))
        return (whole, (WRITTEN_OUT,)) if whole else (unquoted, ())
    bare = SEPARATORS.sub("", unquoted)
    repairs = []
    if unquoted != plain:
        repairs.append(QUOTED)
    if bare != unquoted or plain != written:
        repairs.append(SEPARATED)
    return bare, tuple(repairs)


def _written_out(sign: str, whole: str, fraction: str, power: str, places: str) -> str | None:
    """The number that a spreadsheet shows as 3,4612345678E+10, if it shows every digit of it."""
    is_all = power != "-" and sign != "-" and len(fraction) == int(places)
    return f"{sign}{whole}{fraction}" if is_all else None


def _unreadable(bare: str, written: str) -> Reason | None:
    if not bare:
        return Reason(code="phone_missing", text="There is no phone number.")
    shown = _short(written)
    if SCIENTIFIC.fullmatch(bare):
        text = f"“{shown}” lost its digits in a spreadsheet. Format the column as text."
        return Reason(code="phone_scientific", text=text)
    if not DIALLED.fullmatch(bare):
        text = f"“{shown}” holds more than one number: give one, without extension or words."
        return Reason(code="phone_characters", text=text)
    return None


def _short(written: str) -> str:
    return written if len(written) <= LONGEST_SHOWN else f"{written[:LONGEST_SHOWN]}…"


def _attempts(
    bare: str, country: str | None
) -> Iterator[tuple[str, str | None, tuple[Reason, ...]]]:
    if bare.startswith("+"):
        yield bare, None, ()
        return
    if bare.startswith("00"):
        yield f"+{bare[2:]}", None, (DOUBLE_ZERO,)
        return
    if country:
        text = f"Country code put before it, as a number of {country}."
        yield bare, country, (Reason(code="country", text=text),)
    yield f"+{bare}", None, (PLUS,)


def _parsed(written: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException:
        return None


def _phone(number: PhoneNumber, kind: int, attempt: str, repairs: tuple[Reason, ...]) -> Phone:
    text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if attempt.startswith("+") and attempt != text:
        trunk = Reason(code="trunk_prefix", text="The prefix for calls at home left out.")
        repairs = (*repairs, trunk)
    return Phone(number=text, zones=_zones(number, kind, text), repairs=repairs)


def _zones(number: PhoneNumber, kind: int, text: str) -> tuple[str, ...]:
    if phonenumbers.is_number_type_geographical(kind, number.country_code or 0):
        return _zones_below(text[1 : TIMEZONE_LONGEST_PREFIX + 1])
    return tuple(zone for zone in time_zones_for_number(number) if zone != NO_ZONE)


def _zones_below(digits: str) -> tuple[str, ...]:
    """The zones of a number on the ground, as `time_zones_for_geographical_number` finds them."""
    found: tuple[str, ...] = ()
    for length in range(1, len(digits) + 1):
        found = TIMEZONE_DATA.get(digits[:length], found)
        if digits[:length] not in _shorter():
            break
    return () if NO_ZONE in found else found


@cache
def _shorter() -> frozenset[str]:
    """The beginnings of prefixes: whoever stands on none of them need not look further."""
    return frozenset(key[:length] for key in TIMEZONE_DATA for length in range(1, len(key)))


def _invalid(written: str, bare: str, country: str | None) -> Reason:
    shown = _short(written)
    if country is None and not bare.startswith(("+", "00")):
        text = f"“{shown}” lacks a country code: write it as +1…, or name a default country."
        return Reason(code="phone_country", text=text)
    where = "" if bare.startswith(("+", "00")) else f" in {country}"
    return Reason(code="phone_invalid", text=f"“{shown}” is no telephone number{where}.")


@lru_cache(maxsize=1_000)
def is_zone(name: str) -> bool:
    """Whether this is a time zone's name in the IANA database."""
    if not ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
