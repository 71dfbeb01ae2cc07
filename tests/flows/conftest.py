from collections.abc import AsyncIterator

import pytest

from tests.flows.world import World
from tests.flows.world import world as brought_up


@pytest.fixture(scope="module")
async def whole(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Everything, brought up once for the stories of a file."""
    async with brought_up(request.module.__name__.rpartition(".test_")[2]) as it:
        yield it


@pytest.fixture
async def world(whole: World) -> World:
    """The same, and nothing of the story before is left in it."""
    await whole.forget()
    return whole


@pytest.fixture
async def second(world: World) -> AsyncIterator[str]:
    """A second worker on the same services: the address it answers at."""
    yield await world.parts.second_host()
    await world.parts.kill("second")
