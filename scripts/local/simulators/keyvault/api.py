"""The vault's REST interface as azure-keyvault-secrets speaks it; what we do not use answers 501.

Source: learn.microsoft.com/rest/api/keyvault/secrets and "Authentication, requests and responses".
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.faults.wire import broken
from scripts.local.simulators.identity import Grant, Tokens
from scripts.local.simulators.keyvault.vault import Vault, Version
from shared.ports import Clock
from shared.value import Value

RESOURCE = "https://vault.azure.net"
DIRECTORY = "https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000"
NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
RECOVERY = {"recoveryLevel": "Recoverable+Purgeable", "recoverableDays": 90}


class Config(Value):
    """`secrets` are there from the start. `rights` maps an object id to what it may do.

    The rights are `get`, `list`, `set` and `delete`.
    """

    secrets: dict[str, str] = Field(default_factory=dict)
    rights: dict[str, frozenset[str]] = Field(default_factory=dict)


class _Refusal(Exception):
    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers
        self.body = {"error": {"code": code, "message": message}}


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, _Refusal)
    return JSONResponse(error.body, error.status, error.headers)


def build(config: Config, clock: Clock, tokens: Tokens, faults: Faults | None = None) -> FastAPI:
    """The vault as an ASGI application. Faults strike at `keyvault.` and the right it takes."""
    faults, vault = faults or Faults(), Vault()

    def fill() -> None:
        vault.fill(config.secrets, clock.now())

    fill()
    api = _Api(config, vault, clock, tokens, faults)
    app = FastAPI(title="Key Vault simulator", openapi_url=None)
    app.include_router(admin(faults, vault.usage, fill))
    app.add_exception_handler(_Refusal, _refuse)
    app.router.routes.extend(api.routes())
    return app


class _Api:
    """One method an operation: who asks, what they ask, what they get."""

    def __init__(
        self, config: Config, vault: Vault, clock: Clock, tokens: Tokens, faults: Faults
    ) -> None:
        self._config, self._vault, self._clock = config, vault, clock
        self._tokens, self._faults = tokens, faults

    def routes(self) -> list[Route]:
        """What the vault answers; all else is 501."""
        return [
            Route("/secrets", self.latest, methods=["GET"]),
            Route("/secrets/{name}", self.get, methods=["GET"]),
            Route("/secrets/{name}/", self.get, methods=["GET"]),
            Route("/secrets/{name}", self.set, methods=["PUT"]),
            Route("/secrets/{name}", self.delete, methods=["DELETE"]),
            Route("/secrets/{name}/versions", self.versions, methods=["GET"]),
            Route("/secrets/{name}/{version}", self.get, methods=["GET"]),
            Route("/deletedsecrets/{name}", self.deleted, methods=["GET"]),
            Route("/{path:path}", self.other, methods=["GET", "PUT", "POST", "PATCH", "DELETE"]),
        ]

    async def get(self, request: Request) -> Response:
        await self._admit(request, "get")
        name, version = request.path_params["name"], request.path_params.get("version", "")
        found = self._found(name, self._vault.find(name, version), version)
        if not found.enabled:
            raise _Refusal(403, "Forbidden", "Operation get is not allowed on a disabled secret.")
        return JSONResponse(_bundle(request, name, found))

    async def versions(self, request: Request) -> Response:
        await self._admit(request, "list")
        name = request.path_params["name"]
        self._found(name, self._vault.find(name))
        return self._page(request, [(name, one) for one in self._vault.secrets[name]])

    async def latest(self, request: Request) -> Response:
        await self._admit(request, "list")
        kept = sorted(self._vault.secrets.items())
        latest = [(name, versions[-1]) for name, versions in kept]
        return self._page(request, latest, versioned=False)

    async def set(self, request: Request) -> Response:
        await self._admit(request, "set")
        name, body = request.path_params["name"], await request.json()
        if not NAME.fullmatch(name):
            raise _Refusal(400, "BadParameter", f"The name {name!r} takes letters, digits and -.")
        if name in self._vault.deleted:
            message = f"Secret {name} is currently in a deleted but recoverable state."
            raise _Refusal(409, "Conflict", message)
        if not isinstance(body.get("value"), str):
            raise _Refusal(400, "BadParameter", "Property value is missing or no string.")
        about = {"content_type": body.get("contentType"), "tags": body.get("tags") or {}}
        enabled = (body.get("attributes") or {}).get("enabled", True)
        now = self._clock.now()
        version = self._vault.set(name, body["value"], now, enabled=enabled, **about)
        return JSONResponse(_bundle(request, name, version))

    async def delete(self, request: Request) -> Response:
        await self._admit(request, "delete")
        name = request.path_params["name"]
        self._found(name, self._vault.find(name))
        return JSONResponse(self._put_away(request, name, self._vault.delete(name)))

    async def deleted(self, request: Request) -> Response:
        await self._admit(request, "get")
        name = request.path_params["name"]
        versions = self._vault.deleted.get(name, [])
        found = self._found(name, versions[-1] if versions else None)
        return JSONResponse(self._put_away(request, name, found))

    async def other(self, request: Request) -> Response:
        asked = f"{request.method} /{request.path_params['path']}"
        raise _Refusal(501, "NotImplemented", f"This simulator does not know {asked}.")

    async def _admit(self, request: Request, right: str) -> None:
        """Challenge strangers, turn away who lacks the right, and let mishaps have their way."""
        grant = self._grant(request)
        if right not in self._config.rights.get(grant.oid, ()):
            message = f"Caller {grant.oid} is not authorized to perform {right} on secrets."
            raise _Refusal(403, "Forbidden", message)
        if "api-version" not in request.query_params:
            raise _Refusal(400, "MissingApiVersionParameter", "api-version is missing.")
        fault = self._faults.strike(f"keyvault.{right}", request.url.path)
        if fault and fault.action == "status":
            message = "The vault fails because a fault says so."
            raise _Refusal(int(fault.value), fault.code or "Fault", message)
        if fault and fault.action == "throttle":
            message = "Request was not processed because too many requests were received."
            raise _Refusal(429, "Throttled", message, _wait(fault))
        await broken(fault, request)

    def _grant(self, request: Request) -> Grant:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        grant = self._tokens.grant(token, RESOURCE) if scheme == "Bearer" else None
        if grant is None:
            asks = f'Bearer authorization="{DIRECTORY}", resource="{RESOURCE}"'
            message = "AKV10000: Request is missing a Bearer token, or it is not for this vault."
            raise _Refusal(401, "Unauthorized", message, {"WWW-Authenticate": asks})
        return grant

    def _found(self, name: str, version: Version | None, asked: str = "") -> Version:
        if version is None:
            message = f"A secret with (name/id) {name}/{asked} was not found in this key vault."
            raise _Refusal(404, "SecretNotFound", message.replace("/ ", " "))
        return version

    def _page(
        self, request: Request, found: Sequence[tuple[str, Version]], *, versioned: bool = True
    ) -> Response:
        first = int(request.query_params.get("$skiptoken", "0"))
        after = first + int(request.query_params.get("maxresults", "25"))
        items = [_bundle(request, name, one, versioned) for name, one in found[first:after]]
        shown = [{key: kept for key, kept in item.items() if key != "value"} for item in items]
        following = request.url.include_query_params(**{"$skiptoken": after})
        more = str(following) if after < len(found) else None
        return JSONResponse({"value": shown, "nextLink": more})

    def _put_away(self, request: Request, name: str, version: Version) -> dict[str, Any]:
        now = int(self._clock.now().timestamp())
        dates = {"deletedDate": now, "scheduledPurgeDate": now + 90 * 86400}
        recovery = f"{_base(request)}/deletedsecrets/{name}"
        return {**_bundle(request, name, version), "recoveryId": recovery, **dates}


def _bundle(
    request: Request, name: str, version: Version, versioned: bool = True
) -> dict[str, Any]:
    at = int(version.at.timestamp())
    attributes = {"enabled": version.enabled, "created": at, "updated": at, **RECOVERY}
    address = f"{_base(request)}/secrets/{name}" + (f"/{version.id}" if versioned else "")
    about = {"contentType": version.content_type, "tags": version.tags}
    return {"value": version.value, "id": address, "attributes": attributes, **about}


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _wait(fault: Fault) -> dict[str, str]:
    return {"Retry-After": str(math.ceil(fault.value))}
