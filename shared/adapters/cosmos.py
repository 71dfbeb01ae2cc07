"""Transcripts in Cosmos DB: one partition a call, gone when the retention time is over."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.adapters.azure import CONNECT_SECONDS, asking
from shared.adapters.identity import LIBRARY, Identity
from shared.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from azure.cosmos.aio import ContainerProxy, CosmosClient

VENDOR = "cosmos"
PARTITION, TTL, FOR_GOOD = "callId", "ttl", -1
MOST_OPERATIONS = 100  # in one transactional batch
MOST_BYTES = 1_000_000  # the service takes 2 MB; more than half of that holds up the event loop
ENVELOPE = 64  # bytes the batch puts around each document
ATTEMPTS = 3  # somebody else may write to the same call between our look and our batch


@dataclass(frozen=True)
class Account:
    """Where the account is, and who we are there: an identity, or the account's key.

    `ca` is a file with the authority to trust instead of the system's. `find_regions` lets the
    account say by which addresses it wants to be reached.
    """

    endpoint: str
    credential: Identity | str
    ca: str | None = None
    find_regions: bool = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The modules to load before the account is asked anything."""
        return ("azure.cosmos.aio", *([LIBRARY] if isinstance(self.credential, Identity) else []))


class CosmosTranscripts:
    """Each entry is a document with its own id, so that writing it twice is writing it once."""

    def __init__(
        self, account: Account, *, database: str, container: str, deadline: float = 5
    ) -> None:
        self._account, self._deadline = account, deadline
        self._database_name, self._container_name = database, container
        self._client: CosmosClient | None = None

    async def append(
        self, call_id: UUID, entries: Sequence[dict[str, Any]], *, keep: timedelta | None
    ) -> None:
        """Add entries; a repeated one stays as it is. Over a hundred go in several batches.

        All or none holds for each batch; a failure means the whole is to be appended once more.
        Each document has a time to live of its own, counted from when it was written
        (learn.microsoft.com/azure/cosmos-db/nosql/time-to-live).
        """
        documents = _documents(str(call_id), entries, keep)
        async with asking(VENDOR, *self._account.needs, deadline=self._deadline):
            for batch in _batches(documents):
                await self._add(str(call_id), batch)

    async def read(self, call_id: UUID) -> Sequence[dict[str, Any]]:
        """All entries as they were appended, in order of their `id`."""
        async with asking(VENDOR, *self._account.needs, deadline=self._deadline):
            pages = self._container().query_items("SELECT * FROM c", partition_key=str(call_id))
            documents = [document async for document in pages]
        return [_entry(one) for one in sorted(documents, key=lambda document: document["id"])]

    async def erase(self, call_id: UUID) -> None:
        """Remove every entry, also those that are written meanwhile."""
        async with asking(VENDOR, *self._account.needs, deadline=self._deadline):
            while ids := (await self._ids(str(call_id)))[:MOST_OPERATIONS]:
                await self._remove(str(call_id), ids)

    async def prepare(self, retention: timedelta) -> None:
        """Make the database and the container where they are missing.

        Takes the account's key: an identity may not, and in Azure the infrastructure has done it.
        """
        from azure.cosmos import PartitionKey  # noqa: PLC0415  start-up budget

        async with asking(VENDOR, *self._account.needs, deadline=self._deadline):
            database = await self._ready().create_database_if_not_exists(self._database_name)
            await database.create_container_if_not_exists(
                self._container_name,
                PartitionKey(f"/{PARTITION}"),
                default_ttl=int(retention.total_seconds()),
            )

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    async def _add(self, key: str, documents: list[dict[str, Any]]) -> None:
        from azure.cosmos.exceptions import CosmosBatchOperationError  # noqa: PLC0415  as above

        for _ in range(ATTEMPTS):
            try:
                await self._container().execute_item_batch(
                    [("create", (document,)) for document in documents], partition_key=key
                )
            except CosmosBatchOperationError as error:
                if error.status_code != HTTPStatus.CONFLICT:
                    raise
                there = set(await self._ids(key))
                documents = [document for document in documents if document["id"] not in there]
            else:
                return
            if not documents:
                return
        message = f"Others kept writing to the same transcript, {ATTEMPTS} times"
        raise Unavailable(message, vendor=VENDOR, code="contention")

    async def _remove(self, key: str, ids: list[str]) -> None:
        from azure.cosmos.exceptions import CosmosBatchOperationError  # noqa: PLC0415  as above

        try:
            await self._container().execute_item_batch(
                [("delete", (id_,)) for id_ in ids], partition_key=key
            )
        except CosmosBatchOperationError as error:
            # Somebody else erases the same call, or its time ran out: the next look tells.
            if error.status_code != HTTPStatus.NOT_FOUND:
                raise

    async def _ids(self, key: str) -> list[str]:
        found = self._container().query_items("SELECT VALUE c.id FROM c", partition_key=key)
        return [str(id_) async for id_ in found]

    def _container(self) -> "ContainerProxy":
        database = self._ready().get_database_client(self._database_name)
        return database.get_container_client(self._container_name)

    def _ready(self) -> "CosmosClient":
        from azure.cosmos.aio import CosmosClient  # noqa: PLC0415  0.3 s to load: start-up budget

        if self._client is None:
            self._client = CosmosClient(
                self._account.endpoint,
                self._account.credential,
                connection_verify=self._account.ca or True,
                enable_endpoint_discovery=self._account.find_regions,
                connection_timeout=CONNECT_SECONDS,
                read_timeout=self._deadline,
                retry_total=1,
                retry_throttle_total=1,
                retry_throttle_backoff_max=1,
            )
        return self._client


def _documents(
    key: str, entries: Sequence[dict[str, Any]], keep: timedelta | None
) -> list[dict[str, Any]]:
    """The entries with their partition key and lifetime, the first of those with the same id."""
    if any(not isinstance(entry.get("id"), str) for entry in entries):
        raise Rejected("An entry has no `id`: give it one that sorts", vendor=VENDOR, code="no-id")
    own = {PARTITION: key, TTL: FOR_GOOD if keep is None else int(keep.total_seconds())}
    first = {entry["id"]: {**entry, **own} for entry in reversed(entries)}
    return [first[id_] for id_ in sorted(first)]


def _batches(documents: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The documents in as few batches as their number and size allow."""
    batch: list[dict[str, Any]] = []
    size = 0
    for document in documents:
        bytes_ = len(json.dumps(document)) + ENVELOPE
        if bytes_ > MOST_BYTES:
            message = f"The entry {document['id']} has {bytes_} bytes, more than {MOST_BYTES}"
            raise Rejected(message, vendor=VENDOR, code="too-large")
        if len(batch) == MOST_OPERATIONS or size + bytes_ > MOST_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += bytes_
    if batch:
        yield batch


def _entry(document: dict[str, Any]) -> dict[str, Any]:
    own = {"_rid", "_self", "_etag", "_attachments", "_ts", PARTITION, TTL}
    return {name: value for name, value in document.items() if name not in own}
