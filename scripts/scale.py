"""What a day of so many calls takes: people arrive by the hour, and each limit says when it bites.

    scripts/simulate_scale [--calls N ...] [--cells N] [--json]

What one call, turn or message costs was measured (docs/benchmarks.md); what the vendors allow is
what their pages say, and may differ in an account. Minutes of a day are gone through one by one:
a call begins where all limits let it, else it waits.
"""

import argparse
import json
import math
import sys
from collections.abc import Mapping

from pydantic import Field

from shared.value import Value

HOURS = (0.4, 0.8, 1.0, 1.1, 1.0, 0.7, 0.8, 1.1, 1.3, 1.4, 1.3, 1.1)
"""How busy each hour of the day from 9 to 21 is, in the callees' own time, of an average one."""
MINUTES = 60
CALLS = (1_000, 10_000, 100_000, 1_000_000)
BUSIEST = 0.6
"""How much of a processor may be used for work: more, and turns wait for each other."""


class Costs(Value):
    """What things cost, in milliseconds of one core: figures of docs/benchmarks.md."""

    attempt_host: float = 30.9
    attempt_postgres: float = 13.0
    turn_host: float = 29.3
    turn_postgres: float = 5.2
    minutes_a_call: float = 1.2
    turns_a_call: float = 6.0
    answered: float = 0.45
    messages_a_call: float = 5.0
    storage_requests_a_message: float = 5.0
    tokens_a_turn: float = 1_500
    kilobytes_a_call: float = 24.0


class Limits(Value):
    """What one cell has: one deployment with its accounts. Sources stand in docs/scale.md."""

    calls_per_second: float = 30
    lines: int = 2_000
    instance_cores: float = 1.0
    instances: int = 100
    postgres_cores: int = 16
    connections: int = 5_000
    connections_an_instance: int = 8
    storage_requests_per_second: float = 20_000
    queue_messages_per_second: float = 2_000
    tokens_per_minute: float = 2_000_000
    durable_actions_per_second: float = 500
    durable_actions_a_call: float = Field(default=0.6, ge=0)


class Day(Value):
    """How a day went. `used` is the share of each limit in its busiest minute."""

    calls: int
    cells: int
    made: int
    waited_minutes: int
    peak_calls_per_second: float
    peak_lines: int
    instances: int
    postgres_cores: float
    gigabytes: float
    used: dict[str, float]

    @property
    def bites(self) -> str:
        """The limit that is nearest, by name."""
        return max(self.used, key=lambda name: self.used[name])


def demand(calls: float) -> list[float]:
    """Calls wanted in each minute of the day."""
    whole = sum(HOURS) * MINUTES
    return [calls * hour / whole for hour in HOURS for _ in range(MINUTES)]


def used(rate: float, costs: Costs, limits: Limits) -> dict[str, float]:
    """The share of each limit that so many attempts a second use, once they flow."""
    turns = rate * costs.answered * costs.turns_a_call
    host = (rate * costs.attempt_host + turns * costs.turn_host) / 1000
    postgres = (rate * costs.attempt_postgres + turns * costs.turn_postgres) / 1000
    instances = math.ceil(host / BUSIEST / limits.instance_cores)
    messages = rate * costs.messages_a_call
    return {
        "calls a second (Twilio)": rate / limits.calls_per_second,
        "lines (Twilio)": _lines(rate, costs) / limits.lines,
        "instances (Functions)": instances / limits.instances,
        "cores (PostgreSQL)": postgres / BUSIEST / limits.postgres_cores,
        "connections (PgBouncer)": instances * limits.connections_an_instance / limits.connections,
        "requests (Storage)": messages
        * costs.storage_requests_a_message
        / limits.storage_requests_per_second,
        "messages of one queue (Storage)": rate / limits.queue_messages_per_second,
        "tokens a minute (Azure OpenAI)": 60
        * turns
        * costs.tokens_a_turn
        / limits.tokens_per_minute,
        "actions (Durable)": rate
        * limits.durable_actions_a_call
        / limits.durable_actions_per_second,
    }


def _lines(rate: float, costs: Costs) -> float:
    """Calls at once, by Little's law; those nobody answers ring for 25 s."""
    talking, ringing = 60 * costs.minutes_a_call, 25
    return rate * (costs.answered * talking + (1 - costs.answered) * ringing)


def most(costs: Costs, limits: Limits) -> float:
    """Attempts a second at which the first limit is reached."""
    large = 1000.0  # instances are whole ones: at a large rate that does not show
    return large / max(used(large, costs, limits).values())


def day(calls: int, cells: int, costs: Costs, limits: Limits) -> Day:
    """Minute by minute; what a cell cannot begin waits for the next minute."""
    waiting, made, waited, peak = 0.0, 0.0, 0, 0.0
    ceiling = most(costs, limits) * MINUTES
    for wanted in demand(calls / cells):
        begun = min(waiting + wanted, ceiling)
        waiting += wanted - begun
        made, peak = made + begun, max(peak, begun / MINUTES)
        waited += waiting >= 1
    shares = used(peak, costs, limits)
    return Day(
        calls=calls,
        cells=cells,
        made=round(made * cells),
        waited_minutes=waited,
        peak_calls_per_second=round(peak * cells, 2),
        peak_lines=round(_lines(peak, costs) * cells),
        instances=math.ceil(shares["instances (Functions)"] * limits.instances) * cells,
        postgres_cores=round(shares["cores (PostgreSQL)"] * limits.postgres_cores * cells, 1),
        gigabytes=round(calls * costs.kilobytes_a_call / 1e6, 1),
        used={name: round(share, 3) for name, share in shares.items()},
    )


def cells_for(calls: int, costs: Costs, limits: Limits) -> int:
    """The fewest cells that make all of a day's calls without one waiting."""
    peak = max(demand(calls)) / MINUTES
    return max(1, math.ceil(peak / most(costs, limits)))


def table(days: list[Day]) -> str:
    """For people, as Markdown."""
    titles = (
        "calls a day | cells | at its peak | lines | instances | PostgreSQL cores | grows a day"
    )
    lines = [f"| {titles} | nearest limit of a cell |", "|---|---|---|---|---|---|---|---|"]
    for each in days:
        near = f"{each.bites}: {each.used[each.bites]:.0%}"
        figures = (
            f"{each.calls:,}",
            each.cells,
            f"{each.peak_calls_per_second:g} a second",
            f"{each.peak_lines:,}",
            each.instances,
            each.postgres_cores,
            f"{each.gigabytes:g} GB",
            near,
        )
        lines.append(f"| {' | '.join(map(str, figures))} |")
    return "\n".join(lines)


def main() -> int:
    """Simulate, and tell."""
    page = argparse.ArgumentParser(
        prog="scripts/simulate_scale",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    page.add_argument("--calls", type=int, nargs="+", default=CALLS, help="calls a day")
    page.add_argument("--cells", type=int, help="so many, instead of as many as it takes")
    page.add_argument("--set", nargs="*", default=[], metavar="NAME=NUMBER", help="other figures")
    page.add_argument("--json", action="store_true", help="end in one JSON list")
    asked = page.parse_args()
    given: Mapping[str, str] = dict(each.split("=", 1) for each in asked.set)
    costs = Costs.model_validate({k: v for k, v in given.items() if k in Costs.model_fields})
    limits = Limits.model_validate({k: v for k, v in given.items() if k not in Costs.model_fields})
    days = [
        day(calls, asked.cells or cells_for(calls, costs, limits), costs, limits)
        for calls in asked.calls
    ]
    print(table(days))
    print(f"\nA cell's most: {most(costs, limits):.1f} attempts a second.")
    if asked.json:
        print(json.dumps([each.model_dump() for each in days]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
