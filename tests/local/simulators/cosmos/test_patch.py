"""Patches and whole batches as the contract has them."""

from typing import Any
from uuid import uuid4

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosBatchOperationError

RAISED = [{"op": "incr", "path": "/n", "value": 1}]
TURN: dict[str, Any] = {"id": "1", "n": 1, "by": {"role": "bot"}, "tags": ["a", "b"], "old": True}


@pytest.fixture
async def call(container: ContainerProxy) -> str:
    key = str(uuid4())
    await container.create_item({**TURN, "callId": key})
    return key


def own(document: dict[str, Any]) -> dict[str, Any]:
    """What is the writer's, without what the service and the partition add."""
    return {k: v for k, v in document.items() if not k.startswith("_") and k != "callId"}


async def status(work: Any) -> int:
    with pytest.raises(HttpResponseError) as caught:
        await work
    return int(caught.value.status_code or 0)


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ({"op": "add", "path": "/m", "value": 2}, {"m": 2}),
        ({"op": "add", "path": "/n", "value": 2}, {"n": 2}),
        ({"op": "add", "path": "/by/name", "value": "x"}, {"by": {"role": "bot", "name": "x"}}),
        ({"op": "add", "path": "/tags/1", "value": "x"}, {"tags": ["a", "x", "b"]}),
        ({"op": "add", "path": "/tags/-", "value": "x"}, {"tags": ["a", "b", "x"]}),
        ({"op": "set", "path": "/m", "value": [1]}, {"m": [1]}),
        ({"op": "set", "path": "/tags/0", "value": "x"}, {"tags": ["x", "b"]}),
        ({"op": "replace", "path": "/by/role", "value": "x"}, {"by": {"role": "x"}}),
        ({"op": "incr", "path": "/n", "value": 2.5}, {"n": 3.5}),
        ({"op": "incr", "path": "/m", "value": -1}, {"m": -1}),
        ({"op": "remove", "path": "/tags/0"}, {"tags": ["b"]}),
        ({"op": "move", "from": "/by/role", "path": "/role"}, {"by": {}, "role": "bot"}),
    ],
)
async def test_a_patch_changes_what_it_says(
    container: ContainerProxy, call: str, operation: dict[str, Any], changed: dict[str, Any]
) -> None:
    await container.patch_item("1", call, [operation])
    assert own(await container.read_item("1", call)) == {**TURN, **changed}


async def test_what_is_removed_is_gone(container: ContainerProxy, call: str) -> None:
    await container.patch_item("1", call, [{"op": "remove", "path": "/old"}])
    assert "old" not in await container.read_item("1", call)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/nowhere", "value": 1},
        {"op": "remove", "path": "/nowhere"},
        {"op": "add", "path": "/no/where", "value": 1},
        {"op": "add", "path": "/tags/9", "value": 1},
        {"op": "incr", "path": "/by", "value": 1},
        {"op": "set", "path": "/id", "value": "2"},
        {"op": "set", "path": "/callId", "value": "another"},
        {"op": "set", "path": "n", "value": 1},
        {"op": "set", "path": "/n"},
        {"op": "turn", "path": "/n", "value": 1},
    ],
)
async def test_a_patch_that_cannot_be_done_is_refused_and_does_nothing(
    container: ContainerProxy, call: str, operation: dict[str, Any]
) -> None:
    first = {"op": "set", "path": "/m", "value": 1}
    assert await status(container.patch_item("1", call, [first, operation])) == 400
    assert own(await container.read_item("1", call)) == TURN


@pytest.mark.parametrize(("condition", "n"), [("c.n = 1", 2), ("c.by.role = 'bot'", 2)])
async def test_a_patch_is_done_where_its_condition_holds(
    container: ContainerProxy, call: str, condition: str, n: int
) -> None:
    await container.patch_item("1", call, RAISED, filter_predicate=f"FROM c WHERE {condition}")
    assert (await container.read_item("1", call))["n"] == n


async def test_a_patch_is_not_done_where_its_condition_does_not_hold(
    container: ContainerProxy, call: str
) -> None:
    patch = container.patch_item("1", call, RAISED, filter_predicate="FROM c WHERE c.n > 1")
    assert await status(patch) == 412
    assert (await container.read_item("1", call))["n"] == 1


async def test_a_document_that_changed_is_not_patched(container: ContainerProxy, call: str) -> None:
    seen = await container.read_item("1", call)
    unless = {"etag": seen["_etag"], "match_condition": MatchConditions.IfNotModified}
    await container.patch_item("1", call, RAISED, **unless)
    assert await status(container.patch_item("1", call, RAISED, **unless)) == 412


async def test_what_is_not_there_is_not_patched(container: ContainerProxy, call: str) -> None:
    assert await status(container.patch_item("2", call, RAISED)) == 404


async def test_a_patch_has_ten_operations_at_most(container: ContainerProxy, call: str) -> None:
    await container.patch_item("1", call, RAISED * 10)
    assert await status(container.patch_item("1", call, RAISED * 11)) == 400


async def test_a_batch_does_all_kinds_of_things_in_order(
    container: ContainerProxy, call: str
) -> None:
    work: list[Any] = [
        ("create", ({"id": "2", "callId": call},)),
        ("patch", ("2", [{"op": "set", "path": "/n", "value": 5}])),
        ("replace", ("1", {"id": "1", "callId": call, "n": 9})),
        ("read", ("2",)),
        ("upsert", ({"id": "3", "callId": call},)),
        ("delete", ("1",)),
    ]
    results = await container.execute_item_batch(work, call)
    assert [one["statusCode"] for one in results] == [201, 200, 200, 200, 201, 204]
    assert results[3]["resourceBody"]["n"] == 5


@pytest.mark.parametrize(
    ("failing", "code"),
    [
        (("patch", ("1", [{"op": "remove", "path": "/nowhere"}])), 400),
        (("patch", ("1", RAISED), {"filter_predicate": "FROM c WHERE c.n = 2"}), 412),
        (("replace", ("9", {"id": "9"})), 400),
        (("read", ("9",)), 404),
        (("delete", ("1",), {"if_match_etag": '"another"'}), 412),
    ],
)
async def test_a_batch_of_which_one_fails_does_nothing(
    container: ContainerProxy, call: str, failing: Any, code: int
) -> None:
    first: Any = ("create", ({"id": "2", "callId": call},))
    with pytest.raises(CosmosBatchOperationError) as caught:
        await container.execute_item_batch([first, failing], call)
    assert [one["statusCode"] for one in caught.value.operation_responses] == [424, code]
    assert await status(container.read_item("2", call)) == 404
