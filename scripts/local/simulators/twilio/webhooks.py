"""Twilio's own web client: asks the app over HTTP, signed, with retries, redirects and limits."""

import asyncio
import socket
import time
import uuid
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.faults import Fault, Where
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.overrides import Overrides, read_overrides
from scripts.local.simulators.twilio.signature import sign
from shared.value import Value

MOST_REDIRECTS = 10
MULTIPLE_CHOICES, BAD_REQUEST, SERVER_ERROR = 300, 400, 500
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


class Reply(Value):
    """What the app answered. `url` is the public address that gave it, after redirects."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Request(Value):
    """One request to be sent, to the public address."""

    hook: Hook
    fields: Fields
    where: Where
    idempotency: str


class Webhooks:
    """Sends requests about calls."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, call: Call, hook: Hook, fields: Fields, where: Where) -> Reply:
        """The app's answer, redirects followed. Raises `Failed` after the last try."""
        url, overrides, wrong = read_overrides(hook.url)
        if wrong:
            self._network.notify(call, 11240, hook, f"Invalid webhook override: {wrong}")
        bare = Hook(url=url, method=hook.method)
        request = Request(hook=bare, fields=fields, where=where, idempotency=str(uuid.uuid4()))
        with self._network.request():
            try:
                async with asyncio.timeout(overrides.total_ms / 1000):
                    return await self._with_retries(call, request, overrides)
            except TimeoutError as error:
                raise Failed(11200, url, "rt", "no answer in time") from error

    async def fetch(self, url: str, headers: Mapping[str, str]) -> Reply:
        """A file, unsigned, as Twilio fetches audio. Raises `Failed`."""
        with self._network.request():
            return await self._exchange(Hook(url=url, method="GET"), b"", headers, Overrides())

    async def close(self) -> None:
        """End all connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def _with_retries(self, call: Call, request: Request, overrides: Overrides) -> Reply:
        for left in range(overrides.retries, -1, -1):
            try:
                return await self._with_faults(call, request, overrides)
            except Failed as failure:
                if not left or not overrides.retry_after(failure.kind):
                    raise
        raise AssertionError

    async def _with_faults(self, call: Call, request: Request, overrides: Overrides) -> Reply:
        fault = self._network.faults.strike(request.where, request.hook.url)
        if fault is None:
            return await self._follow(call, request, overrides)
        if fault.action == "drop":
            raise Failed(11205, request.hook.url, "ct", "dropped by a fault")
        if fault.action == "delay":
            await self._network.clock.sleep(fault.value)
        if fault.action == "duplicate":
            for _ in range(int(fault.value or 1)):
                await self._follow(call, request, overrides)
        return await self._follow(call, request, overrides, fault)

    async def _follow(
        self, call: Call, request: Request, overrides: Overrides, fault: Fault | None = None
    ) -> Reply:
        hook, fields = request.hook, request.fields
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self._send(call, request, hook, fields, overrides, fault)
            if (
                not MULTIPLE_CHOICES <= reply.status < BAD_REQUEST
                or "location" not in reply.headers
            ):
                return self._usable(reply)
            onwards = urljoin(hook.url, reply.headers["location"])
            if reply.status not in (307, 308):
                hook, fields = Hook(url=onwards, method="GET"), {}
            hook = Hook(url=onwards, method=hook.method)
        raise Failed(11215, request.hook.url, "", "more than ten redirects")

    async def _send(
        self,
        call: Call,
        request: Request,
        hook: Hook,
        fields: Fields,
        overrides: Overrides,
        fault: Fault | None,
    ) -> Reply:
        url, body, posted = hook.url, b"", fields
        if hook.method == "GET":
            url, posted = _with_query(url, fields), {}
        else:
            body = urlencode(fields).encode()
        token = self._network.accounts[call.account].tokens[0]
        if fault and fault.action == "corrupt_signature":
            token += "?"
        jar = call.cookies.setdefault(urlsplit(url).netloc, SimpleCookie())
        headers = {
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": request.idempotency,
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": sign(token, url, posted),
            **({"Content-Type": FORM} if body else {}),
            **(
                {"Cookie": "; ".join(f"{m.key}={m.coded_value}" for m in jar.values())}
                if jar
                else {}
            ),
        }
        began = time.monotonic()
        sent = Hook(url=url, method=hook.method)
        reply = await self._exchange(sent, body, headers, overrides, jar)
        self._note(call, request, reply, time.monotonic() - began, fault)
        return reply

    async def _exchange(
        self,
        hook: Hook,
        body: bytes,
        headers: Mapping[str, str],
        overrides: Overrides,
        jar: SimpleCookie | None = None,
    ) -> Reply:
        limits = aiohttp.ClientTimeout(
            total=overrides.total_ms / 1000,
            sock_connect=overrides.connect_ms / 1000,
            sock_read=overrides.read_ms / 1000,
        )
        session, target = self._open(), self._socket(hook.url)
        try:
            async with session.request(
                hook.method,
                target,
                data=body,
                headers=headers,
                timeout=limits,
                allow_redirects=False,
            ) as response:
                for cookie in response.headers.getall("Set-Cookie", ()) if jar is not None else ():
                    jar.load(cookie)  # type: ignore[union-attr]  # the loop is empty without a jar
                given = {name.lower(): value for name, value in response.headers.items()}
                content = await response.read()
                return Reply(url=hook.url, status=response.status, headers=given, body=content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _failure(error, hook.url) from error

    def _note(
        self, call: Call, request: Request, reply: Reply, seconds: float, fault: Fault | None
    ) -> None:
        self._network.timeline.record(
            "webhook",
            call.sid,
            where=request.where,
            url=reply.url,
            fields=request.fields,
            status=reply.status,
            signed=not (fault and fault.action == "corrupt_signature"),
            seconds=round(seconds, 3),
        )

    def _usable(self, reply: Reply) -> Reply:
        if reply.status < MULTIPLE_CHOICES:
            return reply
        kind = "5xx" if reply.status >= SERVER_ERROR else "4xx"
        raise Failed(11200, reply.url, kind, f"answered {reply.status}")

    def _socket(self, url: str) -> str:
        for public, socket_start in self._network.config.rewrite.items():
            if url.startswith(public):
                return socket_start + url.removeprefix(public)
        return url

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(cookie_jar=jar, auto_decompress=True)
        return self._session


def _with_query(url: str, fields: Fields) -> str:
    if not fields:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(fields)}"


def _failure(error: Exception, url: str) -> Failed:
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return Failed(11210, url, "ct", "no such host")
    if isinstance(error, aiohttp.ClientSSLError):
        return Failed(11220, url, "ct", "TLS handshake failed")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failed(11205, url, "ct", "no connection")
    return Failed(11200, url, "rt", type(error).__name__)
