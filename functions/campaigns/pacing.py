"""How many calls a look may plan: the smallest of what everything concerned can take."""

import math
from collections.abc import Mapping

from functions.campaigns.rules import Transfer
from shared.value import Value

TALK_RATIO = 0.2
"""Share of a call in which a voice is being made: most sentences are in the cache."""
TURNS_A_MINUTE = 6
"""How often the model is asked in a minute of talk."""
ABANDONED = 0.03
"""Share of answered calls that may find nobody, over 30 days (47 CFR 64.1200(a)(7))."""
PROPORTIONAL, INTEGRAL = 8.0, 2.0
"""Gains of the controller of the level: calls a free person, for a share of abandoned calls."""
SETTLED = 1e-9


class Capacity(Value):
    """What this deployment can do, whichever campaigns ask.

    `live_calls` the account may have going, `voices` may be speaking, and the model may be asked
    `model_requests` times a minute; without a number as often as one likes.
    """

    account: str
    calls_per_second: float
    live_calls: int
    voices: int
    model_requests: int | None = None

    @property
    def at_once(self) -> dict[str, int | None]:
        """How many calls each vendor can serve at the same time."""
        asked = self.model_requests
        return {
            "network": self.live_calls,
            "voice": math.floor(self.voices / TALK_RATIO),
            "model": None if asked is None else asked // TURNS_A_MINUTE,
        }


class Pace(Value):
    """How many calls to plan, and which of the terms allowed no more."""

    count: int
    limited_by: str


def smallest(terms: Mapping[str, int | None]) -> Pace:
    """The least of the terms, at least nothing; those that are empty do not limit.

    Of equal terms the first one is named.
    """
    limits = {name: max(0, term) for name, term in terms.items() if term is not None}
    name = min(limits, key=lambda each: limits[each])
    return Pace(count=limits[name], limited_by=name)


def affordable(left_micro: int | None, worst_case_micro: int) -> int | None:
    """How many calls the money left pays for, should each be as long as it can get."""
    if left_micro is None or worst_case_micro == 0:
        return None
    return left_micro // worst_case_micro


class Shift(Value):
    """The people who take calls over, as they are now. `answers` is the share of dialled calls
    that somebody answers and that need one of them."""

    free: int
    busy: int
    ringing: int
    answers: float


def predictive(transfer: Transfer, shift: Shift, *, ready_in: float, level: float) -> int:
    """How many calls to begin, so that whoever answers finds somebody free.

    `ready_in` is the seconds until a call begun now is answered, `level` how many calls may ring
    for each person free by then. `max(0, (free + E[frees]) / p - ringing)`, where `E[frees]` is
    `busy * (1 - e^(-t/AHT))`, and never more than `level` a person.
    """
    frees = shift.busy * (1 - math.exp(-ready_in / transfer.handle_seconds))
    ready = shift.free + frees
    a_person = min(1 / max(shift.answers, SETTLED), level, transfer.ratio)
    return max(0, math.floor(ready * a_person + SETTLED) - shift.ringing)


class Level(Value):
    """Calls that may ring for each free person, and how far off the target it was before."""

    calls: float = 1.0
    error: float = 0.0


def steered(before: Level, abandoned: float, transfer: Transfer) -> Level:
    """The level after a look at the share of abandoned calls of the last 30 days.

    A PI controller in its velocity form: it cannot wind up. Beyond the target nobody rings for
    more than one person at a time, at once.
    """
    error = ABANDONED - abandoned
    if error < 0:
        return Level(calls=1.0, error=error)
    moved = before.calls + PROPORTIONAL * (error - before.error) + INTEGRAL * error
    return Level(calls=min(transfer.ratio, max(1.0, moved)), error=error)
