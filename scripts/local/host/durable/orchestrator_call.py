"""One call of an orchestrator: the context it gets, and the state it answers with."""

import json
from dataclasses import dataclass, field
from typing import Any

from scripts.local.host.durable.instances import Instance
from scripts.local.host.runtime import Function, InvocationFailed, Runtime

ERROR_MARK = "$OutOfProcData$:"
"""Before the state in the text of what the SDK raises where the app's code raised."""

_LIMITS = (
    '"upperSchemaVersion":1,"upperSchemaVersionNew":2,'
    '"longRunningTimerIntervalDuration":"3.00:00:00","maximumShortTimerDuration":"6.00:00:00",'
    '"defaultHttpAsyncRequestSleepTimeMillseconds":30000'
)


@dataclass(frozen=True)
class State:
    """All actions so far, and whether the code has come to its end."""

    actions: list[dict[str, Any]] = field(default_factory=list)
    is_done: bool = False
    output: Any = None
    error: str | None = None
    custom_status: Any = None


async def call(
    runtime: Runtime, function: Function, instance: Instance, past: list[str], new: list[str]
) -> State:
    """Run the orchestrator against its history. Raises `InvocationFailed` where it cannot run."""
    context = runtime.datum("string", _context(instance, past, new))
    try:
        answer, _ = await runtime.invoke(function, context)
    except InvocationFailed as failure:
        return _state_of(failure)
    return _read(_parsed(answer))


def _parsed(answer: Any) -> dict[str, Any]:
    if answer is None:
        raise InvocationFailed("The function returned nothing: is it an orchestrator?")
    state: Any = json.loads(answer.value)
    parsed: dict[str, Any] = json.loads(state) if isinstance(state, str) else state
    return parsed


def _context(instance: Instance, past: list[str], new: list[str]) -> str:
    """The extension's context object.

    https://github.com/Azure/azure-functions-durable-extension/blob/dev/src/WebJobs.Extensions.DurableTask/Bindings/OrchestrationTriggerAttributeBindingProvider.cs
    """
    return (
        f'{{"history":[{",".join(past + new)}],"input":{instance.input or "null"},'
        f'"instanceId":{json.dumps(instance.id)},"isReplaying":{json.dumps(bool(past))},'
        f'"parentInstanceId":{json.dumps(instance.parent_id)},{_LIMITS}}}'
    )


def _state_of(failure: InvocationFailed) -> State:
    _, mark, state = failure.error.partition(ERROR_MARK)
    if not mark:
        raise failure
    return _read(json.JSONDecoder().raw_decode(state)[0])


def _read(state: dict[str, Any]) -> State:
    groups = state["actions"]
    return State(
        actions=groups[0] if groups else [],
        is_done=state["isDone"],
        output=state.get("output"),
        error=state.get("error"),
        custom_status=state.get("customStatus"),
    )
