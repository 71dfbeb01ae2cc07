"""What a soak is to be, drawn from its seed: whom it rings, what goes wrong, when the host dies."""

import random
from collections.abc import Iterator
from typing import Any

from functions.people.model import Entry
from scripts.benchmarks import dialling_people as people
from scripts.local import environment
from scripts.local.simulators.twilio.people.casting import built_in
from shared.value import Value

NEW_YORK, CHICAGO = "America/New_York", "America/Chicago"
ATTENDED = 50  # somebody at a browser
STOPS_ALL = 91  # 21215: the account may not call there, and a campaign that meets that pauses
HANG = 98  # they hang the creation: see HANGS
TELL_LATE = {42, 44}  # whose end is told after twenty minutes and more
LEFT_ALONE = 0.01  # share of the list that is on the do-not-call list
SCATTER = 40  # events that pass between a call's creation and the death of the host, at most

SHARES: dict[str, tuple[dict[str, Any], ...]] = {
    "rest.create": (
        {"action": "status", "value": 500},
        {"action": "status", "value": 500, "placed": True},
        {"action": "reset"},
        {"action": "reset", "placed": True},
        {"action": "cut", "placed": True},
        {"action": "throttle"},
    ),
    "rest.read": ({"action": "status", "value": 503},),
    "webhook.status": (
        {"action": "drop"},
        {"action": "duplicate", "value": 2},
        {"action": "stale", "value": 60},
        {"action": "status", "value": 500},
        {"action": "reset"},
    ),
    "webhook.voice": (
        {"action": "drop"},
        {"action": "duplicate", "value": 1},
        {"action": "stale", "value": 60},
        {"action": "status", "value": 503},
    ),
    "webhook.amd": ({"action": "drop"}, {"action": "duplicate", "value": 2}),
    "audio.fetch": ({"action": "drop"}, {"action": "status", "value": 404}),
    "el.tts": (
        {"action": "status", "value": 500},
        {"action": "system_busy"},
        {"action": "quota_exceeded"},
        {"action": "truncate"},
    ),
    "oa.*": (
        {"action": "status", "value": 500},
        {"action": "throttle"},
        {"action": "reset"},
    ),
    "oa.chat": (
        {"action": "refusal"},
        {"action": "invalid_json"},
        {"action": "length"},
        {"action": "content_filter"},
    ),
    "cosmos.*": ({"action": "status", "value": 503}, {"action": "throttle"}),
    "keyvault.get": ({"action": "status", "value": 503}, {"action": "throttle"}),
    "identity.token": ({"action": "status", "value": 500},),
}
"""What goes wrong where: each place's share is divided among its faults."""
LATE: dict[str, tuple[dict[str, Any], ...]] = {
    "webhook.status": ({"action": "delay", "value": 120}, {"action": "reorder", "value": 20}),
    "webhook.amd": ({"action": "delay", "value": 30},),
}
"""These strike beside the others: when a callback comes, not whether."""
HANGS = ("rest.create", "webhook.voice", "el.tts", "oa.chat")
"""Whoever gets no answer waits for it by the wall, and the clock with them: a few are enough."""
HUNG = 3


class Death(Value):
    """The host is killed once so many calls have been created, and so many events more passed."""

    created: int
    events: int


class Day(Value):
    """When people may be rung, by their own clock, and at which instant it all begins.

    Later than the stack does: a clock turned back leaves timers waiting for what was to come.
    `lines` is how many calls there may be at once, `attempts` how many for each person.
    """

    begins: str
    opens: int
    closes: int
    zones: tuple[str, ...]
    lines: int
    attempts: int


LONG = Day(
    begins="2027-03-03T16:45:00+00:00",
    opens=8,
    closes=12,
    zones=(NEW_YORK, CHICAGO),
    lines=300,
    attempts=2,
)
"""A Wednesday. The window closes in New York after a quarter of an hour, and later in Chicago."""
SHORT = Day(
    begins="2027-03-03T12:59:50+00:00",
    opens=8,
    closes=12,
    zones=(NEW_YORK,),
    lines=20,
    attempts=1,
)
"""The window opens after ten seconds, and nobody has to be waited for until tomorrow."""


class Plan(Value):
    """A soak."""

    seed: int
    day: Day
    entries: tuple[Entry, ...]
    left_alone: tuple[str, ...]
    faults: tuple[dict[str, Any], ...]
    deaths: tuple[Death, ...]


def drawn(seed: int, *, contacts: int, faults: float, kills: int, day: Day = LONG) -> Plan:
    """The same for the same figures."""
    chance = random.Random(seed)  # noqa: S311  repeatable is what we want
    entries = _people(chance, contacts, day)
    created = sorted(chance.sample(range(1, max(kills + 1, int(0.9 * contacts))), kills))
    alone = chance.sample(entries, max(1, round(LEFT_ALONE * contacts)))
    return Plan(
        seed=seed,
        day=day,
        entries=entries,
        left_alone=tuple(each.phone for each in alone),
        faults=tuple(_faults(faults)),
        deaths=tuple(Death(created=one, events=chance.randrange(SCATTER)) for one in created),
    )


def _people(chance: random.Random, count: int, day: Day) -> tuple[Entry, ...]:
    """From all its zones, of every kind there is time for."""
    left_out = {ATTENDED, STOPS_ALL, HANG} | (TELL_LATE if day is SHORT else set())
    kinds = sorted(built_in().by_digits.keys() - left_out)
    zones = {area: found[0] for area in people.AREAS if len(found := people.zones_of(area)) == 1}
    everybody = [
        people.entry(phone, zone)
        for area, zone in zones.items()
        if zone in day.zones
        for nn in kinds
        if (phone := f"+1{area}55501{nn:02}") != environment.NUMBER
    ]
    return tuple(chance.sample(everybody, count))


def _faults(share: float) -> Iterator[dict[str, Any]]:
    """In the order in which they are asked: the first that strikes decides."""
    if not share:
        return
    for where in HANGS:
        yield {"where": where, "action": "hang", "probability": share, "count": HUNG}
    for table in (SHARES, LATE):
        for where, ways in table.items():
            for way in ways:
                yield {"where": where, "probability": share / len(ways), **way}
