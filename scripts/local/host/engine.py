"""What the host asks of the part that runs Durable orchestrations, and nothing more."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from scripts.local.host.runtime import Runtime
from shared.ports import Clock

RPC_PREFIX = "/durabletask/"
WEBHOOK_PREFIX = "/runtime/webhooks/durabletask/"

type Reply = tuple[int, Mapping[str, str], bytes]


class Engine(Protocol):
    """Runs orchestrators, activities and entities of one app, and keeps their state."""

    def client_binding(self, base_url: str) -> str:
        """The JSON a `durableClient` input gets: links and the RPC address under that URL."""

    async def run(self) -> None:
        """Work until cancelled."""

    async def http(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes,
        headers: Mapping[str, str],
    ) -> Reply:
        """Answer the SDK's client (`/durabletask/…`) or the public webhooks (`/runtime/webhooks/…`).

        `path` is the whole path of the request, still percent-encoded; names of headers are in
        small letters.
        """

    def idle(self) -> bool:
        """Whether nothing is due now: what waits, waits for a time to come or for an event."""


class Builds(Protocol):
    """How an engine is made."""

    def __call__(
        self,
        runtime: Runtime,
        clock: Clock,
        store_path: Path,
        host_json: Mapping[str, Any],
        base_url: str,
    ) -> Engine:
        """`store_path` names the file that outlives a restart."""


def build(
    runtime: Runtime, clock: Clock, store_path: Path, host_json: Mapping[str, Any], base_url: str
) -> Engine | None:
    """The engine for this app, or none where it has nothing durable."""
    if not any(_durable(function.kind) for function in runtime.functions) and not any(
        binding["type"] == "durableClient" for each in runtime.functions for binding in each.inputs
    ):
        return None
    made: Builds = importlib.import_module("scripts.local.host.durable").Engine
    return made(runtime, clock, store_path, host_json, base_url)


def _durable(kind: str) -> bool:
    return kind in {"orchestrationTrigger", "activityTrigger", "entityTrigger"}
