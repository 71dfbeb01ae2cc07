from collections.abc import AsyncIterator

import pytest

from tests.local.simulators.twilio.box import Box, network


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    """A network whose clock jumps, and an app that answers nothing yet."""
    async with network() as made:
        yield made
