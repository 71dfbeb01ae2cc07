"""What Redis remembers for all instances together: bytes, claims and permits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shared.adapters.loading import loaded
from shared.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

VENDOR = "redis"
CONNECTIONS = 64

type Login = Callable[[], Awaitable[tuple[str, str]]]
"""Gives the user name and the password whenever a connection opens."""


class RedisServer:
    """One server, which cache, bucket and vectors share. `deadline` is in seconds, per request.

    `login` stands in for a password in the address; `ca` is a file with the authority to trust
    instead of the system's, where the address begins with `rediss`.
    """

    def __init__(
        self, url: str, *, login: Login | None = None, ca: str | None = None, deadline: float = 1
    ) -> None:
        self._url, self._login, self._ca, self._deadline = url, login, ca, deadline
        self._client: Redis | None = None

    @asynccontextmanager
    async def asked(self, *, deadline: float | None = None) -> AsyncIterator["Redis"]:
        """The client for a request that may be repeated. Raises `Unavailable` or `Rejected`."""
        await loaded("redis.asyncio")
        from redis import exceptions  # noqa: PLC0415  start-up budget

        within = deadline or self._deadline
        try:
            async with asyncio.timeout(within):
                yield self._ready()
        except (exceptions.AuthenticationError, exceptions.AuthorizationError) as error:
            raise Rejected("Redis does not let us in", vendor=VENDOR, code="auth") from error
        except (TimeoutError, exceptions.TimeoutError) as error:
            message = f"Redis did not answer within {within:g} s"
            raise Unavailable(message, vendor=VENDOR, code="timeout") from error
        except (exceptions.ConnectionError, exceptions.OutOfMemoryError, OSError) as error:
            message = "Redis cannot be reached, or is full"
            raise Unavailable(message, vendor=VENDOR, code=type(error).__name__) from error
        except exceptions.RedisError as error:
            code = str(error).partition(" ")[0]
            raise Rejected(f"Redis refused: {error}", vendor=VENDOR, code=code) from error

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _ready(self) -> "Redis":
        from redis.asyncio import BlockingConnectionPool, Redis  # noqa: PLC0415  start-up budget
        from redis.asyncio.retry import Retry  # noqa: PLC0415  as above
        from redis.backoff import ConstantBackoff  # noqa: PLC0415  as above

        if self._client is None:
            pool = BlockingConnectionPool.from_url(
                self._url,
                protocol=2,  # search answers in the shape of RediSearch 2.10
                max_connections=CONNECTIONS,
                timeout=self._deadline,
                socket_timeout=None,  # each request has a deadline of its own
                socket_connect_timeout=self._deadline,
                retry=Retry(ConstantBackoff(0.02), 1),
                **self._security(),
            )
            self._client = Redis.from_pool(pool)
        return self._client

    def _security(self) -> dict[str, Any]:
        trusted = {"ssl_ca_certs": self._ca} if self._ca else {}
        return (
            {**trusted, "credential_provider": _provider(self._login)} if self._login else trusted
        )


def _provider(login: Login) -> Any:
    from redis.credentials import CredentialProvider  # noqa: PLC0415  as above

    class Provider(CredentialProvider):
        """Asks anew for every connection: tokens run out while connections come and go."""

        async def get_credentials_async(self) -> tuple[str, str]:
            return await login()

        def get_credentials(self) -> tuple[str, str]:
            raise TypeError("only an asynchronous client may hold this")

    return Provider()


# What a claim holds: whose it is, and a word of its own, so that asking twice is asking once.
CLAIM = """
local made = redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return (made or redis.call('get', KEYS[1]) == ARGV[1]) and 1 or 0
"""
RELEASE = """
local held = redis.call('get', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
"""
# The instant comes with the question: Redis must not have a clock of its own in this.
TAKE = """
local rate, burst, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local wanted = tonumber(ARGV[5])
local held = redis.call('hmget', KEYS[1], 'permits', 'at')
local at = tonumber(held[2]) or now
local permits = math.min(burst, (tonumber(held[1]) or burst) + math.max(0, now - at) * rate)
local taken = math.min(wanted, math.floor(permits))
redis.call('hset', KEYS[1], 'permits', tostring(permits - taken), 'at', tostring(math.max(now, at)))
redis.call('pexpire', KEYS[1], ARGV[4])
return taken
"""
FORGET_AFTER = 3600  # seconds a full bucket is remembered beyond the time it takes to fill


class RedisCache:
    """Bytes and claims that run out by themselves. Keys are kept as they are given."""

    def __init__(self, server: RedisServer) -> None:
        self._server, self._owner = server, f"{uuid4()}:"

    async def get(self, key: str) -> bytes | None:
        """What was put there, unless it ran out or was lost."""
        async with self._server.asked() as redis:
            found: Any = await redis.get(key)
        return None if found is None else bytes(found)

    async def put(self, key: str, value: bytes, *, keep: timedelta) -> None:
        """Remember for that long at the most."""
        async with self._server.asked() as redis:
            await redis.set(key, value, px=keep)

    async def claim(self, key: str, *, keep: timedelta) -> bool:
        """True for the first to ask within that time."""
        word, milliseconds = f"{self._owner}{uuid4()}", _milliseconds(keep)
        async with self._server.asked() as redis:
            return bool(await redis.register_script(CLAIM)([key], [word, milliseconds]))

    async def release(self, key: str) -> None:
        """Give a claim back early. One that ran out and is another instance's by now stays."""
        async with self._server.asked() as redis:
            await redis.register_script(RELEASE)([key], [self._owner])


class RedisBucket:
    """A bucket of permits for each key, counted by the server so that all instances share it."""

    def __init__(self, server: RedisServer) -> None:
        self._server = server

    async def take(
        self, key: str, wanted: int, *, per_second: float, burst: int, now: datetime
    ) -> int:
        """How many permits were there to take. A lost answer may cost some, never give any."""
        forget = _milliseconds(timedelta(seconds=burst / per_second + FORGET_AFTER))
        asked = [str(per_second), str(burst), str(now.timestamp()), str(forget), str(wanted)]
        async with self._server.asked() as redis:
            return int(await redis.register_script(TAKE)([key], asked))


def _milliseconds(time: timedelta) -> int:
    return max(1, int(time.total_seconds() * 1000))
