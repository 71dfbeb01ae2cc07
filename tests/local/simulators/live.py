"""What a simulator is given in a test: a clock that stands still, and secrets that are known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass
class HandClock:
    """Stands still until a test turns it."""

    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    async def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@dataclass
class KnownSecrets:
    """Every secret has the same value, until a test changes it."""

    value: str

    async def secret(self, name: str) -> str:
        return self.value
