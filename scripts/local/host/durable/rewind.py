"""Takes a failed orchestration back to before what failed.

Failures and the calls that led to them become generic events, so that the replay makes those calls
again: https://github.com/Azure/durabletask/blob/main/src/DurableTask.AzureStorage/Tracking/AzureTableTrackingStore.cs
(RewindHistoryAsync).
"""

import json
from dataclasses import replace

from scripts.local.host.durable import instances
from scripts.local.host.durable.events import Event, Kind, event, text, written
from scripts.local.host.durable.hub import Hub
from scripts.local.host.durable.instances import Instance

_FAILURES = {Kind.TASK_FAILED, Kind.SUB_ORCHESTRATION_FAILED}


def rewind(hub: Hub, instance: Instance, reason: str | None) -> None:
    """Let the instance go on from before its failures, and its failed children with it."""
    now = hub.clock.now()
    events = [json.loads(each) for each in instances.history(hub.db, instance.id)]
    failed = {each["TaskScheduledId"] for each in events if each["EventType"] in _FAILURES}
    children = _failed_children(hub, events, failed)
    kept = {child_task for child_task, _ in children}
    instances.forget_history(hub.db, instance.id)
    rewound = [_rewound(each, failed - kept) for each in events]
    instances.append(hub.db, instance.id, 0, [text(each) for each in rewound])
    renewed = replace(instance, status="Running", output=None, updated_at=written(now))
    instances.put(hub.db, renewed)
    for _, child in children:
        rewind(hub, child, reason)
    again = event(Kind.GENERIC, now, Data=reason)
    hub.effects.inbox.send(instance.id, text(again), execution_id=instance.execution_id)


def _failed_children(hub: Hub, events: list[Event], failed: set[int]) -> list[tuple[int, Instance]]:
    created = [
        (each["EventId"], instances.of_id(hub.db, each["InstanceId"]))
        for each in events
        if each["EventType"] == Kind.SUB_ORCHESTRATION_CREATED and each["EventId"] in failed
    ]
    return [(task, child) for task, child in created if child and child.status == "Failed"]


def _rewound(each: Event, void: set[int]) -> Event:
    kind = each["EventType"]
    made_void = kind in {Kind.TASK_SCHEDULED, Kind.SUB_ORCHESTRATION_CREATED} and (
        each["EventId"] in void
    )
    if kind in _FAILURES or kind == Kind.EXECUTION_COMPLETED or made_void:
        common = {key: each[key] for key in ("EventType", "EventId", "IsPlayed", "Timestamp")}
        return common | {"EventType": int(Kind.GENERIC), "Data": f"Rewound: {Kind(kind).name}"}
    return each
