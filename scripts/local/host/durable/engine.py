"""The Durable engine of one app: puts its parts together on one store."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.local.host.durable import binding
from scripts.local.host.durable.activities import Activities
from scripts.local.host.durable.alarm import Alarm
from scripts.local.host.durable.api import Api
from scripts.local.host.durable.calls import Functions
from scripts.local.host.durable.dispatcher import Dispatcher, Runners
from scripts.local.host.durable.effects import Effects
from scripts.local.host.durable.entities import Entities
from scripts.local.host.durable.histories import remember_timestamps
from scripts.local.host.durable.inbox import Inbox
from scripts.local.host.durable.options import Options
from scripts.local.host.durable.replies import Reply
from scripts.local.host.durable.store import open_store
from scripts.local.host.durable.turns import Turns
from scripts.local.host.durable.work import Work
from scripts.local.host.runtime import Runtime
from shared.ports import Clock


class Engine:
    """Runs one app's orchestrators, activities and entities.

    Raises `StoreInUse`, and `BadHostJson`, where it is made.
    """

    def __init__(
        self,
        runtime: Runtime,
        clock: Clock,
        store_path: Path,
        host_json: Mapping[str, Any],
        base_url: str,
    ) -> None:
        options = Options.of(host_json)
        self._hub_name, self._base_url = options.hub_name, base_url
        self._db = open_store(store_path)
        remember_timestamps()
        functions, wake = Functions.of(runtime.functions), asyncio.Event()
        inbox, work = Inbox(self._db, clock), Work(self._db)
        effects = Effects(self._db, inbox, work, options, wake.set)
        runners = Runners(
            Turns(self._db, runtime, clock, functions, effects),
            Activities(runtime, clock, functions, work, effects),
            Entities(self._db, runtime, clock, functions, effects, options),
        )
        self._alarm = Alarm(clock, wake.set)
        self._dispatcher = Dispatcher(runners, inbox, work, self._alarm, wake, options)
        self._api = Api(self._db, clock, functions, effects, options.hub_name)

    def client_binding(self, base_url: str) -> str:
        """The JSON a `durableClient` input gets."""
        return binding.client(base_url, self._hub_name)

    async def http(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes,
        headers: Mapping[str, str],
    ) -> Reply:
        """Answer a request of the SDK's client or of the public webhooks."""
        return await self._api.answer(method, path, query, body, headers, self._base_url)

    def idle(self) -> bool:
        """Whether nothing runs and nothing is due."""
        return self._dispatcher.idle()

    async def run(self) -> None:
        """Work until cancelled. The store is closed then."""
        try:
            await self._dispatcher.run()
        finally:
            self._alarm.set(None)
            self._db.close()
