"""Who works while things fail: a desk that writes tickets, files and wishes, and people called.

What was not answered, or refused, is asked again a second later with the same key, as a page does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import httpx

from functions.access.model import Role
from functions.people.model import Entry
from scripts.benchmarks import dialling_people as numbers
from scripts.drills.diary import Diary, Note, now
from scripts.drills.stage import Stage
from scripts.local.person import header_of

PATIENCE = 10
"""Seconds until whoever waits at a screen gives up."""
AGAIN = 1.0
EVERY = {"ticket": 1.0, "list": 1.0, "search": 2.0, "wish": 3.0, "file": 4.0}
"""Seconds between two of a kind."""
PER_SECOND = 0.5
"""Calls begun."""
ASKED = {
    "list": ("GET", "/api/v1/tickets?limit=25"),
    "search": ("GET", "/api/v1/search?q=invoice+charged+twice"),
}


@dataclass
class Desk:
    """Somebody with a browser. `drill` tells their words from those of other drills."""

    host: httpx.AsyncClient
    diary: Diary
    drill: str
    phones: Iterator[str]
    ease: float = 1.0
    """How much longer than usual they take between two things they ask for."""

    def __post_init__(self) -> None:
        self._headers, self._n = header_of("desk", Role.SUPERVISOR), count()
        self._wished: dict[str, str] = {}

    async def work(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for kind, seconds in EVERY.items():
                group.create_task(self._go_on(kind, seconds))

    async def probe(self) -> Note:
        """One ticket, written now and once."""
        return await self._write_ticket(f"{self.drill}-probe-{next(self._n)}")

    async def _go_on(self, kind: str, seconds: float) -> None:
        act: Callable[[str], Awaitable[Any]] = getattr(self, f"_keep_{kind}", self._look)
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._ask(act, f"{self.drill}-{kind}-{next(self._n)}"))
                await asyncio.sleep(seconds * self.ease)

    async def _ask(self, act: Callable[[str], Awaitable[Note]], key: str) -> None:
        note = await act(key)
        if not note.is_promise and note.kind not in ASKED:
            await asyncio.sleep(AGAIN)
            await self._ask(act, key)

    async def _keep_ticket(self, key: str) -> Note:
        return await self._write_ticket(key)

    async def _keep_wish(self, key: str) -> Note:
        wish = {"phone": self._phone_of(key), "source": "drill"}
        return await self._note("wish", wish["phone"], "POST", "/api/v1/do-not-call", json=wish)

    async def _keep_file(self, key: str) -> Note:
        ticket = next(iter(self.diary.promised("ticket").values()), None)
        if ticket is None:
            return await self._write_ticket(f"{key}-ticket")
        path = f"/api/v1/tickets/{ticket['id']}/attachments"
        files = {"file": (f"{key}.txt", key.encode() * 100, "text/plain")}
        return await self._note("file", key, "POST", path, files=files)

    async def _look(self, key: str) -> Note:
        kind = key.split("-")[-2]
        return await self._note(kind, key, *ASKED[kind])

    async def _write_ticket(self, key: str) -> Note:
        draft = {"title": key, "description": "Invoice charged twice", "requester_name": "drill"}
        path = "/api/v1/tickets"
        return await self._note(
            "ticket", key, "POST", path, json=draft, headers={"idempotency-key": key}
        )

    def _phone_of(self, key: str) -> str:
        if key not in self._wished:
            self._wished[key] = next(self.phones)
        return self._wished[key]

    async def _note(self, kind: str, key: str, method: str, path: str, **more: Any) -> Note:
        began, status, body = now(), 0, None
        headers = {**self._headers, **more.pop("headers", {})}
        with suppress(httpx.HTTPError):
            answer = await self.host.request(
                method, path, headers=headers, timeout=PATIENCE, **more
            )
            status = answer.status_code
            with suppress(ValueError):
                body = answer.json() if answer.is_success and kind not in ASKED else None
        note = Note(kind, key, began, now() - began, status, body)
        self.diary.write(note)
        return note


def phones(last: str) -> Iterator[str]:
    """Numbers kept for fiction whose last two digits begin so."""
    american = (each for each in numbers.numbers() if each.startswith("+1"))
    return (each for each in american if each[-2] == last)


def callees(agreeing: Iterator[str], forbidding: Iterator[str], many: int) -> list[Entry]:
    """People to call: of five, one presses 9."""
    some = [*islice(agreeing, many - many // 5), *islice(forbidding, many // 5)]
    return [numbers.entry(each) for each in sorted(some, key=lambda each: each[2:5])]


async def call(it: Stage, drill: str, them: list[Entry], *, per_second: float) -> str:
    """A campaign that has begun to call them; its path."""
    path = await it.campaign(drill, them, per_second=per_second, live_cap=50)
    await it.run(path)
    return path
