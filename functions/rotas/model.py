"""Who is on call when: weekly shifts, absences, and those who stand in."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from shared.records import Record
from shared.value import Instant, Spoken, Text, Value

AHEAD = timedelta(days=62)
"""How far the next shift is looked for. Absences and stand-ins further away are seen as well."""
DAY = timedelta(days=1)


class Rank(StrEnum):
    """Who is asked first. The order of these words is the order of the calls."""

    FIRST = "first"
    SECOND = "second"
    MANAGER = "manager"


class Colleague(Value):
    """Somebody who may be on call. `name` is unique in a rota, and whom tickets are assigned to."""

    name: Text = Field(min_length=1, max_length=200)
    phone: Text = Field(min_length=1, max_length=40)
    language: Spoken = Spoken.EN


class Shift(Value):
    """Hours of every week, by the rota's clocks: where they end before they begin, past midnight.

    The same hour twice is the whole day. Weekdays are those it begins on, Monday is 1.
    """

    person: Text
    rank: Rank = Rank.FIRST
    weekdays: frozenset[int] = frozenset(range(1, 8))
    starts: time
    ends: time

    @model_validator(mode="after")
    def _says_days_of_a_week_and_plain_hours(self) -> Self:
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)):
            raise ValueError("weekdays: give some of 1 (Monday) to 7 (Sunday)")
        if self.starts.tzinfo or self.ends.tzinfo:
            raise ValueError("starts, ends: give hours without a zone: they are in the rota's")
        return self


class Spell(Value):
    """Somebody, from an instant until another."""

    person: Text
    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at: give a time after starts_at")
        return self

    def holds(self, at: datetime) -> bool:
        """Whether it is then."""
        return self.starts_at <= at < self.ends_at


class StandIn(Spell):
    """Somebody takes a rank instead of whoever has the shift."""

    rank: Rank = Rank.FIRST


class Plan(Value):
    """A rota as somebody writes it. People of one rank are asked in the order of `people`."""

    name: Text = Field(min_length=1, max_length=100)
    zone: Text
    people: tuple[Colleague, ...] = Field(min_length=1, max_length=100)
    shifts: tuple[Shift, ...] = Field((), max_length=200)
    absences: tuple[Spell, ...] = Field((), max_length=500)
    overrides: tuple[StandIn, ...] = Field((), max_length=500)

    @model_validator(mode="after")
    def _knows_everybody_it_names(self) -> Self:
        known = [each.name for each in self.people]
        if len(set(known)) != len(known):
            raise ValueError("people: give each name once")
        spells = (*self.absences, *self.overrides)
        named = {each.person for each in self.shifts} | {each.person for each in spells}
        if strangers := sorted(named - set(known)):
            raise ValueError(f"people: add {', '.join(strangers)}, whom shifts or absences name")
        return self


class Rota(Plan, Record):
    """A rota as it is kept."""


class OnCall(Value):
    """Somebody on call, with the rank they are asked at."""

    rank: Rank
    name: str
    phone: str
    language: Spoken


class Away(Value):
    """Somebody who takes no calls, and until when, if they said so."""

    person: str
    until: Instant | None


class Availability(Value):
    """Whether somebody takes calls now. Away `until` then; without a time, until they say so."""

    available: bool
    until: Instant | None = None

    @model_validator(mode="after")
    def _only_who_is_away_comes_back(self) -> Self:
        if self.available and self.until:
            raise ValueError("until: leave it out for somebody who is available")
        return self


class Upcoming(Value):
    """Who will be on call from when on."""

    at: Instant
    people: tuple[OnCall, ...]


def on_call(rota: Rota, at: datetime) -> list[OnCall]:
    """Who is on call then, in the order to ask them; nobody is there twice, nobody absent."""
    found: dict[str, OnCall] = {}
    for rank in Rank:
        for person in _of_rank(rota, rank, at):
            told = OnCall(rank=rank, **person.model_dump())
            found.setdefault(person.name, told)
    return list(found.values())


def _of_rank(rota: Rota, rank: Rank, at: datetime) -> list[Colleague]:
    """Whoever stands in for the rank; where nobody does, whoever has the shift."""
    absent = {each.person for each in rota.absences if each.holds(at)}
    instead = {each.person for each in rota.overrides if each.rank is rank and each.holds(at)}
    regular = {each.person for each in rota.shifts if each.rank is rank and _works(rota, each, at)}
    there = (instead - absent) or (regular - absent)
    return [each for each in rota.people if each.name in there]


def _works(rota: Rota, shift: Shift, at: datetime) -> bool:
    today = at.astimezone(ZoneInfo(rota.zone)).date()
    return any(
        starts <= at < ends for starts, ends in _turns(rota, shift, today - DAY, today + DAY)
    )


def _turns(
    rota: Rota, shift: Shift, first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end of a shift's turns that begin on these days.

    Each is an instant of its own, so that a night of 23 or 25 hours leaves no gap: an hour that
    clocks skip begins after them, one they repeat counts the first time (PEP 495, fold=0).
    """
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        if day.isoweekday() in shift.weekdays:
            evening = day if shift.starts < shift.ends else day + DAY
            yield _instant(day, shift.starts, rota.zone), _instant(evening, shift.ends, rota.zone)


def _instant(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def upcoming(rota: Rota, at: datetime) -> Upcoming | None:
    """Who is on call next, where nobody is at that instant."""
    for instant in sorted(_beginnings(rota, at)):
        if people := on_call(rota, instant):
            return Upcoming(at=instant, people=tuple(people))
    return None


def _beginnings(rota: Rota, after: datetime) -> set[datetime]:
    """The instants at which somebody may come on call."""
    today = after.astimezone(ZoneInfo(rota.zone)).date()
    turns = [
        starts for shift in rota.shifts for starts, _ in _turns(rota, shift, today, today + AHEAD)
    ]
    back: Sequence[datetime] = [each.ends_at for each in rota.absences]
    instead = [each.starts_at for each in rota.overrides]
    return {each for each in (*turns, *back, *instead) if each > after}
