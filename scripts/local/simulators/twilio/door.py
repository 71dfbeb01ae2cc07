"""The door of the REST API: who asks, what they posted, and how errors look."""

import base64
import binascii
import hmac
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.faults.rules import Fault
from scripts.local.simulators.faults.wire import served
from scripts.local.simulators.twilio.codes import REFUSALS, Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.form import Form
from scripts.local.simulators.twilio.network import Network

Handler = Callable[[Account, Request], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
Route = tuple[str, str, Handler]

PLACES = {"GET": "rest.read", "HEAD": "rest.read", "POST": "rest.update", "DELETE": "rest.update"}
CODES = {429: 20429, 503: 20503}


class Door:
    """Lets requests in."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._open: Counter[str] = Counter()

    def router(
        self, routes: Iterable[Route], *, own_faults: Iterable[Handler] = (), whole: bool = False
    ) -> APIRouter:
        """The handlers behind the door: (path, method, handler).

        Those with `own_faults` look after what goes wrong themselves. An API key does not open
        what is about the `whole` account (https://www.twilio.com/docs/iam/api-keys).
        """
        router = APIRouter()
        for path, method, handler in routes:
            work = handler if handler in own_faults else self._suffering(handler)
            router.add_route(path, self.guarded(work, whole=whole), methods=[method])
        return router

    def guarded(self, handler: Handler, *, whole: bool = False) -> Endpoint:
        """The handler, behind authentication and the limit on open requests."""

        async def endpoint(request: Request) -> Response:
            with self._network.request():
                opened = ""
                try:
                    account = self._account(request, whole=whole)
                    opened = account.sid
                    with self._counted(opened):
                        response = await handler(account, request)
                        return self._stamped(request, response, opened)
                except Refusal as refusal:
                    return self._stamped(request, self.refused(refusal), opened)

        return endpoint

    def refused(self, refusal: Refusal, retry_after: float | None = None) -> Response:
        """An error as it goes over the wire. `Retry-After` is there only if somebody set it."""
        response = JSONResponse(refusal.body(), refusal.status)
        response.headers["X-Twilio-Error-Code"] = str(refusal.code)
        seconds = retry_after or self._network.config.retry_after
        if refusal.code in CODES.values() and seconds is not None:
            response.headers["Retry-After"] = f"{seconds:g}"
        if refusal.code == 20003:  # noqa: PLR2004  Twilio's code for who may not come in
            response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return response

    def spoilt(self, fault: Fault) -> Response:
        """The error a fault puts in place of the answer."""
        if fault.action == "throttle":
            return self.refused(Refusal(20429), fault.value)
        told = int(fault.code) if fault.code.isdecimal() else 0
        return self.refused(
            Refusal(told if told in REFUSALS else CODES.get(int(fault.value), 20500))
        )

    def _suffering(self, handler: Handler) -> Handler:
        async def work(account: Account, request: Request) -> Response:
            where = PLACES[request.method]
            fault = self._network.faults.strike(where, request.url.path)
            return await served(fault, request, lambda: handler(account, request), self.spoilt)

        return work

    @contextmanager
    def _counted(self, account: str) -> Iterator[None]:
        """How many requests of one account may be open is limited, and nothing is done above it."""
        most = self._network.config.rest_requests
        self._open[account] += 1
        try:
            if most is not None and self._open[account] > most:
                raise Refusal(20429)
            yield
        finally:
            self._open[account] -= 1

    def _account(self, request: Request, *, whole: bool) -> Account:
        """The account in the path, or else the asker's own, if these credentials may act for it."""
        user, secret = _credentials(request.headers.get("authorization", ""))
        asking = self._who(user, secret)
        if asking is None or (whole and user != asking.sid):
            raise Refusal(20003)
        path = request.path_params.get("account", asking.sid)
        wanted = self._network.accounts.get(path)
        if wanted is None or asking.sid not in (wanted.sid, wanted.parent):
            raise Refusal(20404, request.url.path)
        if wanted.status == "closed" and wanted.sid == asking.sid:
            raise Refusal(20005)
        return wanted

    def _who(self, user: str, secret: str) -> Account | None:
        account = self._network.accounts.get(user)
        if account is not None:
            return account if _is_one_of(secret, account.tokens) else None
        for each in self._network.accounts.values():
            if user in each.keys and _is_one_of(secret, (each.keys[user],)):
                return each
        return None

    def _stamped(self, request: Request, response: Response, account: str) -> Response:
        response.headers["Twilio-Request-Id"] = f"RQ{uuid.uuid4().hex}"
        response.headers["Twilio-Concurrent-Requests"] = str(max(self._open[account], 1))
        response.headers["X-Shenanigans"] = "none"
        self._network.timeline.record(
            "rest", method=request.method, path=request.url.path, status=response.status_code
        )
        return response


async def posted(request: Request) -> Form:
    """The form a request carries, blank fields kept."""
    body = (await request.body()).decode("utf-8", "replace")
    return Form(parse_qs(body, keep_blank_values=True))


def queried(request: Request) -> dict[str, str]:
    """The query of a list."""
    return dict(request.query_params)


def _credentials(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    try:
        user, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (user, secret) if kind.lower() == "basic" else ("", "")


def _is_one_of(secret: str, known: Iterable[str]) -> bool:
    return any(hmac.compare_digest(secret.encode(), right.encode()) for right in known)
