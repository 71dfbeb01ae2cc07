"""The host's own API under `/admin`, of which tools and people use the few calls below.

https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azure_functions_runtime.bindings.datumdef import Datum

from scripts.local.host.http import Reply, Request
from scripts.local.host.loading import methods_of, route_of
from scripts.local.host.runtime import Function, InvocationFailed, Runtime

log = logging.getLogger("host")

JSON = "application/json; charset=utf-8"


@dataclass
class Admin:
    """Answers for one app. `prefix` is that of the HTTP routes, with a slash unless empty."""

    runtime: Runtime
    base_url: str
    prefix: str
    host_id: str
    errors: Mapping[str, str]
    _started: set[asyncio.Task[None]] = field(default_factory=set)

    def answer(self, request: Request) -> Reply:
        """The reply to a request whose path begins with `/admin/`."""
        match request.method, request.path.strip("/").split("/")[1:]:
            case "GET", ["host", "status"]:
                reply = _json(200, self._status())
            case "GET" | "POST", ["host", "ping"]:
                reply = Reply(200)
            case "GET", ["functions"]:
                reply = _json(200, [self._described(each) for each in self.runtime.functions])
            case "GET", ["functions", name]:
                found = self._named(name)
                reply = _json(200, self._described(found)) if found else Reply(404)
            case "POST", ["functions", name]:
                reply = self._start(name, request.body)
            case _:
                reply = Reply(404)
        return reply

    def _status(self) -> dict[str, Any]:
        errors = [
            f"The '{name}' function is in error: {text}" for name, text in self.errors.items()
        ]
        return {
            "id": self.host_id,
            "state": "Running",
            "version": "4.0.0-embedded",
            "errors": errors,
        }

    def _described(self, function: Function) -> dict[str, Any]:
        http = function.kind == "httpTrigger"
        return {
            "name": function.name,
            "invoke_url_template": f"{self.base_url}/{self.prefix}{route_of(function)}"
            if http
            else None,
            "language": "python",
            "isDisabled": False,
            "config": {"bindings": [function.trigger, *function.inputs, *function.outputs]},
        }

    def _named(self, name: str) -> Function | None:
        matching = (each for each in self.runtime.functions if each.name.lower() == name.lower())
        return next(matching, None)

    def _start(self, name: str, body: bytes) -> Reply:
        """Run a function with the `input` of the body, and do not wait for it."""
        function = self._named(name)
        if function is None:
            return Reply(404)
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            return Reply(400)
        if not isinstance(given, dict):
            return Reply(400)
        task = asyncio.create_task(self._run(function, given.get("input")))
        self._started.add(task)
        task.add_done_callback(self._started.discard)
        return Reply(202)

    async def _run(self, function: Function, given: Any) -> None:
        try:
            await self.runtime.invoke(function, self._trigger(function, given))
        except InvocationFailed:
            log.info("Function %s, started by hand, failed", function.name)

    def _trigger(self, function: Function, given: Any) -> Datum:
        text = given if isinstance(given, str) else "" if given is None else json.dumps(given)
        if function.kind == "timerTrigger":
            told = {"Schedule": {"AdjustForDST": True}, "ScheduleStatus": None, "IsPastDue": False}
            return self.runtime.datum("json", json.dumps(told))
        if function.kind == "httpTrigger":
            return self._request(function, text).datum({})
        return self.runtime.datum("string", text)

    def _request(self, function: Function, text: str) -> Request:
        method = min(methods_of(function) or {"POST"})
        body = text.encode()
        scope = {
            "method": method,
            "raw_path": f"/{self.prefix}{route_of(function)}".encode(),
            "query_string": b"",
            "headers": [(b"content-length", str(len(body)).encode())],
        }
        return Request(scope, body)


def _json(status: int, content: object) -> Reply:
    return Reply.text(status, json.dumps(content), JSON)
