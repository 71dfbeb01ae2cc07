"""What the account does besides the contract: who gets in, what it does not know, how it fails."""

import ssl
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from azure.core.exceptions import AzureError
from azure.cosmos import PartitionKey
from azure.cosmos.aio import ContainerProxy, CosmosClient
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from shared.adapters.identity import Identity
from tests.azure import CONTAINER, DATABASE, KEY, READER, RETENTION, Azure
from tests.fakes import TurnedClock

DAYS = RETENTION.total_seconds()


@pytest.fixture
async def client(azure: Azure) -> AsyncIterator[CosmosClient]:
    async with CosmosClient(azure.cosmos, KEY, connection_verify=azure.ca) as ours:
        yield ours


@pytest.fixture
def container(client: CosmosClient) -> ContainerProxy:
    return client.get_database_client(DATABASE).get_container_client(CONTAINER)


async def refused(work: Any) -> CosmosHttpResponseError:
    with pytest.raises(CosmosHttpResponseError) as caught:
        await work
    return caught.value


async def asked(azure: Azure, path: str, **headers: str) -> httpx.Response:
    trusted = ssl.create_default_context(cafile=azure.ca)
    async with httpx.AsyncClient(base_url=azure.cosmos, verify=trusted) as plain:
        return await plain.get(path, headers=headers)


@pytest.mark.parametrize(
    "claim", ["", "type%3Dmaster%26ver%3D1.0%26sig%3Dforged", "type=aad&sig=x"]
)
async def test_nobody_gets_in_without_a_signature(azure: Azure, claim: str) -> None:
    answer = await asked(azure, "/", authorization=claim)
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthorized")


async def test_a_token_for_another_resource_does_not_get_in(azure: Azure) -> None:
    token, _ = azure.tokens.issue("https://vault.azure.net", "anybody")
    answer = await asked(azure, "/", authorization=f"type=aad&ver=1.0&sig={token}")
    assert answer.status_code == 401


async def test_a_principal_without_a_role_is_forbidden(azure: Azure) -> None:
    reader = Identity(READER)
    client = CosmosClient(azure.cosmos, reader, connection_verify=azure.ca)
    container = client.get_database_client(DATABASE).get_container_client(CONTAINER)
    error = await refused(container.read_item("1", "call"))
    await client.close()
    await reader.close()
    assert (error.status_code, error.sub_status) == (403, 5302)


async def test_a_container_that_is_not_there_says_so(client: CosmosClient) -> None:
    missing = client.get_database_client(DATABASE).get_container_client("none")
    error = await refused(missing.read_item("1", "call"))
    assert (error.status_code, error.sub_status) == (404, 1003)


async def test_a_database_and_a_container_are_made_once(client: CosmosClient) -> None:
    for _ in range(2):
        database = await client.create_database_if_not_exists("another")
        made = await database.create_container_if_not_exists("calls", PartitionKey("/callId"))
    assert (await made.read())["partitionKey"]["paths"] == ["/callId"]


async def test_what_it_does_not_know_it_does_not_pretend(container: ContainerProxy) -> None:
    error = await refused(container.delete_all_items_by_partition_key("call"))
    assert error.status_code == 501


@pytest.mark.parametrize(
    "query",
    [
        "SELECT COUNT(1) FROM c",
        "SELECT DISTINCT c.n FROM c",
        "SELECT * FROM c JOIN t IN c.tags",
        "SELECT c.n FROM c GROUP BY c.n",
        "SELECT VALUE ABS(c.n) FROM c",
    ],
)
async def test_a_query_it_does_not_know_is_refused(container: ContainerProxy, query: str) -> None:
    async def results() -> list[Any]:
        return [item async for item in container.query_items(query, partition_key="call")]

    assert (await refused(results())).status_code == 501


@pytest.mark.parametrize("id_", ["", "a/b", "a#b"])
async def test_an_id_no_address_can_carry_is_refused(container: ContainerProxy, id_: str) -> None:
    document = {"id": id_, "callId": "call"}
    with pytest.raises(CosmosBatchOperationError) as caught:
        await container.execute_item_batch([("create", (document,))], "call")
    assert "'id' has to be a string" in caught.value.operation_responses[0]["message"]


async def test_a_continuation_of_another_partition_is_refused(container: ContainerProxy) -> None:
    for name in ("1", "2"):
        await container.create_item({"id": name, "callId": "call"})
    query: dict[str, Any] = {"query": "SELECT * FROM c", "max_item_count": 1}
    first: Any = container.query_items(**query, partition_key="call").by_page()
    [_ async for _ in await anext(first)]
    token = first.continuation_token
    other = container.query_items(**query, partition_key="another").by_page(token)
    assert (await refused(anext(other))).status_code == 400


async def test_a_document_lives_as_long_as_its_container_says(
    container: ContainerProxy, clock: TurnedClock
) -> None:
    await container.create_item({"id": "1", "callId": "call"})
    await clock.advance(DAYS - 1)
    await container.read_item("1", "call")
    await clock.advance(1)
    assert (await refused(container.read_item("1", "call"))).status_code == 404


async def test_a_document_may_live_shorter_or_for_ever(
    container: ContainerProxy, clock: TurnedClock
) -> None:
    await container.create_item({"id": "short", "callId": "call", "ttl": 10})
    await container.create_item({"id": "ever", "callId": "call", "ttl": -1})
    await clock.advance(DAYS * 2)
    found = container.query_items("SELECT VALUE c.id FROM c", partition_key="call")
    assert [str(id_) async for id_ in found] == ["ever"]


async def test_an_id_is_free_again_when_its_document_has_run_out(
    container: ContainerProxy, clock: TurnedClock
) -> None:
    await container.create_item({"id": "1", "callId": "call", "ttl": 10})
    await clock.advance(10)
    assert (await container.create_item({"id": "1", "callId": "call"}))["id"] == "1"


async def test_too_many_requests_say_when_to_come_again(
    azure: Azure, container: ContainerProxy
) -> None:
    await azure.strike(azure.cosmos, where="cosmos.create", action="throttle", value=0.001)
    error = await refused(container.create_item({"id": "1", "callId": "call"}))
    assert (error.status_code, error.sub_status) == (429, 3200)
    assert error.headers["x-ms-retry-after-ms"] == "1"


async def test_a_lost_answer_has_done_its_work(azure: Azure, container: ContainerProxy) -> None:
    await azure.strike(azure.cosmos, where="cosmos.create", action="cut", placed=True, count=1)
    with pytest.raises(AzureError):
        await container.create_item({"id": "1", "callId": "call"})
    assert (await container.read_item("1", "call"))["id"] == "1"


async def test_a_reset_empties_every_container(azure: Azure, container: ContainerProxy) -> None:
    await container.create_item({"id": "1", "callId": "call"})
    trusted = ssl.create_default_context(cafile=azure.ca)
    async with httpx.AsyncClient(base_url=azure.cosmos, verify=trusted) as plain:
        before = (await plain.get("/__sim__/usage")).json()
        await plain.post("/__sim__/reset")
        after = (await plain.get("/__sim__/usage")).json()
    assert (before, after) == ({"centralita/calls": 1}, {"centralita/calls": 0})
