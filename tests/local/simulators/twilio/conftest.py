from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import httpx
import pytest

from tests.local.simulators.twilio import contract
from tests.local.simulators.twilio.box import Box, network
from tests.local.simulators.twilio.recorder import Exchange


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    """A network whose clock jumps, and an app that answers nothing yet.

    Whatever a test is about: no answer of the REST API goes against the contract.
    """
    exchanges: list[Exchange] = []

    async def listen(response: httpx.Response) -> None:
        await response.aread()
        exchanges.append(_exchange(response))

    async with network() as made:
        made.http.event_hooks["response"].append(listen)
        yield made
    assert contract.against_contract(filter(contract.is_known, exchanges)) == []


def _exchange(response: httpx.Response) -> Exchange:
    asked = response.request
    query = parse_qs(asked.url.query.decode(), keep_blank_values=True)
    sent, answered = asked.content, response.content
    return Exchange(asked.method, asked.url.path, query, sent, response.status_code, answered)
