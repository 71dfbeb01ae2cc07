"""From somebody's words to the instant they mean, where they are; or to what has to be asked."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.promises.hints import (
    After,
    Ask,
    Clock,
    Hint,
    OnDate,
    Part,
    Today,
    Vague,
    Weekday,
)
from functions.promises.words import hints
from shared.value import Instant, Spoken, Value

MIDNIGHT = 24
NOON = 12
EARLIEST = 8
"""An hour that may be before noon or after is meant from eight o'clock on, as offices are open."""
LATEST = 22
FURTHEST = timedelta(days=366)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
HALF = timedelta(minutes=30)

ANY_NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

SPANS: dict[Part, tuple[int, int, int]] = {
    Part.DAWN: (0, 6, 0),
    Part.MORNING: (6, 12, 10),
    Part.NOON: (12, 15, 12),
    Part.AFTERNOON: (12, 20, 16),
    Part.EVENING: (17, 22, 19),
    Part.NIGHT: (19, 24, 20),
}
"""From what hour to what hour, and the one that is proposed where nobody named one."""


class Meant(Value):
    """The instant that was meant."""

    at: Instant


class Unclear(Value):
    """What has to be asked first."""

    asks: Ask


def meant(words: str, language: Spoken, now: datetime, zone: str) -> Meant | Unclear:
    """When somebody in that zone wants to be called, who says so now. Nothing is guessed.

    What is past today is meant of the next day, month or year. An hour that clocks skip is the one
    after them, one that they repeat the first that is still to come.
    """
    found = hints(words, language)
    vague = [each.asks for each in found if isinstance(each, Vague)]
    if len(set(found)) > 1 and vague and vague[0] is Ask.WHICH:
        return Unclear(asks=Ask.WHICH)
    sure = list(dict.fromkeys(each for each in found if not isinstance(each, Vague)))
    if not sure:
        return Unclear(asks=vague[0] if vague else Ask.WHEN)
    said = _Said(sure, now.astimezone(ZoneInfo(zone)))
    at = said.instant(vague)
    if isinstance(at, Ask):
        return Unclear(asks=at)
    return Meant(at=at) if now < at <= now + FURTHEST else Unclear(asks=Ask.WHEN)


def names_a_time(words: str, language: Spoken) -> bool:
    """Whatever the hour: whether it is a time at all does not depend on where they are."""
    return any(
        isinstance(meant(words, each, ANY_NOON, "UTC"), Meant) for each in (language, *Spoken)
    )


class _Said:
    """Hints, and the clock on the wall of whoever gave them."""

    def __init__(self, found: Sequence[Hint], local: datetime) -> None:
        self._local, self._today = local, local.date()
        self._after = [each for each in found if isinstance(each, After)]
        self._days = [each for each in found if isinstance(each, Today | Weekday | OnDate)]
        self._clocks = [each for each in found if isinstance(each, Clock)]
        self._parts = [each for each in found if isinstance(each, Part)]

    def instant(self, vague: Sequence[Ask]) -> datetime | Ask:
        """The instant, or what to ask."""
        if asks := self._lacks(vague):
            return asks
        if self._after:
            return self._later(self._after[0])
        return self._on_a_day() if self._days else self._first_to_come()

    def _lacks(self, vague: Sequence[Ask]) -> Ask | None:
        hours, days = len(self._after) + len(self._clocks), map(self._date, self._days)
        if hours > 1 or len(self._parts) > 1 or len(set(days)) > 1:
            return Ask.WHICH
        if Ask.DAY in vague and not self._days:
            return Ask.DAY
        return None if hours or self._parts else Ask.TIME

    def _later(self, after: After) -> datetime | Ask:
        if self._days or self._parts:
            return Ask.WHICH
        if after.days:
            return Ask.TIME
        whole = self._local.astimezone(ZoneInfo("UTC")) + timedelta(minutes=after.minutes)
        begun = timedelta(seconds=whole.second, microseconds=whole.microsecond)
        return whole if not begun else whole - begun + timedelta(minutes=1)

    def _on_a_day(self) -> datetime | Ask:
        hint = self._days[0]
        day = self._date(hint)
        if day is None:
            return Ask.DAY
        hour = self._time(day)
        if hour is None:
            return Ask.TIME
        at = self._at(day, hour)
        if at > self._local:
            return at
        return self._once_more(hint, hour)

    def _once_more(self, hint: Hint, hour: timedelta) -> datetime | Ask:
        """What is past today: later today, if that can be meant, or the next such day."""
        if not isinstance(hint, Today) and not (isinstance(hint, Weekday) and hint.may_be_today):
            following = self._date(hint, after=self._today)
            return self._at(following, hour) if following else Ask.DAY
        if self._clocks and not self._clocks[0].sure and not self._parts:
            evening = self._at(self._today, hour + NOON * HOUR)
            if self._local < evening and hour + NOON * HOUR < LATEST * HOUR:
                return evening
        return Ask.PAST

    def _first_to_come(self) -> datetime | Ask:
        for day in (self._today, self._today + DAY):
            hour = self._time(day, first=True)
            if hour is None:
                return Ask.TIME
            begun = not self._clocks and day == self._today and self._has_begun()
            if not begun and (at := self._at(day, hour)) > self._local:
                return at
        return Ask.TIME

    def _has_begun(self) -> bool:
        """Who says "in the afternoon" in the afternoon, and not "this", means tomorrow's."""
        return self._local.hour >= SPANS[self._parts[0]][0]

    def _time(self, day: date, *, first: bool = False) -> timedelta | None:
        """How long after midnight; nothing where nobody said, or meant the middle of the night."""
        if self._clocks:
            clock = self._clocks[0]
            hour = clock.hour if clock.sure else _hour(clock.hour, self._part())
            return hour * HOUR + timedelta(minutes=clock.minute)
        part = self._parts[0]
        opens, closes, usual = SPANS[part]
        if part is Part.DAWN:
            return None
        if first or day != self._today or self._local.hour < usual:
            return usual * HOUR
        soon = _half_hour_after(self._local + HOUR)
        is_within = soon.date() == day and opens <= soon.hour < closes
        return soon - datetime.combine(day, time.min) if is_within else usual * HOUR

    def _part(self) -> Part | None:
        return self._parts[0] if self._parts else None

    def _date(self, hint: Hint, after: date | None = None) -> date | None:
        """The day a hint means: the first there is, or the first after that one."""
        match hint:
            case Today(plus=days):
                return self._today + days * DAY
            case Weekday():
                return self._weekday(hint, after)
            case OnDate():
                return _of_month(hint, (after + DAY) if after else self._today)
            case _:
                return self._today

    def _weekday(self, hint: Weekday, after: date | None) -> date:
        monday = self._today - (self._today.isoweekday() - 1) * DAY
        if hint.next_week:
            return monday + (6 + hint.iso) * DAY
        ahead = (hint.iso - self._today.isoweekday()) % 7
        if ahead == 0 and not (hint.may_be_today and after is None):
            ahead = 7
        return self._today + ahead * DAY

    def _at(self, day: date, hour: timedelta) -> datetime:
        """That hour there. The clock on the wall may skip it, or show it twice."""
        wall = datetime.combine(day, time.min) + hour
        zone, utc = self._local.tzinfo, ZoneInfo("UTC")
        first = wall.replace(tzinfo=zone).astimezone(utc)
        second = wall.replace(tzinfo=zone, fold=1).astimezone(utc)
        return second if first <= self._local < second else first


def _hour(told: int, part: Part | None) -> int:
    """Which of the two hours of a dial is meant."""
    if part is None:
        return told + NOON if told < EARLIEST else told
    opens, closes, _ = SPANS[part]
    if told == NOON and part is Part.NIGHT:
        return MIDNIGHT
    fits = [hour for hour in (told, told + NOON) if opens <= hour <= closes]
    if fits:
        return fits[0]
    return told if part in {Part.DAWN, Part.MORNING} or told == NOON else told + NOON


def _half_hour_after(local: datetime) -> datetime:
    """The next full or half hour on that clock, without its zone."""
    wall = local.replace(tzinfo=None, second=0, microsecond=0)
    since = timedelta(hours=wall.hour, minutes=wall.minute)
    return wall + -since % HALF


def _of_month(hint: OnDate, earliest: date) -> date | None:
    """The first such date from `earliest` on; nothing where there is none."""
    for ahead in range(13):
        years, month = divmod(earliest.month - 1 + ahead, 12)
        if hint.month in {None, month + 1}:
            found = _existing(earliest.year + years, month + 1, hint.day)
            if found and found >= earliest:
                return found
    return None


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
