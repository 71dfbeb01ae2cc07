"""How long work waits while many people talk: the oldest row of the outbox, the oldest message."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from azure.storage.queue.aio import QueueClient

from scripts.benchmarks.dialling_speed import instant
from scripts.benchmarks.dialling_stack import Stack
from scripts.benchmarks.voice_figures import quantile
from shared.messages import Transcribe

LOOK = 1.0  # seconds between two looks


class Ages:
    """Looks every second for as long as the block runs."""

    def __init__(self, it: Stack) -> None:
        self._it = it
        self._ages: dict[str, list[float]] = {"outbox": [0.0], "queue": [0.0]}

    async def __aenter__(self) -> Self:
        self._queue = QueueClient.from_connection_string(
            self._it.system.settings["Storage"], Transcribe.queue
        )
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        await self._queue.close()

    def figures(self) -> dict[str, float]:
        """The 95th percentile of the age of the oldest, in milliseconds; nothing waiting is 0."""
        return {
            f"{where}_age_p95_ms": round(1000 * quantile(ages, 95), 1)
            for where, ages in self._ages.items()
        }

    async def _look(self) -> None:
        while True:
            self._ages["outbox"].append(await self._oldest_row())
            self._ages["queue"].append(await self._oldest_message())
            await asyncio.sleep(LOOK)

    async def _oldest_row(self) -> float:
        async with self._it.db.transaction() as conn:
            rows = await conn.execute("select id from outbox order by position limit 1")
            found = [instant(id_) for (id_,) in await rows.fetchall()]
        return _age(found, await self._it.now())

    async def _oldest_message(self) -> float:
        waiting = await self._queue.peek_messages(max_messages=1)
        return _age([each.inserted_on for each in waiting if each.inserted_on], datetime.now(UTC))


def _age(found: Iterable[datetime], now: datetime) -> float:
    return max((max(0.0, (now - each).total_seconds()) for each in found), default=0.0)
