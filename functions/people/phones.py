"""Phone numbers as people and spreadsheets write them made E.164, with the zones they lie in."""

import re
import unicodedata
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

from functions.people.model import Reason
from shared.value import Value

QUOTES = "'\"`’‘“”"  # noqa: RUF001  quotation marks as they come
SEPARATORS = re.compile(r"[\s().·\-‐‑‒–—]+")  # noqa: RUF001  dashes as they come
SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?e[+-]?\d+", re.IGNORECASE)
DIALLED = re.compile(r"\+?\d+")
ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+")
NO_ZONE = phonenumbers.timezone.UNKNOWN_TIMEZONE


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
                return Reason(code="phone_premium", text=f"“{written}” costs extra to call.")
            return _phone(number, attempt, (*repairs, *repair))
    return _invalid(written, bare, country)


def _bare(written: str) -> tuple[str, tuple[Reason, ...]]:
    plain = unicodedata.normalize("NFKC", written).strip()
    unquoted = plain.removeprefix("=").strip(QUOTES).strip()
    if SCIENTIFIC.fullmatch(unquoted):
        return unquoted, ()
    bare = SEPARATORS.sub("", unquoted)
    repairs = []
    if unquoted != plain:
        repairs.append(Reason(code="quote", text="Quotation marks around the number left out."))
    if bare != unquoted or plain != written:
        repairs.append(Reason(code="separators", text="Spaces and other separators left out."))
    return bare, tuple(repairs)


def _unreadable(bare: str, written: str) -> Reason | None:
    if not bare:
        return Reason(code="phone_missing", text="There is no phone number.")
    if SCIENTIFIC.fullmatch(bare):
        text = f"“{written}” lost its digits in a spreadsheet. Format the column as text."
        return Reason(code="phone_scientific", text=text)
    if not DIALLED.fullmatch(bare):
        text = f"“{written}” holds more than one number: give one, without extension or words."
        return Reason(code="phone_characters", text=text)
    return None


def _attempts(
    bare: str, country: str | None
) -> Iterator[tuple[str, str | None, tuple[Reason, ...]]]:
    if bare.startswith("+"):
        yield bare, None, ()
        return
    if bare.startswith("00"):
        yield f"+{bare[2:]}", None, (Reason(code="prefix_00", text="00 replaced by +."),)
        return
    if country:
        text = f"Country code put before it, as a number of {country}."
        yield bare, country, (Reason(code="country", text=text),)
    yield f"+{bare}", None, (Reason(code="plus", text="+ put before it."),)


def _parsed(written: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException:
        return None


def _phone(number: PhoneNumber, attempt: str, repairs: tuple[Reason, ...]) -> Phone:
    text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if attempt.startswith("+") and attempt != text:
        trunk = Reason(code="trunk_prefix", text="The prefix for calls at home left out.")
        repairs = (*repairs, trunk)
    zones = tuple(zone for zone in time_zones_for_number(number) if zone != NO_ZONE)
    return Phone(number=text, zones=zones, repairs=repairs)


def _invalid(written: str, bare: str, country: str | None) -> Reason:
    if country is None and not bare.startswith(("+", "00")):
        text = f"“{written}” lacks a country code: write it as +1…, or name a default country."
        return Reason(code="phone_country", text=text)
    where = "" if bare.startswith(("+", "00")) else f" in {country}"
    return Reason(code="phone_invalid", text=f"“{written}” is no telephone number{where}.")


def is_zone(name: str) -> bool:
    """Whether this is a time zone's name in the IANA database."""
    if not ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
