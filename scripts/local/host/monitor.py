"""What is remembered of each timer between runs: when it last fired, and when it is due."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob.aio import BlobClient, BlobServiceClient

from scripts.local.host.schedule import Schedule
from shared.value import Value

log = logging.getLogger("host")

NEVER = datetime.min.replace(tzinfo=UTC)
CONTAINER = "azure-webjobs-hosts"


class Status(Value):
    """A timer's state, in the words the host stores and the function is told."""

    last: datetime = NEVER
    next: datetime
    updated: datetime = NEVER

    def told(self) -> dict[str, str]:
        """As it stands in the blob and in the trigger's data."""
        return {
            "Last": self.last.isoformat(),
            "Next": self.next.isoformat(),
            "LastUpdated": self.updated.isoformat(),
        }

    @classmethod
    def heard(cls, told: dict[str, Any]) -> "Status":
        """The state that `told` tells of. Raises KeyError or ValueError."""
        last, following, updated = (
            datetime.fromisoformat(told[key]) for key in ("Last", "Next", "LastUpdated")
        )
        return cls(last=last, next=following, updated=updated)


class Monitor:
    """Keeps states in blobs `azure-webjobs-hosts/timers/<host id>/<function>/status`.

    https://github.com/Azure/azure-webjobs-sdk-extensions: StorageScheduleMonitorV2
    """

    def __init__(self, blobs: BlobServiceClient, host_id: str) -> None:
        self._blobs, self._host_id = blobs, host_id

    async def status(self, function: str) -> Status | None:
        """What was stored last, if anything was."""
        try:
            async with self._blob(function) as blob:
                stored = await (await blob.download_blob()).readall()
            return Status.heard(json.loads(stored))
        except ResourceNotFoundError:
            return None
        except (AzureError, KeyError, ValueError) as error:
            log.warning("The state of timer %s cannot be read: %s", function, _first_line(error))
            return None

    async def update(self, function: str, status: Status) -> None:
        """Store a state, as well as can be: a timer goes on without."""
        try:
            await self._store(function, json.dumps(status.told()).encode())
        except AzureError as error:
            log.warning("The state of timer %s is not stored: %s", function, _first_line(error))

    async def _store(self, function: str, text: bytes) -> None:
        try:
            async with self._blob(function) as blob:
                await blob.upload_blob(text, overwrite=True)
        except ResourceNotFoundError:
            await self._create_container()
            async with self._blob(function) as blob:
                await blob.upload_blob(text, overwrite=True)

    async def _create_container(self) -> None:
        try:
            await self._blobs.create_container(CONTAINER)
        except ResourceExistsError:
            log.debug("Somebody else made the container %s", CONTAINER)

    def _blob(self, function: str) -> BlobClient:
        name = f"timers/{self._host_id}/Host.Functions.{function}/status"
        return self._blobs.get_blob_client(CONTAINER, name)


def on_start(stored: Status | None, schedule: Schedule, now: datetime) -> tuple[Status, bool]:
    """The state a timer begins with, and whether a time to fire has passed unheard.

    A changed schedule is no missed one.
    https://github.com/Azure/azure-webjobs-sdk-extensions: ScheduleMonitor.CheckPastDueAsync
    """
    if stored is None:
        return Status(next=schedule.after(now)), False
    expected = schedule.after(stored.updated if stored.last == NEVER else stored.last)
    if stored.last == NEVER and stored.updated == NEVER:
        expected = stored.next
    if stored.next != expected:
        due = expected if expected >= now else schedule.after(now)
        stored = Status(next=due, updated=stored.updated)
    return stored, now > stored.next


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
