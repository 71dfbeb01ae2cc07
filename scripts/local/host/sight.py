"""Whether queues hold messages, asked cheaply: a clock of tests asks all of them at every stop.

The SDK takes 0.7 ms of CPU for the question, and there are some thirty queues. Here the address is
signed once (https://learn.microsoft.com/rest/api/storageservices/peek-messages).
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import aiohttp
from azure.storage.queue import QueueSasPermissions, generate_queue_sas
from azure.storage.queue.aio import QueueClient

LASTS = timedelta(days=1)
DEADLINE = aiohttp.ClientTimeout(total=10)  # seconds


class Sight:
    """Looks into queues whose account's key is known."""

    def __init__(self) -> None:
        self._http: aiohttp.ClientSession | None = None
        self._addresses: dict[str, str] = {}

    async def sees(self, queue: QueueClient) -> bool:
        """Whether a message waits to be fetched; none does where there is no queue.

        Raises `aiohttp.ClientError` and `TimeoutError` where nobody can tell.
        """
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=DEADLINE)
        address = self._addresses.get(queue.url) or self._signed(queue)
        async with self._http.get(address) as answer:
            if answer.status == HTTPStatus.NOT_FOUND:
                return False
            answer.raise_for_status()
            return b"<QueueMessage>" in await answer.read()

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            await self._http.close()

    def _signed(self, queue: QueueClient) -> str:
        signature = generate_queue_sas(
            account_name=str(queue.account_name),
            queue_name=queue.queue_name,
            account_key=queue.credential.account_key,
            permission=QueueSasPermissions(read=True),
            expiry=datetime.now(UTC) + LASTS,
        )
        address = f"{queue.url}/messages?peekonly=true&numofmessages=1&{signature}"
        self._addresses[queue.url] = address
        return address
