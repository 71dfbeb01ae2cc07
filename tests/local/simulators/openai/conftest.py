from collections.abc import AsyncIterator

import httpx
import openai
import pytest

from scripts.local.simulators.openai import Config, build
from scripts.local.simulators.serve import serving
from tests.local.simulators.live import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture
async def url(config: Config, clock: HandClock) -> AsyncIterator[str]:
    async with serving(build(config, clock)) as address:
        yield address


@pytest.fixture
async def sdk(url: str, config: Config) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        base_url=f"{url}/v1", api_key=config.key, max_retries=0, timeout=20
    ) as client:
        yield client


@pytest.fixture
async def http(url: str, config: Config) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, headers={"api-key": config.key}) as client:
        yield client
