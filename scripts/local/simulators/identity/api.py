"""The endpoint `IDENTITY_ENDPOINT` points at, as ManagedIdentityCredential asks it.

Source: learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference".
"""

import hmac
import math
from collections import Counter
from functools import partial
from typing import Any

from fastapi import FastAPI
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.faults.wire import served
from scripts.local.simulators.identity.tokens import Tokens
from shared.value import Value

VERSION = "2019-08-01"
SYSTEM = "00000000-0000-4000-8000-000000000001"


class Config(Value):
    """`header` is what `IDENTITY_HEADER` has to say; `identities` maps client ids to object ids.

    The empty client id is the identity of the system itself.
    """

    header: str
    identities: dict[str, str] = Field(default_factory=lambda: {"": SYSTEM})


def build(config: Config, tokens: Tokens, faults: Faults | None = None) -> FastAPI:
    """The endpoint as an ASGI application. Faults strike at `identity.token`."""
    faults, issued = faults or Faults(), Counter[str]()

    async def token(request: Request) -> Response:
        fault = faults.strike("identity.token", str(request.query_params))
        return await served(fault, request, partial(issue, request), _failed)

    async def issue(request: Request) -> Response:
        refused = _refused(config, request)
        if refused:
            return _refusal(*refused)
        issued[request.query_params["resource"]] += 1
        return _issued(config, tokens, request.query_params)

    app = FastAPI(title="Managed identity simulator", openapi_url=None)
    app.include_router(admin(faults, lambda: dict(issued), issued.clear))
    app.add_route("/msi/token", token)
    return app


def _refused(config: Config, request: Request) -> tuple[int, str] | None:
    query, header = request.query_params, request.headers.get("x-identity-header", "")
    rules = [
        (hmac.compare_digest(header, config.header), 401, "X-IDENTITY-HEADER is wrong"),
        (query.get("api-version") == VERSION, 400, f"api-version has to be {VERSION}"),
        (query.get("resource"), 400, "resource is missing: name the service the token is for"),
        (query.get("client_id", "") in config.identities, 400, "No identity has this client_id"),
    ]
    return next(((status, message) for kept, status, message in rules if not kept), None)


def _issued(config: Config, tokens: Tokens, query: Any) -> Response:
    client_id = query.get("client_id", "")
    token, ends = tokens.issue(query["resource"], config.identities[client_id])
    answer = {"access_token": token, "expires_on": str(int(ends.timestamp()))}
    about = {"resource": query["resource"], "token_type": "Bearer", "client_id": client_id}
    return JSONResponse({**answer, **about})


def _failed(fault: Fault) -> Response:
    if fault.action == "throttle":
        answer = _refusal(429, "Too many requests")
        answer.headers["retry-after"] = f"{math.ceil(fault.value)}"
        return answer
    return _refusal(int(fault.value), "The identity service fails because a fault says so")


def _refusal(status: int, message: str) -> Response:
    return JSONResponse({"statusCode": status, "message": message}, status)
