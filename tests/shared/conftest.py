import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.db.pool import Database
from shared.settings import purposes

EXAMPLE = Path(__file__).parents[2] / "local.settings.example.json"


@pytest.fixture(scope="session")
def example() -> dict[str, str]:
    """The settings as `local.settings.example.json` shows them."""
    values: dict[str, str] = json.loads(EXAMPLE.read_text())["Values"]
    return values


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which none of our settings stands."""
    for name in (*purposes(), "Storage"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The migrated database, with nothing in its outbox."""
    database = Database(database_url, connections=4)
    async with database.transaction() as conn:
        await conn.execute("truncate outbox")
    yield database
    await database.close()
