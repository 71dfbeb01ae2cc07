"""What the host asks of the part that runs Durable orchestrations, and nothing more."""

from collections.abc import Mapping
from typing import Protocol

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
        """Answer the SDK's client (`/durabletask/…`) or the webhooks (`/runtime/webhooks/…`).

        `path` is the whole path of the request, still percent-encoded; names of headers are in
        small letters.
        """

    def idle(self) -> bool:
        """Whether nothing is due now: what waits, waits for a time to come or for an event."""
