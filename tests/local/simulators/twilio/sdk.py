"""Twilio's own client, as it is, in front of a simulator that is listened in on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from twilio.rest import Client

from scripts.local.simulators.serve import serving
from tests.local.simulators.twilio.box import ACCOUNT, Box
from tests.local.simulators.twilio.recorder import Exchange, Recorder


@dataclass
class Sdk:
    """The client and what went through it. Only its three addresses are changed."""

    client: Client
    recorder: Recorder

    async def do[T](self, work: Callable[[Client], T]) -> T:
        """The client waits for its answers, so it does in a thread."""
        return await asyncio.to_thread(lambda: work(self.client))

    @property
    def exchanges(self) -> list[Exchange]:
        """What went over the wire so far."""
        return self.recorder.exchanges


def client_at(url: str, user: str, secret: str, account: str = "") -> Client:
    client = Client(user, secret, account or user, environment={"NOT": "read"})
    domains: tuple[Any, ...] = (client.api, client.lookups, client.accounts)
    for domain in domains:
        domain.base_url = url
    return client


@asynccontextmanager
async def sdk_for(box: Box) -> AsyncIterator[Sdk]:
    recorder = Recorder(box.simulator)
    async with serving(recorder) as url:
        yield Sdk(client_at(url, ACCOUNT.sid, ACCOUNT.tokens[0]), recorder)
