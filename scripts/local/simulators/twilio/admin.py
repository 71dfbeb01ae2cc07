"""What people and tests ask of the simulator itself, under `/__sim__`."""

from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from scripts.local.simulators.twilio.audio import Audio
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.checks import findings
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.faults import Fault
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Order
from scripts.local.simulators.twilio.people.cast import CAST
from scripts.local.simulators.twilio.people.directory import is_number, persona_named
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.value import Value


class Inbound(Value):
    """Somebody rings a number of ours. JSON has `from`, which Python keeps for itself."""

    caller: str
    to: str
    persona: str = ""


class Said(Value):
    """Words of a person."""

    text: str


class Keys(Value):
    """Keys of a telephone."""

    digits: str


class Admin:
    """The handlers."""

    def __init__(self, network: Network, engine: Engine, audio: Audio, gather: Gather) -> None:
        self._network, self._engine = network, engine
        self._audio, self._gather = audio, gather

    def routes(self) -> APIRouter:
        """Where each is found."""
        router = APIRouter(prefix="/__sim__")
        for method, path, handler in (
            ("GET", "/health", self.get_health),
            ("GET", "/idle", self.get_idle),
            ("GET", "/people", self.get_people),
            ("GET", "/timeline", self.get_timeline),
            ("GET", "/asserts", self.get_asserts),
            ("POST", "/inbound", self.post_inbound),
            ("POST", "/calls/{sid}/{action}", self.post_act),
            ("GET", "/faults", self.get_faults),
            ("POST", "/faults", self.post_fault),
            ("DELETE", "/faults", self.delete_faults),
            ("POST", "/reset", self.post_reset),
        ):
            router.add_api_route(path, _shown(handler), methods=[method], response_model=None)
        return router

    async def get_health(self, request: Request) -> Response:
        """That it runs, and for whom."""
        return JSONResponse({"status": "ok", "accounts": list(self._network.accounts)})

    async def get_idle(self, request: Request) -> Response:
        """Whether nothing at all goes on, or nothing but waiting for the clock (`resting`)."""
        network = self._network
        return JSONResponse(
            {
                "idle": network.is_idle,
                "resting": network.open_requests == 0,
                "requests": network.open_requests,
                "calls": len(network.live()),
            }
        )

    async def get_people(self, request: Request) -> Response:
        """Everybody who can be called, by the last two digits."""
        people = {f"{nn:02}": {"name": p.name, "about": p.about} for nn, p in sorted(CAST.items())}
        return JSONResponse(people)

    async def get_timeline(self, request: Request) -> Response:
        """What happened, on one call (`?call=`) or of one kind (`?kind=`) or at all."""
        query = request.query_params
        events = self._network.timeline.of(query.get("call", ""), query.get("kind", ""))
        return JSONResponse([event.model_dump(mode="json") for event in events])

    async def get_asserts(self, request: Request) -> Response:
        """What the app did wrong."""
        return JSONResponse(findings(self._network))

    async def post_inbound(self, request: Request) -> Response:
        """Let somebody ring one of our numbers."""
        given = await request.json()
        if isinstance(given, dict) and "from" in given:
            given["caller"] = given.pop("from")
        wanted = Inbound.model_validate(given)
        own = self._network.number(wanted.to)
        if own is None or own.voice is None:
            raise Conflict(f"Nobody answers {wanted.to}: give it a VoiceUrl (IncomingPhoneNumbers)")
        persona = persona_named(wanted.persona)
        if (wanted.persona and persona is None) or not is_number(wanted.caller):
            raise _wrong("persona or from", "names nobody", "see GET /__sim__/people")
        order = Order(
            to=wanted.to,
            caller=wanted.caller,
            document=Document(hook=own.voice),
            fallback=own.fallback,
            status=own.status,
        )
        call = self._network.new_call(own.account, order, "inbound", persona)
        self._engine.start(call)
        return JSONResponse({"sid": call.sid}, 201)

    async def post_act(self, request: Request) -> Response:
        """Be the person: say words, press keys, hang up."""
        call = self._call(request.path_params["sid"])
        heard = call.line.is_listening
        match _action(request.path_params["action"]):
            case "say":
                self._gather.say(call, Said.model_validate(await request.json()).text)
            case "press":
                self._gather.press(call, Keys.model_validate(await request.json()).digits)
            case "hangup":
                call.ask_to_end("callee")
        return JSONResponse({"sid": call.sid, "listening": heard}, 202)

    async def get_faults(self, request: Request) -> Response:
        """The faults in force."""
        return JSONResponse([rule.model_dump() for rule in self._network.faults.rules])

    async def post_fault(self, request: Request) -> Response:
        """Switch a fault on."""
        fault = Fault.model_validate(await request.json())
        self._network.faults.add(fault)
        return JSONResponse(fault.model_dump(), 201)

    async def delete_faults(self, request: Request) -> Response:
        """Switch all faults off."""
        self._network.faults.clear()
        return Response(status_code=204)

    async def post_reset(self, request: Request) -> Response:
        """Forget all calls, faults and events."""
        await self._network.reset()
        self._audio.clear()
        return Response(status_code=204)

    def _call(self, sid: str) -> Call:
        if sid not in self._network.calls:
            raise NotFound(f"No such call: {sid}")
        return self._network.calls[sid]


def _action(name: str) -> Literal["say", "press", "hangup"]:
    if name not in ("say", "press", "hangup"):
        raise NotFound(f"No such action: {name}; there are say, press and hangup")
    return name  # type: ignore[return-value]  # narrowed by the check above


def _wrong(field: str, problem: str, hint: str) -> Invalid:
    told = {"field": field, "problem": problem, "hint": hint}
    return Invalid(f"{field} {problem}: {hint}", errors=[told])


def _shown(
    handler: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            return _problem(_wrong(field, first["msg"], "see docs/simulators.md"))
        except ValueError:
            return _problem(_wrong("body", "is not JSON", "send a JSON object"))
        except Problem as problem:
            return _problem(problem)

    return endpoint


def _problem(problem: Problem) -> Response:
    return JSONResponse(problem.body(), problem.status, media_type="application/problem+json")
