"""The storage accounts that the app's bindings name by a setting.

https://learn.microsoft.com/azure/azure-functions/functions-reference#connections
"""

from collections.abc import Mapping
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from scripts.local.host.settings import Unresolved

DEFAULT = "Storage"
# Short, so that a storage account that is away is noticed, and asked again by our own back-off.
PATIENCE: dict[str, Any] = {"connection_timeout": 5, "read_timeout": 30, "retry_total": 0}


class Accounts:
    """Clients by the name of a connection, each made once."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._queues: dict[str, QueueServiceClient] = {}
        self._blobs: BlobServiceClient | None = None
        self._credentials: list[AsyncTokenCredential] = []

    def queues(self, connection: str) -> QueueServiceClient:
        """The queue service behind a binding's `connection`. Raises `Unresolved`."""
        name = connection or DEFAULT
        if name not in self._queues:
            self._queues[name] = self._queue_service(name)
        return self._queues[name]

    def blobs(self) -> BlobServiceClient:
        """The blob service of the host's own account. Raises `Unresolved`."""
        if self._blobs is None:
            self._blobs = self._blob_service()
        return self._blobs

    async def close(self) -> None:
        """Let go of all connections."""
        for queues in self._queues.values():
            await queues.close()
        if self._blobs:
            await self._blobs.close()
        for credential in self._credentials:
            await credential.close()

    def _queue_service(self, name: str) -> QueueServiceClient:
        if text := self._text(name):
            known = connection_string(text)
            return QueueServiceClient.from_connection_string(known, **_options(known))
        return QueueServiceClient(self._address(name, "queue"), self._credential(name), **PATIENCE)

    def _blob_service(self) -> BlobServiceClient:
        if text := self._text(DEFAULT):
            return BlobServiceClient.from_connection_string(connection_string(text), **PATIENCE)
        address = self._address(DEFAULT, "blob")
        return BlobServiceClient(address, self._credential(DEFAULT), **PATIENCE)

    def _text(self, name: str) -> str | None:
        """The host looks for the name with `AzureWebJobs` before it, then for the name itself."""
        return self._settings.get(f"AzureWebJobs{name}") or self._settings.get(name)

    def _address(self, name: str, service: str) -> str:
        if uri := self._part(name, f"{service}ServiceUri"):
            return uri
        if account := self._part(name, "accountName"):
            return f"https://{account}.{service}.core.windows.net"
        raise Unresolved(
            f"Storage account connection string '{name}' does not exist: set {name}, or "
            f"{name}__{service}ServiceUri for a connection by identity."
        )

    def _credential(self, name: str) -> AsyncTokenCredential:
        # Loaded only where somebody connects by identity: it takes half a second.
        from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential  # noqa: PLC0415

        client = self._part(name, "clientId")
        managed = (self._part(name, "credential") or "").lower() == "managedidentity"
        made = ManagedIdentityCredential(client_id=client) if managed else DefaultAzureCredential()
        self._credentials.append(made)
        return made

    def _part(self, name: str, part: str) -> str | None:
        names = (f"AzureWebJobs{name}__{part}", f"{name}__{part}")
        return next((self._settings[each] for each in names if each in self._settings), None)


def _options(known: str) -> dict[str, Any]:
    """An account on this machine needs no proxy: looking for one costs a thread a request."""
    return PATIENCE | {"use_env_settings": "=http://" not in known}


def connection_string(text: str) -> str:
    """The same text, or what `UseDevelopmentStorage=true` stands for: Azurite as it comes.

    https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
    """
    if not text.lower().startswith("usedevelopmentstorage=true"):
        return text
    known = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUz", "FT50uSRZ6IFsuFq2UVErCz4I6tq/K1"
    key = "".join((*known, "SZFPTOtr/KBHBeksoGMGw=="))
    ends = ";".join(
        f"{service}Endpoint=http://127.0.0.1:{port}/devstoreaccount1"
        for service, port in (("Blob", 10000), ("Queue", 10001), ("Table", 10002))
    )
    account = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1"
    return f"{account};AccountKey={key};{ends};"
