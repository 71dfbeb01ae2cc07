"""One HTTP request to the app: where its socket is, how long it may take, what became of it."""

import socket
from collections.abc import Mapping
from functools import lru_cache
from http.cookies import SimpleCookie

import aiohttp
from yarl import URL

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.overrides import Overrides
from shared.value import Value


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


class Exchange:
    """The connections to the app. `rewrite` leads from public addresses to sockets."""

    def __init__(self, rewrite: Mapping[str, str]) -> None:
        self._rewrite = rewrite
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        overrides: Overrides,
        jar: SimpleCookie | None = None,
    ) -> Reply:
        """The answer to this one request, whatever its status. Raises `Failed`."""
        asking = self._open().request(
            method,
            _parsed(self.socket(url)),
            data=body or None,
            headers=headers,
            timeout=_limits(overrides),
            allow_redirects=False,
        )
        try:
            async with asking as response:
                if jar is not None:
                    for cookie in response.headers.getall("Set-Cookie", ()):
                        jar.load(cookie)
                given = {name.lower(): value for name, value in response.headers.items()}
                content = await response.read()
                return Reply(url=url, status=response.status, headers=given, body=content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _failure(error, url) from error

    def socket(self, url: str) -> str:
        """Where a public address is reached from here."""
        for public, socket_start in self._rewrite.items():
            if url.startswith(public):
                return socket_start + url.removeprefix(public)
        return url

    async def close(self) -> None:
        """End all connections."""
        if self._session:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # Twilio has no queue for these
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


@lru_cache(10_000)
def _parsed(url: str) -> URL:
    """The address as it was signed: nothing in it is encoded anew."""
    return URL(url, encoded=True)


@lru_cache(1_000)
def _limits(overrides: Overrides) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=overrides.total_ms / 1000,
        sock_connect=overrides.connect_ms / 1000,
        sock_read=overrides.read_ms / 1000,
    )


def _failure(error: Exception, url: str) -> Failed:
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return Failed(11210, url, "ct", "no such host")
    if isinstance(error, aiohttp.ClientSSLError):
        return Failed(11220, url, "ct", "TLS handshake failed")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failed(11205, url, "ct", "no connection")
    return Failed(11200, url, "rt", type(error).__name__)
