from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from shared.adapters.leased import LEASE, LeasedBucket
from shared.errors import Unavailable
from shared.ports import Bucket
from tests.fakes import NOON


@dataclass
class Server:
    """Gives what it has, or is away."""

    has: int = 1000
    away: bool = False
    asked: list[int] = field(default_factory=list)

    async def take(self, key: str, wanted: int, **how: object) -> int:
        self.asked.append(wanted)
        if self.away:
            raise Unavailable("Redis is away", vendor="redis")
        taken = min(wanted, self.has)
        self.has -= taken
        return taken


_: Bucket = Server()


async def taken(bucket: LeasedBucket, times: int, *, seconds: float = 0) -> int:
    """How many of so many requests got through, all at that time after noon."""
    now = NOON + timedelta(seconds=seconds)
    got = 0
    for _ in range(times):
        got += await bucket.take("ana", 1, per_second=10, burst=200, now=now)
    return got


async def test_many_requests_ask_the_server_once() -> None:
    server = Server()
    assert await taken(LeasedBucket(server), LEASE) == LEASE
    assert server.asked == [LEASE]


async def test_nobody_gets_more_than_the_server_has() -> None:
    server = Server(has=25)
    assert await taken(LeasedBucket(server), 60) == 25


async def test_who_is_refused_does_not_ask_again_at_once() -> None:
    server = Server(has=0)
    bucket = LeasedBucket(server)
    await taken(bucket, 5)
    assert server.asked == [LEASE]
    server.has = 1
    assert await taken(bucket, 5, seconds=0.1) == 1


async def test_a_lease_that_was_not_used_runs_out() -> None:
    server = Server()
    bucket = LeasedBucket(server)
    await taken(bucket, 1)
    await taken(bucket, 1, seconds=10)
    assert len(server.asked) == 2


@pytest.mark.parametrize(("seconds", "more"), [(1, 10), (3600, 200)])
async def test_without_the_server_each_instance_counts_by_itself(seconds: int, more: int) -> None:
    bucket = LeasedBucket(Server(away=True))
    assert await taken(bucket, 300) == 200
    assert await taken(bucket, 300, seconds=seconds) == more


async def test_a_server_that_is_away_is_left_alone_for_a_while() -> None:
    server = Server(away=True)
    bucket = LeasedBucket(server)
    await taken(bucket, 100)
    assert len(server.asked) == 1
