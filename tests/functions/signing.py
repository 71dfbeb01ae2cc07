"""Signs a test in as Static Web Apps would, and serves routers on what the test wired."""

import base64
import json
from types import SimpleNamespace

from fastapi import APIRouter
from httpx import ASGITransport, AsyncClient

from functions.web import web
from shared.wiring import deps


def signed_in(*roles: str, name: str = "Ana") -> dict[str, str]:
    """The header of somebody with these roles."""
    told = {"userId": name.lower(), "userDetails": name, "userRoles": ["authenticated", *roles]}
    return {"x-ms-client-principal": base64.b64encode(json.dumps(told).encode()).decode()}


def client(*routers: APIRouter, **wired: object) -> AsyncClient:
    """An agent's browser, on an app with these ports."""
    app = web(*routers)
    app.dependency_overrides[deps] = lambda: SimpleNamespace(**wired)
    return AsyncClient(
        transport=ASGITransport(app), base_url="http://desk", headers=signed_in("agent")
    )
