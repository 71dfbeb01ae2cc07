"""The door of the REST API: who asks, what they posted, and how errors look."""

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.faults import code_of
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Form

Handler = Callable[[Account, Request], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    """Lets requests in."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def guarded(self, handler: Handler) -> Endpoint:
        """The handler, behind authentication and the limit on open requests."""

        async def endpoint(request: Request) -> Response:
            with self._network.request():
                try:
                    self._check_concurrency()
                    await self._suffer(request)
                    response = await handler(self._account(request), request)
                except Refusal as refusal:
                    response = JSONResponse(refusal.body(), refusal.status)
                    response.headers["X-Twilio-Error-Code"] = str(refusal.code)
                return self._stamped(request, response)

        return endpoint

    def _check_concurrency(self) -> None:
        most = self._network.config.rest_requests
        if most is not None and self._network.open_requests > most:
            raise Refusal(20429)

    async def _suffer(self, request: Request) -> None:
        """What faults do to reading; creating has its own."""
        reads = request.method == "GET"
        fault = self._network.faults.strike("rest.read", request.url.path) if reads else None
        if fault and fault.action == "delay":
            await self._network.clock.sleep(fault.value)
        elif fault:
            raise Refusal(code_of(fault))

    def _account(self, request: Request) -> Account:
        """The account in the path, if these credentials may act for it."""
        user, secret = _credentials(request.headers.get("authorization", ""))
        for account in self._network.accounts.values():
            if _opens(account, user, secret):
                wanted = self._network.account(request.path_params["account"])
                if account.sid in (wanted.sid, wanted.parent):
                    return wanted
        raise Refusal(20003)

    def _stamped(self, request: Request, response: Response) -> Response:
        response.headers["Twilio-Request-Id"] = self._network.sid("RQ")
        response.headers["Twilio-Concurrent-Requests"] = str(self._network.open_requests)
        response.headers["X-Shenanigans"] = "none"
        self._network.timeline.record(
            "rest", method=request.method, path=request.url.path, status=response.status_code
        )
        return response


async def posted(request: Request) -> Form:
    """The form a request carries, blank fields kept."""
    body = (await request.body()).decode("utf-8", "replace")
    return Form(parse_qs(body, keep_blank_values=True))


def _credentials(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    try:
        user, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (user, secret) if kind.lower() == "basic" else ("", "")


def _opens(account: Account, user: str, secret: str) -> bool:
    known = account.tokens if user == account.sid else ()
    if user in account.keys:
        known = (account.keys[user],)
    return any(hmac.compare_digest(secret.encode(), right.encode()) for right in known)
