"""The rules as delivered, and local times, for tests."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from functions.hours.model import Binding, Hours, Rule, Window
from functions.hours.seeds import seeds

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
ALWAYS = Window(opens_at=time(0), closes_at=time(0), weekdays=EVERY_DAY)
NAMED = {"name": {"en": "Test", "es": "Prueba"}, "binds": ["marketing"], "source": "a test"}


def bound(*codes: str) -> Hours:
    """Somebody bound by these rules as they were delivered."""
    return Hours(bindings=tuple(Binding(rule=seeds()[code], calendar=code) for code in codes))


def open_daily(*spans: str) -> Hours:
    """Somebody who may be called every day within these hours."""
    week = dict.fromkeys(EVERY_DAY, spans)
    rule = Rule.model_validate({**NAMED, "code": "XX", "week": week})
    return Hours(bindings=(Binding(rule=rule, calendar=""),))


def window(opens_at: int, closes_at: int, *weekdays: int) -> Window:
    """A campaign's own hours."""
    return Window(opens_at=time(opens_at), closes_at=time(closes_at), weekdays=weekdays)


def utc(written: str) -> datetime:
    """An instant, told in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def local(written: str, zone: str) -> datetime:
    """An instant, told as the clock on the wall there shows it, the first time it does."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
