"""How fast an account may place calls: one bucket each, and a queue for what comes too fast.

Source: https://www.twilio.com/docs/api/errors/22005 (a queue longer than a day is full).
"""

from datetime import datetime, timedelta

from scripts.local.simulators.twilio.codes import Refusal

FULL = timedelta(hours=24)


class Pacing:
    """When each account's next call may leave the queue."""

    def __init__(self) -> None:
        self._free: dict[str, datetime] = {}

    def queue(self, account: str, now: datetime, per_second: float) -> float:
        """How many seconds a call asked for now has to wait. Raises `Refusal` 22005."""
        leaves = max(self._free.get(account, now), now)
        if leaves - now > FULL:
            raise Refusal(22005)
        self._free[account] = leaves + timedelta(seconds=1 / per_second)
        return (leaves - now).total_seconds()

    def clear(self) -> None:
        """Empty all queues."""
        self._free.clear()
