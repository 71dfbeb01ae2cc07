"""When a timer is due: NCRONTAB's five or six fields, seconds first.

https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
https://github.com/atifaziz/NCrontab/blob/master/NCrontab/CrontabField.cs
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
YEARS_AHEAD = 30  # 29 February on a given day of the week comes back within 28, save around 2100


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: Sequence[str] = ()

    def values(self, text: str) -> frozenset[int]:
        return frozenset(value for part in text.split(",") for value in self._part(part))

    def _part(self, text: str) -> range:
        span, _, step = text.partition("/")
        if step and not step.isdigit():
            raise self._wrong(text)
        every = int(step or 0)
        if span == "*":
            return range(self.low, self.high + 1, every or 1)
        first, dash, last = span.partition("-")
        start = self._number(first)
        end = self._number(last) if dash else self.high if every else start
        # The library swaps the ends of a range that runs backwards.
        return range(min(start, end), max(start, end) + 1, every or 1)

    def _number(self, text: str) -> int:
        if text.isascii() and text.isdigit() and self.low <= int(text) <= self.high:
            return int(text)
        for place, name in enumerate(self.names):
            if text and name.lower().startswith(text.lower()):
                return self.low + place
        raise self._wrong(text)

    def _wrong(self, text: str) -> ValueError:
        return ValueError(f'"{text}" is no {self.name}: give {self.low} to {self.high}')


_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, MONTHS),
    _Field("day of the week", 0, 6, DAYS),
)


class Ncrontab:
    """A schedule of instants. Day and day of the week must both fit, other than in Unix's cron."""

    def __init__(self, expression: str) -> None:
        """Raises ValueError where the expression is wrong, or names no day there is."""
        fields = expression.split()
        if len(fields) not in (5, 6):
            raise ValueError(
                f'"{expression}" has {len(fields)} fields: NCRONTAB has 6, or 5 without seconds'
            )
        fields = ["0", *fields] if len(fields) == 5 else fields  # noqa: PLR2004 - as the line above
        sets = [field.values(text) for field, text in zip(_FIELDS, fields, strict=True)]
        self._seconds, self._minutes, self._hours = (sorted(each) for each in sets[:3])
        self._days, self._months, self._weekdays = sets[3:]

    def after(self, instant: datetime) -> datetime:
        """The first instant later than that. Raises ValueError where none will ever come."""
        start = instant.replace(microsecond=0) + timedelta(seconds=1)
        if self._on(start) and (later := self._within(start)):
            return later
        midnight = start.replace(hour=0, minute=0, second=0)
        for _ in range(YEARS_AHEAD * 366):
            midnight += timedelta(days=1)
            if self._on(midnight):
                return self._first_of(midnight)
        raise ValueError("No day fits this NCRONTAB expression")

    def _on(self, day: datetime) -> bool:
        weekday = day.isoweekday() % 7
        return day.month in self._months and day.day in self._days and weekday in self._weekdays

    def _first_of(self, day: datetime) -> datetime:
        return day.replace(hour=self._hours[0], minute=self._minutes[0], second=self._seconds[0])

    def _within(self, start: datetime) -> datetime | None:
        """The first fit at `start` or later on its day."""
        second = next((each for each in self._seconds if each >= start.second), None)
        minute_from = start.minute if second is not None else start.minute + 1
        minute = next((each for each in self._minutes if each >= minute_from), None)
        hour_from = start.hour if minute is not None else start.hour + 1
        hour = next((each for each in self._hours if each >= hour_from), None)
        if hour is None:
            return None
        if hour > start.hour:
            return start.replace(hour=hour, minute=self._minutes[0], second=self._seconds[0])
        assert minute is not None
        if minute > start.minute or second is None:
            return start.replace(minute=minute, second=self._seconds[0])
        return start.replace(second=second)
