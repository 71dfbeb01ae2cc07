"""Requests about one orchestration instance."""

from scripts.local.host.durable import instances, statuses
from scripts.local.host.durable.events import Kind, event, text
from scripts.local.host.durable.hub import Asked, Hub
from scripts.local.host.durable.replies import Refusal, Reply, body, empty
from scripts.local.host.durable.rewind import rewind


def status(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    """202 while it goes on, 200 when it is over, 404 where there is none."""
    instance = hub.instance(instance_id)
    with_input = asked.flag("showInput", default=True)
    answer = statuses.shown(instance, with_input=with_input)
    if asked.flag("showHistory", default=False):
        answer["historyEvents"] = statuses.history(
            instances.history(hub.db, instance_id),
            with_input=with_input,
            with_output=asked.flag("showHistoryOutput", default=False),
        )
        answer["history"] = answer["historyEvents"]
    if not instance.is_over:
        return body(202, answer, {"location": asked.url, "retry-after": "5"})
    shows_failure = asked.flag("returnInternalServerErrorOnFailure", default=False)
    return body(500 if shows_failure and instance.status == "Failed" else 200, answer)


def raise_event(hub: Hub, asked: Asked, instance_id: str, name: str) -> Reply:
    hub.living(instance_id)
    raised = event(Kind.EVENT_RAISED, hub.clock.now(), Name=name, Input=asked.json_body())
    with hub.effects.transaction():
        hub.effects.inbox.send(instance_id, text(raised))
    return empty(202)


async def terminate(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    return _tell(hub, asked, instance_id, Kind.EXECUTION_TERMINATED)


async def suspend(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    return _tell(hub, asked, instance_id, Kind.SUSPENDED)


async def resume(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    return _tell(hub, asked, instance_id, Kind.RESUMED)


def _tell(hub: Hub, asked: Asked, instance_id: str, kind: Kind) -> Reply:
    hub.living(instance_id)
    told = event(kind, hub.clock.now(), Input=asked.get("reason"))
    with hub.effects.transaction():
        hub.effects.inbox.send(instance_id, text(told))
    return empty(202)


async def rewind_it(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    """Let a failed orchestration try again what failed."""
    instance = hub.instance(instance_id)
    if instance.status != "Failed":
        raise Refusal(
            412,
            f"This orchestration has status {instance.status}, but only orchestrations in the "
            '"Failed" state can be rewound.',
        )
    with hub.effects.transaction():
        rewind(hub, instance, asked.get("reason"))
    return empty(202)


def purge(hub: Hub, instance_id: str) -> Reply:
    instance = hub.instance(instance_id)
    if not instance.is_over:
        raise Refusal(
            412,
            "Only orchestrations in a terminal state can be purged, but the orchestration with "
            f"instance ID {instance_id} has status {instance.status}",
        )
    with hub.effects.transaction():
        instances.purge(hub.db, [instance_id])
    return body(200, {"instancesDeleted": 1})
