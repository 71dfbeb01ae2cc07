"""Entities, called by orchestrations and by clients."""

import asyncio
import uuid
from typing import Any

from tests.local.host.durable_client import Durable, until

pytest_plugins = ["tests.local.host.durable_host"]


async def test_an_orchestration_signals_and_calls_an_entity(durable: Durable) -> None:
    """durable-functions-entities#access-entities: signals and calls keep their order."""
    total, _ = await durable.output("counts_on_an_entity", 3)
    assert total == 8


async def test_an_entitys_failure_reaches_its_caller(durable: Durable) -> None:
    """SDK ResponseMessage.is_exception."""
    _, error = await durable.output("counts_on_an_entity", 3)
    assert error == "boom"


async def test_a_clients_signals_add_up(durable: Durable) -> None:
    """durable-functions-entities: signal_entity and read_entity_state."""
    key = uuid.uuid4().hex
    for number in (1, 2, 3):
        await _signal(durable, key, "add", number)
    assert await _becomes(durable, key, 6) == 6


async def test_operations_on_one_entity_run_one_at_a_time(durable: Durable) -> None:
    """durable-functions-entities: operations are serial."""
    key = uuid.uuid4().hex
    await asyncio.gather(*(_signal(durable, key, "add", 1) for _ in range(40)))
    assert await _becomes(durable, key, 40) == 40


async def test_an_entity_that_was_never_signalled_is_not_found(durable: Durable) -> None:
    """HttpApiHandler.HandleGetEntityRequestAsync: 404."""
    answer = await durable.http.get(durable.webhook("entities/counter/nobody"))
    assert answer.status_code == 404


async def test_an_entity_can_go(durable: Durable) -> None:
    """SDK destruct_on_exit."""
    key = uuid.uuid4().hex
    await _signal(durable, key, "add", 1)
    await _becomes(durable, key, 1)
    await _signal(durable, key, "delete", 1)
    assert await _becomes(durable, key, None) is None


async def test_a_signal_to_an_unknown_entity_is_refused(durable: Durable) -> None:
    """DurableTaskExtension.ThrowIfFunctionDoesNotExist: 400."""
    answer = await durable.http.post(durable.webhook("entities/ghost/a"), params={"op": "add"})
    assert answer.status_code == 400


async def test_entities_are_listed_by_name(durable: Durable) -> None:
    """durable-functions-http-api#list-entities."""
    key = uuid.uuid4().hex
    await _signal(durable, key, "add", 7)
    await _becomes(durable, key, 7)
    shown = {"fetchState": "true"}
    listed = await durable.http.get(durable.webhook("entities/counter"), params=shown)
    found = {each["entityId"]["key"]: each["state"] for each in listed.json()}
    assert found[key] == 7


async def _signal(durable: Durable, key: str, operation: str, given: int) -> None:
    entity = ["counter", key]
    wish = {"operation_name": operation, "operation_input": given}
    assert await durable.call("signal_entity", entity=entity, **wish) == {"answer": None}


async def _becomes(durable: Durable, key: str, wanted: int | None) -> Any:
    async def state() -> Any:
        answer = await durable.http.get(durable.webhook(f"entities/counter/{key}"))
        return None if answer.status_code == 404 else answer.json()

    async def is_so() -> bool:
        return bool(await state() == wanted)

    await until(is_so)
    return await state()
