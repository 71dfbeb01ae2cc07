"""Routes requests about orchestrations and entities: the SDK's client and the public webhooks.

Both speak the same paths. The answers follow the extension's:
https://github.com/Azure/azure-functions-durable-extension/blob/dev/src/WebJobs.Extensions.DurableTask/HttpApiHandler.cs
"""

import sqlite3
from collections.abc import Mapping
from urllib.parse import unquote

from scripts.local.host.durable import entity_api, instance_api, query_api, start_api
from scripts.local.host.durable.calls import Functions
from scripts.local.host.durable.effects import Effects
from scripts.local.host.durable.hub import Asked, Hub
from scripts.local.host.durable.replies import Refusal, Reply
from scripts.local.host.engine import RPC_PREFIX, WEBHOOK_PREFIX
from shared.ports import Clock

CHANGES = {
    "terminate": instance_api.terminate,
    "suspend": instance_api.suspend,
    "resume": instance_api.resume,
    "rewind": instance_api.rewind_it,
    "restart": start_api.restart,
}


class Api:
    """Answers requests about one task hub."""

    def __init__(
        self,
        db: sqlite3.Connection,
        clock: Clock,
        functions: Functions,
        effects: Effects,
        hub_name: str,
    ) -> None:
        self._hub = Hub(db, clock, functions, effects, hub_name)

    async def answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes,
        headers: Mapping[str, str],
        base_url: str,
    ) -> Reply:
        asked = Asked(
            method=method.upper(),
            parts=_parts(path),
            query={name.lower(): value for name, value in query.items()},
            body=body.decode(),
            headers=headers,
            base_url=base_url,
            url=f"{base_url}{path}",
        )
        try:
            return await self._route(asked)
        except Refusal as refusal:
            return refusal.reply()

    async def _route(self, asked: Asked) -> Reply:
        match asked.method, *asked.parts:
            case "POST", "orchestrators", name:
                return await start_api.start(self._hub, asked, name, None)
            case "POST", "orchestrators", name, instance_id:
                return await start_api.start(self._hub, asked, name, instance_id)
            case _, "entities", *which if len(which) <= 2:  # noqa: PLR2004 - name and key
                return entity_api.answer(self._hub, asked, which)
            case _, "instances", *rest:
                return await self._instances(asked, rest)
            case _:
                raise Refusal(404)

    async def _instances(self, asked: Asked, rest: list[str]) -> Reply:
        match rest:
            case []:
                return self._of_all(asked)
            case [instance_id]:
                return self._of_one(asked, instance_id)
            case [instance_id, "raiseEvent", name] if asked.method == "POST":
                return instance_api.raise_event(self._hub, asked, instance_id, name)
            case [instance_id, change] if asked.method == "POST" and change.lower() in CHANGES:
                return await CHANGES[change.lower()](self._hub, asked, instance_id)
            case _:
                raise Refusal(404)

    def _of_all(self, asked: Asked) -> Reply:
        match asked.method:
            case "GET":
                return query_api.listed(self._hub, asked)
            case "DELETE":
                return query_api.purge(self._hub, asked)
            case _:
                raise Refusal(404)

    def _of_one(self, asked: Asked, instance_id: str) -> Reply:
        match asked.method:
            case "GET":
                return instance_api.status(self._hub, asked, instance_id)
            case "DELETE":
                return instance_api.purge(self._hub, instance_id)
            case _:
                raise Refusal(404)


def _parts(path: str) -> list[str]:
    prefix = WEBHOOK_PREFIX if path.startswith(WEBHOOK_PREFIX) else RPC_PREFIX
    return [unquote(part) for part in path.removeprefix(prefix).strip("/").split("/")]
