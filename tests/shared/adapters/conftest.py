"""Azure in a box, for whoever asks for it here."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.adapters.storage import Account, StorageQueue
from tests.azure import account, azure, theatre, transcripts, trust

__all__ = ["account", "azure", "theatre", "transcripts", "trust"]

NOBODY = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ=="
AWAY = f"{NOBODY};QueueEndpoint=http://127.0.0.1:9/a;BlobEndpoint=http://127.0.0.1:9/a"


@pytest.fixture
async def queue(storage: str) -> AsyncIterator[StorageQueue]:
    ours = StorageQueue(Account(connection_string=storage))
    yield ours
    await ours.close()


@pytest.fixture
def name() -> str:
    """A queue or container that nobody else uses."""
    return f"test-{uuid4()}"
