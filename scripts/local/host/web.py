"""The host's face on HTTP: functions, Durable's endpoints, the admin API and static files."""

import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.local.host import http, static
from scripts.local.host.admin import Admin
from scripts.local.host.engine import RPC_PREFIX, WEBHOOK_PREFIX, Engine
from scripts.local.host.host_json import Http
from scripts.local.host.http import Reply, Request
from scripts.local.host.keys import Keys, Level
from scripts.local.host.routes import Router
from scripts.local.host.runtime import Function, InvocationFailed, Runtime

log = logging.getLogger("host")

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type Idle = Callable[[], Awaitable[list[str]]]

IDLE_PATH = "/__host__/idle"
BODILESS = (204, 304)


@dataclass
class Web:
    """One app as ASGI. `keys` is none where nobody is asked for a key."""

    runtime: Runtime
    router: Router[Function]
    options: Http
    admin: Admin
    engine: Engine | None
    keys: Keys | None
    files: Path | None
    busy: Idle
    _open: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        added = self.options.custom_headers.items()
        self._added = [(name.lower().encode(), value.encode()) for name, value in added]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request. WebSockets are refused, as the real host has none."""
        if scope["type"] != "http":
            return
        request = Request(scope, await _body(receive))
        reply = await self._own(request) or await self._apps(request)
        headers = [*reply.headers, *self._added]
        if reply.status not in BODILESS:
            headers.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    async def _own(self, request: Request) -> Reply | None:
        """What the host itself answers, before any function is asked."""
        path = request.path
        if path == IDLE_PATH:
            why = await self.busy()
            return Reply.text(200, json.dumps({"idle": not why, "why": why}), "application/json")
        if path.startswith("/admin/"):
            return self.admin.answer(request) if self._may(request, Level.ADMIN) else Reply(401)
        if self.engine and path.startswith((RPC_PREFIX, WEBHOOK_PREFIX)):
            return await _durable(self.engine, request)
        return None

    async def _apps(self, request: Request) -> Reply:
        found = self.router.find(request.method, request.path)
        if found is not None:
            return await self._function(request, *found)
        served = static.serve(self.files, request) if self.files else None
        return served or _home(request)

    async def _function(
        self, request: Request, function: Function, values: dict[str, str]
    ) -> Reply:
        level = Level[str(function.trigger.get("authLevel", "FUNCTION")).upper()]
        if not self._may(request, level, function.name):
            return Reply(401)
        if 0 <= self.options.max_outstanding_requests <= self._open:
            return Reply(429)
        self._open += 1
        try:
            return await self._invoked(request, function, values)
        finally:
            self._open -= 1

    async def _invoked(self, request: Request, function: Function, values: dict[str, str]) -> Reply:
        try:
            returned, outputs = await self.runtime.invoke(
                function,
                request.datum(values),
                trace_parent=request.headers.get("traceparent", ""),
            )
        except InvocationFailed:
            return Reply(500)
        named = dict(outputs)
        http_outputs = (each["name"] for each in function.outputs if each["type"] == "http")
        output = next((named[name] for name in http_outputs if name in named), returned)
        return http.reply(output)

    def _may(self, request: Request, needed: Level, function: str = "") -> bool:
        if self.keys is None or needed is Level.ANONYMOUS:
            return True
        key = request.headers.get("x-functions-key") or request.query.get("code", "")
        return self.keys.level(key, function) >= needed


async def _durable(engine: Engine, request: Request) -> Reply:
    status, headers, body = await engine.http(
        request.method, request.raw_path, request.query, request.body, request.headers
    )
    return Reply(status, body, [(name.encode(), value.encode()) for name, value in headers.items()])


def _home(request: Request) -> Reply:
    if request.path == "/" and request.method in {"GET", "HEAD"}:
        return Reply.text(200, "Your function app is up and running.\n")
    return Reply(404)


async def _body(receive: Receive) -> bytes:
    event = await receive()
    if not event.get("more_body"):
        return bytes(event.get("body", b""))
    parts = [event.get("body", b"")]
    while event.get("more_body"):
        event = await receive()
        parts.append(event.get("body", b""))
    return b"".join(parts)
