"""Somebody who uses the system over its API, as the web app would."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from functions.access.model import GROUP, Role

STEP, LONGEST = 2.0, 120.0  # seconds of the simulated clock between two looks
PATIENCE = 120  # seconds of the wall's


class Failed(Exception):
    """What did not work, in words for whoever watches."""


def header_of(name: str, role: Role, *groups: str) -> dict[str, str]:
    """The header by which Static Web Apps tells who is signed in."""
    roles = [role, *(f"{GROUP}{each}" for each in groups)]
    told = {"userId": name, "userDetails": name, "userRoles": roles}
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

    async def put(self, path: str, body: Any, **more: Any) -> Any:
        """Let something read like that. Raises `Failed`."""
        return await self._ask("PUT", path, json=body, **more)

    async def patch(self, path: str, body: Any, **more: Any) -> Any:
        """Let some of it read like that. Raises `Failed`."""
        return await self._ask("PATCH", path, json=body, **more)

    async def delete(self, path: str, **query: Any) -> Any:
        """Take something back. Raises `Failed`."""
        return await self._ask("DELETE", path, params=query)

    async def send_file(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """Send a file with a form. Raises `Failed`."""
        files = {"file": (name, content, "text/csv")}
        return await self._ask("POST", path, data=fields, files=files)

    async def text(self, path: str, **query: Any) -> str:
        """The file that stands there. Raises `Failed`."""
        return (await self._answer("GET", path, params=query)).text

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        answer = await self._answer(method, path, **more)
        return answer.json() if answer.content else None

    async def _answer(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {**self._headers, **more.pop("headers", {})}
        try:
            answer = await self._client.request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            raise Failed(f"The host does not answer {method} {path}: {error!r}") from error
        if answer.is_error:
            raise Failed(f"{method} {path} was answered {answer.status_code}: {answer.text[:500]}")
        return answer


class Time:
    """The clock of the simulated world, which stands still unless somebody here lets it go on."""

    def __init__(self, simulators: httpx.AsyncClient) -> None:
        self._simulators = simulators

    async def until[T](
        self, what: str, look: Callable[[], Awaitable[T | None]], *, within: float
    ) -> T:
        """Let time pass until there is something. Raises `Failed` after `within` of its seconds."""
        passed, step = 0.0, STEP
        while not (found := await look()):
            if passed >= within:
                raise Failed(f"After {within:.0f} s there is still no {what}.")
            await self._pass(step)
            passed, step = passed + step, min(1.5 * step, LONGEST)
        return found

    async def _pass(self, seconds: float) -> None:
        """Come back when that much has happened, and all of what it caused."""
        try:
            answer = await self._simulators.post(
                "/__sim__/advance", json={"seconds": seconds}, timeout=PATIENCE
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Failed(f"The simulators do not let time pass: {error!r}") from error
