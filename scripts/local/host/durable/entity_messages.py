"""Requests to entities, and their answers, as they travel."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field

from scripts.local.host.durable.calls import Calls
from shared.value import Value

_SPACE = uuid.UUID("9e952958-5e33-4daf-827f-2fa12937b875")


class Request(Value):
    """One operation. `input` is JSON; nobody waits for the answer to a signal.

    https://github.com/Azure/azure-functions-durable-extension/blob/dev/src/WebJobs.Extensions.DurableTask/EntityScheduler/RequestMessage.cs
    """

    model_config = ConfigDict(populate_by_name=True)

    id: str
    operation: str = Field(alias="op")
    input: str | None = None
    signal: bool = False
    parent: str | None = None
    parent_execution: str | None = Field(default=None, alias="parentExecution")

    def text(self) -> str:
        return self.model_dump_json(by_alias=True)


def request(calls: Calls, action: Mapping[str, Any], number: int, *, signal: bool) -> Request:
    """What an orchestration asks of an entity. The id is the same in every replay."""
    given = action.get("input")
    return Request(
        id=str(uuid.uuid5(_SPACE, f"{calls.execution_id}_{number}")),
        operation=action["operation"],
        input=None if given is None else json.dumps(given),
        signal=signal,
        parent=calls.instance_id,
        parent_execution=calls.execution_id,
    )


def signal(operation: str, given: str | None) -> Request:
    """What a client asks of an entity."""
    return Request(id=str(uuid.uuid4()), operation=operation, input=given, signal=True)


def answer(result: str | None, *, failed: bool) -> str:
    """An entity's answer, as the SDK's ResponseMessage reads it."""
    body = {"result": result if result is not None else "null"}
    return json.dumps(body | ({"exceptionType": "System.Exception"} if failed else {}))
