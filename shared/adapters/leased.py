"""Permits taken many at a time, so that what each request asks does not cost it a way to Redis."""

import logging
from datetime import datetime, timedelta

from shared.errors import VendorProblem
from shared.ports import Bucket
from shared.value import Value

log = logging.getLogger(__name__)

LEASE = 20
"""Permits taken at once. Those an instance does not use are lost, and come back with time."""
KEPT = timedelta(seconds=10)
REST = timedelta(seconds=5)
"""How long a server that is away is left alone; meanwhile each instance counts by itself."""
MOST = 10_000
"""Keys remembered at once: beyond them all leases are given up."""


class _Lease(Value):
    """What is left of it, until when. With nothing left, nobody asks again before that."""

    permits: int
    until: datetime


class _Own(Value):
    """What this instance counts by itself."""

    permits: float
    at: datetime


class LeasedBucket:
    """A bucket in front of another one, which all instances share."""

    def __init__(self, shared: Bucket) -> None:
        self._shared = shared
        self._leases: dict[str, _Lease] = {}
        self._own: dict[str, _Own] = {}
        self._rests_until: datetime | None = None

    async def take(
        self, key: str, wanted: int, *, per_second: float, burst: int, now: datetime
    ) -> int:
        """How many permits were there to take: of the lease, of a new one, or of our own count."""
        lease = self._leases.get(key)
        if lease is None or now >= lease.until or 0 < lease.permits < wanted:
            lease = await self._leased(key, wanted, per_second, burst, now)
        taken = min(wanted, lease.permits)
        self._leases[key] = lease.model_copy(update={"permits": lease.permits - taken})
        if lease.permits == taken and taken:
            del self._leases[key]
        return taken

    async def _leased(
        self, key: str, wanted: int, per_second: float, burst: int, now: datetime
    ) -> _Lease:
        if max(len(self._leases), len(self._own)) >= MOST:
            self._leases.clear()
            self._own.clear()
        some = max(wanted, min(LEASE, burst // 10))
        got = await self._asked(key, some, per_second, burst, now)
        kept = KEPT if got else timedelta(seconds=1 / per_second)
        return _Lease(permits=got, until=now + kept)

    async def _asked(
        self, key: str, some: int, per_second: float, burst: int, now: datetime
    ) -> int:
        if self._rests_until is None or now >= self._rests_until:
            try:
                return await self._shared.take(
                    key, some, per_second=per_second, burst=burst, now=now
                )
            except VendorProblem as problem:
                self._rests_until = now + REST
                log.warning("limits are counted by each instance: %s", problem.detail)
        return self._counted(key, some, per_second, burst, now)

    def _counted(self, key: str, some: int, per_second: float, burst: int, now: datetime) -> int:
        own = self._own.get(key) or _Own(permits=burst, at=now)
        since = max(0.0, (now - own.at).total_seconds())
        permits = min(float(burst), own.permits + since * per_second)
        got = min(some, int(permits))
        self._own[key] = _Own(permits=permits - got, at=max(now, own.at))
        return got
