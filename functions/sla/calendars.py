"""When time counts: weekly windows by the clocks of a zone, without holidays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from functions.hours import calendars as holidays
from shared.errors import Invalid
from shared.records import Record
from shared.value import Text, Value

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
FARTHEST = 3660
"""Days ahead in which a clock must come to its end."""
REACH = timedelta(hours=15)
"""No zone's clocks are further from UTC than that, so a local day lies within it on both sides."""

type Span = tuple[datetime, datetime]
"""A stretch of time in UTC, its end not in it."""


class Window(Value):
    """Hours of some weekdays, Monday is 1. It closes after it opens; 00:00 closes the day."""

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time
    closes: time

    @model_validator(mode="after")
    def _says_days_of_a_week_and_hours_of_a_day(self) -> Self:
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)):
            raise ValueError("weekdays: give some of 1 (Monday) to 7 (Sunday)")
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("opens, closes: give hours without a zone: the calendar has one")
        if self.opens >= self.closes != time():
            raise ValueError("closes: give an hour after opens; a night is two windows")
        return self


class Plan(Value):
    """A calendar as somebody writes it. Nobody is told between `quiet_from` and `quiet_until`.

    Quiet hours bind all but priority 1; the same hour twice is none. `places` are countries and
    regions whose public holidays are kept (`ES`, `US-FL`), `days_off` what the house adds.
    """

    name: Text = Field(min_length=1, max_length=100)
    zone: Text
    windows: tuple[Window, ...] = Field(min_length=1, max_length=50)
    places: tuple[Text, ...] = Field((), max_length=20)
    days_off: tuple[date, ...] = Field((), max_length=500)
    quiet_from: time = time(22)
    quiet_until: time = time(7)

    @model_validator(mode="after")
    def _is_quiet_by_its_own_clocks(self) -> Self:
        if self.quiet_from.tzinfo or self.quiet_until.tzinfo:
            raise ValueError("quiet_from, quiet_until: give hours without a zone")
        return self


class Calendar(Plan, Record):
    """A calendar as it is kept."""


def is_off(plan: Plan, day: date) -> bool:
    """Whether nobody works that day."""
    return day in plan.days_off or any(
        day in holidays.days_off(place, day.year) for place in plan.places
    )


def spans(plan: Plan, day: date) -> tuple[Span, ...]:
    """When time counts on a day of the zone, in order."""
    return () if is_off(plan, day) else _open(plan.zone, plan.windows, day)


@lru_cache(maxsize=4096)
def _open(zone: str, windows: tuple[Window, ...], day: date) -> tuple[Span, ...]:
    """A minute counts if the clock on the wall says so: an hour that clocks repeat counts twice,
    one they skip never."""
    local = [_hours(each, day) for each in windows if day.isoweekday() in each.weekdays]
    found = (
        (max(opens - offset, begins), min(closes - offset, ends))
        for begins, ends, offset in _offsets(zone, day)
        for opens, closes in local
    )
    return tuple(_merged(sorted(each for each in found if each[0] < each[1])))


def _hours(window: Window, day: date) -> Span:
    """As the wall says it, in UTC only by name."""
    ends = day if window.closes > window.opens else day + DAY
    return datetime.combine(day, window.opens, UTC), datetime.combine(ends, window.closes, UTC)


def _offsets(zone: str, day: date) -> list[tuple[datetime, datetime, timedelta]]:
    """How far the clocks of a zone are from UTC around a day, and from when until when.

    No zone changes its clocks twice within three days.
    """
    begins = datetime.combine(day, time(), UTC) - REACH
    ends = begins + DAY + 2 * REACH
    before, after = _offset(zone, begins), _offset(zone, ends)
    if before == after:
        return [(begins, ends, before)]
    low, high = begins, ends
    while high - low > SECOND:
        middle = low + (high - low) // (2 * SECOND) * SECOND
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return [(begins, high, before), (high, ends, after)]


def _offset(zone: str, at: datetime) -> timedelta:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset


def _merged(ordered: list[Span]) -> Iterator[Span]:
    """Without overlaps."""
    last: Span | None = None
    for begins, ends in ordered:
        if last and begins <= last[1]:
            last = last[0], max(last[1], ends)
            continue
        if last:
            yield last
        last = begins, ends
    if last:
        yield last


def _from(plan: Plan, at: datetime) -> Iterator[Span]:
    """What is left of each stretch in which time counts, from an instant on."""
    first = at.astimezone(ZoneInfo(plan.zone)).date()
    for n in range(FARTHEST):
        for begins, ends in spans(plan, first + n * DAY):
            if ends > at:
                yield max(begins, at), ends


def after(plan: Plan, start: datetime, time_left: timedelta) -> datetime:
    """The first instant at which so much time has counted. Raises `Invalid` if none ever does."""
    if time_left <= timedelta():
        return start
    for begins, ends in _from(plan, start):
        if time_left <= ends - begins:
            return begins + time_left
        time_left -= ends - begins
    told = f"calendar: {plan.name} has too few hours for that: widen its windows."
    raise Invalid(told, errors=[{"field": "calendar_id", "problem": "it has too few hours"}])


def counted(plan: Plan, start: datetime, until: datetime) -> timedelta:
    """How much time counts between two instants."""
    total = timedelta()
    for begins, ends in _from(plan, start):
        if begins >= until:
            break
        total += min(ends, until) - begins
    return total


def loud(plan: Plan, at: datetime) -> datetime:
    """That instant, or where it is quiet then, the first at which it is not."""
    local = at.astimezone(ZoneInfo(plan.zone))
    begins, ends, now = plan.quiet_from, plan.quiet_until, local.time()
    overnight = begins > ends
    is_quiet = (now >= begins or now < ends) if overnight else begins <= now < ends
    if not is_quiet:
        return at
    morning = local.date() + DAY if overnight and now >= begins else local.date()
    return datetime.combine(morning, ends, ZoneInfo(plan.zone)).astimezone(UTC)
