"""Golden TwiML programmes: what an app answers and who is called, and all that must come of it."""

import asyncio
import re
import secrets
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml
from aiohttp import web
from pydantic import Field

from scripts.local.clock import Mode, VirtualClock, quiet_loop
from scripts.local.simulators.twilio import Account, Config, OwnedNumber, build
from scripts.local.simulators.twilio.people.casting import Cast, built_in
from scripts.local.simulators.twilio.people.written import WrittenPersona
from scripts.local.simulators.twilio.timeline import Event
from shared.value import Value
from tests.fakes import NOON

GOLDEN = Path(__file__).parent / "golden"
OURS, PUBLIC = "+12025550100", "https://voice.example.com"
ACCOUNT = Account(sid="AC" + "0" * 32, tokens=(secrets.token_hex(16),), calls_per_second=1)
BASE = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
MADE_UP = re.compile("[0-9a-f]{32}")
LONGEST_RUN, ON_ITS_WAY = 60.0, 0.01  # seconds on the wall
CALLEE = "+12125550100"
EVERY_CALL = frozenset(
    {"AccountSid", "ApiVersion", "CallSid", "CallToken", "Direction", "StirVerstat", "StirStatus"}
    | {"CallStatus", "CallbackSource", "Timestamp", "ParentCallSid", "RecordingStartTime"}
    | {side + part for side in ("From", "To", "Caller", "Called") for part in ("", "City", "State")}
    | {side + part for side in ("From", "To", "Caller", "Called") for part in ("Zip", "Country")}
)


def _kept(bot: dict[str, Any]) -> str:
    return f" (kept: {bot['kept']})" if bot.get("kept") else ""


TOLD: dict[str, Callable[[dict[str, Any]], str]] = {  # what of an event stands in a programme
    "answer_discarded": lambda it: urlsplit(it["url"]).path,
    "barge_in": lambda it: f"{it['heard']} | {it['unheard']}",
    "bot": lambda it: (it["text"] or it["via"].removeprefix(PUBLIC)) + _kept(it),
    "bridged": lambda it: "",
    "conference": lambda it: f"{it['room']} {it['event']}",
    "cut": lambda it: f"{it['heard']} | {it['unheard']}",
    "dequeued": lambda it: it["queue"],
    "enqueued": lambda it: it["queue"],
    "hear": lambda it: "what was wanted" if it["met"] else "not what was wanted",
    "hung_up": lambda it: it["by"],
    "keys": lambda it: it["digits"],
    "notification": lambda it: str(it["code"]),
    "parted": lambda it: f"by {it['by']} after {it['seconds']:g}",
    "person": lambda it: it.get("said") or it.get("pressed") or "…",
    "state": lambda it: it["status"],
}


class Deed(Value):
    """Something done from outside: at an instant, or while the app is asked `during` a path.

    `call` places another one, `rings` lets somebody ring us; the others are done to the first call
    or, with `whom`, to that of a number.
    """

    at: float = 0
    during: str = ""
    whom: str = ""
    call: str = ""
    rings: str = ""
    order: dict[str, Any] = Field(default_factory=dict)
    update: dict[str, str] = Field(default_factory=dict)
    say: str = ""
    press: str = ""
    act: str = ""


class Programme(Value):
    """One file of `golden/`. `webhooks` and `events` are everything there is, in order."""

    about: str
    rings: bool = False
    order: dict[str, Any] = Field(default_factory=dict)
    person: dict[str, Any] = Field(default_factory=dict)
    people: dict[str, dict[str, Any]] = Field(default_factory=dict)
    pages: dict[str, str | list[str]] = Field(default_factory=dict)
    does: tuple[Deed, ...] = ()
    webhooks: list[str] = Field(default_factory=list)
    events: list[str] = Field(default_factory=list)

    @property
    def cast(self) -> Cast:
        """Everybody there is anyway, and those who live behind a number here."""
        own = {CALLEE: self.person} | self.people
        written = [
            {"name": f"one_{nth}", "about": number, "match": number, **how}
            for nth, (number, how) in enumerate(own.items())
        ]
        personas = [WrittenPersona.model_validate(one).persona() for one in written]
        return Cast([*built_in().by_name.values(), *personas])


def programme(name: str) -> Programme:
    """One of them."""
    return Programme.model_validate(yaml.safe_load((GOLDEN / f"{name}.yaml").read_text()))


class Stage:
    """Runs one programme: a network, an app on a socket, and a clock that jumps when both rest."""

    def __init__(self, programme: Programme) -> None:
        self._programme, self._clock = programme, VirtualClock(NOON, Mode.AUTO_ADVANCE)
        self._pages = {
            path: [documents] if isinstance(documents, str) else list(documents)
            for path, documents in programme.pages.items()
        }
        self._during = {deed.during: deed for deed in programme.does if deed.during}

    def run(self) -> None:
        """Let the whole of it happen."""
        with asyncio.Runner(loop_factory=lambda: quiet_loop(self._jump)) as runner:
            runner.run(self._run())

    def _jump(self) -> bool:
        return self._network.traffic.open == 0 and self._clock.jump()

    async def _run(self) -> None:
        app = await asyncio.get_running_loop().create_server(web.Server(self._page), "127.0.0.1")
        port = app.sockets[0].getsockname()[1]
        simulator = build(self._clock, _config(port))
        self._network = simulator.network
        self._network.cast = self._programme.cast
        auth, inside = (ACCOUNT.sid, ACCOUNT.tokens[0]), httpx.ASGITransport(app=simulator)
        async with (
            asyncio.timeout(LONGEST_RUN),
            httpx.AsyncClient(
                transport=inside, base_url="http://simulator", auth=auth
            ) as self._http,
        ):
            await self._everything()
        await simulator.close()
        app.close()

    async def _everything(self) -> None:
        number = next(iter(self._network.numbers))
        form = {"VoiceUrl": f"{PUBLIC}/voice"}
        await self._post(f"{BASE}/IncomingPhoneNumbers/{number}.json", data=form)
        begin = {"rings": CALLEE} if self._programme.rings else {"call": CALLEE}
        await self._do(Deed(order=self._programme.order, **begin))
        await asyncio.gather(*(self._later(d) for d in self._programme.does if not d.during))
        for call in list(self._network.calls.values()):
            await call.over.wait()
        while not self._network.is_idle:
            await self._clock.sleep(0.01)

    async def _page(self, request: web.BaseRequest) -> web.Response:
        """The app: it answers each path with its documents in turn, the last one ever after."""
        await request.read()
        deed = self._during.pop(request.path, None)
        if deed:
            await self._do(deed)
            await asyncio.sleep(ON_ITS_WAY)
        pages = self._pages.get(request.path, [])
        text = pages.pop(0) if len(pages) > 1 else pages[0] if pages else "<Response/>"
        return web.Response(text=text, content_type="text/xml")

    async def _later(self, deed: Deed) -> None:
        await self._clock.sleep(deed.at)
        await self._do(deed)

    async def _do(self, deed: Deed) -> None:
        if deed.call:
            form = {"To": deed.call, "From": OURS, "Url": f"{PUBLIC}/voice", **deed.order}
            await self._post(f"{BASE}/Calls.json", data=form)
        elif deed.rings:
            await self._post("/__sim__/inbound", json={"from": deed.rings, "to": OURS})
        elif deed.update:
            sid = self._sid(deed.whom)
            await self._post(f"{BASE}/Calls/{sid}.json", data=deed.update)
        else:
            await self._act(self._sid(deed.whom), deed)

    async def _act(self, sid: str, deed: Deed) -> None:
        act = deed.act or ("say" if deed.say else "press")
        body = {"text": deed.say} if deed.say else {"digits": deed.press} if deed.press else None
        await self._post(f"/__sim__/calls/{sid}/{act}", json=body)

    async def _post(self, path: str, **given: Any) -> None:
        answer = await self._http.post(path, **given)
        assert answer.is_success, answer.text

    def _sid(self, number: str) -> str:
        calls = [c for c in self._network.calls.values() if number in ("", c.order.to)]
        return (calls[-1] if number else calls[0]).sid

    def webhooks(self) -> list[str]:
        """Every request about a call, with all that is not the same in each of a call's requests.

        Those of one instant stand in the order of their calls, and what nobody waits for last.
        """
        asked = sorted(self._network.timeline.of(kind="webhook"), key=self._place)
        lines = groupby(self._asked(event) for event in asked)
        counted = [(line, len(list(same))) for line, same in lines]
        return [line if many == 1 else f"{line} x{many}" for line, many in counted]

    def _place(self, event: Event) -> tuple[float, int, bool, int]:
        calls = list(self._network.calls)
        is_beside = event.detail["where"] != "webhook.voice"
        return round(self._gone(event), 2), calls.index(event.call), is_beside, event.number

    def _asked(self, event: Event) -> str:
        given = event.detail["fields"]
        address = urlsplit(event.detail["url"])
        path = address.path + (" by GET" if "CallSid=" in address.query else "")
        told = [
            f"{name}={MADE_UP.sub('…', value)!r}"
            for name, value in sorted(given.items())
            if name not in EVERY_CALL
        ]
        status = given.get("CallStatus", "")
        return " ".join(filter(None, [self._when(event), path, status, *told]))

    def events(self) -> list[str]:
        """What was heard on each call, and what became of it."""
        return [
            f"{self._when(event)} {event.kind} {TOLD[event.kind](event.detail)}".strip()
            for event in self._network.timeline.of()
            if event.kind in TOLD
        ]

    def _gone(self, event: Event) -> float:
        return (event.at - NOON).total_seconds()

    def _when(self, event: Event) -> str:
        """The instant, and which call if it is not the first."""
        call = self._network.calls[event.call]
        other = call.order.caller if call.is_inbound else call.order.to
        is_first = call is next(iter(self._network.calls.values()))
        return f"{self._gone(event):.2f}" + ("" if is_first else f" [{other}]")


def _config(port: int) -> Config:
    return Config(
        accounts=(ACCOUNT,),
        numbers=(OwnedNumber(number=OURS, account=ACCOUNT.sid),),
        rewrite={PUBLIC: f"http://127.0.0.1:{port}"},
        seed=7,
    )
