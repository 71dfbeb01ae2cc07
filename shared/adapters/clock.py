"""The clock on the wall."""

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """Time as the machine has it. Production runs on this one."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Return once that many seconds have passed."""
        await asyncio.sleep(max(0.0, seconds))
