"""The words people tell a time with, in English and Spanish, as hints at a day and an hour."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.value import Spoken


class Ask(StrEnum):
    """What has to be asked before an instant is clear."""

    WHEN = "when"
    DAY = "day"
    TIME = "time"
    WHICH = "which"
    PAST = "past"


class Part(StrEnum):
    """A part of the day."""

    DAWN = "dawn"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True)
class After:
    """So much later than now. Days are told apart: they leave the hour open."""

    minutes: int = 0
    days: int = 0


@dataclass(frozen=True)
class Today:
    """So many days from today."""

    plus: int


@dataclass(frozen=True)
class Weekday:
    """A day of the week, Monday is 1: the first to come, or that of next week."""

    iso: int
    next_week: bool = False
    may_be_today: bool = False


@dataclass(frozen=True)
class OnDate:
    """A day of a month; of the first month to come that has it where none is named."""

    day: int
    month: int | None = None


@dataclass(frozen=True)
class Clock:
    """An hour. Unless `sure`, it may be before noon or after. 24 is midnight at the day's end."""

    hour: int
    minute: int = 0
    sure: bool = False


@dataclass(frozen=True)
class Vague:
    """Something too vague to go by."""

    asks: Ask


type Hint = After | Today | Weekday | OnDate | Clock | Part | Vague
type Reading = Callable[[re.Match[str]], tuple[Hint, ...]]
type Table = tuple[tuple[re.Pattern[str], Reading], ...]

DAYS = {
    Spoken.EN: "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    Spoken.ES: "lunes|martes|miercoles|jueves|viernes|sabados?|domingos?",
}
MONTHS = {
    Spoken.EN: "january|february|march|april|may|june|july|august|september|october|november"
    "|december",
    Spoken.ES: "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    "|diciembre",
}
UNITS = {
    Spoken.EN: {
        name: n
        for n, name in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen".split()
        )
    },
    Spoken.ES: {
        name: n
        for n, name in enumerate(
            "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
            "quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
            "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve".split()
        )
        if name != "uno"  # an article as well
    },
}
TENS = {
    Spoken.EN: {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    Spoken.ES: {"treinta": 30, "cuarenta": 40, "cincuenta": 50},
}
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
}
GREETINGS = re.compile(
    r"\bgood (?:morning|afternoon|evening|night)\b|\bbuen[oa]s? (?:dias?|tardes?|noches?)\b"
)
REFUSED = {
    Spoken.EN: re.compile(
        r"\b(?:not|can't|cannot|won't|don't|isn't|no good)\b(?: (?:do|talk|speak|make it|call(?: me)?"
        r"|work|be here|free|available))*(?: on| in the| at| this| before)*"
        rf" (?:today|tomorrow|now|tonight|morning|afternoon|evening|weekend|{DAYS[Spoken.EN]})\b"
        rf"|\b(?:today|tomorrow|(?:on )?(?:{DAYS[Spoken.EN]})) (?:is no good|does not work"
        r"|doesn't work|is bad|won't work|i can't)\b"
    ),
    Spoken.ES: re.compile(
        rf"\b(?:hoy|manana|el (?:{DAYS[Spoken.ES]})|esta (?:tarde|noche|manana)) no(?: puedo| me"
        r" viene bien| estoy| es posible)?\b"
        rf"|\bno (?:puedo |me viene bien |estare |estoy )?(?:hoy|manana|ahora|el"
        rf" (?:{DAYS[Spoken.ES]})|esta (?:tarde|noche|manana))\b"
    ),
}
CORRECTED = {
    Spoken.EN: re.compile(r"\b(?:no|sorry|i mean|actually|rather|wait|better)\b"),
    Spoken.ES: re.compile(r"\b(?:no|perdon|perdone|digo|mejor|mejor dicho|espere|bueno)\b"),
}


def hints(words: str, language: Spoken) -> list[Hint]:
    """What the words hint at. Of what somebody corrects, only the correction counts."""
    told = REFUSED[language].sub(" ; ", GREETINGS.sub(" ", plain(words)))
    told = _in_digits(told, language)
    parts = CORRECTED[language].split(told)
    found: dict[str, list[Hint]] = {}
    for each in parts:
        new: dict[str, list[Hint]] = {}
        for hint in _read(each, TABLES[language], alone=len(parts) == 1):
            new.setdefault(_kind(hint), []).append(hint)
        found |= new
    return [hint for some in found.values() for hint in some]


def plain(words: str) -> str:
    """Lower case without accents; `p.m.` in one piece."""
    flat = unicodedata.normalize("NFD", words.replace("\u2019", "'").casefold())
    bare = "".join(each for each in flat if not unicodedata.combining(each))
    joined = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", bare)
    return re.sub(r"[^\w:./'-]+|[.](?!\d)", " ", joined).strip()


def _in_digits(words: str, language: Spoken) -> str:
    units, tens = UNITS[language], TENS[language]
    joint = "[ -]" if language is Spoken.EN else " y "
    ones = "|".join(name for name, n in units.items() if n in range(1, 10))
    if language is Spoken.EN:
        firsts = "|".join(name for name, n in ORDINALS.items() if n in range(1, 10))
        words = re.sub(
            rf"\b({'|'.join(tens)})[ -]({firsts})\b",
            lambda m: f"{tens[m[1]] + ORDINALS[m[2]]}th",
            words,
        )
        words = re.sub(
            rf"(?<!\ba )(?<!\bone )\b({'|'.join(ORDINALS)})\b",
            lambda m: f"{ORDINALS[m[1]]}th",
            words,
        )
    words = re.sub(
        rf"\b({'|'.join(tens)}){joint}({ones})\b",
        lambda m: str(tens[m[1]] + units[m[2]]),
        words,
    )
    numbers = {**tens, **units}
    return re.sub(rf"\b({'|'.join(numbers)})\b", lambda m: str(numbers[m[1]]), words)


def _read(words: str, table: Table, *, alone: bool) -> Iterator[Hint]:
    """Each pattern takes its words away, so that none is read twice."""
    found: list[Hint] = []
    for pattern, reading in table:
        for match in pattern.finditer(words):
            found += reading(match)
        words = pattern.sub(" ; ", words)
    yield from found
    left = re.findall(r"\b\d{1,2}\b", words)
    is_short = alone and len(words.split()) <= SHORT
    has_day = any(isinstance(each, Today | Weekday | OnDate | Part) for each in found)
    has_clock = any(isinstance(each, Clock | After) for each in found)
    if len(left) == 1 and (has_day or is_short) and not has_clock:
        yield from _clock(left[0])


SHORT = 4
"""Words: "three, please" means an hour, where a longer sentence may speak of anything."""


def _kind(hint: Hint) -> str:
    match hint:
        case Clock() | After():
            return "clock"
        case Part():
            return "part"
        case Vague():
            return "vague"
        case _:
            return "day"


def _clock(hour: str, minute: str | None = None, half: str | None = None) -> tuple[Hint, ...]:
    """An hour as told, with `am` or `pm` where that was said."""
    h, m = int(hour), int(minute or 0)
    if not (h <= 24 and m < 60) or (h == 24 and m):  # noqa: PLR2004  no such hour
        return (Vague(Ask.TIME),)
    if half:
        return (Clock(h % 12 + (12 if half == "pm" else 0), m, sure=True),)
    return (Clock(h, m, sure=h > 12 or h == 0),)  # noqa: PLR2004


def _to(hour: str, minutes: int) -> tuple[Hint, ...]:
    """So many minutes before the hour."""
    h = int(hour)
    if not 1 <= h <= 24:  # noqa: PLR2004
        return (Vague(Ask.TIME),)
    before = h - 1 or 12
    return (Clock(before, 60 - minutes, sure=before > 12),)  # noqa: PLR2004


def _date(day: str, month: int | None) -> tuple[Hint, ...]:
    return (OnDate(int(day), month),)


def _by_numbers(first: str, second: str, language: Spoken) -> tuple[Hint, ...]:
    """In Spanish the day comes first; in English nobody knows, unless one is no month."""
    one, other = int(first), int(second)
    if language is Spoken.ES or one > 12 or one == other:  # noqa: PLR2004
        return (OnDate(one, other),)
    return (OnDate(other, one),) if other > 12 else (Vague(Ask.DAY),)  # noqa: PLR2004


def _number_of(name: str, names: str) -> int:
    return next(n for n, each in enumerate(names.split("|"), start=1) if re.fullmatch(each, name))


MINUTES = {
    "minute": 1,
    "min": 1,
    "hour": 60,
    "hr": 60,
    "minuto": 1,
    "hora": 60,
    "h": 60,
}
WHOLE_DAYS = {"day": 1, "week": 7, "dia": 1, "semana": 7}
AMOUNTS: Mapping[str, float] = {
    "a": 1,
    "an": 1,
    "un": 1,
    "una": 1,
    "half an": 0.5,
    "half a": 0.5,
    "media": 0.5,
    "a couple of": 2,
    "a couple": 2,
    "un par de": 2,
    "a quarter of an": 0.25,
    "quarter of an": 0.25,
    "un cuarto de": 0.25,
    "three quarters of an": 0.75,
    "3 quarters of an": 0.75,
    "3 cuartos de": 0.75,
}


def _after(amount: str, unit: str, more: float = 0) -> tuple[Hint, ...]:
    """So many of a unit later, and a part of one more."""
    count = (AMOUNTS[amount] if amount in AMOUNTS else int(amount)) + more
    single = unit.rstrip("s")
    if single in WHOLE_DAYS:
        return (After(days=round(count * WHOLE_DAYS[single])),)
    if single in MINUTES:
        return (After(minutes=round(count * MINUTES[single])),)
    return (Vague(Ask.DAY),)


def _table(*rows: tuple[str, Reading]) -> Table:
    return tuple((re.compile(pattern), reading) for pattern, reading in rows)


_EN_DAY, _EN_MONTH = DAYS[Spoken.EN], MONTHS[Spoken.EN]
_EN_PARTS = {
    "morning": Part.MORNING,
    "afternoon": Part.AFTERNOON,
    "evening": Part.EVENING,
    "night": Part.NIGHT,
}
_EN_COUNT = r"(half an?|an?|a couple(?: of)?|(?:a )?quarter of an|3 quarters of an|\d{1,3})"
_EN_UNIT = r"(minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
_ABOUT = r"(?:about |around |maybe |like |approximately )*"
ENGLISH = _table(
    (r"\b(?:in|for) (?:a (?:few|bit|while|moment|minute)|some|several)(?: \w+)?\b",
     lambda _: (Vague(Ask.WHEN),)),
    (rf"\b(?:in|within) {_ABOUT}\d+ (?:or|to) \d+ {_EN_UNIT}", lambda _: (Vague(Ask.WHICH),)),
    (rf"\b(?:in|within|give me) {_ABOUT}(?:an|1) hour and (?:a half|30 minutes)\b",
     lambda _: (After(minutes=90),)),
    (rf"\b(?:in|within|give me) {_ABOUT}(?:an|1) hour and (?:a quarter|15 minutes)\b",
     lambda _: (After(minutes=75),)),
    (rf"\b(?:in|within|give me) {_ABOUT}{_EN_COUNT}(?: and a half)? {_EN_UNIT}\b(?!'s)",
     lambda m: _after(m[1], m[2], 0.5 if " and a half " in m[0] else 0)),
    (rf"\b{_EN_COUNT} {_EN_UNIT} (?:from now|later)\b", lambda m: _after(m[1], m[2])),
    (r"\b(?:the )?day after tomorrow\b", lambda _: (Today(2),)),
    (r"\ba week from today\b", lambda _: (Today(7),)),
    (r"\b(?:a week from tomorrow|tomorrow week)\b", lambda _: (Today(8),)),
    (rf"\b(?:1|a) week (?:on|from) ({_EN_DAY})\b",
     lambda m: (Weekday(_number_of(m[1], _EN_DAY), next_week=True),)),
    (rf"\bnext week(?: on)? ({_EN_DAY})\b|\b({_EN_DAY})(?: of)? next week\b",
     lambda m: (Weekday(_number_of(m[1] or m[2], _EN_DAY), next_week=True),)),
    (r"\bnext week\b|\b(?:at|on|over)?(?: the| this| next)? weekend\b|\bnext month\b",
     lambda _: (Vague(Ask.DAY),)),
    (rf"\b(?:on )?(?:this coming|the coming|coming) ({_EN_DAY})\b",
     lambda m: (Weekday(_number_of(m[1], _EN_DAY)),)),
    (rf"\b(?:on )?(?:the )?next ({_EN_DAY})\b",
     lambda m: (Weekday(_number_of(m[1], _EN_DAY), next_week=True),)),
    (rf"\bthis ({_EN_DAY})\b",
     lambda m: (Weekday(_number_of(m[1], _EN_DAY), may_be_today=True),)),
    (rf"\b(?:on )?({_EN_DAY})s?\b", lambda m: (Weekday(_number_of(m[1], _EN_DAY)),)),
    (rf"\b({_EN_MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)",
     lambda m: _date(m[2], _number_of(m[1], _EN_MONTH))),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_EN_MONTH})\b",
     lambda m: _date(m[1], _number_of(m[2], _EN_MONTH))),
    (r"\b1th thing(?: in the morning)?\b", lambda _: (Clock(9, sure=True),)),
    (r"\b(\d{1,2})(?:st|nd|rd|th)\b", lambda m: _date(m[1], None)),
    (r"\b(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\b", lambda m: _by_numbers(m[1], m[2], Spoken.EN)),
    (r"\btonight\b", lambda _: (Today(0), Part.NIGHT)),
    (r"\b(?:later )?this (morning|afternoon|evening)\b",
     lambda m: (Today(0), _EN_PARTS[m[1]])),
    (r"\b(?:later )?today\b", lambda _: (Today(0),)),
    (r"\btomorrow\b", lambda _: (Today(1),)),
    (r"\b(?:in the |at |during the )?(morning|afternoon|evening|night)\b",
     lambda m: (_EN_PARTS[m[1]],)),
    (r"\b(?:12 )?(?:noon|midday)\b", lambda _: (Clock(12, sure=True),)),
    (r"\b(?:12 )?midnight\b", lambda _: (Clock(24, sure=True),)),
    (r"\bbefore (\d{1,2})(?::\d\d)?(?: ?[ap]m)?(?: o'?clock)?\b",
     lambda _: (Vague(Ask.TIME),)),
    (r"\bhalf past (\d{1,2})(?: ?(am|pm))?\b", lambda m: _clock(m[1], "30", m[2])),
    (r"\b(?:a )?quarter (?:past|after) (\d{1,2})(?: ?(am|pm))?\b",
     lambda m: _clock(m[1], "15", m[2])),
    (r"\b(?:a )?quarter (?:to|till|of|before) (\d{1,2})\b", lambda m: _to(m[1], 15)),
    (r"\b(\d{1,2})(?: minutes)? (?:past|after) (\d{1,2})\b", lambda m: _clock(m[2], m[1])),
    (r"\b(\d{1,2})(?: minutes)? (?:to|till|before) (\d{1,2})\b(?! ?[ap]m)",
     lambda m: _to(m[2], int(m[1])) if int(m[1]) in {5, 10, 20, 25} else (Vague(Ask.WHICH),)),
    (r"\bhalf (\d{1,2})\b", lambda m: _clock(m[1], "30")),
    (r"\b(?:between|from) (\d{1,2})(?:[:. ](\d\d))? ?(?:am|pm)? (?:and|to|till|until)"
     r" \d{1,2}(?:[:. ]\d\d)? ?(am|pm)?\b",
     lambda m: _clock(m[1], m[2], m[3])),
    (r"\b(?:at )?(\d{1,2})(?:[:. ](\d\d))? ?(?:am|pm)? or (?:at )?\d{1,2}(?:[:. ]\d\d)?\b",
     lambda _: (Vague(Ask.WHICH),)),
    (r"\b(\d{1,2})[:.](\d\d)(?: ?(am|pm))?\b", lambda m: _clock(m[1], m[2], m[3])),
    (r"\b(\d{1,2}) (\d\d)(?: ?(am|pm))?\b", lambda m: _clock(m[1], m[2], m[3])),
    (r"\b(\d{1,2}) ?(am|pm)\b", lambda m: _clock(m[1], None, m[2])),
    (r"\b(\d{1,2}) (?:o'?clock|hours)\b", lambda m: _clock(m[1])),
    (r"\b(\d{1,2}) ?-?ish\b", lambda m: _clock(m[1])),
    (rf"\b(?:at|by|after|until|till|from) {_ABOUT}(\d{{1,2}})\b|\b(?:around|about) (\d{{1,2}})\b",
     lambda m: _clock(m[1] or m[2])),
)  # fmt: skip

_ES_DAY, _ES_MONTH = DAYS[Spoken.ES], MONTHS[Spoken.ES]
_ES_PARTS = {
    "manana": Part.MORNING,
    "mediodia": Part.NOON,
    "tarde": Part.AFTERNOON,
    "tardecita": Part.AFTERNOON,
    "noche": Part.NIGHT,
    "madrugada": Part.DAWN,
}
_ES_COUNT = r"(media|una?|un par de|un cuarto de|3 cuartos de|\d{1,3})"
_ES_UNIT = r"(minutos?|horas?|dias?|semanas?|meses|mes)"
_NEXT_WEEK = r"(?:la )?(?:semana (?:que viene|proxima|siguiente|que entra)|proxima semana)"
_LATER = r"(?:en|dentro de|de aqui a)(?: mas o menos| unos| unas| como| aproximadamente)*"
SPANISH = _table(
    (r"\b(?:en|dentro de) (?:un (?:rato|rat?ito|momento|poco)|unos (?:minutos|dias)|unas horas)\b"
     r"|\b(?:mas tarde|mas adelante)\b",
     lambda _: (Vague(Ask.WHEN),)),
    (rf"\b{_LATER} \d+ o \d+ {_ES_UNIT}", lambda _: (Vague(Ask.WHICH),)),
    (rf"\b{_LATER} (?:una? )?hora y media\b", lambda _: (After(minutes=90),)),
    (rf"\b{_LATER} (?:una? )?hora y cuarto\b", lambda _: (After(minutes=75),)),
    (rf"\b{_LATER} (\d{{1,2}}) horas y media\b", lambda m: _after(m[1], "hora", 0.5)),
    (rf"\b{_LATER} {_ES_COUNT} {_ES_UNIT}\b", lambda m: _after(m[1], m[2])),
    (r"\bpasado manana\b", lambda _: (Today(2),)),
    (rf"\b(?:el )?({_ES_DAY}) de {_NEXT_WEEK}\b|\b{_NEXT_WEEK},? (?:el )?({_ES_DAY})\b",
     lambda m: (Weekday(_number_of(m[1] or m[2], _ES_DAY), next_week=True),)),
    (rf"\b{_NEXT_WEEK}\b|\b(?:el |este )?(?:fin de semana|finde)\b|\bel mes que viene\b"
     r"|\bel (?:proximo mes|mes proximo)\b",
     lambda _: (Vague(Ask.DAY),)),
    (rf"\beste ({_ES_DAY})\b",
     lambda m: (Weekday(_number_of(m[1], _ES_DAY), may_be_today=True),)),
    (rf"\b(?:el )?(?:proximo )?({_ES_DAY})(?: que viene| proximo| siguiente)?(?!\w)"
     rf"(?! (?:dia )?\d{{1,2}} de (?:{_ES_MONTH}))",
     lambda m: (Weekday(_number_of(m[1], _ES_DAY)),)),
    (rf"\b(?:el )?(?:(?:{_ES_DAY}) )?(?:dia )?(\d{{1,2}}|primero|uno) de ({_ES_MONTH})\b",
     lambda m: _date(m[1] if m[1].isdigit() else "1", _number_of(m[2], _ES_MONTH))),
    (r"\b(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\b", lambda m: _by_numbers(m[1], m[2], Spoken.ES)),
    (r"\bel dia (\d{1,2})\b|\bel (\d{1,2})\b(?! ?[ap]m)", lambda m: _date(m[1] or m[2], None)),
    (r"\ba primera hora(?: de la manana)?\b|\b(?<=manana )(?:bien )?temprano\b",
     lambda _: (Clock(9, sure=True),)),
    (r"\besta (manana|tarde|noche)\b", lambda m: (Today(0), _ES_PARTS[m[1]])),
    (r"\b(?:por|en|a|de) la (manana|tarde|tardecita|noche|madrugada)\b",
     lambda m: (_ES_PARTS[m[1]],)),
    (r"\bde (madrugada|noche|tarde)\b", lambda m: (_ES_PARTS[m[1]],)),
    (r"\bhoy(?: mismo)?\b", lambda _: (Today(0),)),
    (r"(?<!la )\bmanana(?: mismo)?\b", lambda _: (Today(1),)),
    (r"\b(?:las )?12 de(?:l| la) mediodia\b", lambda _: (Clock(12, sure=True),)),
    (r"\bdel mediodia\b", lambda _: (Part.NOON,)),
    (r"\b(?:a |al )?mediodia\b", lambda _: (Clock(12, sure=True),)),
    (r"\b(?:a )?medianoche\b", lambda _: (Clock(24, sure=True),)),
    (r"\bantes de las? (\d{1,2}|una)(?: y \w+)?\b", lambda _: (Vague(Ask.TIME),)),
    (r"\bcuarto para las? (\d{1,2}|una)\b", lambda m: _to(_hour(m[1]), 15)),
    (r"\b(\d{1,2}) para las? (\d{1,2}|una)\b", lambda m: _to(_hour(m[2]), int(m[1]))),
    (r"\bentre las? (\d{1,2}|una)(?: y (media|cuarto))?(?: [ap]m)? y las? (?:\d{1,2}|una)"
     r"(?: y (?:media|cuarto))?\b",
     lambda m: _clock(_hour(m[1]), _FRACTIONS[m[2]])),
    (r"\b(?:las? )?(\d{1,2}|una) o (?:a )?(?:las? )?(?:\d{1,2}|una)\b",
     lambda _: (Vague(Ask.WHICH),)),
    (r"\b(?:las? )?(\d{1,2}|(?<=la )una) menos (cuarto|\d{1,2})\b",
     lambda m: _to(_hour(m[1]), 15 if m[2] == "cuarto" else int(m[2]))),
    (r"\b(?:las? )?(\d{1,2}|(?<=la )una) y (media|cuarto|\d{1,2})(?: ?(am|pm))?\b",
     lambda m: _clock(_hour(m[1]), _FRACTIONS.get(m[2], m[2]), m[3])),
    (r"\b(?:las? )?(\d{1,2})(?:[:.]| ?h ?)(\d\d)(?: ?(am|pm))?(?: ?h(?:oras)?)?\b",
     lambda m: _clock(m[1], m[2], m[3])),
    (r"\blas? (\d{1,2}) (\d\d)(?: ?(am|pm))?\b", lambda m: _clock(m[1], m[2], m[3])),
    (r"\b(?:las )?(\d{1,2}) ?(am|pm)\b", lambda m: _clock(m[1], None, m[2])),
    (r"\blas? (\d{1,2}|una)(?: en punto| horas)?\b", lambda m: _clock(_hour(m[1]))),
    (r"\b(\d{1,2}) (?:en punto|horas)\b", lambda m: _clock(m[1])),
)  # fmt: skip
_FRACTIONS = {None: "0", "media": "30", "cuarto": "15"}


def _hour(told: str) -> str:
    return "1" if told == "una" else told


TABLES = {Spoken.EN: ENGLISH, Spoken.ES: SPANISH}
