"""Queues and files in an Azure storage account."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.adapters.azure import CONNECT_SECONDS, asking
from shared.adapters.identity import LIBRARY, Identity
from shared.errors import Rejected

if TYPE_CHECKING:
    from azure.storage.blob.aio import BlobClient, BlobServiceClient
    from azure.storage.queue.aio import QueueClient, QueueServiceClient

VENDOR = "storage"
BLOCK = 1024 * 1024  # how much of a file goes at once: more would hold up the event loop
MOST_BYTES = 48 * 1024  # a message has 64 KiB, and Base64 takes a third more


@dataclass(frozen=True)
class Account:
    """How one service of the account is reached: by a connection string, or by its address.

    With the address (`https://NAME.queue.core.windows.net`) goes the identity that may use it.
    """

    connection_string: str | None = None
    address: str | None = None
    identity: Identity | None = None

    def needs(self, service: str) -> tuple[str, ...]:
        """The modules to load before the service is asked anything."""
        return (f"azure.storage.{service}.aio", *([LIBRARY] if self.identity else []))

    def client[T](self, kind: type[T], **options: Any) -> T:
        """The client of that service. `ValueError` where neither way was given."""
        made: Any = kind
        client: T
        if self.connection_string:
            client = made.from_connection_string(self.connection_string, **options)
        elif self.address and self.identity:
            client = made(self.address, credential=self.identity, **options)
        else:
            raise ValueError("give a connection string, or an address and an identity")
        return client


class StorageQueue:
    """Puts messages as the Functions host expects them: UTF-8 in Base64."""

    def __init__(self, account: Account, *, deadline: float = 5) -> None:
        self._account, self._deadline = account, deadline
        self._client: QueueServiceClient | None = None
        self._queues: dict[str, QueueClient] = {}

    async def send(self, queue: str, body: str) -> None:
        """Put a message into the queue, which is made where it is missing."""
        size = len(body.encode())
        if size > MOST_BYTES:
            message = f"A message of {size} bytes does not fit: the queue takes {MOST_BYTES}"
            raise Rejected(message, vendor=VENDOR, code="MessageTooLarge")
        async with asking(VENDOR, *self._account.needs("queue"), deadline=self._deadline):
            await self._send(queue, body)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    async def _send(self, queue: str, body: str) -> None:
        from azure.core.exceptions import (  # noqa: PLC0415  start-up budget
            ResourceExistsError,
            ResourceNotFoundError,
        )

        client = self._queue(queue)
        try:
            await client.send_message(body)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):
                await client.create_queue()
            await client.send_message(body)

    def _queue(self, name: str) -> QueueClient:
        from azure.storage.queue import TextBase64EncodePolicy  # noqa: PLC0415  as above
        from azure.storage.queue.aio import QueueServiceClient  # noqa: PLC0415  as above

        if self._client is None:
            self._client = self._account.client(QueueServiceClient, **options(self._deadline))
        if name not in self._queues:
            self._queues[name] = self._client.get_queue_client(
                name, message_encode_policy=TextBase64EncodePolicy()
            )
        return self._queues[name]


class StorageFiles:
    """Keeps each file as a block blob under `container/name`."""

    def __init__(self, account: Account, *, deadline: float = 10) -> None:
        self._account, self._deadline = account, deadline
        self._client: BlobServiceClient | None = None

    async def put(self, path: str, data: bytes, *, media_type: str) -> None:
        """Store, or replace. The container is made where it is missing."""
        async with asking(VENDOR, *self._account.needs("blob"), deadline=self._deadline):
            await self._put(path, data, media_type)

    async def get(self, path: str) -> bytes | None:
        """The whole file, or nothing where there is none."""
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415  as above

        async with asking(VENDOR, *self._account.needs("blob"), deadline=self._deadline):
            try:
                return await (await self._blob(path).download_blob()).readall()
            except ResourceNotFoundError:
                return None

    async def get_part(self, path: str, first: int, length: int) -> bytes | None:
        """So many bytes from `first` on, or nothing where there is no such file."""
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415  as above

        async with asking(VENDOR, *self._account.needs("blob"), deadline=self._deadline):
            try:
                found = await self._blob(path).download_blob(offset=first, length=length)
                return await found.readall()
            except ResourceNotFoundError:
                return None

    async def remove(self, path: str) -> None:
        """Remove; nothing happens where there is no such file."""
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415  as above

        async with asking(VENDOR, *self._account.needs("blob"), deadline=self._deadline):
            with suppress(ResourceNotFoundError):
                await self._blob(path).delete_blob()

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    async def _put(self, path: str, data: bytes, media_type: str) -> None:
        from azure.core.exceptions import (  # noqa: PLC0415  as above
            ResourceExistsError,
            ResourceNotFoundError,
        )
        from azure.storage.blob import ContentSettings  # noqa: PLC0415  as above

        blob, settings = self._blob(path), ContentSettings(content_type=media_type)
        try:
            await blob.upload_blob(data, overwrite=True, content_settings=settings)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):
                await self._ready().create_container(blob.container_name)
            await blob.upload_blob(data, overwrite=True, content_settings=settings)

    def _blob(self, path: str) -> BlobClient:
        container, _, name = path.partition("/")
        if not container or not name:
            message = f"A file is named container/name, not {path!r}"
            raise Rejected(message, vendor=VENDOR, code="InvalidPath")
        return self._ready().get_blob_client(container, name)

    def _ready(self) -> BlobServiceClient:
        from azure.storage.blob.aio import BlobServiceClient  # noqa: PLC0415  as above

        if self._client is None:
            self._client = self._account.client(
                BlobServiceClient,
                max_single_put_size=BLOCK,
                max_block_size=BLOCK,
                **options(self._deadline),
            )
        return self._client


def options(deadline: float) -> dict[str, Any]:
    """For every client: one more try after a fifth of a second; its own habit is to wait for 15."""
    return {
        "retry_total": 1,
        "initial_backoff": 0.2,
        "increment_base": 0,
        "random_jitter_range": 0,
        "connection_timeout": CONNECT_SECONDS,
        "read_timeout": deadline,
    }
