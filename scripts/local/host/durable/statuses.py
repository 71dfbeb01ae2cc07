"""How an instance is shown to those who ask for it."""

import json
from typing import Any

from scripts.local.host.durable.events import Event, Kind, read
from scripts.local.host.durable.instances import Instance

_NAMES = {
    Kind.EXECUTION_STARTED: "ExecutionStarted",
    Kind.EXECUTION_COMPLETED: "ExecutionCompleted",
    Kind.EXECUTION_TERMINATED: "ExecutionTerminated",
    Kind.TASK_SCHEDULED: "TaskScheduled",
    Kind.TASK_COMPLETED: "TaskCompleted",
    Kind.TASK_FAILED: "TaskFailed",
    Kind.SUB_ORCHESTRATION_CREATED: "SubOrchestrationInstanceCreated",
    Kind.SUB_ORCHESTRATION_COMPLETED: "SubOrchestrationInstanceCompleted",
    Kind.SUB_ORCHESTRATION_FAILED: "SubOrchestrationInstanceFailed",
    Kind.TIMER_CREATED: "TimerCreated",
    Kind.TIMER_FIRED: "TimerFired",
    Kind.EVENT_SENT: "EventSent",
    Kind.EVENT_RAISED: "EventRaised",
    Kind.GENERIC: "GenericEvent",
    Kind.SUSPENDED: "ExecutionSuspended",
    Kind.RESUMED: "ExecutionResumed",
}
_SCHEDULED = {Kind.TASK_SCHEDULED, Kind.SUB_ORCHESTRATION_CREATED}
_HIDDEN = {
    "EventId", "IsPlayed", "EventType", "Version", "TaskScheduledId", "TimerId", "Tags",
    "OrchestrationInstance", "ParentInstance",
}  # fmt: skip


def shown(instance: Instance, *, with_input: bool = True) -> dict[str, Any]:
    """The instance as JSON.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api#get-instance-status
    """
    return {
        "name": instance.name,
        "instanceId": instance.id,
        "runtimeStatus": instance.status,
        "input": value(instance.input) if with_input else None,
        "customStatus": value(instance.custom_status),
        "output": value(instance.output),
        "createdTime": _to_the_second(instance.created_at),
        "lastUpdatedTime": _to_the_second(instance.updated_at),
        "historyEvents": None,
    }


def history(texts: list[str], *, with_input: bool, with_output: bool) -> list[dict[str, Any]]:
    """The past as GetStatusAsync shows it: a call and its end are one entry."""
    events = [json.loads(each) for each in texts]
    calls = {each["EventId"]: each for each in events if each["EventType"] in _SCHEDULED}
    ends = {each["TaskScheduledId"] for each in events if "TaskScheduledId" in each}
    shown_events = (
        each
        for each in events
        if each["EventType"] in _NAMES
        and not (each["EventType"] in _SCHEDULED and each["EventId"] in ends)
    )
    return [
        _entry(each, calls.get(each.get("TaskScheduledId", -1)), with_input, with_output)
        for each in shown_events
    ]


def _entry(each: Event, call: Event | None, with_input: bool, with_output: bool) -> dict[str, Any]:
    entry = {"EventType": _NAMES[each["EventType"]]}
    entry |= {key: found for key, found in each.items() if key not in _HIDDEN}
    if each["EventType"] == Kind.EXECUTION_STARTED:
        entry["FunctionName"] = entry.pop("Name")
    if call is not None:
        entry |= {
            "ScheduledTime": call["Timestamp"],
            "FunctionName": call["Name"],
            "Input": call["Input"],
        }
    if not with_input:
        entry.pop("Input", None)
    if "Result" in entry:
        result = entry.pop("Result")
        entry |= {"Result": value(result)} if with_output else {}
    return entry


def value(stored: str | None) -> Any:
    """Stored JSON, or the text itself where it is none, as a reason for ending is."""
    if stored is None:
        return None
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def _to_the_second(instant: str) -> str:
    return read(instant).strftime("%Y-%m-%dT%H:%M:%SZ")
