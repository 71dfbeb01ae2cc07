import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.adapters.redis import RedisBucket, RedisCache, RedisServer
from shared.errors import Rejected, Unavailable
from shared.ports import Bucket, Cache

MINUTE = timedelta(minutes=1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def server(redis_url: str) -> AsyncIterator[RedisServer]:
    ours = RedisServer(redis_url)
    yield ours
    await ours.close()


@pytest.fixture
def key() -> str:
    return f"test:{uuid4()}"


async def left(server: RedisServer, key: str) -> int:
    async with server.asked() as redis:
        return int(await redis.pttl(key))


def test_they_are_what_the_ports_ask_for(server: RedisServer) -> None:
    fits: tuple[Cache, Bucket] = (RedisCache(server), RedisBucket(server))
    assert len(fits) == 2


async def test_what_was_put_is_there(server: RedisServer, key: str) -> None:
    cache = RedisCache(server)
    await cache.put(key, b"\x00audio", keep=MINUTE)
    assert await cache.get(key) == b"\x00audio"


async def test_what_was_never_put_is_not_there(server: RedisServer, key: str) -> None:
    assert await RedisCache(server).get(key) is None


async def test_what_was_put_runs_out(server: RedisServer, key: str) -> None:
    await RedisCache(server).put(key, b"audio", keep=MINUTE)
    assert 0 < await left(server, key) <= 60_000


async def test_only_the_first_gets_a_claim(server: RedisServer, key: str) -> None:
    caches = [RedisCache(server) for _ in range(20)]
    claims = await asyncio.gather(*(cache.claim(key, keep=MINUTE) for cache in caches))
    assert sorted(claims) == [False] * 19 + [True]


async def test_an_instance_does_not_get_its_own_claim_twice(server: RedisServer, key: str) -> None:
    cache = RedisCache(server)
    assert [await cache.claim(key, keep=MINUTE) for _ in range(2)] == [True, False]


async def test_a_claim_runs_out(server: RedisServer, key: str) -> None:
    await RedisCache(server).claim(key, keep=MINUTE)
    assert 0 < await left(server, key) <= 60_000


async def test_a_claim_given_back_is_free(server: RedisServer, key: str) -> None:
    ours, others = RedisCache(server), RedisCache(server)
    await ours.claim(key, keep=MINUTE)
    await ours.release(key)
    assert await others.claim(key, keep=MINUTE)


async def test_nobody_gives_back_the_claim_of_another(server: RedisServer, key: str) -> None:
    ours, others = RedisCache(server), RedisCache(server)
    await ours.claim(key, keep=MINUTE)
    await others.release(key)
    assert not await others.claim(key, keep=MINUTE)


async def test_a_bucket_gives_its_burst_and_no_more(server: RedisServer, key: str) -> None:
    bucket = RedisBucket(server)
    given = [await bucket.take(key, 2, per_second=1, burst=3, now=NOON) for _ in range(3)]
    assert given == [2, 1, 0]


@pytest.mark.parametrize(("seconds", "given"), [(0.9, 0), (1.0, 1)])
async def test_a_permit_comes_back_with_time(
    server: RedisServer, key: str, seconds: float, given: int
) -> None:
    bucket, later = RedisBucket(server), NOON + timedelta(seconds=seconds)
    await bucket.take(key, 1, per_second=1, burst=1, now=NOON)
    assert await bucket.take(key, 1, per_second=1, burst=1, now=later) == given


async def test_a_clock_that_lags_behind_gives_nothing_away(server: RedisServer, key: str) -> None:
    bucket, before = RedisBucket(server), NOON - MINUTE
    await bucket.take(key, 1, per_second=1, burst=1, now=NOON)
    assert not await bucket.take(key, 1, per_second=1, burst=1, now=before)
    assert not await bucket.take(key, 1, per_second=1, burst=1, now=NOON)


async def test_permits_are_shared_by_all_instances(server: RedisServer, key: str) -> None:
    takes = [RedisBucket(server).take(key, 1, per_second=1, burst=5, now=NOON) for _ in range(12)]
    assert sum(await asyncio.gather(*takes)) == 5


async def test_a_server_that_is_away_is_unavailable(key: str) -> None:
    away = RedisServer("redis://127.0.0.1:9")
    with pytest.raises(Unavailable, match="cannot be reached"):
        await RedisCache(away).get(key)
    await away.close()


async def test_a_server_that_does_not_answer_is_unavailable_in_time(key: str) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    hanging = RedisServer(f"redis://127.0.0.1:{port}", deadline=0.2)
    with pytest.raises(Unavailable, match=r"within 0\.2 s"):
        await RedisCache(hanging).get(key)
    await hanging.close()
    listener.close()


async def test_a_wrong_password_is_rejected(redis_url: str, key: str) -> None:
    async def wrong() -> tuple[str, str]:
        return "default", "wrong"

    address = redis_url.rpartition("@")[2]
    ours = RedisServer(f"redis://{address}", login=wrong)
    with pytest.raises(Rejected, match="does not let us in"):
        await RedisCache(ours).get(key)
    await ours.close()


async def test_a_login_stands_in_for_the_password(redis_url: str, key: str) -> None:
    credentials, _, address = redis_url.removeprefix("redis://").rpartition("@")

    async def login() -> tuple[str, str]:
        return "default", credentials.partition(":")[2]

    ours = RedisServer(f"redis://{address}", login=login)
    assert await RedisCache(ours).get(key) is None
    await ours.close()


async def test_a_command_redis_refuses_is_rejected(server: RedisServer, key: str) -> None:
    async with server.asked() as redis:
        await redis.rpush(key, "a list")
    with pytest.raises(Rejected, match="WRONGTYPE"):
        await RedisCache(server).get(key)
