"""What operations cost, and what becomes of who spends more than was provisioned.

The model, after learn.microsoft.com/azure/cosmos-db/request-units: a read costs one unit for each
kilobyte begun, creating and removing five, changing ten (the index is written twice); a query 2.3,
0.03 for each document looked at, and one for each kilobyte it gives; everything else one.
"""

import json
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.local.simulators.cosmos.refusals import Refusal

ELSE = 1.0
RATE_TOO_LARGE = 3200


def size_of(body: Any) -> int:
    """Bytes of a document as it is stored."""
    return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def of_read(body: Any) -> float:
    """Units of a point read."""
    return float(_kilobytes(body))


def of_write(body: Any) -> float:
    """Units of a document that is new, or goes."""
    return 5.0 * _kilobytes(body)


def of_change(body: Any) -> float:
    """Units of a document in place of another."""
    return 10.0 * _kilobytes(body)


def of_query(looked_at: int, results: Any) -> float:
    """Units of one page of a query."""
    return round(2.3 + 0.03 * looked_at + size_of(results) / 1024, 2)


def _kilobytes(body: Any) -> int:
    return max(1, math.ceil(size_of(body) / 1024))


@dataclass
class Budget:
    """The units a container may spend in each second of the clock; without a limit, any number.

    Who overdraws it is served all the same and waits afterwards, as with the service.
    """

    per_second: int | None
    spent: float = 0
    since: datetime | None = None

    def admit(self, now: datetime) -> None:
        """Raise `Refusal` 429 with the time to wait, where this second's units are spent."""
        if self.per_second is None:
            return
        self._refill(now, self.per_second)
        if self.spent >= self.per_second:
            wait = math.ceil((self.spent - self.per_second) / self.per_second * 1000) or 1
            message = (
                f"The request rate is large: {self.per_second} RU/s are provisioned. "
                "More Request Units may be needed, so no changes were made."
            )
            raise Refusal(429, message, substatus=RATE_TOO_LARGE, retry_after_ms=wait)

    def spend(self, units: float) -> None:
        """Take note of what a request has cost."""
        self.spent += units

    def _refill(self, now: datetime, per_second: int) -> None:
        passed = (now - self.since).total_seconds() if self.since else 0.0
        self.spent = max(0.0, self.spent - passed * per_second)
        self.since = now
