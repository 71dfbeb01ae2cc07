"""The HTTP surface: one FastAPI app, its problem documents and headers, one function per router."""

import json
import logging
from http import HTTPStatus
from typing import Any

import azure.functions as func
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.access.api import SignedIn
from functions.access.model import Answer
from functions.access.once import Claim, Repeated
from shared import telemetry
from shared.errors import Invalid, Problem, TooMany, Unavailable

log = logging.getLogger(__name__)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
PROBLEM = {
    "description": "A problem document (RFC 9457): what is wrong, and the way out.",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        }
    },
}
DOCUMENT = "application/problem+json"
UNREADABLE = json.dumps(
    {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "The address is no text: percent-encode it as UTF-8.",
    }
)
SAFE_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


description = APIRouter(prefix="/api/v1/openapi.json", tags=["api"])


@description.get("")
async def get_openapi(request: Request, who: SignedIn) -> dict[str, Any]:
    """All of this as OpenAPI 3.1, made from the code that serves it."""
    described: dict[str, Any] = request.app.openapi()
    return described


def web(*routers: APIRouter) -> FastAPI:
    """The app that serves these routers."""
    app = FastAPI(
        title="Centralita",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"operation_spans": False, "logs": False, "exclude": _is_probe},
        responses={"4XX": PROBLEM, 502: PROBLEM, 503: PROBLEM},
    )
    app.add_exception_handler(Problem, _show_problem)
    app.add_exception_handler(RequestValidationError, _show_invalid)
    app.add_exception_handler(HTTPException, _show_http)
    app.add_exception_handler(Repeated, _show_again)
    app.add_middleware(_Once)
    app.add_middleware(_Protected)
    for router in routers:
        app.include_router(router)
    return app


def _is_probe(scope: Scope) -> bool:
    return str(scope["path"]).startswith("/health/")


def http_functions(routers: dict[str, APIRouter]) -> func.Blueprint:
    """One HTTP function per router, so that each has its own name, metrics and switch in Azure.

    All share one FastAPI app: `AsgiFunctionApp` would hide every route under one name and start the
    app's lifespan several times (azure-functions-python-worker#1783).
    """
    blueprint = func.Blueprint()
    middleware = func.AsgiMiddleware(web(*routers.values()))
    for name, router in routers.items():
        _http_function(blueprint, middleware, name, router.prefix.strip("/"))
    return blueprint


def _http_function(
    blueprint: func.Blueprint, middleware: func.AsgiMiddleware, name: str, prefix: str
) -> None:
    async def answer(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        try:
            response: func.HttpResponse = await middleware.handle_async(req, context)
        except UnicodeDecodeError:  # the library reads the address before our app is asked
            return func.HttpResponse(
                UNREADABLE, status_code=400, headers=SAFE_HEADERS, mimetype=DOCUMENT
            )
        return response

    answer.__name__ = name
    route = blueprint.route(
        route=f"{prefix}/{{*rest}}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS
    )
    blueprint.function_name(name)(route(answer))


class _Protected:
    """Puts the headers on every answer, and answers where there is a bug.

    In ASGI's own words: Starlette's middleware for functions runs each request in a task group.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun, headers = True, MutableHeaders(scope=message)
                telemetry.mark(scope.get("path_params", {}))
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception:
            log.exception("a bug answered %s", scope.get("method"))
            if begun:
                raise
            bug = Problem("This is our fault, and we know.")
            await _document(bug.body(), bug.status, None)(scope, receive, sent)


class _Once:
    """Keeps how a request with an Idempotency-Key was answered, before anybody is told.

    Whoever lets it in leaves a claim in its state. Of what was refused, or failed on our side,
    nothing came: mended or later, it may be sent again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def kept(message: Message) -> None:
            claim: Claim | None = scope.get("state", {}).get("once")
            held.append(message)
            if claim and not message.get("more_body") and message["type"] == "http.response.body":
                await _settle(claim, held)
            if claim is None or (not message.get("more_body") and "body" in message):
                for each in held:
                    await send(each)
                held.clear()

        await self._app(scope, receive, kept)


async def _settle(claim: Claim, answer: list[Message]) -> None:
    start, *parts = answer
    if start["status"] >= HTTPStatus.BAD_REQUEST:
        await claim.let_go()
        return
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    headers = {name: value for name, value in told.items() if name != "content-length"}
    body = b"".join(part.get("body", b"") for part in parts)
    await claim.keep(Answer(status=start["status"], headers=headers, body=body))


async def _show_again(_: Request, error: Exception) -> Response:
    assert isinstance(error, Repeated)
    answer = error.answer
    return Response(answer.body, answer.status, answer.headers)


async def _show_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    after = error.retry_after if isinstance(error, Unavailable | TooMany) else None
    headers = {"retry-after": str(int(after) + 1)} if after is not None else None
    return _document(error.body(), error.status, headers)


async def _show_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    wrong = [_complaint(each) for each in error.errors()]
    named = ", ".join(each["field"] or "the body" for each in wrong)
    return await _show_problem(request, Invalid(f"Correct and send again: {named}.", errors=wrong))


def _complaint(wrong: dict[str, Any]) -> dict[str, str]:
    broken = wrong["type"] == "json_invalid"  # then the place is one in the text
    field = "" if broken else ".".join(str(part) for part in wrong["loc"][1:])
    named = field.encode(errors="backslashreplace").decode()  # it may be half a surrogate pair
    return {"field": named, "problem": wrong["msg"].removeprefix("Value error, ")}


async def _show_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    body = {"type": "about:blank", "title": error.detail, "status": error.status_code}
    return _document(body, error.status_code, dict(error.headers or {}))


def _document(body: dict[str, Any], status: int, headers: dict[str, str] | None) -> JSONResponse:
    return JSONResponse(body, status, headers, media_type=DOCUMENT)
