"""Connections to PostgreSQL, one transaction at a time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from select import POLLIN, poll
from time import monotonic
from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from shared.errors import Unavailable

Password = Callable[[], Awaitable[str]]
FRESH = 1.0
"""Seconds for which a connection that was just used is believed to be whole."""


class Connection(AsyncConnection[Any]):
    """A connection within a transaction. `causes` tells that it holds messages for others.

    `causes_later`: these may wait a little, unless `causes` is true too.
    """

    causes: bool = False
    causes_later: bool = False
    used_at: float = 0.0
    """When it was given back, on the process's own clock."""


async def _check(conn: Connection) -> None:
    """Ask a connection whether it is whole, unless it was just used and nobody has hung up.

    That would be heard: a server that goes says so, and whatever it says waits to be read.
    """
    ear = poll()
    ear.register(conn.fileno(), POLLIN)
    if monotonic() - conn.used_at > FRESH or ear.poll(0):
        await AsyncConnectionPool.check_connection(conn)


class Database:
    """The one way to PostgreSQL. Fit for a transaction-mode pooler: nothing outlives a commit.

    `password` gives a fresh one for every new connection, where a token stands for it.
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = 8,
        password: Password | None = None,
    ) -> None:
        async def arguments() -> dict[str, Any]:
            secret = {"password": await password()} if password else {}
            # PgBouncer hands each transaction another server: no prepared statements there.
            return {"prepare_threshold": None, "connect_timeout": 5, **secret}

        self._then: Callable[[], None] | None = None
        self._later: Callable[[], None] | None = None
        self._pool = AsyncConnectionPool(
            url,
            connection_class=Connection,
            kwargs=arguments,
            min_size=0,
            max_size=connections,
            timeout=5,
            reconnect_timeout=5,  # its pauses grow: with more, a long outage would outlast its end
            max_idle=300,
            check=_check,
            open=False,
            name="centralita",
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """All or nothing. Raises `Unavailable` when the database cannot be reached."""
        try:
            await self._pool.open()
            async with self._pool.connection() as conn:
                conn.causes = conn.causes_later = False
                yield conn
                causes, later = conn.causes, conn.causes_later  # given back, it is somebody else's
                conn.used_at = monotonic()
        except (PoolTimeout, OperationalError) as error:
            raise Unavailable("The database cannot be reached", vendor="postgresql") from error
        if causes and self._then:
            self._then()
        elif later and self._later:
            self._later()

    def after_commit(
        self, then: Callable[[], None], later: Callable[[], None] | None = None
    ) -> None:
        """Call that after every commit that leaves messages; `later` where all are patient."""
        self._then, self._later = then, later or then

    def connections(self) -> dict[str, int]:
        """How many there are, lie idle, and are waited for."""
        found = self._pool.get_stats()
        names = {"open": "pool_size", "idle": "pool_available", "waited_for": "requests_waiting"}
        return {state: found.get(name, 0) for state, name in names.items()}

    async def close(self) -> None:
        """Give every connection back."""
        await self._pool.close()
