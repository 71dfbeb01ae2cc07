from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from scripts.local import chromium
from tests.browser.look import PATIENCE
from tests.browser.stage import Stage
from tests.browser.stage import stage as brought_up

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
async def whole() -> AsyncIterator[Stage]:
    """Everything, brought up once for all that is looked at."""
    if chromium.path() is None:
        pytest.skip(f"no browser on this machine: install one of {', '.join(chromium.NAMES)}")
    async with brought_up() as it:
        yield it


@pytest.fixture
async def stage(whole: Stage) -> AsyncIterator[Stage]:
    """The same, with no page open."""
    yield whole
    await whole.leave()
