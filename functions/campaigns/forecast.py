"""What a campaign will still cost, and when it will be through, as far as its calls so far tell."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.campaigns.rules import MINUTE, Rules
from shared.value import Instant, Value

PRIOR_CALLS = 20
"""How many calls of its own a campaign needs until they count as much as what we assume."""
PRIOR_AGAIN = 0.5
"""Share of calls that we assume to reach nobody, so that there will be another."""
PRIOR_MINUTES = 1.0
"""What we assume that a call costs on average, unanswered ones included."""
RING_SECONDS = 20
HORIZON = timedelta(days=366)
STEP = timedelta(minutes=15)


class Tally(Value):
    """What came of a campaign's calls so far. `again`: those that lead to another."""

    calls: int = 0
    again: int = 0
    cost_micro: int = 0


class Prospect(Value):
    """What to expect of one call."""

    again: float
    cost_micro: float
    seconds: float


def prospect(tally: Tally, rules: Rules) -> Prospect:
    """What is assumed and what was seen, each with its weight."""
    weight = PRIOR_CALLS + tally.calls
    price = rules.minute_price_micro
    cost = (PRIOR_CALLS * PRIOR_MINUTES * price + tally.cost_micro) / weight
    return Prospect(
        again=(PRIOR_CALLS * PRIOR_AGAIN + tally.again) / weight,
        cost_micro=cost,
        seconds=RING_SECONDS + (cost / price if price else PRIOR_MINUTES) * MINUTE,
    )


def expected_attempts(made: int, again: float, rules: Rules) -> float:
    """How often somebody will still be rung who was rung so often: a geometric sum."""
    left = max(0, rules.max_attempts - made)
    return float(left) if again >= 1 else (1 - again**left) / (1 - again)


class Forecast(Value):
    """`based_on` is the number of calls it is derived from; the fewer, the more is assumed.

    Without `finish_at` it will not be through within a year.
    """

    based_on: int
    people: int
    attempts: int
    cost_micro: int
    total_micro: int
    fits_budget: bool
    finish_at: Instant | None


def forecast(
    rules: Rules,
    tally: Tally,
    waiting: Mapping[int, int],
    now: datetime,
    *,
    spent_micro: int,
    calls_per_second: float,
) -> Forecast:
    """`waiting` is how many people were rung how often and are not done."""
    seen = prospect(tally, rules)
    attempts = sum(
        count * expected_attempts(made, seen.again, rules) for made, count in waiting.items()
    )
    total = spent_micro + round(attempts * seen.cost_micro)
    rate = min(rules.per_second, calls_per_second, rules.live_cap / seen.seconds)
    people = sum(waiting.values())
    return Forecast(
        based_on=tally.calls,
        people=people,
        attempts=round(attempts),
        cost_micro=total - spent_micro,
        total_micro=total,
        fits_budget=total <= rules.budget_micro,
        finish_at=_through(rules, attempts / rate, attempts / people if people else 0, now),
    )


def _through(rules: Rules, seconds: float, tries: float, now: datetime) -> datetime | None:
    """After so much time within the window, and the pauses between the tries of the last one."""
    pauses = [each.after for each in rules.retries.values()]
    pause = timedelta(minutes=sum(pauses) / len(pauses)) if pauses else timedelta()
    zone, left, moment = ZoneInfo(rules.zone or "UTC"), timedelta(seconds=seconds), now
    while moment - now < HORIZON:
        if rules.is_open(moment.astimezone(zone)):
            if left <= STEP:
                return moment + left + max(0.0, tries - 1) * pause
            left -= STEP
        moment += STEP
    return None
