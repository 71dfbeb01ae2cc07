"""A timer's schedule, NCRONTAB or a plain interval, in the zone the app runs in."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scripts.local.host import timespan
from scripts.local.host.ncrontab import Ncrontab

MONITORED_FROM = timedelta(minutes=1)


class Schedule:
    """When to fire. Takes and gives instants in UTC."""

    def __init__(self, expression: str, zone: ZoneInfo) -> None:
        """Raises ValueError where the expression is neither NCRONTAB nor a TimeSpan."""
        self._zone = zone
        self._every = (
            timedelta(seconds=timespan.seconds(expression)) if _is_span(expression) else None
        )
        self._cron = None if self._every else Ncrontab(expression)

    def after(self, instant: datetime) -> datetime:
        """The first time to fire later than `instant`."""
        if self._every:
            return instant + self._every
        assert self._cron is not None
        local = self._cron.after(instant.astimezone(self._zone).replace(tzinfo=None))
        return local.replace(tzinfo=self._zone).astimezone(UTC)

    def monitored(self, now: datetime) -> bool:
        """Whether its state is worth keeping: not for one that fires more than once a minute.

        https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#configuration
        """
        first = self.after(now)
        return self.after(first) - first >= MONITORED_FROM


def zone(settings: Mapping[str, str]) -> ZoneInfo:
    """The zone schedules are read in: WEBSITE_TIME_ZONE, TZ, or UTC. Raises ValueError."""
    name = settings.get("WEBSITE_TIME_ZONE") or settings.get("TZ", "").lstrip(":") or "UTC"
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError) as error:
        raise ValueError(
            f'WEBSITE_TIME_ZONE "{name}" is no zone: use a name of the tz database'
        ) from error


def _is_span(expression: str) -> bool:
    return " " not in expression.strip() and ":" in expression
