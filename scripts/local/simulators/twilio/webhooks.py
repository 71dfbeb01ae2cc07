"""Twilio's own web client: asks the app over HTTP, signed, with retries, redirects and limits.

Sources: https://www.twilio.com/docs/usage/webhooks/webhooks-security,
https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from http.cookies import SimpleCookie
from urllib.parse import quote_plus, urljoin, urlsplit
from uuid import UUID

from scripts.local.simulators.twilio.call import Subject
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.deliveries import Deliveries
from scripts.local.simulators.twilio.exchange import Exchange, Reply
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.overrides import Overrides, read_overrides
from scripts.local.simulators.twilio.signature import Signer

__all__ = ["Delivery", "Reply", "Webhooks"]

MOST_REDIRECTS = 10
MULTIPLE_CHOICES, BAD_REQUEST, SERVER_ERROR = 300, 400, 500
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing the app is to be told or asked, however many tries and redirects that takes."""

    call: Subject
    hook: Hook
    fields: Fields
    where: str
    overrides: Overrides
    idempotency: str


class Webhooks:
    """Sends requests about calls."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._exchange = Exchange(network.config.rewrite)
        self._deliveries = Deliveries(network)

    async def ask(self, call: Subject, hook: Hook, fields: Fields, where: str) -> Reply:
        """The app's answer, redirects followed. Raises `Failed` after the last try."""
        url, overrides, wrong = read_overrides(hook.url)
        if wrong:
            self._network.notify(call, 11240, hook, f"Invalid webhook override: {wrong}")
        token = str(UUID(self._network.sid("", call)))
        bare = Hook.model_construct(url=url, method=hook.method)
        delivery = Delivery(call, bare, fields, where, overrides, token)
        async with self._deliveries.held(delivery):
            with self._network.request():
                try:
                    async with asyncio.timeout(overrides.total_ms / 1000):
                        return await self._with_retries(delivery)
                except TimeoutError as error:
                    raise Failed(11200, url, "rt", "no answer in time") from error

    async def fetch(self, url: str, headers: Mapping[str, str]) -> Reply:
        """A file, unsigned, as Twilio fetches audio. Raises `Failed`."""
        with self._network.request():
            return await self._exchange.ask("GET", url, b"", headers, Overrides())

    async def close(self) -> None:
        """End all connections."""
        await self._exchange.close()

    async def _with_retries(self, delivery: Delivery) -> Reply:
        for left in range(delivery.overrides.retries, -1, -1):
            try:
                return await self._deliveries.attempt(delivery, partial(self._follow, delivery))
            except Failed as failure:
                if not left or not delivery.overrides.retry_after(failure.kind):
                    raise
        raise AssertionError

    async def _follow(self, delivery: Delivery, signer: Signer) -> Reply:
        """Send, go where the app sends us, and give back what can be used. Raises `Failed`."""
        hook, fields = delivery.hook, delivery.fields
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self._send(delivery, hook, fields, signer)
            if reply.status < MULTIPLE_CHOICES:
                return reply
            if reply.status >= BAD_REQUEST or "location" not in reply.headers:
                kind = "5xx" if reply.status >= SERVER_ERROR else "4xx"
                raise Failed(11200, reply.url, kind, f"answered {reply.status}")
            onwards = urljoin(hook.url, reply.headers["location"])
            if reply.status not in (307, 308):
                hook, fields = Hook(url=onwards, method="GET"), {}
            hook = Hook(url=onwards, method=hook.method)
        raise Failed(11215, delivery.hook.url, "", "more than ten redirects")

    async def _send(self, delivery: Delivery, hook: Hook, fields: Fields, signer: Signer) -> Reply:
        url, body, posted = hook.url, b"", fields
        if hook.method == "GET":
            url, posted = _with_query(url, fields), {}
        else:
            body = _form(fields).encode()
        jar = delivery.call.cookies.setdefault(urlsplit(url).netloc, SimpleCookie())
        headers = {
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": delivery.idempotency,
            "User-Agent": "TwilioProxy/1.1",
            **signer.headers(url, posted),
        }
        if body:
            headers["Content-Type"] = FORM
        if jar:
            headers["Cookie"] = "; ".join(f"{m.key}={m.coded_value}" for m in jar.values())
        began = time.monotonic()
        reply = await self._exchange.ask(hook.method, url, body, headers, delivery.overrides, jar)
        self._network.timeline.record(
            "webhook",
            delivery.call.sid,
            where=delivery.where,
            method=hook.method,
            url=reply.url,
            fields=delivery.fields,
            status=reply.status,
            media_type=reply.media_type,
            signed=signer.is_right,
            wall_seconds=round(time.monotonic() - began, 3),
        )
        return reply


def _with_query(url: str, fields: Fields) -> str:
    if not fields:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{_form(fields)}"


def _form(fields: Fields) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items())


@lru_cache(20_000)  # most of what is sent is the same in every request
def _quoted(text: str) -> str:
    return quote_plus(text)
