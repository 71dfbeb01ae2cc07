"""The host that the conformance suite is put to: ours, or a real one at `--host URL`.

A real one is `func start` in `tests/local/host/app`, with a `local.settings.json` made from the
example beside it; the suite finds the storage account in that same file.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from azure.storage.queue.aio import QueueServiceClient

from scripts.local.host.storage import connection_string
from tests.local.host.live import APP, LiveHost, Queues, Seen, copy_of_app, running


@pytest.fixture(scope="session")
def account(request: pytest.FixtureRequest) -> str:
    """The connection string of the account that the host works on."""
    if not request.config.getoption("--host"):
        return str(request.getfixturevalue("storage"))
    settings = json.loads((APP / "local.settings.json").read_text())
    return connection_string(settings["Values"]["AzureWebJobsStorage"])


@pytest.fixture(scope="session")
async def host(
    request: pytest.FixtureRequest, account: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LiveHost]:
    """The host with the conformance app, shared by the whole suite."""
    foreign = request.config.getoption("--host")
    if foreign:
        yield LiveHost(foreign.rstrip("/"))
        return
    app = copy_of_app(tmp_path_factory.mktemp("conformance"), account)
    async with running(app) as ours:
        yield ours


@pytest.fixture
def embedded(request: pytest.FixtureRequest, account: str) -> str:
    """The account, for tests that start our own host; they say nothing of a foreign one."""
    if request.config.getoption("--host"):
        pytest.skip("starts a host of its own")
    return account


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place whose path has a space in it."""
    spaced = tmp_path / "a clone"
    spaced.mkdir()
    return spaced


@pytest.fixture(scope="session")
async def client(host: LiveHost) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks HTTP to the host."""
    async with httpx.AsyncClient(base_url=host.url, timeout=30) as http:
        yield http


@pytest.fixture
def seen(client: httpx.AsyncClient) -> Seen:
    """What the functions have noted."""
    return Seen(client)


@pytest.fixture(scope="session")
async def queues(account: str) -> AsyncIterator[Queues]:
    """The queues of the account."""
    async with QueueServiceClient.from_connection_string(account) as service:
        yield Queues(service)
