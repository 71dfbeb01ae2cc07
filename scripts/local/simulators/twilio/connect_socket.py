"""A WebSocket to the app, opened as Twilio opens one: signed by the very address it was given.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.connect_hold import QUIET, Hold
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.signature import Signer

AGENT = "Twilio.TmeWs/1.0"
OPEN_SECONDS, CLOSE_SECONDS = 5, 1  # the wall's
NORMAL, NO_CODE = 1000, 1005


class NoSocket(Exception):
    """It could not be opened. `why` is scheme, refused, timeout, tls or handshake."""

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail)
        self.why, self.detail = why, detail


class Socket:
    """An open WebSocket that carries JSON. What cannot be sent any more is dropped."""

    def __init__(
        self, wire: ClientConnection, hold: Hold, breaks: Callable[[str | bytes], bool]
    ) -> None:
        self._wire, self._hold, self._breaks = wire, hold, breaks

    async def tell(
        self, message: Mapping[str, Any], *, owed: bool = False, moment: float = QUIET
    ) -> None:
        """Send. The clock stands still until the app has read it and a `moment` of the wall more.

        `owed`: it is given the time to answer, too.
        """
        self._hold.sent(owed=owed)
        try:
            await self._wire.send(json.dumps(message, ensure_ascii=False))
            pong = await self._wire.ping()
        except ConnectionClosed:
            self._hold.end()
            return
        self._hold.until(pong, moment)

    async def frames(self) -> AsyncIterator[str | bytes]:
        """What the app sends, until one of the two closes."""
        try:
            async for frame in self._wire:
                self._hold.came()
                if self._breaks(frame):
                    self._wire.transport.abort()
                    continue
                yield frame
        except ConnectionClosed:
            return

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close in good order."""
        await self._wire.close(code, reason)
        self._hold.end()

    @property
    def code(self) -> int | None:
        """The code it was closed with, if it was."""
        return self._wire.close_code

    @property
    def farewell(self) -> str:
        """How it was closed, for people to read."""
        return f"{self.code} {self._wire.close_reason or ''}".strip()


async def open_socket(network: Network, call: Call, url: str, hold: Hold) -> Socket:
    """The app's WebSocket at that public address. Raises `NoSocket`."""
    if not url.startswith("wss://"):
        raise NoSocket("scheme", f"{url!r} does not begin with wss://")
    signer = await _signer(network, call, url)
    with network.request():
        try:
            wire = await connect(
                socket_address(url, network.config.rewrite),
                additional_headers=signer.headers(url, {}),
                user_agent_header=AGENT,
                compression=None,
                proxy=None,
                open_timeout=OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                ping_interval=None,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI, EOFError) as error:
            raise NoSocket(_why(error), str(error) or type(error).__name__) from error

    def breaks(frame: str | bytes) -> bool:
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        return network.faults.strike("socket.frame", text, key=call.sid) is not None

    return Socket(wire, hold, breaks)


async def _signer(network: Network, call: Call, url: str) -> Signer:
    """Who signs the upgrade, unless a fault forges that, or lets nobody come so far."""
    signer = Signer.of(network.accounts[call.account])
    fault = network.faults.strike("socket.open", url, key=call.sid)
    if fault is None:
        return signer
    network.timeline.record("fault", call.sid, where="socket.open", action=fault.action, url=url)
    if fault.action == "delay":
        await network.clock.sleep(fault.value)
    if fault.action == "drop":
        raise NoSocket("refused", "dropped by a fault")
    return signer.forged() if fault.action == "corrupt_signature" else signer


def socket_address(url: str, rewrite: Mapping[str, str]) -> str:
    """Where a public `wss` address is reached from here; `rewrite` tells of `https` or `wss`."""
    for public, start in rewrite.items():
        for scheme in ("wss", "https"):
            given = re.sub(r"^wss", scheme, url)
            if given.startswith(public):
                return re.sub(r"^http", "ws", start + given.removeprefix(public))
    return url


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, asyncio.TimeoutError):
        return "timeout"
    return "refused" if isinstance(error, OSError) else "handshake"
