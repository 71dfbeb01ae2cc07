import base64
from collections.abc import AsyncIterator

import pytest
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueClient

from shared.adapters.storage import Account, StorageFiles, StorageQueue
from shared.errors import Rejected, Unavailable
from shared.ports import Files, Queue
from tests.shared.adapters.conftest import AWAY


@pytest.fixture
async def files(storage: str) -> AsyncIterator[StorageFiles]:
    ours = StorageFiles(Account(connection_string=storage))
    yield ours
    await ours.close()


async def received(storage: str, name: str) -> list[str]:
    async with QueueClient.from_connection_string(storage, name) as client:
        return [message.content async for message in client.receive_messages()]


def test_they_are_what_the_ports_ask_for(queue: StorageQueue, files: StorageFiles) -> None:
    fits: tuple[Queue, Files] = (queue, files)
    assert fits == (queue, files)


async def test_a_message_travels_in_base64_and_makes_its_queue(
    queue: StorageQueue, storage: str, name: str
) -> None:
    await queue.send(name, '{"said": "¿Qué tal?"}')
    encoded = await received(storage, name)
    assert [base64.b64decode(one).decode() for one in encoded] == ['{"said": "¿Qué tal?"}']


async def test_messages_follow_each_other_into_one_queue(
    queue: StorageQueue, storage: str, name: str
) -> None:
    await queue.send(name, "one")
    await queue.send(name, "two")
    async with QueueClient.from_connection_string(storage, name) as client:
        assert (await client.get_queue_properties()).approximate_message_count == 2


async def test_the_largest_message_fits(queue: StorageQueue, name: str) -> None:
    await queue.send(name, "a" * 48 * 1024)


async def test_a_message_too_large_is_refused(queue: StorageQueue, name: str) -> None:
    with pytest.raises(Rejected, match="49153 bytes does not fit"):
        await queue.send(name, "a" * (48 * 1024 + 1))


async def test_a_queue_name_azure_does_not_take_is_refused(queue: StorageQueue) -> None:
    with pytest.raises(Rejected):
        await queue.send("No Such Name", "one")


async def test_a_file_comes_back_as_it_was(files: StorageFiles, name: str) -> None:
    await files.put(f"{name}/es/hola.wav", b"RIFF\x00", media_type="audio/wav")
    assert await files.get(f"{name}/es/hola.wav") == b"RIFF\x00"


async def test_a_file_has_its_media_type(files: StorageFiles, storage: str, name: str) -> None:
    await files.put(f"{name}/hola.wav", b"RIFF", media_type="audio/wav")
    async with BlobServiceClient.from_connection_string(storage) as client:
        kept = await client.get_blob_client(name, "hola.wav").get_blob_properties()
    assert kept.content_settings.content_type == "audio/wav"


async def test_a_file_put_again_is_replaced(files: StorageFiles, name: str) -> None:
    await files.put(f"{name}/a", b"old and longer", media_type="text/plain")
    await files.put(f"{name}/a", b"new", media_type="text/plain")
    assert await files.get(f"{name}/a") == b"new"


async def test_a_large_file_comes_back_whole(files: StorageFiles, name: str) -> None:
    recording = bytes(range(256)) * 20_000
    await files.put(f"{name}/recording", recording, media_type="audio/wav")
    assert await files.get(f"{name}/recording") == recording


async def test_a_part_of_a_file_comes_alone(files: StorageFiles, name: str) -> None:
    await files.put(f"{name}/a.mp3", b"0123456789", media_type="audio/mpeg")
    assert await files.get_part(f"{name}/a.mp3", 3, 4) == b"3456"
    assert await files.get_part(f"{name}/b.mp3", 3, 4) is None


async def test_a_file_that_is_not_there_is_nothing(files: StorageFiles, name: str) -> None:
    assert await files.get(f"{name}/none") is None


async def test_a_removed_file_is_gone(files: StorageFiles, name: str) -> None:
    await files.put(f"{name}/a", b"a", media_type="text/plain")
    await files.remove(f"{name}/a")
    assert await files.get(f"{name}/a") is None


async def test_removing_what_is_not_there_changes_nothing(files: StorageFiles, name: str) -> None:
    await files.remove(f"{name}/none")


async def test_a_path_without_a_container_is_refused(files: StorageFiles) -> None:
    with pytest.raises(Rejected, match="container/name"):
        await files.get("alone")


async def test_storage_that_is_away_is_unavailable(name: str) -> None:
    away = Account(connection_string=AWAY)
    queue, files = StorageQueue(away, deadline=2), StorageFiles(away, deadline=2)
    with pytest.raises(Unavailable, match="connection"):
        await queue.send(name, "one")
    with pytest.raises(Unavailable, match="connection"):
        await files.get(f"{name}/a")
    await queue.close()
    await files.close()


async def test_an_account_without_a_way_in_says_so(name: str) -> None:
    with pytest.raises(ValueError, match="connection string, or an address and an identity"):
        await StorageQueue(Account()).send(name, "one")
