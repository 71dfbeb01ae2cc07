"""The filters of lists: equal to, and before or after an instant."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from scripts.local.simulators.twilio.wire import instant, is_day

DAY = timedelta(days=1)

Query = Mapping[str, str]


def equal(query: Query, **fields: str | None) -> bool:
    """Whether every field that is asked for has that value."""
    return all(query.get(name, value) == value for name, value in fields.items())


def within(query: Query, name: str, at: datetime | None) -> bool:
    """Whether the instant fits `name`, `name<` and `name>`, each of them inclusive.

    A day without a time stands for the whole of it; what has no instant fits no filter.
    """
    after, before, on = (query.get(name + sign, "") for sign in (">", "<", ""))
    if not (after or before or on):
        return True
    if at is None:
        return False
    begins = not after or at >= instant(after)
    ends = not before or at < _end_of(before)
    return begins and ends and (not on or instant(on) <= at < _end_of(on))


def _end_of(text: str) -> datetime:
    return instant(text) + (DAY if is_day(text) else timedelta(seconds=1))
