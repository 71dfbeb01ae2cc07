"""Signs a test in as Static Web Apps would, and serves routers on what the test wired."""

import base64
import json
from types import SimpleNamespace

from fastapi import APIRouter
from httpx import ASGITransport, AsyncClient

from functions.audit.model import By
from functions.web import web
from shared.adapters.clock import SystemClock
from shared.groups.house import Limits
from shared.wiring import deps


def signed_in(*roles: str, name: str = "Ana") -> dict[str, str]:
    """The header of somebody with these roles."""
    told = {"userId": name.lower(), "userDetails": name, "userRoles": ["authenticated", *roles]}
    return {"x-ms-client-principal": base64.b64encode(json.dumps(told).encode()).decode()}


ROOT = By(id="root", name="Root")
"""An admin who writes things down."""


class NobodyWrittenDown:
    """A memory that has been told of no accounts and no groups: everybody is who they say."""

    async def recall(self, key: object, read: object, *, keep: object) -> list[object]:
        """Nothing, and nobody is asked."""
        return []

    def forget(self, key: object) -> None:
        """There is nothing to forget."""


class Settings(SimpleNamespace):
    """Those of a test, on an app that Azure signs people in for."""

    signed_in_by_azure = True
    limits = Limits()


class NoLimits:
    """Everybody may ask as much as they like."""

    async def take(self, key: str, wanted: int, **how: object) -> int:
        """All of it."""
        return wanted


SHUT = {"db": None, "clock": SystemClock(), "secrets": None, "passports": None}
"""What the door asks for, and nobody needs who shows a header alone."""


def client(*routers: APIRouter, settings: object = None, **wired: object) -> AsyncClient:
    """An agent's browser, on an app with these ports."""
    app = web(*routers)
    told = Settings(**vars(settings)) if settings else Settings()
    ports = {**SHUT, "memory": NobodyWrittenDown(), "limits": NoLimits(), "settings": told, **wired}
    app.dependency_overrides[deps] = lambda: SimpleNamespace(**ports)
    return AsyncClient(
        transport=ASGITransport(app), base_url="http://desk", headers=signed_in("agent")
    )
