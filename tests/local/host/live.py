"""A host that runs for tests, the queues of its account, and waiting for what they do."""

import asyncio
import base64
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from scripts.local import ports

REPOSITORY = Path(__file__).parents[3]
APP = Path(__file__).parent / "app"
PATIENCE = 40  # seconds for what a host does by itself


@dataclass
class LiveHost:
    """A host to talk to. `process` and `log` are ours alone: a foreign host has none."""

    url: str
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None

    def logged(self) -> str:
        """All it has printed so far."""
        return self.log.read_text() if self.log else ""

    async def said(self, text: str) -> str:
        """Wait until it prints that; then all it has printed."""
        await eventually(lambda: _soon(text in self.logged()))
        return self.logged()

    async def stop(self) -> int:
        """Ask it to end, and say how it ended."""
        assert self.process
        self.process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end, and say how it ended."""
        assert self.process
        return await asyncio.to_thread(self.process.wait, PATIENCE)


def copy_of_app(folder: Path, storage: str, **settings: str) -> Path:
    """The conformance app with settings of its own."""
    copy = Path(shutil.copytree(APP, folder / "app", ignore=shutil.ignore_patterns("__pycache__")))
    example = json.loads((copy / "local.settings.example.json").read_text())
    example["Values"] |= {"AzureWebJobsStorage": storage, **settings}
    (copy / "local.settings.json").write_text(json.dumps(example))
    return copy


def write_app(folder: Path, storage: str, code: str, host: dict[str, Any] | None = None) -> Path:
    """An app of one file."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"Values": {"AzureWebJobsStorage": storage}}
    (folder / "local.settings.json").write_text(json.dumps(settings))
    (folder / "host.json").write_text(json.dumps({"version": "2.0"} | (host or {})))
    (folder / "function_app.py").write_text(code)
    return folder


def start(app: Path, *arguments: str) -> LiveHost:
    """Start our host on a free port, without waiting for it."""
    (port,) = ports.free()
    log = app.parent / f"{app.name}-{port}.log"
    store = app.parent / "state" / "durable.db"
    command: list[str | Path] = [sys.executable, "-m", "scripts.local.host", "--app", app]
    command += ["--port", str(port), "--store", store]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *arguments], cwd=REPOSITORY, stdout=output, stderr=output
        )
    return LiveHost(f"http://127.0.0.1:{port}", process, log)


@asynccontextmanager
async def launched(app: Path, *arguments: str) -> AsyncIterator[LiveHost]:
    """Our host, started, and ended in the end."""
    host = start(app, *arguments)
    try:
        yield host
    finally:
        await _ended(host)


@asynccontextmanager
async def running(app: Path, *arguments: str) -> AsyncIterator[LiveHost]:
    """Our host, up and answering."""
    async with launched(app, *arguments) as host:
        await answering(host)
        yield host


async def answering(host: LiveHost) -> None:
    """Wait until it answers. Says what it printed if it ends instead."""

    async def answers() -> bool:
        if host.process and host.process.poll() is not None:
            raise AssertionError(f"the host ended:\n{host.logged()}")
        with suppress(httpx.TransportError):
            async with httpx.AsyncClient() as client:
                await client.get(f"{host.url}/admin/host/ping")
                return True
        return False

    await eventually(answers)


async def _ended(host: LiveHost) -> None:
    if host.process and host.process.poll() is None:
        host.process.terminate()
        try:
            await asyncio.to_thread(host.process.wait, 20)
        except subprocess.TimeoutExpired:
            host.process.kill()
            host.process.wait()


async def eventually[T](look: Callable[[], Awaitable[T]]) -> T:
    """What `look` finds, once it finds something."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await look()):  # noqa: ASYNC110 - the host tells nobody
            await asyncio.sleep(0.05)
    return found


async def _soon(fact: bool) -> bool:
    return fact


@dataclass
class Seen:
    """What the app's functions have noted."""

    client: httpx.AsyncClient

    async def of(self, what: str) -> list[Any]:
        """The facts under that name so far."""
        return list((await self.client.get(f"/seen/{what}")).json())

    async def at_least(self, what: str, count: int) -> list[Any]:
        """The facts under that name, once there are so many."""

        async def enough() -> list[Any]:
            found = await self.of(what)
            return found if len(found) >= count else []

        return await eventually(enough)


class Queues:
    """The queues of the account, as text on the wire is base64."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service

    async def fresh(self, name: str) -> None:
        """Make the queue, or empty it."""
        queue = self._service.get_queue_client(name)
        with suppress(ResourceExistsError):
            await queue.create_queue()
        await queue.clear_messages()

    async def remove(self, name: str) -> None:
        """Remove the queue where there is one."""
        with suppress(ResourceNotFoundError):
            await self._service.delete_queue(name)

    async def put(self, name: str, body: str | bytes) -> str:
        """Put a message there, and tell its id."""
        data = body if isinstance(body, bytes) else body.encode()
        return await self.put_raw(name, base64.b64encode(data).decode())

    async def put_raw(self, name: str, content: str) -> str:
        """Put a text there as it is to stand on the wire."""
        queue = self._service.get_queue_client(name)
        with suppress(ResourceExistsError):
            await queue.create_queue()
        return str((await queue.send_message(content)).id)

    async def taken(self, name: str, count: int = 1) -> list[str]:
        """Take so many messages, waiting for them."""
        raw = await self.taken_raw(name, count)
        return [base64.b64decode(each).decode() for each in raw]

    async def taken_raw(self, name: str, count: int = 1) -> list[str]:
        """Take so many messages as they stand on the wire."""
        queue, contents = self._service.get_queue_client(name), list[str]()
        async with asyncio.timeout(PATIENCE):
            while len(contents) < count:
                contents += await _take(queue)
                await asyncio.sleep(0.05)
        return contents

    async def length(self, name: str) -> int:
        """How many messages there are, hidden ones too; none where there is no queue."""
        with suppress(ResourceNotFoundError):
            found = await self._service.get_queue_client(name).get_queue_properties()
            return int(found.approximate_message_count or 0)
        return 0

    async def emptied(self, name: str) -> None:
        """Wait until no message is left there."""

        async def empty() -> bool:
            return not await self.length(name)

        await eventually(empty)


async def _take(queue: QueueClient) -> list[str]:
    contents: list[str] = []
    with suppress(ResourceNotFoundError):
        async for message in queue.receive_messages(messages_per_page=32):
            await queue.delete_message(message)
            contents.append(message.content)
    return contents
