"""Puts the host together for one app, runs it, and takes it apart again."""

import asyncio
import contextlib
import hashlib
import logging
import socket
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from scripts.local.host import idle, loading, schedule
from scripts.local.host.admin import Admin
from scripts.local.host.durable import Engine as DurableEngine
from scripts.local.host.engine import Engine
from scripts.local.host.host_json import HostJson
from scripts.local.host.keys import Keys
from scripts.local.host.monitor import Monitor
from scripts.local.host.outputs import Outputs
from scripts.local.host.queues import POISON, Listener
from scripts.local.host.routes import Route, Router, Template
from scripts.local.host.runtime import Function, Runtime
from scripts.local.host.settings import Unresolved
from scripts.local.host.sight import Sight
from scripts.local.host.storage import Accounts
from scripts.local.host.timers import Timer
from scripts.local.host.web import Web
from shared.adapters.followed import FollowedClock
from shared.ports import Activity, Clock

log = logging.getLogger("host")

POLLING = {"Development": 2.0}  # seconds; elsewhere a minute (QueuesOptions.MaxPollingInterval)


@dataclass(frozen=True)
class Options:
    """How the host was asked to run. `patience` is seconds given to what runs at the end."""

    app: Path
    port: int = 7071
    store: Path = Path(".local/host/durable.db")
    static: Path | None = None
    enable_auth: bool = False
    patience: float = 10

    @property
    def base_url(self) -> str:
        """Where the host answers."""
        return f"http://127.0.0.1:{self.port}"


class Host:
    """One app, loaded and ready to run."""

    def __init__(
        self,
        options: Options,
        host_json: tuple[HostJson, dict[str, Any]],
        settings: Mapping[str, str],
        clock: Clock,
        runtime: Runtime,
    ) -> None:
        self.options, self.clock, self.runtime, self.settings = options, clock, runtime, settings
        self.host_json, raw = host_json
        self.zone = schedule.zone(settings)
        self.loaded = loading.load(runtime.functions, settings, self.host_json.functions, self.zone)
        runtime.functions, runtime.timeout = self.loaded.functions, self.host_json.timeout
        self.accounts = Accounts(settings)
        self.sight = Sight()
        self.id = settings.get("AzureFunctionsWebHost__hostid") or _host_id(options.app)
        self.listeners = [
            each for each in map(self._listener, self._active("queueTrigger")) if each
        ]
        self.timers = [self._timer(each) for each in self._active("timerTrigger")]
        self.engine = self._durable(raw)
        runtime.bindings = Outputs(
            self.accounts,
            self.host_json.extensions.queues.message_encoding,
            self._nudge,
            self._client(),
        )
        self.web = self._web()

    async def run(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what runs come to its end."""
        server = _Server(_config(self.web, self.options.patience))
        if isinstance(self.clock, FollowedClock):
            self.clock.watch(self._activity)
            self.clock.follow()
        jobs = [part.run() for part in self._parts]
        if self.engine:
            jobs.append(self.engine.run())
        tasks = [asyncio.create_task(_reported(job)) for job in jobs]
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        log.info("Stopping; what runs has %g s to end", self.options.patience)
        for task in tasks:
            task.cancel()
        server.should_exit = True
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(serving, *self._drains(), return_exceptions=True)
        stopping.cancel()
        await self.accounts.close()
        await self.sight.close()

    async def _activity(self, thorough: bool) -> Activity:
        sight = self.sight if thorough else None
        return await idle.activity(self.runtime, self.listeners, self.engine, sight)

    def _drains(self) -> list[Coroutine[Any, Any, None]]:
        return [part.drain(self.options.patience) for part in self._parts]

    @property
    def _parts(self) -> list[Listener | Timer]:
        return [*self.listeners, *self.timers]

    def _active(self, kind: str) -> list[Function]:
        return [
            each
            for each in self.loaded.functions
            if each.kind == kind and each.name not in self.loaded.disabled
        ]

    def _listener(self, function: Function) -> Listener | None:
        name = function.trigger["queueName"]
        try:
            service = self.accounts.queues(function.trigger.get("connection", ""))
        except Unresolved as error:
            self.loaded.errors[function.name] = str(error)
            return None
        options = self.host_json.extensions.queues
        environment = self.settings.get("AZURE_FUNCTIONS_ENVIRONMENT", "")
        return Listener(
            runtime=self.runtime,
            clock=self.clock,
            function=function,
            queue=service.get_queue_client(name),
            poison=None if name.endswith(POISON) else service.get_queue_client(name + POISON),
            options=options,
            most_waiting=options.max_polling_interval or POLLING.get(environment, 60.0),
        )

    def _timer(self, function: Function) -> Timer:
        plan = schedule.Schedule(function.trigger["schedule"], self.zone)
        wanted = function.trigger.get("useMonitor", True) and plan.monitored(self.clock.now())
        return Timer(self.runtime, self.clock, function, plan, self._monitor() if wanted else None)

    def _monitor(self) -> Monitor | None:
        try:
            return Monitor(self.accounts.blobs(), self.id)
        except Unresolved as error:
            log.warning("Timers keep no state between runs: %s", error)
            return None

    def _durable(self, raw: Mapping[str, Any]) -> Engine | None:
        """None for an app that has nothing durable: it needs no store."""
        if not any(map(_is_durable, self.loaded.functions)):
            return None
        options = self.options
        return DurableEngine(self.runtime, self.clock, options.store, raw, options.base_url)

    def _client(self) -> Any:
        engine = self.engine
        return None if engine is None else lambda: engine.client_binding(self.options.base_url)

    def _nudge(self, queue: str) -> None:
        for listener in self.listeners:
            if listener.name == queue:
                listener.nudge()

    def _web(self) -> Web:
        http = self.host_json.extensions.http
        prefix = f"{http.route_prefix.strip('/')}/" if http.route_prefix.strip("/") else ""
        routes = [
            Route(Template(prefix + loading.route_of(each)), loading.methods_of(each), each)
            for each in self._active("httpTrigger")
        ]
        names = [each.name for each in self._active("httpTrigger")]
        file = self.options.store.with_name("keys.json")
        return Web(
            runtime=self.runtime,
            router=Router(routes),
            options=http,
            admin=Admin(self.runtime, self.options.base_url, prefix, self.id, self.loaded.errors),
            engine=self.engine,
            keys=Keys.kept(file, names) if self.options.enable_auth else None,
            files=self.options.static,
            busy=lambda: idle.reasons(self.runtime, self.listeners, self.engine, self.sight),
        )


class _Server(uvicorn.Server):
    """Leaves signals to us: there is more to stop than HTTP."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


def _config(web: Web, patience: float) -> uvicorn.Config:
    return uvicorn.Config(
        web,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=max(1, int(patience)),
    )


async def _reported(job: Coroutine[Any, Any, None]) -> None:
    """A part that breaks is heard of, and does not take the others with it."""
    try:
        await job
    except Exception:
        log.exception("A part of the host broke; restart it")
        raise


def _is_durable(function: Function) -> bool:
    clients = (binding["type"] == "durableClient" for binding in function.inputs)
    return function.kind in loading.DURABLE or any(clients)


def _host_id(app: Path) -> str:
    return "local-" + hashlib.sha256(str(app).encode()).hexdigest()[:16]
