"""The vault's REST interface as azure-keyvault-secrets speaks it; what we do not use answers 501.

Source: learn.microsoft.com/rest/api/keyvault/secrets and "Authentication, requests and responses".
"""

import json
import math
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.faults.wire import served
from scripts.local.simulators.identity import Grant, Tokens
from scripts.local.simulators.keyvault import refusals, wire
from scripts.local.simulators.keyvault.refusals import Refusal
from scripts.local.simulators.keyvault.vault import Vault, Version
from shared.ports import Clock
from shared.value import Value

RESOURCE = "https://vault.azure.net"
DIRECTORY = "https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000"
WINDOW = timedelta(seconds=10)

type _Work = Callable[[Request], Awaitable[Response]]


class Config(Value):
    """`secrets` are there from the start. `rights` maps an object id to what it may do.

    The rights are `get`, `list`, `set`, `delete`, `recover` and `purge`. `transactions` is how many
    requests the vault takes in ten seconds of the clock
    (learn.microsoft.com/azure/key-vault/general/service-limits).
    """

    secrets: dict[str, str] = Field(default_factory=dict)
    rights: dict[str, frozenset[str]] = Field(default_factory=dict)
    transactions: int = 4000


def build(config: Config, clock: Clock, tokens: Tokens, faults: Faults | None = None) -> FastAPI:
    """The vault as an ASGI application. Faults strike at `keyvault.` and the right it takes."""
    faults, vault = faults or Faults(), Vault()

    def fill() -> None:
        vault.fill(config.secrets, clock.now())

    fill()
    door = _Door(config, clock, tokens, faults)
    app = FastAPI(title="Key Vault simulator", openapi_url=None)
    app.include_router(admin(faults, vault.usage, fill))
    app.add_exception_handler(Refusal, _refuse)
    app.router.routes.extend(_Secrets(vault, clock).routes(door))
    return app


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return JSONResponse(error.body, error.status, error.headers)


class _Door:
    """Challenges strangers, turns away who may not, and lets faults have their way."""

    def __init__(self, config: Config, clock: Clock, tokens: Tokens, faults: Faults) -> None:
        self._config, self._clock = config, clock
        self._tokens, self._faults = tokens, faults
        self._since, self._count = clock.now(), 0

    def guarded(self, right: str, work: _Work) -> _Work:
        """The work behind the door, for those who have the right."""

        async def endpoint(request: Request) -> Response:
            self._admit(request, right)
            fault = self._faults.strike(f"keyvault.{right}", request.url.path)
            return await served(fault, request, lambda: work(request), _failed)

        return endpoint

    def _admit(self, request: Request, right: str) -> None:
        grant = self._grant(request)
        if right not in self._config.rights.get(grant.oid, ()):
            raise refusals.forbidden(grant.oid, right, request.path_params.get("name", ""))
        if "api-version" not in request.query_params:
            raise Refusal(400, "MissingApiVersionParameter", "api-version is missing.")
        self._throttle(self._clock.now())

    def _grant(self, request: Request) -> Grant:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        grant = self._tokens.grant(token, RESOURCE) if scheme == "Bearer" else None
        if grant is None:
            asks = f'Bearer authorization="{DIRECTORY}", resource="{RESOURCE}"'
            wrong = "AKV10022: Invalid audience, or the token is forged or has expired."
            message = wrong if token else "AKV10000: Request is missing a Bearer or PoP token."
            raise Refusal(401, "Unauthorized", message, headers={"WWW-Authenticate": asks})
        return grant

    def _throttle(self, now: datetime) -> None:
        if now >= self._since + WINDOW:
            self._since, self._count = now, 0
        self._count += 1
        if self._count > self._config.transactions:
            raise refusals.throttled(math.ceil((self._since + WINDOW - now).total_seconds()))


def _failed(fault: Fault) -> Response:
    if fault.action == "throttle":
        refusal = refusals.throttled(math.ceil(fault.value))
    else:
        message = "The vault fails because a fault says so."
        refusal = Refusal(int(fault.value), fault.code or "Fault", message)
    return JSONResponse(refusal.body, refusal.status, refusal.headers)


class _Secrets:
    """One method an operation."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault, self._clock = vault, clock

    def routes(self, door: _Door) -> list[Route]:
        """What the vault answers; all else is 501."""
        secret, away = "/secrets/{name}", "/deletedsecrets/{name}"
        known = [
            ("GET", "/secrets", "list", self.latest),
            ("GET", secret, "get", self.get),
            ("GET", f"{secret}/", "get", self.get),
            ("PUT", secret, "set", self.set),
            ("DELETE", secret, "delete", self.delete),
            ("GET", f"{secret}/versions", "list", self.versions),
            ("GET", f"{secret}/{{version}}", "get", self.get),
            ("PATCH", secret, "set", self.update),
            ("PATCH", f"{secret}/", "set", self.update),
            ("PATCH", f"{secret}/{{version}}", "set", self.update),
            ("GET", "/deletedsecrets", "list", self.all_deleted),
            ("GET", away, "get", self.deleted),
            ("DELETE", away, "purge", self.purge),
            ("POST", f"{away}/recover", "recover", self.recover),
        ]
        every = ["GET", "PUT", "POST", "PATCH", "DELETE"]
        found = [
            Route(path, door.guarded(right, work), methods=[method])
            for method, path, right, work in known
        ]
        return [*found, Route("/{path:path}", self.other, methods=every)]

    async def get(self, request: Request) -> Response:
        """A version, or the latest."""
        name, version = self._asked(request)
        if not version.enabled:
            raise refusals.disabled()
        return JSONResponse(wire.bundle(request, name, version))

    async def versions(self, request: Request) -> Response:
        """All versions of a secret, without values."""
        name, _ = self._asked(request)
        found = [wire.item(request, name, one) for one in self._vault.secrets[name]]
        return JSONResponse(wire.page(request, found))

    async def latest(self, request: Request) -> Response:
        """All secrets, without values."""
        kept = sorted(self._vault.secrets.items())
        found = [wire.item(request, name, one[-1], versioned=False) for name, one in kept]
        return JSONResponse(wire.page(request, found))

    async def set(self, request: Request) -> Response:
        """A new version."""
        name, body, now = wire.named(request), await _posted(request), self._clock.now()
        if name in self._vault.deleted(now):
            raise refusals.away(name)
        version = self._vault.set(name, wire.value_in(body), now, **wire.about_in(body))
        return JSONResponse(wire.bundle(request, name, version))

    async def update(self, request: Request) -> Response:
        """Other words about a version, which may be disabled."""
        name, version = self._asked(request)
        about = wire.about_in(await _posted(request))
        changed = self._vault.change(name, version, self._clock.now(), **about)
        return JSONResponse(wire.item(request, name, changed))

    async def delete(self, request: Request) -> Response:
        """Put a secret away."""
        name, _ = self._asked(request)
        deleted = self._vault.delete(name, self._clock.now())
        return JSONResponse(wire.put_away(request, name, deleted))

    async def all_deleted(self, request: Request) -> Response:
        """All secrets that were put away."""
        kept = sorted(self._vault.deleted(self._clock.now()).items())
        found = [wire.put_away(request, name, one, listed=True) for name, one in kept]
        return JSONResponse(wire.page(request, found))

    async def deleted(self, request: Request) -> Response:
        """One of them."""
        name = self._away(request)
        return JSONResponse(wire.put_away(request, name, self._vault.away[name]))

    async def purge(self, request: Request) -> Response:
        """Remove it for good: its name is free."""
        name = self._away(request)
        del self._vault.away[name]
        return Response(status_code=204)

    async def recover(self, request: Request) -> Response:
        """Take it back."""
        name = self._away(request)
        return JSONResponse(wire.item(request, name, self._vault.recover(name)))

    async def other(self, request: Request) -> Response:
        """What this simulator does not know, it does not pretend."""
        asked = f"{request.method} /{request.path_params['path']}"
        raise Refusal(501, "NotImplemented", f"This simulator does not know {asked}.")

    def _asked(self, request: Request) -> tuple[str, Version]:
        name, wanted = wire.named(request), request.path_params.get("version", "")
        found = self._vault.find(name, wanted)
        if found is None:
            raise refusals.missing(name, wanted)
        return name, found

    def _away(self, request: Request) -> str:
        name = wire.named(request)
        if name not in self._vault.deleted(self._clock.now()):
            raise refusals.missing(name)
        return name


async def _posted(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise refusals.bad("The body is no JSON.") from error
    if not isinstance(body, dict):
        raise refusals.bad("The body is no JSON object.")
    return body
