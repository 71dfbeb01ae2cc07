"""Who gets a new ticket: rules, teams, and whose turn it is."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from functions.sla.model import Condition
from shared.records import Record
from shared.value import Instant, Text, Value


class Strategy(StrEnum):
    """One after the other, or whoever has most room."""

    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


class Member(Value):
    """One of a team. `capacity` is how many open tickets they have before they get no more."""

    name: Text = Field(min_length=1, max_length=200)
    capacity: int = Field(20, ge=1, le=1000)


class Plan(Value):
    """A team as somebody writes it. Turns go in the order of `members`."""

    name: Text = Field(min_length=1, max_length=100)
    strategy: Strategy = Strategy.ROUND_ROBIN
    members: tuple[Member, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _names_everybody_once(self) -> Self:
        names = [each.name.lower() for each in self.members]
        if len(set(names)) != len(names):
            raise ValueError("members: give each name once")
        return self


class Team(Plan, Record):
    """A team as it is kept. `last` is who got the last ticket."""

    last: str | None


class Terms(Value):
    """A rule as somebody writes it: to a team, or to one person. The lowest `place` is taken."""

    name: Text = Field(min_length=1, max_length=100)
    condition: Condition = Condition()
    team_id: UUID | None = None
    person: Text | None = Field(None, min_length=1, max_length=200)
    place: int = Field(100, ge=0, le=10_000)
    active: bool = True

    @model_validator(mode="after")
    def _names_one_who_gets_it(self) -> Self:
        if (self.team_id is None) == (self.person is None):
            raise ValueError("team_id, person: give one of them")
        return self


class Rule(Terms, Record):
    """A rule as it is kept."""


class Assignment(Value):
    """What came of a ticket. `person` is empty while nobody can take it."""

    ticket_id: UUID
    rule_id: UUID
    team_id: UUID | None
    person: str | None
    at: Instant


def choose(team: Team, loads: Mapping[str, int], unable: Collection[str]) -> str | None:
    """Who gets the next ticket: nobody who cannot take any, or has as many as they can take.

    `unable` are names in small letters. Where two have the same room, turns decide.
    """
    there = [
        each
        for each in _in_turn(team)
        if each.name.lower() not in unable and loads.get(each.name, 0) < each.capacity
    ]
    if team.strategy is Strategy.LEAST_LOADED:
        there.sort(key=lambda each: loads.get(each.name, 0) / each.capacity)
    return there[0].name if there else None


def _in_turn(team: Team) -> list[Member]:
    """The members, from the one after the last on."""
    names = [each.name for each in team.members]
    after = names.index(team.last) + 1 if team.last in names else 0
    return [*team.members[after:], *team.members[:after]]
