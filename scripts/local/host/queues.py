"""Hands a queue's messages to a function, as many at a time as host.json allows.

https://github.com/Azure/azure-sdk-for-net: QueueListener, QueueProcessor. Waits are real ones, not
the `Clock`'s: the storage account's own time, which makes messages visible, cannot be turned.
"""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from scripts.local.host import messages
from scripts.local.host.backoff import Backoff
from scripts.local.host.host_json import Queues
from scripts.local.host.runtime import Function, InvocationFailed, Runtime
from shared.ports import Clock

log = logging.getLogger("host")

INVISIBLE = 600  # seconds a message stays hidden while a function has it
RENEWED_AFTER = INVISIBLE / 2
POISON = "-poison"


@dataclass
class Listener:
    """One function and its queue. A queue whose name ends in `-poison` has no poison queue."""

    runtime: Runtime
    clock: Clock
    function: Function
    queue: QueueClient
    poison: QueueClient | None
    options: Queues
    most_waiting: float
    _working: set[asyncio.Task[None]] = field(default_factory=set)
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _away: bool = False
    _hidden_until: float = 0
    fetching: bool = False
    handled: int = 0

    @property
    def name(self) -> str:
        """The queue's name."""
        return str(self.queue.queue_name)

    @property
    def busy(self) -> bool:
        """Whether a message is being fetched or worked on."""
        return self.fetching or bool(self._working)

    @property
    def working(self) -> int:
        """How many messages are being worked on."""
        return len(self._working)

    @property
    def retries(self) -> bool:
        """Whether a message that failed is hidden still, for the storage account's own time."""
        return time.monotonic() < self._hidden_until

    def nudge(self) -> None:
        """Look now: somebody in this very host has put a message there."""
        self.handled += 1
        self._nudged.set()

    async def run(self) -> None:
        """Fetch and hand out until cancelled. What is at work then goes on: see `drain`."""
        backoff, found_since = Backoff(self.most_waiting), False
        while True:
            self._nudged.clear()
            self.fetching = True
            batch = await self._fetch()
            for message in batch:
                task = asyncio.create_task(self._work(message))
                self._working.add(task)
                task.add_done_callback(self._working.discard)
            self.fetching = False
            if batch:
                found_since = True
                await self._room()
                continue
            await self._rest(backoff.next(found=found_since))
            found_since = False

    async def drain(self, patience: float) -> None:
        """Wait for the messages at work; give back those that take longer."""
        if not self._working:
            return
        _, late = await asyncio.wait(self._working, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _fetch(self) -> list[QueueMessage]:
        size = self.options.batch_size
        pages = self.queue.receive_messages(
            messages_per_page=size, max_messages=size, visibility_timeout=INVISIBLE
        )
        try:
            batch = [message async for message in pages]
        except ResourceNotFoundError:  # the queue may come yet
            batch = []
        except AzureError as error:
            if not self._away:
                log.warning("Queue %s cannot be read; trying on: %s", self.name, first_line(error))
            self._away = True
            return []
        if self._away:
            log.warning("Queue %s can be read again", self.name)
        self._away = False
        return batch

    async def _room(self) -> None:
        while len(self._working) > self.options.threshold:
            await asyncio.wait(self._working, return_when=asyncio.FIRST_COMPLETED)

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._nudged.wait()

    async def _work(self, message: QueueMessage) -> None:
        self.handled += 1
        try:
            await self._handle(message)
        except asyncio.CancelledError:
            await asyncio.shield(self._release(message, 0))
            raise
        except AzureError as error:
            log.warning("Message %s of %s: %s", message.id, self.name, first_line(error))

    async def _handle(self, message: QueueMessage) -> None:
        most = self.options.max_dequeue_count
        if self.poison and (message.dequeue_count or 0) > most:
            return await self._give_up(message)
        try:
            body = messages.decoded(message.content, self.options.message_encoding)
        except messages.Undecodable as error:
            log.error("Message %s of %s: %s", message.id, self.name, error)  # noqa: TRY400 - it is told whole
            return await self._give_up(message)
        if await self._succeeds(message, body):
            await self.queue.delete_message(message.id, message.pop_receipt)
        elif self.poison and (message.dequeue_count or 0) >= most:
            await self._give_up(message)
        else:
            await self._release(message, self.options.visibility_timeout)
            self._hidden_until = time.monotonic() + self.options.visibility_timeout
        return None

    async def _succeeds(self, message: QueueMessage, body: bytes) -> bool:
        renewing = asyncio.create_task(self._keep_hidden(message))
        try:
            given = messages.trigger(body, self.function)
            told = messages.metadata(message, given, self.function, self.clock)
            await self.runtime.invoke(self.function, given, metadata=told)
        except InvocationFailed:
            return False
        except UnicodeDecodeError:
            log.warning("Message %s of %s is no UTF-8 text", message.id, self.name)
            return False
        else:
            return True
        finally:
            renewing.cancel()

    async def _keep_hidden(self, message: QueueMessage) -> None:
        while True:
            await asyncio.sleep(RENEWED_AFTER)
            with contextlib.suppress(AzureError):
                await self._release(message, INVISIBLE)

    async def _release(self, message: QueueMessage, seconds: float) -> None:
        renewed = await self.queue.update_message(
            message.id, message.pop_receipt, visibility_timeout=int(seconds)
        )
        message.pop_receipt = renewed.pop_receipt

    async def _give_up(self, message: QueueMessage) -> None:
        """Move it to the poison queue as it stands on the wire."""
        if self.poison is None:
            return await self._release(message, self.options.visibility_timeout)
        log.error(
            "Message has reached MaxDequeueCount of %d. Moving message to queue '%s'.",
            self.options.max_dequeue_count,
            self.poison.queue_name,
        )
        await send(self.poison, message.content)
        await self.queue.delete_message(message.id, message.pop_receipt)
        return None


async def send(queue: QueueClient, content: str) -> None:
    """Put a text there, and make the queue where there is none."""
    try:
        await queue.send_message(content)
    except ResourceNotFoundError:
        with contextlib.suppress(ResourceExistsError):
            await queue.create_queue()
        await queue.send_message(content)


def first_line(error: Exception) -> str:
    """Enough of an SDK's error for one line of the log."""
    return str(error).partition("\n")[0] or type(error).__name__
