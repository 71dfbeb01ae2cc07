"""Requests about entities."""

from scripts.local.host.durable import entity_messages, entity_states, query_api
from scripts.local.host.durable.calls import missing
from scripts.local.host.durable.hub import Asked, Hub
from scripts.local.host.durable.replies import Refusal, Reply, body, empty
from scripts.local.host.durable.statuses import value


def answer(hub: Hub, asked: Asked, which: list[str]) -> Reply:
    """Read, list or signal entities.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api#signal-entity
    """
    name, key = ([*which, "", ""])[:2]
    if asked.method == "GET":
        return _state(hub, name, key) if key else _listed(hub, asked, name)
    if asked.method in {"POST", "DELETE"}:
        return _signal(hub, asked, name, key)
    raise Refusal(404)


def _state(hub: Hub, name: str, key: str) -> Reply:
    found = entity_states.of_id(hub.db, entity_id(name, "" if key == "$" else key))
    if found is None or found.state is None:
        return empty(404)
    return body(200, value(found.state))


def _listed(hub: Hub, asked: Asked, name: str) -> Reply:
    page = int(asked.number("top") or 0)
    times = asked.get("lastOperationTimeFrom") or "", asked.get("lastOperationTimeTo") or "9999"
    after = query_api.last_seen(asked)
    found = entity_states.listed(hub.db, name, times, after, page + 1 if page else -1)
    shown, more = (found[:page], found[page:]) if page else (found, [])
    with_state = asked.flag("fetchState", default=False)
    token = query_api.continuation(shown[-1][0]) if more else ""
    listed = [
        {
            "entityId": dict(zip(("name", "key"), each.split("@", 2)[1:], strict=True)),
            "lastOperationTime": found.updated_at,
            "state": value(found.state) if with_state else None,
        }
        for each, found in shown
    ]
    return body(200, listed, {query_api.TOKEN: token})


def _signal(hub: Hub, asked: Asked, name: str, key: str) -> Reply:
    if name.lower() not in hub.functions.entities:
        raise Refusal(400, missing(name, "entity", hub.functions.entities))
    operation = "delete" if asked.method == "DELETE" else asked.get("op") or ""
    signal = entity_messages.signal(operation, asked.json_body())
    with hub.effects.transaction():
        hub.effects.inbox.send(entity_id(name, key), signal.text())
    return empty(202)


def entity_id(name: str, key: str) -> str:
    return f"@{name.lower()}@{key}"
