"""The account's REST interface as azure-cosmos speaks it; what we do not use answers 501.

Source: learn.microsoft.com/rest/api/cosmos-db.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.local.simulators.cosmos.access import admit
from scripts.local.simulators.cosmos.charges import ELSE, RATE_TOO_LARGE
from scripts.local.simulators.cosmos.containers import Container, Databases, Declared
from scripts.local.simulators.cosmos.items import Items
from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.faults.wire import served
from scripts.local.simulators.identity import Tokens
from shared.ports import Clock
from shared.value import Value

LEAST_THROUGHPUT = 400
POSTS = {
    "x-ms-cosmos-is-query-plan-request": "query plan",
    "x-ms-cosmos-is-batch-request": "batch",
    "x-ms-documentdb-isquery": "query",
    "x-ms-documentdb-is-upsert": "upsert",
}

type _Work = Callable[[Request, str], Awaitable[Response]]


class Config(Value):
    """`key` is the account's (base64). `contributors` are the object ids that may write data."""

    key: str
    contributors: frozenset[str] = frozenset()
    containers: tuple[Declared, ...] = ()


def build(config: Config, clock: Clock, tokens: Tokens, faults: Faults | None = None) -> FastAPI:
    """The account as an ASGI application. Faults strike at `cosmos.` and the operation's name."""
    faults, databases = faults or Faults(), Databases(config.containers)
    account = _Account(config, databases, clock, tokens, faults)
    app = FastAPI(title="Cosmos DB simulator", openapi_url=None)
    app.include_router(admin(faults, databases.usage, databases.reset))
    app.add_exception_handler(Refusal, _refuse)
    app.router.routes.extend(account.routes())
    return app


async def _refuse(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return JSONResponse(refusal.body, refusal.status, refusal.headers)


class _Account:
    """Every request meets the same four: who asks, what fault is due, the budget, what is done."""

    def __init__(
        self, config: Config, databases: Databases, clock: Clock, tokens: Tokens, faults: Faults
    ) -> None:
        self._config, self._databases, self._clock = config, databases, clock
        self._tokens, self._faults = tokens, faults

    def routes(self) -> list[Route]:
        """What the account answers. Some SDKs end these paths with a slash, all of them."""
        container = "/dbs/{database}/colls/{container}"
        known = [
            self._route("GET", "/", "account", self._account),
            self._route("POST", "/dbs", "create database", self._create_database),
            self._route("GET", "/dbs/{database}", "database", self._database),
            self._route("POST", "/dbs/{database}/colls", "create container", self._create),
            self._route("GET", container, "container", self._container),
            self._route("GET", f"{container}/pkranges", "ranges", self._ranges),
            self._route("GET", f"{container}/docs/{{id}}", "read", self._item),
            self._route("PUT", f"{container}/docs/{{id}}", "replace", self._item),
            self._route("PATCH", f"{container}/docs/{{id}}", "patch", self._item),
            self._route("DELETE", f"{container}/docs/{{id}}", "delete", self._item),
            self._route("GET", f"{container}/docs", "query", self._item),
            self._route("POST", f"{container}/docs", "post", self._item),
        ]
        slashed = [
            Route(f"{r.path}/", r.endpoint, methods=r.methods) for r in known if r.path != "/"
        ]
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return [*known, *slashed, Route("/{any:path}", self._unknown, methods=methods)]

    def _route(self, method: str, path: str, name: str, work: _Work) -> Route:
        async def serve(request: Request) -> Response:
            admit(request, self._config.key, self._tokens, self._config.contributors)
            asked = _posted(request) if name == "post" else name
            place = f"cosmos.{asked.rpartition(' ')[2]}"
            fault = self._faults.strike(place, (await request.body()).decode())
            return await served(fault, request, partial(work, request, asked), _failed)

        return Route(path, serve, methods=[method])

    async def _account(self, request: Request, _: str) -> Response:
        return JSONResponse(_properties(str(request.base_url)))

    async def _create_database(self, request: Request, _: str) -> Response:
        return JSONResponse(self._databases.create_database(await request.json()), 201)

    async def _database(self, request: Request, _: str) -> Response:
        return JSONResponse(self._databases.database(request.path_params["database"]))

    async def _create(self, request: Request, _: str) -> Response:
        database, body = request.path_params["database"], await request.json()
        throughput = _throughput(request.headers.get("x-ms-offer-throughput"))
        made = self._databases.create_container(database, body, throughput=throughput)
        return JSONResponse(made.properties(), 201)

    async def _container(self, request: Request, _: str) -> Response:
        return JSONResponse(self._asked(request).properties())

    async def _ranges(self, request: Request, _: str) -> Response:
        """The physical partitions as a feed: who has seen them gets 304, which ends the feed."""
        container = self._asked(request)
        told = {"etag": container.ranges_etag}
        if request.headers.get("if-none-match") == container.ranges_etag:
            return Response(status_code=304, headers=told)
        return JSONResponse(container.ranges(), headers=told)

    async def _item(self, request: Request, asked: str) -> Response:
        container, now = self._asked(request), self._clock.now()
        container.budget.admit(now)
        items = Items(container, request, now)
        try:
            answer: Response = await getattr(items, asked)()
        except Refusal:
            container.budget.spend(ELSE)
            raise
        container.budget.spend(float(answer.headers["x-ms-request-charge"]))
        return answer

    async def _unknown(self, request: Request) -> Response:
        raise Refusal(501, f"This simulator does not know {request.method} {request.url.path}.")

    def _asked(self, request: Request) -> Container:
        names = request.path_params
        return self._databases.container(names["database"], names["container"])


def _posted(request: Request) -> str:
    """What a POST to the documents of a container is about: the headers tell."""
    set_ = (name for flag, name in POSTS.items() if request.headers.get(flag, "").lower() == "true")
    asked = next(set_, "create")
    if asked == "query plan":
        raise Refusal(501, "This simulator makes no query plans: give a partition key.")
    return asked


def _throughput(given: str | None) -> int | None:
    """The request units a second that somebody wants for a new container."""
    if given is None:
        return None
    if not given.isdecimal() or int(given) < LEAST_THROUGHPUT:
        raise Refusal(400, f"The offer should have at least {LEAST_THROUGHPUT} throughput.")
    return int(given)


def _failed(fault: Fault) -> Response:
    message = "The account fails because a fault says so."
    refusal = Refusal(int(fault.value), message)
    if fault.action == "throttle":
        wait = round(fault.value * 1000)
        refusal = Refusal(429, message, substatus=RATE_TOO_LARGE, retry_after_ms=wait)
    return JSONResponse(refusal.body, refusal.status, refusal.headers)


def _properties(address: str) -> dict[str, Any]:
    """The account: one region, which is this address, read and written."""
    here = [{"name": "Local", "databaseAccountEndpoint": address}]
    links = {"_self": "", "_dbs": "//dbs/", "media": "//media/", "addresses": "//addresses/"}
    return {
        "id": "local",
        "_rid": "local",
        **links,
        "writableLocations": here,
        "readableLocations": here,
        "enableMultipleWriteLocations": False,
        "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
        "queryEngineConfiguration": "{}",
    }
