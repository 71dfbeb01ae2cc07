"""Queries as the contract has them: of the simulator and, where there is one, the real service."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from azure.core.exceptions import HttpResponseError
from azure.cosmos import PartitionKey
from azure.cosmos.aio import ContainerProxy, CosmosClient

from shared.adapters.cosmos import Account
from tests.azure import DATABASE

TURNS: list[dict[str, Any]] = [
    {"id": "1", "n": 3, "said": "Good morning", "by": {"role": "bot"}, "tags": ["greeting"]},
    {"id": "2", "n": 1, "said": "good day", "by": {"role": "caller"}, "tags": []},
    {"id": "3", "n": 2, "said": "It's late", "by": {"role": "bot"}, "tags": ["time", "late"]},
    {"id": "4", "n": None, "said": 'the "end"', "by": {"role": "caller"}},
    {"id": "5", "said": "¿Sí?"},
]
BOTH_WAYS: Any = {
    "compositeIndexes": [
        [{"path": "/by/role", "order": "ascending"}, {"path": "/n", "order": "descending"}]
    ]
}


@pytest.fixture
async def container(account: Account) -> AsyncIterator[ContainerProxy]:
    async with CosmosClient(
        account.endpoint, account.credential, connection_verify=account.ca or True
    ) as client:
        database = await client.create_database_if_not_exists(DATABASE)
        yield await database.create_container_if_not_exists(
            "queried", PartitionKey("/callId"), indexing_policy=BOTH_WAYS
        )


@pytest.fixture
async def call(container: ContainerProxy) -> str:
    key = str(uuid4())
    for turn in TURNS:
        await container.create_item({**turn, "callId": key})
    return key


async def found(container: ContainerProxy, query: str, call: str | None, **given: Any) -> list[Any]:
    parameters = [{"name": f"@{name}", "value": value} for name, value in given.items()]
    about: dict[str, Any] = {"partition_key": call} if call else {}
    items = container.query_items(query, parameters=parameters, **about)
    return [item async for item in items]


async def refused(container: ContainerProxy, query: str, call: str) -> HttpResponseError:
    with pytest.raises(HttpResponseError) as caught:
        await found(container, query, call)
    return caught.value


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("c.n = 1", "2"),
        ("c.n != 1", "134"),
        ("c.n > 1", "13"),
        ("c.n >= 1 AND c.n < 3", "23"),
        ("c.n = 1 OR c.n = 3", "12"),
        ("NOT c.n = 1", "134"),
        ("NOT (c.n = 1 OR c.n = 2)", "14"),
        ("c.n BETWEEN 2 AND 3", "13"),
        ("c.n NOT BETWEEN 2 AND 3", "2"),
        ("c.n IN (1, 2, 7)", "23"),
        ("c.n NOT IN (1, 2)", "14"),
        ("c.n = null", "4"),
        ("c.n = '1'", ""),
        ("c.n > '1'", ""),
        ("IS_DEFINED(c.n)", "1234"),
        ("NOT IS_DEFINED(c.n)", "5"),
        ("IS_NULL(c.n)", "4"),
        ("IS_NUMBER(c.n)", "123"),
        ("STARTSWITH(c.said, 'good')", "2"),
        ("STARTSWITH(c.said, 'GOOD', true)", "12"),
        ("ENDSWITH(c.said, 'day')", "2"),
        ("CONTAINS(c.said, 'or')", "1"),
        ("CONTAINS(LOWER(c.said), 'good m')", "1"),
        ("CONTAINS(c.said, 'Sí')", "5"),
        ("c.said = 'It\\'s late'", "3"),
        ("c.said = 'the \"end\"'", "4"),
        ("c.by.role = 'bot'", "13"),
        ("c['by'][\"role\"] = 'bot'", "13"),
        ("ARRAY_CONTAINS(c.tags, 'late')", "3"),
        ("ARRAY_CONTAINS(['1', '5'], c.id)", "15"),
        ("ARRAY_LENGTH(c.tags) = 0", "2"),
        ("c.tags[1] = 'late'", "3"),
        ("c.nowhere.at.all = 1", ""),
        ("true", "12345"),
    ],
)
async def test_a_condition_finds_what_it_means(
    container: ContainerProxy, call: str, condition: str, ids: str
) -> None:
    rows = await found(container, f"SELECT VALUE c.id FROM c WHERE {condition}", call)
    assert "".join(sorted(rows)) == ids


@pytest.mark.parametrize(
    ("selected", "rows"),
    [
        ("SELECT c.id, c.n FROM c", [{"id": "1", "n": 3}]),
        ("SELECT c.n AS number, c.by.role FROM c", [{"number": 3, "role": "bot"}]),
        ("SELECT c.nowhere, c.id FROM c", [{"id": "1"}]),
        ("SELECT VALUE c.by FROM c", [{"role": "bot"}]),
        ("SELECT VALUE turn.id FROM turn", ["1"]),
        ("SELECT VALUE t.id FROM transcript AS t", ["1"]),
        ("select value r.id from root r", ["1"]),
    ],
)
async def test_what_is_selected_comes_back(
    container: ContainerProxy, call: str, selected: str, rows: list[Any]
) -> None:
    alias = selected.rsplit(maxsplit=1)[-1]
    assert await found(container, f"{selected} WHERE {alias}.id = '1'", call) == rows


@pytest.mark.parametrize(
    ("total", "value"),
    [("COUNT(1)", 5), ("COUNT(c.n)", 4), ("MIN(c.id)", "1"), ("MAX(c.id)", "5")],
)
async def test_a_total_is_one_value(
    container: ContainerProxy, call: str, total: str, value: Any
) -> None:
    assert await found(container, f"SELECT VALUE {total} FROM c", call) == [value]


async def test_the_sum_of_numbers_is_one(container: ContainerProxy, call: str) -> None:
    query = "SELECT VALUE SUM(c.n) FROM c WHERE IS_NUMBER(c.n)"
    assert await found(container, query, call) == [6]


async def test_an_array_may_hold_a_part_of_an_object(container: ContainerProxy, call: str) -> None:
    query = "SELECT VALUE c.id FROM c WHERE ARRAY_CONTAINS(@some, c.by, true)"
    some = [{"role": "bot", "name": "x", "seen": []}]
    assert sorted(await found(container, query, call, some=some)) == ["1", "3"]


async def test_parameters_are_values_and_never_query(container: ContainerProxy, call: str) -> None:
    query = "SELECT VALUE c.id FROM c WHERE c.said = @said OR ARRAY_CONTAINS(@ids, c.id)"
    given = {"said": "' OR true --", "ids": ["2"]}
    assert await found(container, query, call, **given) == ["2"]


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("c.id DESC", ["5", "4", "3", "2", "1"]),
        ("c.n", ["5", "4", "2", "3", "1"]),
        ("c.n DESC OFFSET 1 LIMIT 2", ["3", "2"]),
        ("c.id OFFSET 3 LIMIT 9", ["4", "5"]),
        ("c.id OFFSET 0 LIMIT 0", []),
    ],
)
async def test_an_order_is_kept(
    container: ContainerProxy, call: str, order: str, ids: list[str]
) -> None:
    assert await found(container, f"SELECT VALUE c.id FROM c ORDER BY {order}", call) == ids


async def test_the_top_is_the_first_in_order(container: ContainerProxy, call: str) -> None:
    query = "SELECT TOP @most VALUE c.id FROM c ORDER BY c.id DESC"
    assert await found(container, query, call, most=2) == ["5", "4"]


async def test_two_paths_are_sorted_by_with_their_index(
    container: ContainerProxy, call: str
) -> None:
    query = "SELECT VALUE c.id FROM c WHERE c.n > 0 ORDER BY c.by.role, c.n DESC"
    assert await found(container, query, call) == ["1", "3", "2"]


async def test_two_paths_are_not_sorted_by_without_an_index(
    container: ContainerProxy, call: str
) -> None:
    query = "SELECT * FROM c ORDER BY c.n, c.said"
    error = await refused(container, query, call)
    assert (error.status_code, "composite index" in str(error)) == (400, True)


@pytest.mark.parametrize("order", ["c.id", "c.n DESC", "c.id DESC OFFSET 1 LIMIT 3"])
async def test_pages_in_order_make_up_the_whole(
    container: ContainerProxy, call: str, order: str
) -> None:
    query = f"SELECT VALUE c.id FROM c ORDER BY {order}"
    pages = container.query_items(query, partition_key=call, max_item_count=2).by_page()
    paged = [[row async for row in page] async for page in pages]
    assert [row for page in paged for row in page] == await found(container, query, call)
    assert max(len(page) for page in paged) <= 2


async def test_a_page_goes_on_although_its_last_document_is_gone(
    container: ContainerProxy, call: str
) -> None:
    query: dict[str, Any] = {"query": "SELECT VALUE c.id FROM c", "partition_key": call}
    pages: Any = container.query_items(**query, max_item_count=2).by_page()
    first = [row async for row in await anext(pages)]
    await container.delete_item(first[-1], call)
    later: Any = container.query_items(**query).by_page(pages.continuation_token)
    assert len([row async for page in later async for row in page]) == 3


async def test_a_query_across_partitions_finds_all_of_them(
    container: ContainerProxy, call: str
) -> None:
    other = str(uuid4())
    await container.create_item({"id": "1", "callId": other, "n": 1})
    query = "SELECT VALUE c.callId FROM c WHERE c.n = 1 AND c.callId IN (@one, @other)"
    rows = await found(container, query, None, one=call, other=other)
    assert sorted(rows) == sorted([call, other])


async def test_a_list_of_all_documents_is_a_query(container: ContainerProxy, call: str) -> None:
    ids = [one["id"] async for one in container.read_all_items() if one["callId"] == call]
    assert sorted(ids) == ["1", "2", "3", "4", "5"]


async def test_several_documents_are_read_at_once(container: ContainerProxy, call: str) -> None:
    wanted = [(id_, call) for id_ in ("1", "3", "none")]
    read = await container.read_items(wanted)
    assert sorted(one["id"] for one in read) == ["1", "3"]


@pytest.mark.parametrize(
    "query",
    [
        "SELEKT * FROM c",
        "SELECT * FROM c WHERE",
        "SELECT * FROM c WHERE c.n = ",
        "SELECT * FROM c WHERE (c.n = 1",
        "SELECT * FROM c WHERE d.n = 1",
        "SELECT * FROM c LIMIT 3",
        "SELECT * FROM c WHERE c.n = 'x",
        "SELECT * FROM c WHERE c.n = @none",
    ],
)
async def test_what_is_no_query_is_refused(
    container: ContainerProxy, call: str, query: str
) -> None:
    assert (await refused(container, query, call)).status_code == 400
