from collections.abc import AsyncIterator

import httpx
import pytest
from elevenlabs.client import AsyncElevenLabs, ElevenLabs

from scripts.local.simulators.elevenlabs import Config, build
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.serve import serving
from tests.local.simulators.live import HandClock


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def url(config: Config, clock: HandClock, heard: Heard) -> AsyncIterator[str]:
    async with serving(build(config, clock, heard=heard)) as address:
        yield address


@pytest.fixture
async def http(url: str, config: Config) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, headers={"xi-api-key": config.key}) as client:
        yield client


@pytest.fixture
def sdk(http: httpx.AsyncClient, url: str, config: Config) -> AsyncElevenLabs:
    return AsyncElevenLabs(base_url=url, api_key=config.key, httpx_client=http)


@pytest.fixture
async def blocking(url: str, config: Config) -> AsyncIterator[ElevenLabs]:
    with httpx.Client(timeout=20) as client:
        yield ElevenLabs(base_url=url, api_key=config.key, httpx_client=client)
