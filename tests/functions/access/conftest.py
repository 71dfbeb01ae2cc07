from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient

from functions.access import administering, api
from functions.access.tokens import Office
from shared.db.pool import Database
from shared.memory import Memory
from shared.ports import Passports
from tests.fake_stores import FakeBucket, FakeSecrets
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import client, signed_in

ROUTERS = (
    api.router,
    administering.users,
    administering.groups,
    administering.tokens,
    administering.log,
)


@dataclass
class FakePassports:
    """Knows the tokens it is told of."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def claims(self, token: str) -> dict[str, Any]:
        return self.known[token]


_: Passports = FakePassports()


SHOWN = ("clock", "memory", "secrets", "passports", "limits")


class Front:
    """An admin at the front door, and all that stands behind it."""

    def __init__(self, db: Database, browser: AsyncClient, wired: dict[str, Any]) -> None:
        self.db, self.browser = db, browser
        self.clock, self.passports = wired["clock"], wired["passports"]
        self.secrets, self.memory = wired["secrets"], wired["memory"]
        self.limits = wired["limits"]

    @property
    def office(self) -> Office:
        return Office(db=self.db, clock=self.clock, secrets=self.secrets, memory=self.memory)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self.browser.post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def token(self, **wish: Any) -> dict[str, Any]:
        usual = {
            "name": "Importer",
            "role": "agent",
            "scopes": ["me:read"],
            "expires_at": (NOON + timedelta(days=30)).isoformat(),
        }
        issued: dict[str, Any] = await self.post("tokens", {**usual, **wish})
        return issued

    async def asked_as(self, **headers: str) -> tuple[int, Any]:
        """Who am I, for whoever shows these headers and no others."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        shown = {"x-ms-client-principal": "", **named}
        answer = await self.browser.get("/api/v1/me", headers=shown)
        return answer.status_code, answer.json()


@pytest.fixture
async def front(db: Database) -> AsyncIterator[Front]:
    clock = TurnedClock()
    ports: dict[str, Any] = {
        "clock": clock,
        "memory": Memory(clock),
        "secrets": FakeSecrets(),
        "passports": FakePassports(),
        "limits": FakeBucket(),
    }
    settings = SimpleNamespace()
    async with client(*ROUTERS, db=db, settings=settings, **ports) as browser:
        browser.headers.update(signed_in("admin", name="Root"))
        yield Front(db, browser, ports)


@pytest.fixture
async def shut(front: Front) -> AsyncIterator[Front]:
    """The same on an app before which no sign-in of Azure stands."""
    settings = SimpleNamespace(signed_in_by_azure=False)
    ports = {name: getattr(front, name) for name in SHOWN}
    async with client(*ROUTERS, db=front.db, settings=settings, **ports) as browser:
        yield Front(front.db, browser, ports)
