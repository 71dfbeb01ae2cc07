"""What a ticket is promised: which definition binds it, and how its clocks run."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Annotated
from uuid import UUID

from pydantic import Field

from functions.sla.calendars import Calendar, after, counted
from shared.errors import Invalid
from shared.records import Record
from shared.value import Instant, Spoken, Text, Value

PERCENTS = (50, 75, 90, 100)
"""Shares of the time at which somebody is told. The last is the breach."""
BREACH = PERCENTS[-1]
STOPS = frozenset({"resolved", "closed", "canceled"})
UNTOUCHED = "new"
ON_HOLD = "on_hold"
CHANNELS = frozenset({"web", "phone", "email", "api"})
REASONS = frozenset({"awaiting_caller", "awaiting_change", "awaiting_problem", "awaiting_vendor"})
Minutes = Annotated[int, Field(ge=1, le=90 * 24 * 60)]


class Kind(StrEnum):
    """Until somebody sees to it, and until it is solved."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


class Standing(Value):
    """A ticket as far as its clocks and rules ask. Words are those of `tickets`."""

    ticket_id: UUID
    priority: int
    channel: str
    language: Spoken
    state: str
    hold_reason: str | None
    assignee: str | None
    opened_at: Instant

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything about it any more."""
        return self.state in STOPS


class Condition(Value):
    """Which tickets a rule is for. What is empty asks nothing."""

    priorities: frozenset[Annotated[int, Field(ge=1, le=5)]] = frozenset()
    channels: frozenset[Text] = frozenset()
    languages: frozenset[Spoken] = frozenset()


class Terms(Value):
    """A definition as somebody writes it. Of those that hold, the one of the lowest `place` binds.

    `pauses` are the reasons to be on hold that stop the clock of a resolution: to put a ticket on
    hold is a response.
    """

    name: Text = Field(min_length=1, max_length=100)
    kind: Kind
    condition: Condition = Condition()
    calendar_id: UUID
    minutes: Minutes
    pauses: frozenset[Text] = frozenset({"awaiting_caller"})
    place: int = Field(100, ge=0, le=10_000)
    active: bool = True


class Definition(Terms, Record):
    """A definition as it is kept."""


class Bound(Value):
    """A definition with the calendar it counts by."""

    definition: Definition
    calendar: Calendar


class Clock(Value):
    """One promise to one ticket. `marks` are the instants of `PERCENTS` while it runs.

    `passed` of them were told. `round` counts how often told ones came to lie ahead again, which
    a longer time does; `spent` is up to `since`, or to the pause or end.
    """

    ticket_id: UUID
    kind: Kind
    definition_id: UUID
    calendar_id: UUID
    priority: int
    target: timedelta
    spent: timedelta = timedelta()
    since: Instant | None = None
    ended_at: Instant | None = None
    marks: tuple[Instant, ...] = ()
    passed: int = 0
    round: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When somebody has to be told next."""
        return self.marks[self.passed] if self.passed < len(self.marks) else None

    @property
    def breached(self) -> bool:
        """Whether its time ran out, as far as `spent` and what was told say."""
        return self.spent >= self.target or self.passed == len(PERCENTS)


class Crossing(Value):
    """A clock that has come to one of its marks."""

    ticket_id: UUID
    kind: Kind
    round: int
    percent: int
    at: Instant
    priority: int
    calendar_id: UUID


class Notice(Value):
    """What somebody is told of a clock: once it is not quiet any more, and once."""

    ticket_id: UUID
    kind: Kind
    round: int
    percent: int
    priority: int
    crossed_at: Instant
    tell_at: Instant
    told_at: Instant | None = None


class Phase(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    BREACHED = "breached"


class Timer(Value):
    """A clock as it stands now. What remains is below zero once it has run out."""

    kind: Kind
    name: str
    phase: Phase
    paused: bool
    target_seconds: int
    spent_seconds: int
    remaining_seconds: int
    percent: int
    due_at: Instant | None
    ended_at: Instant | None
    zone: str


def check_condition(condition: Condition) -> None:
    """Raise `Invalid` where it asks for what no ticket has: it would never hold."""
    check_known("condition.channels", condition.channels, CHANNELS)


def check_known(field: str, given: Collection[str], known: Collection[str]) -> None:
    """Raise `Invalid` unless all that is given is known."""
    if unknown := sorted(set(given) - set(known)):
        problem = f"there is no {unknown[0]!r}: take {', '.join(sorted(known))}"
        raise Invalid(f"{field}: {problem}.", errors=[{"field": field, "problem": problem}])


def holds(condition: Condition, standing: Standing) -> bool:
    """Whether a rule is for that ticket."""
    asked = (
        (condition.priorities, standing.priority),
        (condition.channels, standing.channel),
        (condition.languages, standing.language),
    )
    return all(not wanted or value in wanted for wanted, value in asked)


def binding(bound: list[Bound], kind: Kind, standing: Standing) -> Bound | None:
    """The definition that binds a ticket. They come in order."""
    return next(
        (
            each
            for each in bound
            if each.definition.kind is kind and holds(each.definition.condition, standing)
        ),
        None,
    )


def begun(rule: Bound, standing: Standing, now: datetime) -> Clock:
    """A clock that runs from the ticket's opening, though it be wound up later."""
    clock = Clock(
        ticket_id=standing.ticket_id,
        kind=rule.definition.kind,
        definition_id=rule.definition.id,
        calendar_id=rule.calendar.id,
        priority=standing.priority,
        target=timedelta(minutes=rule.definition.minutes),
        spent=counted(rule.calendar, standing.opened_at, now),
        since=now,
    )
    return _marked(clock, rule.calendar)


def spent(clock: Clock, calendar: Calendar, now: datetime) -> timedelta:
    """How much of its time is gone."""
    running = counted(calendar, clock.since, now) if clock.since else timedelta()
    return clock.spent + running


def paused(clock: Clock, calendar: Calendar, now: datetime) -> Clock:
    """Its time stands still."""
    gone = spent(clock, calendar, now)
    return clock.model_copy(update={"spent": gone, "since": None, "marks": ()})


def resumed(clock: Clock, calendar: Calendar, now: datetime) -> Clock:
    """Its time goes on."""
    return _marked(clock.model_copy(update={"since": now, "ended_at": None}), calendar)


def ended(clock: Clock, calendar: Calendar, now: datetime) -> Clock:
    """What was promised is done, in time or not."""
    return paused(clock, calendar, now).model_copy(update={"ended_at": now})


def rebound(clock: Clock, old: Calendar, rule: Bound, standing: Standing, now: datetime) -> Clock:
    """The same clock under another definition. The time that is gone counts."""
    stopped = paused(clock, old, now)
    changed = stopped.model_copy(
        update={
            "definition_id": rule.definition.id,
            "calendar_id": rule.calendar.id,
            "priority": standing.priority,
            "target": timedelta(minutes=rule.definition.minutes),
        }
    )
    given_back = _given_back(changed)
    return resumed(given_back, rule.calendar, now) if clock.since else given_back


def _given_back(clock: Clock) -> Clock:
    """What was told and lies ahead again will be told again, in another round."""
    reached = sum(clock.spent >= _share(clock, percent) for percent in PERCENTS)
    if reached >= clock.passed:
        return clock
    return clock.model_copy(update={"passed": reached, "round": clock.round + 1})


def _marked(clock: Clock, calendar: Calendar) -> Clock:
    assert clock.since is not None
    marks = [
        after(calendar, clock.since, _share(clock, percent) - clock.spent) for percent in PERCENTS
    ]
    return clock.model_copy(update={"marks": tuple(marks)})


def _share(clock: Clock, percent: int) -> timedelta:
    return clock.target * percent / 100


def timer(clock: Clock, definition: Definition, calendar: Calendar, now: datetime) -> Timer:
    """The clock as people read it. A second that has begun is still there."""
    gone = spent(clock, calendar, now)
    left = clock.target - gone
    return Timer(
        kind=clock.kind,
        name=definition.name,
        phase=_phase(clock, out_of_time=left <= timedelta()),
        paused=clock.since is None and clock.ended_at is None,
        target_seconds=int(clock.target.total_seconds()),
        spent_seconds=int(gone.total_seconds()),
        remaining_seconds=ceil(left.total_seconds()),
        percent=int(gone * 100 / clock.target),
        due_at=clock.marks[-1] if clock.marks else None,
        ended_at=clock.ended_at,
        zone=calendar.zone,
    )


def _phase(clock: Clock, *, out_of_time: bool) -> Phase:
    if out_of_time:
        return Phase.BREACHED
    if clock.ended_at:
        return Phase.ACHIEVED
    return Phase.RUNNING if clock.since else Phase.PAUSED


def is_over(clock: Clock, standing: Standing) -> bool:
    """Whether nothing can happen to it any more, as the ticket stands."""
    return clock.ended_at is not None and (clock.kind is Kind.RESPONSE or standing.is_over)


def is_done(kind: Kind, standing: Standing) -> bool:
    """Whether what is promised was done, in time or not."""
    return standing.is_over or (kind is Kind.RESPONSE and standing.state != UNTOUCHED)


def wanted(clock: Clock, rule: Bound, standing: Standing) -> Phase:
    """Whether a clock should run, stand still or be over, as the ticket stands."""
    if is_done(clock.kind, standing):
        return Phase.ACHIEVED
    pausing = standing.state == ON_HOLD and standing.hold_reason in rule.definition.pauses
    return Phase.PAUSED if pausing else Phase.RUNNING
