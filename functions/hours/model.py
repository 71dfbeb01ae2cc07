"""When somebody may be called: rules as data, and the first instant at which all of them agree."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, pairwise
from typing import Annotated, Literal, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, PlainSerializer, field_validator

from functions.hours.calendars import days_off
from shared.errors import Difference, Missed
from shared.value import Instant, Storable, Value

DEFAULT = "*"
"""The rule of countries that have none."""
COURTESY = "courtesy"
"""The rule of every call, whatever the law allows."""
CODE = r"^(\*|courtesy|[A-Z]{2}(-[A-Z0-9]{1,3})?)$"

DAY = timedelta(days=1)
AHEAD = timedelta(days=14)
TICK = timedelta(microseconds=1)
HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")

Purpose = Literal["marketing", "service"]


def _read_span(written: object) -> tuple[timedelta, timedelta]:
    found = HOURS.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError("write the hours as 10:00-13:00; a day ends at 24:00")
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    opens = timedelta(hours=from_hour, minutes=from_minute)
    closes = timedelta(hours=to_hour, minutes=to_minute)
    if not opens < closes <= DAY:
        raise ValueError("the hours must close after they open and by 24:00; split them at night")
    return opens, closes


def written(span: tuple[timedelta, timedelta]) -> str:
    """As people write it: `10:00-13:00`."""
    opens, closes = (divmod(at // timedelta(minutes=1), 60) for at in span)
    return f"{opens[0]:02}:{opens[1]:02}-{closes[0]:02}:{closes[1]:02}"


Span = Annotated[
    tuple[timedelta, timedelta],
    BeforeValidator(_read_span),
    PlainSerializer(written, return_type=str),
]
"""From when to when on a day, since its midnight; the end is outside. Written `10:00-13:00`."""
Weekday = Annotated[int, Field(ge=1, le=7)]


class Name(Value):
    """What people call it, in each language we speak."""

    en: Annotated[str, Field(min_length=1, max_length=120), Storable]
    es: Annotated[str, Field(min_length=1, max_length=120), Storable]


class Window(Value):
    """A campaign's own hours, local time. One that closes no later than it opens spans midnight."""

    opens_at: time
    closes_at: time
    weekdays: tuple[int, ...]

    def spans(self, day: date) -> Sequence[Span]:
        """What of that day is open."""
        opens, closes = _since_midnight(self.opens_at), _since_midnight(self.closes_at)
        today = day.isoweekday() in self.weekdays
        if opens < closes:
            return ((opens, closes),) if today else ()
        began = (day - DAY).isoweekday() in self.weekdays
        night = ((timedelta(0), closes),) if began else ()
        return (*night, (opens, DAY)) if today else night


def _since_midnight(at: time) -> timedelta:
    return timedelta(
        hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
    )


class Limit(Value):
    """At most `calls` to one person within `days` of 24 hours, over all campaigns."""

    calls: int = Field(ge=1, le=100)
    days: int = Field(ge=1, le=366)


class Terms(Value):
    """What a rule says. `week` is by ISO weekday (Monday is 1); a day without hours is closed.

    `closed` are single days without calls, `working` days that are open though the calendar calls
    them holidays.
    """

    name: Name
    binds: tuple[Purpose, ...] = Field(min_length=1)
    week: dict[Weekday, tuple[Span, ...]]
    closed_on_holidays: bool = False
    closed: tuple[date, ...] = Field(default=(), max_length=400)
    working: tuple[date, ...] = Field(default=(), max_length=400)
    limits: tuple[Limit, ...] = Field(default=(), max_length=10)
    source: Annotated[str, Field(min_length=3, max_length=2000), Storable]

    @field_validator("week")
    @classmethod
    def _in_order(cls, week: dict[int, tuple[Span, ...]]) -> dict[int, tuple[Span, ...]]:
        for day, spans in week.items():
            if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
                raise ValueError(f"the hours of day {day} overlap: give them one after the other")
        return week


class Rule(Terms):
    """The terms in force for a country, a region, or by default; version 1 as delivered."""

    code: str = Field(pattern=CODE)
    version: int = 1
    changed_by: str | None = None
    changed_at: Instant | None = None
    reason: str | None = None


class Change(Terms):
    """What a rule is to say from now on, and why."""

    reason: Annotated[str, Field(min_length=3, max_length=300), Storable]


def missed(history: Sequence[Rule], seen: int) -> list[Missed]:
    """What has been put in force since that version, the newest first; `history` likewise."""
    return [
        Missed(
            version=now.version,
            by=now.changed_by,
            at=now.changed_at,
            changes=_changes(before, now),
        )
        for now, before in pairwise([*history, None])
        if now and now.version > seen
    ]


def _changes(before: Rule | None, after: Rule) -> tuple[Difference, ...]:
    then = before.model_dump(mode="json") if before else {}
    now = after.model_dump(mode="json", include=set(Terms.model_fields))
    return tuple(
        Difference(field=name, then=then.get(name), now=value)
        for name, value in now.items()
        if then.get(name) != value
    )


class Binding(Value):
    """A rule that binds a number, and whose holidays count (`FR`, `US-AL`; empty: nobody's)."""

    rule: Rule
    calendar: str

    def is_off(self, day: date) -> bool:
        """Whether nobody is called that day, whatever weekday it is."""
        if day in self.rule.closed:
            return True
        if not (self.rule.closed_on_holidays and self.calendar) or day in self.rule.working:
            return False
        return day in days_off(self.calendar, day.year)

    def spans(self, day: date) -> Sequence[Span]:
        """What of that day is open."""
        return () if self.is_off(day) else self.rule.week.get(day.isoweekday(), ())


class Hours(Value):
    """The rules that bind one number, its country's and its region's. None at all: no call."""

    bindings: tuple[Binding, ...]


class Opens(Protocol):
    """Something that opens and closes by the clock on the wall."""

    def spans(self, day: date) -> Sequence[Span]:
        """What of that day is open."""


def limits(hours: Hours) -> tuple[Limit, ...]:
    """Every limit that binds."""
    found = {limit for binding in hours.bindings for limit in binding.rule.limits}
    return tuple(sorted(found, key=lambda limit: (limit.days, limit.calls)))


def opening(hours: Hours, own: Window, zones: Sequence[str], now: datetime) -> datetime | None:
    """`now` if a call is allowed, else the first instant within 14 days at which one is.

    Every rule and the own window must allow it in every zone that the person may be in. Nothing
    where there is no such instant, no rule, no zone, or one that nobody knows.
    """
    places = _known(zones)
    clocks: tuple[Opens, ...] = (own, *hours.bindings)
    asked = [(each, zone) for zone in places for each in clocks]
    if not asked or not hours.bindings:
        return None
    return _agreed(asked, now.astimezone(UTC))


RINGS_WITHIN = timedelta(seconds=40)
"""What is begun in a window may ring that much later: a window must last as long."""


def beginning(hours: Hours, own: Window, zones: Sequence[str], now: datetime) -> datetime | None:
    """From when on a call may be begun: shortly before the end of an opening, in the next one."""
    first = opening(hours, own, zones, now)
    if first is None or first > now:
        return first
    rings = now + RINGS_WITHIN
    later = opening(hours, own, zones, rings)
    return now if later == rings else later


def _known(names: Sequence[str]) -> list[ZoneInfo]:
    try:
        return [ZoneInfo(name) for name in names]
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return []


def _agreed(asked: Sequence[tuple[Opens, ZoneInfo]], now: datetime) -> datetime | None:
    """Ask in turn; whoever is closed names its next opening, from which all are asked again."""
    moment, agreeing, latest = now, 0, now + AHEAD
    for opens, zone in cycle(asked):
        found = _first(opens, zone, moment, latest)
        if found is None:
            return None
        agreeing = agreeing + 1 if found == moment else 1
        moment = found
        if agreeing == len(asked):
            break
    return moment


def _first(opens: Opens, zone: ZoneInfo, moment: datetime, latest: datetime) -> datetime | None:
    """The first instant from `moment` to `latest` that is open there."""
    while moment <= latest:
        wait = _wait(opens, moment.astimezone(zone).replace(tzinfo=None))
        if not wait:
            return moment
        moment = _later(zone, moment, wait)
    return None


def _wait(opens: Opens, wall: datetime) -> timedelta:
    """How long the clock on the wall runs until something opens, or else until midnight."""
    since = wall - datetime.combine(wall.date(), time.min)
    to_come = (start for start, end in opens.spans(wall.date()) if since < end)
    return max(min(to_come, default=DAY) - since, timedelta(0))


def _later(zone: ZoneInfo, moment: datetime, wait: timedelta) -> datetime:
    """That much later; or the instant at which the clock on the wall is turned meanwhile.

    A day holds one turn at most, so that it can be found by halves.
    """
    before, after = moment, moment + wait
    offset = moment.astimezone(zone).utcoffset()
    if after.astimezone(zone).utcoffset() == offset:
        return after
    while after - before > TICK:
        between = before + (after - before) // 2
        if between.astimezone(zone).utcoffset() == offset:
            before = between
        else:
            after = between
    return after


ANY_TIME = Hours(
    bindings=(
        Binding(
            rule=Rule(
                code=DEFAULT,
                name=Name(en="Waived", es="Sin aplicar"),
                binds=("marketing", "service"),
                week=dict.fromkeys(range(1, 8), ("00:00-24:00",)),
                source="Waived for one campaign, with a reason.",
            ),
            calendar="",
        ),
    )
)
"""No rule but the campaign's own window: for calling hours that somebody waived, with a reason."""
