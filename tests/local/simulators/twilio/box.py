"""A telephone network on real sockets, an app that answers it, and a clock that jumps."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response

from scripts.local.simulators.serve import serving
from scripts.local.simulators.twilio import (
    Account,
    Config,
    OwnedNumber,
    TwilioSimulator,
    build,
)
from tests.fakes import TurnedClock

OURS = "+12025550100"
PUBLIC = "https://voice.example.com"
ACCOUNT = Account(sid="AC" + secrets.token_hex(16), tokens=(secrets.token_hex(16),))
XML = "text/xml"


@dataclass
class App:
    """The app Twilio calls: answers each path with the texts it was given, in turn."""

    pages: dict[str, list[Response]] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    api: FastAPI = field(default_factory=lambda: FastAPI(openapi_url=None))

    def __post_init__(self) -> None:
        self.api.add_api_route(
            "/{path:path}", self._answer, methods=["GET", "POST"], response_model=None
        )

    def says(self, path: str, *documents: str | Response) -> None:
        self.pages[path] = [
            given if isinstance(given, Response) else Response(given, media_type=XML)
            for given in documents
        ]

    def posted(self, path: str) -> list[dict[str, str]]:
        return [fields for at, fields, _ in self.got if at == path]

    def headers(self, path: str) -> list[dict[str, str]]:
        return [headers for at, _, headers in self.got if at == path]

    async def _answer(self, request: Request) -> Response:
        body = (await request.body()).decode()
        fields = dict(parse_qsl(body or request.url.query, keep_blank_values=True))
        self.got.append((request.url.path, fields, dict(request.headers)))
        if self.gate is not None and request.url.path in self.pages:
            await self.gate.wait()
        pages = self.pages.get(request.url.path, [])
        return pages.pop(0) if len(pages) > 1 else pages[0] if pages else Response(status_code=204)


@dataclass
class Box:
    """The simulated network, and how to ask it."""

    url: str
    simulator: TwilioSimulator
    clock: "JumpingClock"
    http: httpx.AsyncClient
    app: App
    app_url: str

    @property
    def path(self) -> str:
        return f"/2010-04-01/Accounts/{ACCOUNT.sid}"

    async def create(self, to: str, **more: Any) -> httpx.Response:
        form = {
            "To": to,
            "From": OURS,
            "Url": f"{PUBLIC}/voice",
            "StatusCallback": f"{PUBLIC}/status",
            "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
            **more,
        }
        return await self.http.post(f"{self.path}/Calls.json", data=form)

    async def rest(self) -> None:
        """Turn the clock from one due instant to the next until nothing goes on."""
        while not self.simulator.network.is_idle:
            await self.step()

    async def step(self) -> None:
        """Turn the clock to the next due instant, unless a request is open."""
        await asyncio.sleep(0.001)
        await run_dry()
        if self.simulator.network.open_requests == 0:
            await self.clock.to_next()

    async def until_said(self, made: httpx.Response) -> str:
        """Go on until the bot speaks on this call, whose sid comes back."""
        sid = str(made.json()["sid"])
        await self.until_live(sid)
        return sid

    async def until_asked(self, made: httpx.Response, path: str) -> str:
        """Go on until the app has been asked there."""
        while not self.app.posted(path):
            await self.step()
        return str(made.json()["sid"])

    async def until_live(self, sid: str) -> None:
        """Go on until somebody has picked up and the bot speaks."""
        while not self.simulator.network.timeline.of(sid, "bot"):
            await self.step()

    async def until_listening(self, sid: str) -> None:
        """Go on until the call waits for its callee."""
        while not self.simulator.network.calls[sid].line.is_listening:
            await self.step()

    async def answered_by(self, document: str) -> None:
        """Let our number be answered with this."""
        own = next(iter(self.simulator.network.numbers.values()))
        path = f"{self.path}/IncomingPhoneNumbers/{own.sid}.json"
        await self.http.post(path, data={"VoiceUrl": f"{PUBLIC}/inbound"})
        self.app.says("/inbound", document)
        self.app.says("/turn", "<Response/>")

    async def inbound(self, caller: str, **more: str) -> None:
        """A whole call from somebody to us."""
        given = {"from": caller, "to": OURS, **more}
        await self.http.post("/__sim__/inbound", json=given)
        await self.rest()

    async def until_rung(self, creating: "asyncio.Future[httpx.Response]") -> None:
        """Go on, although a request is open, until that one is answered."""
        while not creating.done():
            await asyncio.sleep(0.01)
            await self.clock.to_next()

    async def call(self, to: str, **more: Any) -> dict[str, Any]:
        """A whole call, from its creation to its end."""
        made = await self.create(to, **more)
        await self.rest()
        found: dict[str, Any] = await self.get(f"{self.path}/Calls/{made.json()['sid']}.json")
        return found

    async def get(self, path: str, **query: str) -> Any:
        return (await self.http.get(path, params=query or None)).json()

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event.detail for event in self.simulator.network.timeline.of(kind=kind)]


async def run_dry() -> None:
    """Let the loop turn until nothing is ready: whoever woke then sleeps, waits or asks again."""
    ready, quiet = getattr(asyncio.get_running_loop(), "_ready"), 0  # noqa: B009 - not in its types
    while quiet < 3:
        quiet = 0 if ready else quiet + 1
        await asyncio.sleep(0)


class JumpingClock(TurnedClock):
    """Goes from one due instant to the next."""

    async def to_next(self) -> None:
        while self._sleepers and self._sleepers[0][2].done():
            self._sleepers.pop(0)
            self._sleepers.sort()
        if self._sleepers:
            await self.advance((self._sleepers[0][0] - self.now()).total_seconds())


@asynccontextmanager
async def network(**changed: Any) -> AsyncIterator[Box]:
    app, clock = App(), JumpingClock()
    async with serving(app.api) as app_url:
        given = {
            "accounts": (ACCOUNT,),
            "numbers": (OwnedNumber(number=OURS, account=ACCOUNT.sid),),
            "rewrite": {PUBLIC: app_url},
            **changed,
        }
        simulator = build(clock, Config.model_validate(given))
        auth = (ACCOUNT.sid, ACCOUNT.tokens[0])
        async with serving(simulator) as url, httpx.AsyncClient(base_url=url, auth=auth) as http:
            yield Box(url, simulator, clock, http, app, app_url)
            await simulator.close()
