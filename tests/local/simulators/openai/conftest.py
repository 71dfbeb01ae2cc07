from collections.abc import AsyncIterator, Iterator

import httpx
import openai
import pytest
from fastapi import FastAPI

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.openai import Config, build
from scripts.local.simulators.serve import serving
from tests.local.simulators.live import HandClock

VERSION = "2024-10-21"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def resource(config: Config, clock: HandClock, heard: Heard) -> AsyncIterator[str]:
    app = FastAPI()
    app.mount("/openai", build(config, clock, heard=heard))
    async with serving(app) as address:
        yield address


@pytest.fixture
def url(resource: str) -> str:
    return f"{resource}/openai"


@pytest.fixture
async def sdk(url: str, config: Config) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        base_url=f"{url}/v1", api_key=config.key, max_retries=0, timeout=20
    ) as client:
        yield client


@pytest.fixture
def blocking(url: str, config: Config) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        base_url=f"{url}/v1", api_key=config.key, max_retries=0, timeout=20
    ) as client:
        yield client


@pytest.fixture
async def azure(resource: str, config: Config) -> AsyncIterator[openai.AsyncAzureOpenAI]:
    async with openai.AsyncAzureOpenAI(
        azure_endpoint=resource,
        api_version=VERSION,
        api_key=config.key,
        max_retries=0,
        timeout=20,
    ) as client:
        yield client


@pytest.fixture
async def http(url: str, config: Config) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, headers={"api-key": config.key}) as client:
        yield client
