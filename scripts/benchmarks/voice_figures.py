"""Figures of what the network saw of many talks: how long we took, how soon we were heard."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

PERCENT = 100
TURN, PENDING = "/turns/", "/pending"
Event = Mapping[str, Any]


def turns_of(webhooks: Iterable[Event]) -> list[Event]:
    """The requests in which somebody spoke, pressed or stayed silent, and we answered.

    Where we had them wait for the answer, that we did is one, and when they came for it is none.
    """
    urls = ((each, each["detail"]["url"]) for each in webhooks)
    return [each for each, url in urls if TURN in url and PENDING not in url]


def times(turns: Sequence[Event], vendors: Iterable[Event]) -> dict[str, float]:
    """How long we took to answer these, in milliseconds, without what the vendors took of it.

    `whole_` is with that, as the network measured it. A turn is not told which request to a vendor
    was its own: what they took for all turns together is divided among them.
    """
    theirs = sum(map(wall_ms, vendors)) / len(turns)
    taken = [wall_ms(each) for each in turns]
    whole = {part: quantile(taken, part) for part in (50, 95, 99)}
    return {
        **{f"p{part}_ms": round(max(0.0, value - theirs), 1) for part, value in whole.items()},
        **{f"whole_p{part}_ms": round(value, 1) for part, value in whole.items()},
        "vendors_ms": round(theirs, 1),
    }


def wall_ms(event: Event) -> float:
    """How long a request took, in milliseconds of the wall's."""
    return 1000 * float(event["detail"]["wall_seconds"])


def quantile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of them do not exceed."""
    if len(values) < 2:  # noqa: PLR2004
        return sum(values)
    return statistics.quantiles(values, n=PERCENT, method="inclusive")[percent - 1]


def first_audio(states: Iterable[Event], sounds: Iterable[Event]) -> dict[str, float]:
    """Milliseconds from picking up to the first sound of ours: the middle one, and the 95th."""
    answered = _first(each for each in states if each["detail"]["status"] == "in-progress")
    heard = _first(sounds)
    waited = [
        1000 * (heard[call] - at).total_seconds() for call, at in answered.items() if call in heard
    ]
    return {
        "first_audio_ms": round(quantile(waited, 50), 1),
        "first_audio_p95_ms": round(quantile(waited, 95), 1),
    }


def _first(events: Iterable[Event]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for each in events:
        found.setdefault(each["call"], datetime.fromisoformat(each["at"]))
    return found


def cadence(turns: Iterable[Event]) -> float:
    """Seconds between two turns of one call: the middle one."""
    last: dict[str, list[datetime]] = {}
    for each in turns:
        last.setdefault(each["call"], []).append(datetime.fromisoformat(each["at"]))
    gaps = [(b - a).total_seconds() for each in last.values() for a, b in pairwise(each)]
    return round(statistics.median(gaps), 2)


def again(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, float]:
    """How much of what was said between the two reports had been spoken before."""
    hits, made = (after[name] - before[name] for name in ("hits", "syntheses"))
    return {
        "cache_hit_rate": round(hits / (hits + made), 4),
        "second_run_characters": after["characters_synthesized"] - before["characters_synthesized"],
    }
