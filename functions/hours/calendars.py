"""Public holidays by place and year, computed."""

import asyncio
import sys
from datetime import date
from functools import cache
from importlib import import_module

LIBRARY = "holidays.countries"
MOST_OF = {"GB": "ENG"}
"""Whose holidays stand for a country that has few in common to all its parts."""


async def load() -> None:
    """Bring the library in, in a thread, if it is not there yet: it takes 0.4 s and up to 22 MB."""
    if LIBRARY not in sys.modules:
        await asyncio.to_thread(import_module, LIBRARY)


@cache
def days_off(place: str, year: int) -> frozenset[date]:
    """The holidays of a country (`FR`) or a region (`US-AL`), with the days they are observed on.

    Those of its country where a region has no list, none where a country has none.
    """
    from holidays import countries  # noqa: PLC0415  see load

    country, _, region = place.partition("-")
    listed = getattr(countries, country, None)
    if listed is None:
        return frozenset()
    part = region or MOST_OF.get(country)
    if part and part not in listed.subdivisions:
        return days_off(country, year) if region else frozenset()
    return frozenset(listed(subdiv=part, years=year, expand=False))
