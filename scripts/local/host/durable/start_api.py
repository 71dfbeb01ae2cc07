"""Requests that start orchestrations."""

import uuid
from dataclasses import replace
from datetime import timedelta

from scripts.local.host.durable import instance_api
from scripts.local.host.durable.binding import links
from scripts.local.host.durable.calls import missing
from scripts.local.host.durable.hub import Asked, Hub
from scripts.local.host.durable.instances import of_id
from scripts.local.host.durable.replies import Refusal, Reply, body
from scripts.local.host.durable.statuses import value


async def start(hub: Hub, asked: Asked, name: str, instance_id: str | None) -> Reply:
    """202 with links, 400 for an unknown function or broken JSON, 409 for an id that runs."""
    orchestrators = hub.functions.orchestrators
    if name.lower() not in orchestrators:
        told = missing(name, "orchestrator", orchestrators)
        raise Refusal(400, told, ExceptionMessage=told)
    given, started = asked.json_body(), instance_id or uuid.uuid4().hex
    _begin(hub, name, started, given, asked.get("version") or "")
    return await _answer(hub, asked, started)


async def restart(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    """Start an orchestration again with the input it had, by default under a new id."""
    former = of_id(hub.db, instance_id)
    if former is None:
        raise Refusal(400, "InstanceId does not match a valid orchestration instance.")
    anew = asked.flag("restartWithNewInstanceId", default=True)
    started = uuid.uuid4().hex if anew else instance_id
    _begin(hub, former.name, started, former.input, former.version)
    return await _answer(hub, asked, started)


def _begin(hub: Hub, name: str, instance_id: str, given: str | None, version: str) -> None:
    now = hub.clock.now()
    with hub.effects.transaction():
        new = hub.effects.new(name, instance_id, given, now)
        if not hub.effects.start(replace(new, version=version or new.version), now):
            former = hub.instance(instance_id)
            raise Refusal(
                409,
                f"An Orchestration instance with the status {former.status} already exists.",
            )


async def _answer(hub: Hub, asked: Asked, instance_id: str) -> Reply:
    timeout, interval = asked.number("timeout"), asked.number("pollingInterval")
    if timeout is not None and interval is not None:
        await _wait(hub, instance_id, timeout, interval)
        ended = hub.instance(instance_id)
        if ended.status == "Completed":
            return body(200, value(ended.output))
        if ended.is_over:
            return instance_api.status(hub, asked, instance_id)
    made = links(asked.base_url, hub.name, instance_id)
    del made["rewindPostUri"]
    after = {"location": made["statusQueryGetUri"], "retry-after": "10"}
    return body(202, made, after)


async def _wait(hub: Hub, instance_id: str, longest: float, interval: float) -> None:
    if interval > longest:
        raise Refusal(
            400, f"Total timeout {longest} should be bigger than retry timeout {interval}"
        )
    until = hub.clock.now() + timedelta(seconds=longest)
    while not hub.instance(instance_id).is_over:
        left = (until - hub.clock.now()).total_seconds()
        if left <= 0:
            return
        await hub.clock.sleep(min(left, interval))
