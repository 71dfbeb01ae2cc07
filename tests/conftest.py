"""What every test may ask for: the real services, an empty database, and a clock to turn."""

from typing import Any

import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadFileScheduling

from scripts.local.azurite import ACCOUNT, AZURITE, SPARE
from scripts.local.locks import locked
from scripts.local.postgres import POSTGRES
from scripts.local.redis import REDIS
from shared.db.migrate import migrate
from tests.embedded import Embedded
from tests.fakes import TurnedClock

TOGETHER = "tests/browser/"
EMBEDDED = pytest.StashKey[Embedded]()
TEMPLATE = "tests_template"


class Together(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A file's tests stay in one process; all that look at the page share one system."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return TOGETHER if nodeid.startswith(TOGETHER) else file


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the long ones too (mark: soak)")
    parser.addoption("--host", metavar="URL", help="test the Functions host at URL, not our own")
    parser.addoption("--pictures", action="store_true", help="write docs/screens anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: takes minutes; runs with --all only")
    config.addinivalue_line("markers", "pictures: writes docs/screens; runs with --pictures only")
    config.stash[EMBEDDED] = Embedded.of(getattr(config, "workerinput", None))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Item) -> None:
    node.workerinput |= node.config.stash[EMBEDDED].told()  # type: ignore[attr-defined]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    return Together(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[EMBEDDED].stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    why = {
        "soak": ("--all", "takes minutes: scripts/test --all runs it"),
        "pictures": ("--pictures", "writes docs/screens: scripts/test --pictures does it"),
    }
    for marker, (option, reason) in why.items():
        if not config.getoption(option):
            _skip([each for each in items if each.get_closest_marker(marker)], reason)


def _skip(items: list[pytest.Item], reason: str) -> None:
    for item in items:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
async def database_url(pytestconfig: pytest.Config) -> str:
    """A migrated database that no other process of this run uses."""
    embedded = pytestconfig.stash[EMBEDDED]
    url = embedded.settings(POSTGRES)["DATABASE__URL"]
    with locked(embedded.folder / "template.lock"):
        if await _create(url, TEMPLATE, "template1"):
            await migrate(_beside(url, TEMPLATE))
        name = f"tests_{getattr(pytestconfig, 'workerinput', {}).get('workerid', 'alone')}"
        await _create(url, name, TEMPLATE)
    return _beside(url, name)


async def _create(url: str, name: str, template: str) -> bool:
    """Copy a database, unless it is there."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as db:
        found = await db.execute("select 1 from pg_database where datname = %s", (name,))
        if await found.fetchone():
            return False
        create = sql.SQL("create database {} template {}")
        await db.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return True


def _beside(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> str:
    """Redis with RediSearch, shared by the whole run: take key names of your own."""
    return pytestconfig.stash[EMBEDDED].settings(REDIS)["REDIS__URL"]


@pytest.fixture(scope="session")
def storage(pytestconfig: pytest.Config) -> str:
    """The connection string of an Azurite account that no other process of this run uses."""
    shared = pytestconfig.stash[EMBEDDED].settings(AZURITE)["Storage"]
    worker = getattr(pytestconfig, "workerinput", {}).get("workerid", "gw0")
    return shared.replace(ACCOUNT, SPARE[int(worker.removeprefix("gw"))])


@pytest.fixture
def clock() -> TurnedClock:
    """Time that stands still until the test turns it."""
    return TurnedClock()
