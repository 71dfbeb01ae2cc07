"""What the transcripts rely on, of the simulator and, where there is one, the real service."""

import itertools
from typing import Any
from uuid import uuid4

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosBatchOperationError


@pytest.fixture
def call() -> str:
    return str(uuid4())


def turn(call: str, id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "callId": call, **more}


def creates(call: str, *ids: str) -> list[tuple[str, tuple[dict[str, Any]]]]:
    return [("create", (turn(call, id_),)) for id_ in ids]


async def ids(container: ContainerProxy, call: str, **options: Any) -> list[str]:
    query = "SELECT VALUE c.id FROM c"
    found = container.query_items(query, partition_key=call, **options)
    return sorted([str(id_) async for id_ in found])


async def status(work: Any) -> int:
    with pytest.raises(HttpResponseError) as caught:
        await work
    return int(caught.value.status_code or 0)


async def test_a_document_comes_back_with_an_etag(container: ContainerProxy, call: str) -> None:
    made = await container.create_item(turn(call, "1", said="¿Qué tal?"))
    read = await container.read_item("1", call)
    assert (read["said"], read["_etag"]) == ("¿Qué tal?", made["_etag"])


async def test_a_document_is_not_found_in_another_partition(
    container: ContainerProxy, call: str
) -> None:
    await container.create_item(turn(call, "1"))
    assert await status(container.read_item("1", "another call")) == 404


async def test_an_id_is_taken_once_in_a_partition(container: ContainerProxy, call: str) -> None:
    await container.create_item(turn(call, "1"))
    assert await status(container.create_item(turn(call, "1"))) == 409


async def test_an_id_is_free_in_another_partition(container: ContainerProxy, call: str) -> None:
    await container.create_item(turn(call, "1"))
    await container.create_item(turn(f"{call}-2", "1"))
    assert await ids(container, f"{call}-2") == ["1"]


async def test_a_query_stays_in_its_partition(container: ContainerProxy, call: str) -> None:
    await container.execute_item_batch(creates(call, "1", "2"), call)
    await container.execute_item_batch(creates(f"{call}-2", "3"), f"{call}-2")
    assert await ids(container, call) == ["1", "2"]


async def test_a_query_goes_on_page_by_page(container: ContainerProxy, call: str) -> None:
    names = [f"{number:02}" for number in range(7)]
    await container.execute_item_batch(creates(call, *names), call)
    found = container.query_items("SELECT * FROM c", partition_key=call, max_item_count=3)
    pages = [[item["id"] async for item in page] async for page in found.by_page()]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(itertools.chain(*pages)) == names


async def test_a_query_goes_on_from_a_continuation(container: ContainerProxy, call: str) -> None:
    await container.execute_item_batch(creates(call, "1", "2", "3"), call)
    query: dict[str, Any] = {"query": "SELECT * FROM c", "partition_key": call, "max_item_count": 2}
    first: Any = container.query_items(**query).by_page()
    [_ async for _ in await anext(first)]
    rest = container.query_items(**query).by_page(first.continuation_token)
    assert len([item async for page in rest async for item in page]) == 1


async def test_a_failed_batch_leaves_nothing(container: ContainerProxy, call: str) -> None:
    await container.create_item(turn(call, "2"))
    with pytest.raises(CosmosBatchOperationError) as caught:
        await container.execute_item_batch(creates(call, "1", "2", "3"), call)
    assert [one["statusCode"] for one in caught.value.operation_responses] == [424, 409, 424]
    assert await ids(container, call) == ["2"]


async def test_a_batch_writes_replaces_and_removes_at_once(
    container: ContainerProxy, call: str
) -> None:
    await container.execute_item_batch(creates(call, "1", "2"), call)
    work: list[Any] = [("delete", ("1",)), ("upsert", (turn(call, "2", n=2),)), *creates(call, "3")]
    results = await container.execute_item_batch(work, call)
    assert [one["statusCode"] for one in results] == [204, 200, 201]
    assert await ids(container, call) == ["2", "3"]


async def test_a_batch_of_more_than_a_hundred_is_refused(
    container: ContainerProxy, call: str
) -> None:
    names = [str(number) for number in range(101)]
    assert await status(container.execute_item_batch(creates(call, *names), call)) == 400
    assert await ids(container, call) == []


async def test_a_batch_takes_documents_of_its_own_partition_only(
    container: ContainerProxy, call: str
) -> None:
    strange = creates("another call", "1")
    assert await status(container.execute_item_batch(strange, call)) == 400


async def test_a_changed_document_is_not_replaced(container: ContainerProxy, call: str) -> None:
    seen = await container.create_item(turn(call, "1", n=1))
    unless = {"etag": seen["_etag"], "match_condition": MatchConditions.IfNotModified}
    await container.replace_item("1", turn(call, "1", n=2), **unless)
    assert await status(container.replace_item("1", turn(call, "1", n=3), **unless)) == 412


async def test_a_removed_document_is_gone(container: ContainerProxy, call: str) -> None:
    await container.create_item(turn(call, "1"))
    await container.delete_item("1", call)
    assert await status(container.delete_item("1", call)) == 404


async def test_an_upsert_makes_or_replaces(container: ContainerProxy, call: str) -> None:
    await container.upsert_item(turn(call, "1", n=1))
    await container.upsert_item(turn(call, "1", n=2))
    assert (await container.read_item("1", call))["n"] == 2


async def test_each_answer_tells_its_charge(container: ContainerProxy, call: str) -> None:
    made = await container.create_item(turn(call, "1"))
    assert float(made.get_response_headers()["x-ms-request-charge"]) > 1


@pytest.mark.parametrize("ttl", [0, -2, "1"])
async def test_a_senseless_time_to_live_is_refused(
    container: ContainerProxy, call: str, ttl: Any
) -> None:
    assert await status(container.create_item(turn(call, "1", ttl=ttl))) == 400
