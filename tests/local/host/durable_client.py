"""Talks to a host's Durable surface over HTTP, as the SDK's client and the public do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

OVER = {"Completed", "Failed", "Terminated"}
PATIENCE = 20
"""Seconds until a test gives up waiting."""

type Links = dict[str, str]


@dataclass
class Durable:
    """A client of one host."""

    http: httpx.AsyncClient

    async def start(self, name: str, given: Any = None, **params: str) -> Links:
        """Start through the app and the SDK's client; the answer's management links."""
        answer = await self.http.post(f"/durable/{name}", params=params, json=given)
        answer.raise_for_status()
        links: Links = answer.json()
        return links

    async def run(self, name: str, given: Any = None, **params: str) -> dict[str, Any]:
        """Start, and the status at the end."""
        return await self.end(await self.start(name, given, **params))

    async def output(self, name: str, given: Any = None, **params: str) -> Any:
        """Start, and what comes out of it."""
        return (await self.run(name, given, **params))["output"]

    async def end(self, links: Links) -> dict[str, Any]:
        """The status once it is over."""
        return await self.becomes(links, *OVER)

    async def becomes(self, links: Links, *statuses: str) -> dict[str, Any]:
        """The status as soon as it is one of those. Raises TimeoutError."""

        async def is_there() -> bool:
            return (await self.status(links))["runtimeStatus"] in statuses

        await until(is_there)
        return await self.status(links)

    async def says(self, links: Links, custom_status: Any) -> None:
        """Return once the orchestration says so. Raises TimeoutError."""

        async def is_said() -> bool:
            answer = await self.http.get(links["statusQueryGetUri"])
            is_there = answer.status_code != HTTPStatus.NOT_FOUND  # a child may not have begun yet
            return is_there and bool(answer.json()["customStatus"] == custom_status)

        await until(is_said)

    async def status(self, links: Links, **params: str) -> dict[str, Any]:
        answer = await self.http.get(links["statusQueryGetUri"], params=params)
        status: dict[str, Any] = answer.json()
        return status

    async def raise_event(self, links: Links, name: str, data: Any) -> httpx.Response:
        url = links["sendEventPostUri"].replace("{eventName}", name)
        return await self.http.post(url, json=data)

    async def change(self, links: Links, link: str, reason: str = "because") -> httpx.Response:
        """Follow one of the links that end, hold or take up an instance."""
        return await self.http.post(links[link].replace("{text}", reason))

    async def call(self, method: str, **arguments: Any) -> Any:
        """Call a method of the SDK's client in the app; `{"answer"}` or `{"error"}`."""
        answer = await self.http.post(f"/durable-client/{method}", json=arguments)
        return answer.json()

    async def wrote(self, file: Path, line: str) -> None:
        """Return once that line is in the file. Raises TimeoutError."""

        async def is_written() -> bool:
            return file.exists() and line in file.read_text().split()  # noqa: ASYNC240 - tiny

        await until(is_written)

    def webhook(self, path: str) -> str:
        return f"/runtime/webhooks/durabletask/{path}"


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again. Raises TimeoutError where it never is."""
    async with asyncio.timeout(PATIENCE):
        while not await is_so():  # noqa: ASYNC110 - another process says it
            await asyncio.sleep(0.02)
