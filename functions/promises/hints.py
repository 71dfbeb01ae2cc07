"""What words hint at: a day, an hour, a part of the day; or how much later than now."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

NOON, DAY, HOUR = 12, 24, 60


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


@dataclass(frozen=True)
class Tongue:
    """How a language tells the time. Its words are in lower case and without accents.

    `numbers` are those that are one word, `tens` those that `joint` joins to a smaller one.
    """

    numbers: Mapping[str, int]
    tens: Mapping[str, int]
    joint: str
    ordinals: Mapping[str, int]
    refused: re.Pattern[str]
    corrected: re.Pattern[str]
    table: Table


def table(*rows: tuple[str, Reading]) -> Table:
    """Patterns, and what each means: the first that fits takes its words away from the rest."""
    return tuple((re.compile(pattern), reading) for pattern, reading in rows)


def clock(hour: str, minute: str | None = None, half: str | None = None) -> tuple[Hint, ...]:
    """An hour as told, with `am` or `pm` where that was said."""
    h, m = int(hour), int(minute or 0)
    if h * HOUR + m > DAY * HOUR or m >= HOUR:
        return (Vague(Ask.TIME),)
    if half:
        return (Clock(h % NOON + (NOON if half == "pm" else 0), m, sure=True),)
    return (Clock(h, m, sure=h > NOON or h == 0),)


def minutes_to(hour: str, minutes: int) -> tuple[Hint, ...]:
    """So many minutes before the hour."""
    h = int(hour)
    if not (1 <= h <= DAY and 0 < minutes < HOUR):
        return (Vague(Ask.TIME),)
    before = h - 1 or NOON
    return (Clock(before, HOUR - minutes, sure=before > NOON),)


def on_date(day: str, month: int | None) -> tuple[Hint, ...]:
    """A day of a month."""
    return (OnDate(int(day), month),)


def by_numbers(first: str, second: str, *, day_first: bool) -> tuple[Hint, ...]:
    """A date in numbers alone. In English nobody knows which is the day, unless one is no month."""
    one, other = int(first), int(second)
    if day_first or one > NOON or one == other:
        return (OnDate(one, other),)
    return (OnDate(other, one),) if other > NOON else (Vague(Ask.DAY),)


def number_of(name: str, names: str) -> int:
    """Which of the names it is, from 1."""
    return next(n for n, each in enumerate(names.split("|"), start=1) if re.fullmatch(each, name))


MINUTES = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "minuto": 1, "hora": 60}
WHOLE_DAYS = {"day": 1, "week": 7, "dia": 1, "semana": 7}
AMOUNTS: Mapping[str, float] = {
    **dict.fromkeys(("a", "an", "un", "una"), 1),
    **dict.fromkeys(("half an", "half a", "media"), 0.5),
    **dict.fromkeys(("a couple of", "a couple", "un par de"), 2),
    **dict.fromkeys(("a quarter of an", "quarter of an", "un cuarto de"), 0.25),
    **dict.fromkeys(("3 quarters of an", "3 cuartos de"), 0.75),
}


def later(amount: str, unit: str, more: float = 0) -> tuple[Hint, ...]:
    """So many of a unit later, and a part of one more. What is longer than weeks is too vague."""
    count = (AMOUNTS[amount] if amount in AMOUNTS else int(amount)) + more
    single = unit.rstrip("s")
    if single in WHOLE_DAYS:
        return (After(days=round(count * WHOLE_DAYS[single])),)
    if single in MINUTES:
        return (After(minutes=round(count * MINUTES[single])),)
    return (Vague(Ask.DAY),)
