"""Days and times of day as a person says them."""

import re
from datetime import date

from functions.speech.numerals import Form, cardinal, ordinal, words, year
from shared.value import Spoken

MONTHS = {
    Spoken.EN: words(
        "January February March April May June July August September October November December"
    ),
    Spoken.ES: words(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
}
SHORT_MONTHS = {name[:3].lower(): n for n, name in enumerate(MONTHS[Spoken.EN], 1)}
NAMES = "|".join(f"{name}|{name[:3]}" for name in MONTHS[Spoken.EN]) + "|Sept"
NOON, EVENING, DAY = 12, 20, 24
HALF, QUARTER = 30, 15

ISO = r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?\b"
DATED = r"on|by|until|from|since|before|after|through|el|del|al|desde|hasta"
SLASHED = (
    r"(?<![\w/.,-])([0-3]?[0-9])([/.-])([0-3]?[0-9])\2((?:19|20)?[0-9]{2})(?![\w/])(?![.,-][0-9])"
)
YEARLESS = rf"(?i)\b((?:{DATED}) )([0-3]?[0-9])/([0-3]?[0-9])(?![\w/])(?![.,-][0-9])"
ENGLISH = (
    rf"\b({NAMES})\.? ([0-3]?[0-9])(?:st|nd|rd|th)?\b(?:,? ([12][0-9]{{3}})\b)?(?![:.,/-]?[0-9])"
)
ENGLISH_DAY_FIRST = (
    rf"\b([0-3]?[0-9])(?:st|nd|rd|th)? (?:of )?({NAMES})\b(?:,? ([12][0-9]{{3}})\b)?"
)
SPANISH = (
    rf"(?i)\b([0-3]?[0-9]) de ({'|'.join(MONTHS[Spoken.ES])}|setiembre)\b"
    r"(?: del? ([12][0-9]{3})\b)?"
)
HALF_DAY = r"[ap]\. ?m(?:\.(?!\s*$|\s+(?-i:[A-ZÁÉÍÓÚÑ¿¡])))?|[ap] ?m"  # a full stop stays one
TIME = (
    rf"(?i)(?<![\w:.,/-])([0-2]?[0-9])(?::|h)([0-5][0-9])(?::[0-5][0-9])?"
    rf"(?: ?({HALF_DAY})| ?(?:h|hrs?|horas)\b\.?)?(?![\w:])(?![.,/][0-9])"
)
HOURS = r"(?<![\w:.,/-])([0-2]?[0-9]):([0-5][0-9]) ?[-–] ?([0-2]?[0-9]):([0-5][0-9])(?![\w:])"  # noqa: RUF001
ONE = r"(?i)\b(la )1(?= (?:y|de la|en punto)\b)"
HOUR = rf"(?i)(?<![\w:.,/-])(1[0-2]|0?[1-9]) ?({HALF_DAY})(?!\w)"


def iso(found: re.Match[str], language: Spoken) -> str | None:
    """`2026-11-28`."""
    return _day(int(found[1]), int(found[2]), int(found[3]), language)


def slashed(found: re.Match[str], language: Spoken) -> str | None:
    """`28/11/2026`, or the other way round where English puts the month first."""
    years = int(found[4]) + (2000 if len(found[4]) == 2 else 0)  # noqa: PLR2004
    return _slashed(years, int(found[1]), int(found[3]), language)


def yearless(found: re.Match[str], language: Spoken) -> str | None:
    """`el 28/11`. Without such a word before it, it is a fraction."""
    said = _slashed(None, int(found[2]), int(found[3]), language)
    return said and found[1] + said


def hours(found: re.Match[str], language: Spoken) -> str | None:
    """`10:30-11:30`."""
    begin = _time(int(found[1]), int(found[2]), None, language)
    end = _time(int(found[3]), int(found[4]), None, language)
    if begin is None or end is None:
        return None
    return f"{begin} to {end}" if language is Spoken.EN else f"{begin} a {end}"


def english(found: re.Match[str], language: Spoken) -> str | None:
    """`November 28, 2026`."""
    return _named(found[1], found[2], found[3])


def english_day_first(found: re.Match[str], language: Spoken) -> str | None:
    """`28 November 2026`."""
    return _named(found[2], found[1], found[3])


def spanish(found: re.Match[str], language: Spoken) -> str | None:
    """`28 de noviembre de 2026`."""
    name = found[2].lower().replace("setiembre", "septiembre")
    month = MONTHS[Spoken.ES].index(name) + 1
    return _day(int(found[3]) if found[3] else None, month, int(found[1]), language)


def time(found: re.Match[str], language: Spoken) -> str | None:
    """`14:30`, `9:05 am`."""
    return _time(int(found[1]), int(found[2]), found[3], language)


def hour(found: re.Match[str], language: Spoken) -> str | None:
    """`5 pm`."""
    return _time(int(found[1]), 0, found[2], language)


def one(found: re.Match[str], language: Spoken) -> str | None:
    """`la 1 de la tarde`: hours are feminine, and only this one shows it."""
    return f"{found[1]}una"


def _slashed(years: int | None, one: int, other: int, language: Spoken) -> str | None:
    month, day = (one, other) if language is Spoken.EN else (other, one)
    if month > len(MONTHS[language]):
        month, day = day, month
    return _day(years, month, day, language) if 0 < month <= len(MONTHS[language]) else None


def _named(name: str, day: str, told: str | None) -> str | None:
    month = SHORT_MONTHS[name[:3].lower()]
    return _day(int(told) if told else None, month, int(day), Spoken.EN)


def _day(years: int | None, month: int, day: int, language: Spoken) -> str | None:
    try:
        date(years or 2000, month, day)  # a leap year
    except ValueError:
        return None
    name = MONTHS[language][month - 1]
    if language is Spoken.EN:
        said = f"{name} {ordinal(day, language)}"
        return f"{said}, {year(years, language)}" if years else said
    said = f"{'primero' if day == 1 else cardinal(day, language)} de {name}"
    return f"{said} de {year(years, language)}" if years else said


def _time(hours: int, minutes: int, half: str | None, language: Spoken) -> str | None:
    if hours >= DAY:
        return None
    afternoon = half.lower().startswith("p") if half else None
    if afternoon is not None and not 0 < hours <= NOON:
        return None
    if language is Spoken.EN:
        return _english_time(hours, minutes, afternoon=afternoon)
    return _spanish_time(hours, minutes, afternoon=afternoon)


def _english_time(hours: int, minutes: int, *, afternoon: bool | None) -> str:
    told = afternoon is not None or hours > NOON or hours == 0
    half = " PM" if afternoon or (afternoon is None and hours > NOON) else " AM"
    said = cardinal((hours - 1) % NOON + 1, Spoken.EN)
    if minutes == 0:
        return f"{said}{half}" if told else f"{said} o'clock"
    between = " oh " if minutes < 10 else " "  # noqa: PLR2004
    return f"{said}{between}{cardinal(minutes, Spoken.EN)}{half if told else ''}"


def _spanish_time(hours: int, minutes: int, *, afternoon: bool | None) -> str:
    said = cardinal(hours, Spoken.ES, Form.HERS)
    if minutes:
        said += _spanish_minutes(hours, minutes)
    if afternoon is None:
        return said
    if not afternoon:
        return f"{said} de la {'noche' if hours == NOON else 'mañana'}"
    if hours == NOON:
        return f"{said} del mediodía"
    return f"{said} de la {'noche' if hours + NOON >= EVENING else 'tarde'}"


def _spanish_minutes(hours: int, minutes: int) -> str:
    if hours > NOON or hours == 0:
        return f" {'y ' if minutes < 10 else ''}{cardinal(minutes, Spoken.ES)}"  # noqa: PLR2004
    usual = {QUARTER: "cuarto", HALF: "media"}
    return f" y {usual.get(minutes) or cardinal(minutes, Spoken.ES)}"
