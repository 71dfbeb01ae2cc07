"""How long the queues of an Azure storage account are, and what lies in their -poison queues."""

from __future__ import annotations

import asyncio
import base64
import binascii
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from shared.adapters.azure import asking
from shared.adapters.storage import VENDOR, Account, options
from shared.ports import Depth, Lying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from azure.storage.queue import QueueMessage
    from azure.storage.queue.aio import QueueServiceClient

POISON = "-poison"
AT_ONCE = 32
"""Messages that Azure hands out in one answer at most (Get Messages, numofmessages)."""
OURS = 60
"""Seconds that a message which was received is nobody else's."""


class StorageQueues:
    """Looks after the queues that the host empties. It never takes what is still to be read."""

    def __init__(self, account: Account, *, deadline: float = 10) -> None:
        self._account, self._deadline = account, deadline
        self._client: QueueServiceClient | None = None

    async def depths(self, queues: Sequence[str]) -> Sequence[Depth]:
        """How long each is; one that is not there is empty."""
        async with asking(VENDOR, *self._account.needs("queue"), deadline=self._deadline):
            there = {each.name async for each in self._ready().list_queues()}
            return await asyncio.gather(*(self._depth(name, there) for name in queues))

    async def poisoned(self, queue: str) -> Sequence[Lying]:
        """Some of what failed for good, the first first; nobody else gets it for a minute."""
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415  start-up budget

        found: list[Lying] = []
        async with asking(VENDOR, *self._account.needs("queue"), deadline=self._deadline):
            client = self._ready().get_queue_client(queue + POISON)
            received = client.receive_messages(
                messages_per_page=AT_ONCE, max_messages=AT_ONCE, visibility_timeout=OURS
            )
            with suppress(ResourceNotFoundError):
                found = [_lying(message) async for message in received]
        return found

    async def remove(self, queue: str, message: Lying) -> None:
        """Take it away. One that is gone already is no error."""
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415  as above

        async with asking(VENDOR, *self._account.needs("queue"), deadline=self._deadline):
            client = self._ready().get_queue_client(queue + POISON)
            with suppress(ResourceNotFoundError):
                await client.delete_message(str(message.id), message.receipt)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    async def _depth(self, name: str, there: set[str | None]) -> Depth:
        if name not in there:
            return Depth(queue=name, count=0, oldest_at=None)
        client = self._ready().get_queue_client(name)
        count = (await client.get_queue_properties()).approximate_message_count or 0
        first = await client.peek_messages(1) if count else []
        return Depth(queue=name, count=count, oldest_at=first[0].inserted_on if first else None)

    def _ready(self) -> QueueServiceClient:
        from azure.storage.queue.aio import QueueServiceClient  # noqa: PLC0415  as above

        if self._client is None:
            self._client = self._account.client(QueueServiceClient, **options(self._deadline))
        return self._client


def _lying(message: QueueMessage) -> Lying:
    return Lying.model_validate(
        {
            "id": UUID(message.id),
            "receipt": message.pop_receipt,
            "body": _text(message.content),
            "inserted_at": message.inserted_on,
            "dequeue_count": message.dequeue_count,
        }
    )


def _text(content: str) -> str:
    """As it was before Base64; as it came where that is not what it is in."""
    try:
        return base64.b64decode(content, validate=True).decode().replace("\0", "")
    except (binascii.Error, ValueError):
        return content.replace("\0", "")
