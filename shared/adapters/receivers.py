"""Posts to addresses that people gave us, and to none that only we can reach.

Whoever may name an address could otherwise have us look around inside: at the metadata service
that hands out our identity's tokens, at databases, at other machines of the network.
"""

import asyncio
import socket
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.errors import Rejected, Unavailable, Uncertain

VENDOR = "webhook"
AZURE = ip_address("168.63.129.16")
"""Public by its number, and each virtual machine's door to its host
(learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16)."""
TRANSLATED = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96")))
"""IPv6 in which an IPv4 address hides: NAT64, 6to4, IPv4-compatible."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is anybody's to reach, and not only ours."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    own = isinstance(address, IPv6Address) and address.is_site_local  # of old, and still routed
    hidden = any(address in network for network in TRANSLATED)
    special = address.is_multicast or address.is_reserved or address == AZURE
    return address.is_global and not (special or own or hidden)


def _forbidden(host: str) -> Rejected:
    message = f"{host} leads to an address that webhooks must not reach"
    return Rejected(message, vendor=VENDOR, code="forbidden-address")


class _Looked(AbstractResolver):
    """Looks a name up once. What it found is checked, and is what will be connected to."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        except UnicodeError as error:  # nothing between two dots, or too much
            raise OSError(f"{host} is no name of a host") from error
        addresses = [str(place[0]) for _, _, _, _, place in found]
        if not self._private and not all(is_public(ip_address(each)) for each in addresses):
            raise _forbidden(host)
        return [_result(host, port, each) for each in addresses]

    async def close(self) -> None:
        """There is nothing to let go of."""


def _result(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


class HttpReceivers:
    """Over HTTPS; with `private`, on a developer's machine, anywhere and without TLS as well."""

    def __init__(self, *, private: bool = False) -> None:
        self._private = private

    async def post(
        self, url: str, body: str, headers: Mapping[str, str], *, deadline: float
    ) -> int:
        """The HTTP status of the answer; of its words nothing is read."""
        self._check(url)
        connector = aiohttp.TCPConnector(
            resolver=_Looked(private=self._private), use_dns_cache=False, force_close=True
        )
        try:
            async with (
                asyncio.timeout(deadline),
                aiohttp.ClientSession(
                    connector=connector, cookie_jar=aiohttp.DummyCookieJar()
                ) as http,
                http.post(
                    url, data=body.encode(), headers=headers, allow_redirects=False
                ) as answer,
            ):
                return answer.status
        except TimeoutError as error:
            message = f"No answer within {deadline:g} s"
            raise Uncertain(message, vendor=VENDOR, code="timeout") from error
        except aiohttp.InvalidURL as error:
            raise Rejected("The address cannot be read", vendor=VENDOR, code="address") from error
        except aiohttp.ClientConnectorCertificateError as error:
            message = "The certificate is not one that we trust"
            raise Unavailable(message, vendor=VENDOR, code="certificate") from error
        except aiohttp.ClientConnectorDNSError as error:
            message = "There is no such host, or its name cannot be looked up now"
            raise Unavailable(message, vendor=VENDOR, code="dns") from error
        except aiohttp.ClientConnectorError as error:
            raise Unavailable("No connection", vendor=VENDOR, code="connection") from error
        except aiohttp.ClientError as error:
            message = "The connection ended before the answer"
            raise Uncertain(message, vendor=VENDOR, code="connection") from error

    def _check(self, url: str) -> None:
        """A number in place of a name is never looked up, so it is checked here."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self._private:
            return
        if parts.scheme != "https":
            raise Rejected("The address is not https", vendor=VENDOR, code="address")
        try:
            address = ip_address(host)
        except ValueError:
            return
        if not is_public(address):
            raise _forbidden(host)
