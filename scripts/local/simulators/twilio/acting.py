"""Being somebody on the telephone: ring us, pick up or not, talk, press keys, hang up."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StringConstraints

from scripts.local.simulators.faults.rules import wrong
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Order
from scripts.local.simulators.twilio.people.casting import Cast
from scripts.local.simulators.twilio.people.directory import is_number
from scripts.local.simulators.twilio.people.persona import Persona
from shared.errors import Conflict, NotFound
from shared.value import Value

ATTENDED = "you"
WITHHELD = frozenset({"anonymous", "+266696687", "+7378742833", "+2562533", "+86282452253"})
"""How a number looks that its owner hides: ANONYMOUS, RESTRICTED, BLOCKED, UNAVAILABLE on keys."""
ACTIONS = ("answer", "reject", "say", "press", "hangup")


class Inbound(Value):
    """Somebody rings a number of ours; `attended`, a person at the browser speaks for them."""

    caller: Annotated[str, Field(alias="from")]
    to: str
    persona: str = ""
    attended: bool = False


class Said(Value):
    """Words of a person."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Keys(Value):
    """Keys of a telephone."""

    digits: Annotated[str, Field(pattern=r"^[0-9A-D#*]{1,50}$")]


class Acting:
    """The handlers."""

    def __init__(self, network: Network, engine: Engine, gather: Gather) -> None:
        self._network, self._engine, self._gather = network, engine, gather

    async def post_inbound(self, request: Request) -> Response:
        """Let somebody ring one of our numbers."""
        wanted = Inbound.model_validate(await request.json())
        persona = _persona(wanted, self._network.cast)
        own = self._network.number(wanted.to)
        if own is None or own.voice is None:
            raise Conflict(f"Nobody answers {wanted.to}: give it a VoiceUrl (IncomingPhoneNumbers)")
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
        """Do what a person does with a telephone; `listening` says whether the bot hears it."""
        call, name = self._call(request.path_params["sid"]), request.path_params["action"]
        if name not in ACTIONS:
            raise NotFound(f"No such action: {name}; there are {', '.join(ACTIONS)}")
        if call.has_ended:
            raise Conflict(f"The call {call.sid} has ended ({call.status}): ring again")
        heard = call.line.is_listening
        await self._act(call, name, request)
        return JSONResponse({"sid": call.sid, "listening": heard}, 202)

    async def _act(self, call: Call, name: str, request: Request) -> None:
        match name:
            case "answer":
                _rings(call)
                call.picked_up.set()
            case "reject":
                _rings(call)
                call.declined.set()
            case "say":
                self._gather.say(call, Said.model_validate(await request.json()).text)
            case "press":
                self._gather.press(call, Keys.model_validate(await request.json()).digits)
            case _:
                call.ask_to_end("callee")

    def _call(self, sid: str) -> Call:
        if sid not in self._network.calls:
            raise NotFound(f"No such call: {sid}; GET /__sim__/calls lists them")
        return self._network.calls[sid]


def _persona(wanted: Inbound, cast: Cast) -> Persona | None:
    """Who rings; nobody in particular where it is left to the number."""
    if not is_number(wanted.caller) and wanted.caller not in WITHHELD:
        hint = "write it like +12125550100, or anonymous"
        raise wrong("from", f"{wanted.caller!r} is no number", hint)
    if wanted.attended and wanted.persona not in ("", ATTENDED):
        raise wrong("persona", "speaks for itself", "leave out either persona or attended")
    name = ATTENDED if wanted.attended else wanted.persona
    persona = cast.named(name)
    if name and persona is None:
        raise wrong("persona", f"{name!r} is nobody", "GET /__sim__/people lists everybody")
    return persona


def _rings(call: Call) -> None:
    """Refuse for a phone that does not ring, or that somebody simulated picks up themselves."""
    if not call.person.persona.attended:
        name = call.person.persona.name
        raise Conflict(f"{name} picks up without help: call a number that ends in 50 to do it")
    if call.is_inbound or call.answered is not None:
        raise Conflict(f"The call {call.sid} does not ring: it is {call.status}")
