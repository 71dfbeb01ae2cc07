"""Somebody who uses the system over its API, as the web app would."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from functions.access.model import Role


class Failed(Exception):
    """What did not work, in words for whoever watches."""


def header_of(name: str, role: Role) -> dict[str, str]:
    """The header by which Static Web Apps tells who is signed in."""
    told = {"userId": name, "userDetails": name, "userRoles": [role]}
    return {"x-ms-client-principal": base64.b64encode(json.dumps(told).encode()).decode()}


class Person:
    """Signed in with one role, told the way Static Web Apps tells it (functions/access)."""

    def __init__(self, client: httpx.AsyncClient, name: str, role: Role) -> None:
        self._client, self._headers = client, header_of(name, role)

    async def get(self, path: str, **query: Any) -> Any:
        """What stands there. Raises `Failed`."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """Ask for something to be done. Raises `Failed`."""
        return await self._ask("POST", path, json=body, **more)

    async def send_file(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """Send a file with a form. Raises `Failed`."""
        files = {"file": (name, content, "text/csv")}
        return await self._ask("POST", path, data=fields, files=files)

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {**self._headers, **more.pop("headers", {})}
        try:
            answer = await self._client.request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            raise Failed(f"The host does not answer {method} {path}: {error!r}") from error
        if answer.is_error:
            raise Failed(f"{method} {path} was answered {answer.status_code}: {answer.text[:500]}")
        return answer.json()


async def until[T](what: str, look: Callable[[], Awaitable[T | None]], *, within: float) -> T:
    """Look again and again until there is something. Raises `Failed` after `within` seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := await look():
            return found
        await asyncio.sleep(0.25)
    raise Failed(f"After {within:.0f} s there is still no {what}.")
