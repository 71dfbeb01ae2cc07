"""What the account refuses and counts: time, money, size, sessions, keys that are missing."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from azure.cosmos import CosmosClient as SyncClient
from azure.cosmos import PartitionKey
from azure.cosmos.aio import ContainerProxy, CosmosClient
from azure.cosmos.exceptions import CosmosHttpResponseError

from tests.azure import CONTAINER, DATABASE, KEY, Azure
from tests.fakes import TurnedClock

DOCS = f"dbs/{DATABASE}/colls/{CONTAINER}"


@pytest.fixture
async def client(azure: Azure) -> AsyncIterator[CosmosClient]:
    options: dict[str, Any] = {
        "connection_verify": azure.ca,
        "retry_total": 0,
        "retry_throttle_total": 0,
    }
    async with CosmosClient(azure.cosmos, KEY, **options) as ours:
        yield ours


@pytest.fixture
def container(client: CosmosClient) -> ContainerProxy:
    return client.get_database_client(DATABASE).get_container_client(CONTAINER)


@pytest.fixture
async def cheap(client: CosmosClient) -> ContainerProxy:
    """A container of 400 request units a second."""
    database = client.get_database_client(DATABASE)
    return await database.create_container("cheap", PartitionKey("/k"), offer_throughput=400)


async def refused(work: Any) -> CosmosHttpResponseError:
    with pytest.raises(CosmosHttpResponseError) as caught:
        await work
    return caught.value


def signed(method: str, kind: str, link: str, at: datetime) -> dict[str, str]:
    """The headers of a request signed by the account's key, as the documentation says."""
    date = format_datetime(at, usegmt=True)
    text = f"{method.lower()}\n{kind}\n{link}\n{date.lower()}\n\n"
    digest = hmac.digest(base64.b64decode(KEY), text.encode(), hashlib.sha256)
    claim = f"type=master&ver=1.0&sig={base64.b64encode(digest).decode()}"
    return {"authorization": quote(claim, safe=""), "x-ms-date": date}


async def sent(azure: Azure, method: str, path: str, **options: Any) -> httpx.Response:
    trusted = ssl.create_default_context(cafile=azure.ca)
    async with httpx.AsyncClient(base_url=azure.cosmos, verify=trusted) as plain:
        return await plain.request(method, path, **options)


@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (14, 200), (-14, 200), (16, 403)])
async def test_a_signature_is_good_for_a_quarter_of_an_hour(
    azure: Azure, minutes: int, status: int
) -> None:
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    answer = await sent(azure, "GET", DOCS, headers=signed("GET", "colls", DOCS, at))
    assert answer.status_code == status


async def test_a_signature_without_a_date_is_none(azure: Azure) -> None:
    text = f"get\ncolls\n{DOCS}\n\n\n"
    digest = hmac.digest(base64.b64decode(KEY), text.encode(), hashlib.sha256)
    claim = f"type=master&ver=1.0&sig={base64.b64encode(digest).decode()}"
    answer = await sent(azure, "GET", DOCS, headers={"authorization": quote(claim, safe="")})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "kind", "link"),
    [
        ("GET", f"{DOCS}/docs/1", "docs", f"{DOCS}/docs/1"),
        ("POST", f"{DOCS}/docs", "docs", DOCS),
    ],
)
async def test_an_operation_on_a_document_says_which_partition(
    azure: Azure, method: str, path: str, kind: str, link: str
) -> None:
    headers = signed(method, kind, link, datetime.now(UTC))
    answer = await sent(azure, method, path, headers=headers, json={"id": "1"})
    assert (answer.status_code, "PartitionKey" in answer.json()["message"]) == (400, True)


async def test_a_query_of_all_partitions_has_to_be_allowed(azure: Azure) -> None:
    headers = {
        **signed("POST", "docs", DOCS, datetime.now(UTC)),
        "x-ms-documentdb-isquery": "True",
        "content-type": "application/query+json",
    }
    query = json.dumps({"query": "SELECT * FROM c"})
    answer = await sent(azure, "POST", f"{DOCS}/docs", headers=headers, content=query)
    assert (answer.status_code, answer.headers["x-ms-substatus"]) == (400, "1004")


async def test_a_session_that_saw_more_than_there_is_is_not_served(azure: Azure) -> None:
    headers = {
        **signed("GET", "docs", f"{DOCS}/docs/1", datetime.now(UTC)),
        "x-ms-documentdb-partitionkey": '["call"]',
        "x-ms-session-token": "0:-1#77",
    }
    answer = await sent(azure, "GET", f"{DOCS}/docs/1", headers=headers)
    assert (answer.status_code, answer.headers["x-ms-substatus"]) == (404, "1002")


async def test_a_session_goes_on_with_every_write_and_no_read(container: ContainerProxy) -> None:
    one = await container.create_item({"id": "1", "callId": "call"})
    read = await container.read_item("1", "call")
    two = await container.create_item({"id": "2", "callId": "call"})
    tokens = [each.get_response_headers()["x-ms-session-token"] for each in (one, read, two)]
    assert tokens == ["0:-1#1", "0:-1#1", "0:-1#2"]


@pytest.mark.parametrize(("kilobytes", "created", "read"), [(0, 5, 1), (3, 20, 4), (100, 505, 101)])
async def test_a_document_costs_by_its_size(
    container: ContainerProxy, kilobytes: int, created: float, read: float
) -> None:
    body = {"id": "1", "callId": "call", "text": "x" * 1024 * kilobytes}
    made = await container.create_item(body)
    seen = await container.read_item("1", "call")
    charges = [each.get_response_headers()["x-ms-request-charge"] for each in (made, seen)]
    assert [float(charge) for charge in charges] == [created, read]


async def test_a_change_costs_twice_as_much_as_a_creation(container: ContainerProxy) -> None:
    body = {"id": "1", "callId": "call"}
    made, changed = await container.upsert_item(body), await container.upsert_item(body)
    charges = [each.get_response_headers()["x-ms-request-charge"] for each in (made, changed)]
    assert charges == ["5.00", "10.00"]


async def test_a_spent_budget_says_how_long_to_wait(cheap: ContainerProxy) -> None:
    await cheap.create_item({"id": "1", "k": "k", "text": "x" * 1024 * 120})
    error = await refused(cheap.read_item("1", "k"))
    assert (error.status_code, error.sub_status) == (429, 3200)
    assert error.headers["x-ms-retry-after-ms"] == "513"


async def test_a_budget_comes_back_with_the_clock(
    cheap: ContainerProxy, clock: TurnedClock
) -> None:
    await cheap.create_item({"id": "1", "k": "k", "text": "x" * 1024 * 120})
    await clock.advance(0.6)
    assert (await cheap.read_item("1", "k"))["id"] == "1"


async def test_small_change_spends_a_budget_as_well(cheap: ContainerProxy) -> None:
    for number in range(80):
        await cheap.create_item({"id": str(number), "k": "k"})
    assert (await refused(cheap.create_item({"id": "80", "k": "k"}))).status_code == 429


async def test_less_than_four_hundred_units_are_not_for_sale(client: CosmosClient) -> None:
    database = client.get_database_client(DATABASE)
    making = database.create_container("poor", PartitionKey("/k"), offer_throughput=100)
    assert (await refused(making)).status_code == 400


@pytest.mark.filterwarnings("ignore:Sending a large body")  # the client sends it in one piece
async def test_a_document_of_more_than_two_megabytes_is_too_large(
    container: ContainerProxy,
) -> None:
    body = {"id": "1", "callId": "call", "text": "ñ" * 1024 * 1024}
    assert (await refused(container.create_item(body))).status_code == 413


@pytest.mark.parametrize(("length", "status"), [(1023, 201), (1024, 400)])
async def test_an_id_has_so_many_bytes(azure: Azure, length: int, status: int) -> None:
    headers = {
        **signed("POST", "docs", DOCS, datetime.now(UTC)),
        "x-ms-documentdb-partitionkey": '["call"]',
    }
    body = {"id": "x" * length, "callId": "call"}
    answer = await sent(azure, "POST", f"{DOCS}/docs", headers=headers, json=body)
    assert answer.status_code == status


async def test_a_document_that_ran_out_is_in_no_query(
    container: ContainerProxy, clock: TurnedClock
) -> None:
    await container.create_item({"id": "1", "callId": "call", "ttl": 10})
    await clock.advance(10)
    one: Any = container.query_items("SELECT VALUE COUNT(1) FROM c", partition_key="call")
    every: Any = container.query_items("SELECT VALUE COUNT(1) FROM c")
    assert ([row async for row in one], [row async for row in every]) == ([0], [0])


async def test_a_write_lets_a_document_live_anew(
    container: ContainerProxy, clock: TurnedClock
) -> None:
    await container.create_item({"id": "1", "callId": "call", "ttl": 10})
    await clock.advance(9)
    await container.patch_item("1", "call", [{"op": "set", "path": "/n", "value": 1}])
    await clock.advance(9)
    assert (await container.read_item("1", "call"))["n"] == 1


async def test_who_wants_no_answer_gets_none(container: ContainerProxy) -> None:
    made = await container.create_item({"id": "1", "callId": "call"}, no_response=True)
    assert not made
    assert (await container.read_item("1", "call"))["id"] == "1"


@pytest.mark.parametrize("key", [None, True, 7, 7.5, ""])
async def test_a_key_need_not_be_a_text(container: ContainerProxy, key: Any) -> None:
    await container.create_item({"id": "1", "callId": key})
    assert (await container.read_item("1", key))["callId"] == key


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")  # that client never verifies localhost
async def test_the_sync_client_does_the_same(azure: Azure) -> None:
    def rows() -> list[Any]:
        with SyncClient(azure.cosmos, KEY, connection_verify=azure.ca) as client:
            container = client.get_database_client(DATABASE).get_container_client(CONTAINER)
            container.create_item({"id": "1", "callId": "call", "n": 1})
            container.patch_item("1", "call", [{"op": "incr", "path": "/n", "value": 1}])
            query, given = "SELECT VALUE c.n FROM c WHERE c.id = @id", {"name": "@id", "value": "1"}
            crossing = {"enable_cross_partition_query": True}
            return list(container.query_items(query, parameters=[given], **crossing))

    assert await asyncio.to_thread(rows) == [2]
