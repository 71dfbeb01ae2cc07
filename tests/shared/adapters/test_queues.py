from collections.abc import AsyncIterator

import pytest
from azure.storage.queue.aio import QueueClient

from shared.adapters.queues import StorageQueues
from shared.adapters.storage import Account, StorageQueue
from shared.errors import Unavailable
from shared.ports import Queues
from tests.shared.adapters.conftest import AWAY


@pytest.fixture
async def queues(storage: str) -> AsyncIterator[StorageQueues]:
    ours = StorageQueues(Account(connection_string=storage))
    yield ours
    await ours.close()


async def test_a_queue_tells_how_much_waits_and_since_when(
    queues: StorageQueues, queue: StorageQueue, name: str
) -> None:
    fits: Queues = queues
    await queue.send(name, "one")
    await queue.send(name, "two")
    there, missing = await fits.depths([name, f"{name}-none"])
    assert (there.count, there.oldest_at is not None) == (2, True)
    assert (missing.count, missing.oldest_at) == (0, None)


async def test_what_failed_for_good_is_read_and_removed(
    queues: StorageQueues, queue: StorageQueue, name: str, storage: str
) -> None:
    await queue.send(f"{name}-poison", '{"said": "¿Qué tal?"}')
    (found,) = await queues.poisoned(name)
    assert found.body == '{"said": "¿Qué tal?"}'
    await queues.remove(name, found)
    await queues.remove(name, found)
    async with QueueClient.from_connection_string(storage, f"{name}-poison") as client:
        assert (await client.get_queue_properties()).approximate_message_count == 0


async def test_what_is_not_in_base64_is_read_as_it_came(
    queues: StorageQueues, storage: str, name: str
) -> None:
    async with QueueClient.from_connection_string(storage, f"{name}-poison") as client:
        await client.create_queue()
        await client.send_message("¡no!")
    assert [each.body for each in await queues.poisoned(name)] == ["¡no!"]


async def test_without_a_poison_queue_nothing_failed(queues: StorageQueues, name: str) -> None:
    assert await queues.poisoned(name) == []


async def test_an_account_that_is_away_is_unavailable() -> None:
    away = StorageQueues(Account(connection_string=AWAY))
    with pytest.raises(Unavailable):
        await away.depths(["a"])
    await away.close()
