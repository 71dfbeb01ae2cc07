import json
from pathlib import Path

import pytest

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
