"""Reads lengths of time as .NET writes them: `[d.]hh:mm:ss[.fffffff]`."""

import re
from typing import Annotated

from pydantic import BeforeValidator

_SHAPE = re.compile(r"(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d{1,7})?))?")


def seconds(text: str) -> float:
    """The length in seconds. Raises ValueError.

    https://learn.microsoft.com/dotnet/api/system.timespan.parse
    """
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" is no length of time: write it as hh:mm:ss')
    sign, days, hours, minutes, rest = found.groups()
    if int(hours) > 23 or int(minutes) > 59 or float(rest or 0) >= 60:  # noqa: PLR2004 - a clock
        raise ValueError(f'"{text}" is no length of time: hours end at 23, minutes and seconds 59')
    whole = int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(rest or 0)
    return -whole if sign else whole


def _read(given: object) -> object:
    return seconds(given) if isinstance(given, str) else given


TimeSpan = Annotated[float, BeforeValidator(_read)]
"""Seconds, given as .NET's text."""
