from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from scripts.local.simulators.elevenlabs import Config, build
from scripts.local.simulators.serve import serving


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture
async def http(config: Config) -> AsyncIterator[httpx.AsyncClient]:
    app: FastAPI = build(config)
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, headers={"xi-api-key": config.key}) as client,
    ):
        yield client
