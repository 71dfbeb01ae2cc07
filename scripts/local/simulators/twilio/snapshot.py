"""A picture of the network to keep with a finding, and to look at again another day."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from scripts.local.simulators.faults.rules import wrong
from scripts.local.simulators.twilio.call import ENDS, Call
from scripts.local.simulators.twilio.line import Line
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Order
from scripts.local.simulators.twilio.people.directory import language_of
from scripts.local.simulators.twilio.people.person import Person
from scripts.local.simulators.twilio.timeline import Event
from shared.errors import Conflict
from shared.value import Instant, Value

CUT_OFF = "canceled"  # what becomes of a call that lived when the picture was taken


class KeptCall(Value):
    """A call as it stood."""

    sid: Annotated[str, Field(pattern=r"^CA[0-9a-f]{32}$")]
    account: str
    order: Order
    direction: str
    persona: str
    created: Instant
    updated: Instant
    parent: str | None = None
    status: str
    queue_seconds: float = 0
    started: Instant | None = None
    answered: Instant | None = None
    ended: Instant | None = None
    answered_by: str | None = None
    beep_at: Instant | None = None
    sip: int = 200

    @classmethod
    def of(cls, call: Call) -> "KeptCall":
        """The call without what only makes it go on."""
        same = {name: getattr(call, name) for name in cls.model_fields if name != "persona"}
        return cls(**same, persona=call.person.persona.name)


class Snapshot(Value):
    """Everything one needs to understand later what was found. Secrets stay behind."""

    version: Literal[1] = 1
    taken: Instant
    seed: str
    accounts: tuple[str, ...]
    numbers: tuple[Mapping[str, Any], ...]
    faults: tuple[Mapping[str, Any], ...]
    timeline_sha256: str
    calls: tuple[KeptCall, ...]
    timeline: tuple[Event, ...]


class Snapshots:
    """The handlers."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def get_snapshot(self, request: Request) -> Response:
        """The picture, as one JSON document."""
        return JSONResponse(taken(self._network).model_dump(mode="json"))

    async def post_snapshot(self, request: Request) -> Response:
        """Show what a picture shows in place of what there is. Nothing in it goes on."""
        snapshot = Snapshot.model_validate_json(await request.body())
        if self._network.live():
            raise Conflict("Calls are going on: end them, or POST /__sim__/reset first")
        calls = [_call(self._network, kept, at) for at, kept in enumerate(snapshot.calls)]
        await self._network.reset()
        self._network.calls.update({call.sid: call for call in calls})
        self._network.timeline.load(snapshot.timeline)
        told = {"calls": len(calls), "events": len(snapshot.timeline), "seed": snapshot.seed}
        return JSONResponse(told, 201)


def taken(network: Network) -> Snapshot:
    """The picture of this moment."""
    timeline = network.timeline
    return Snapshot(
        taken=network.clock.now(),
        seed=network.seed,
        accounts=tuple(network.accounts),
        numbers=tuple(
            {"number": own.number, "account": own.account, "voice": own.voice and own.voice.url}
            for own in network.numbers.values()
        ),
        faults=tuple(
            {**rule.fault.model_dump(), "met": rule.met, "struck": rule.struck}
            for rule in network.faults.rules
        ),
        timeline_sha256=timeline.sha256(),
        calls=tuple(KeptCall.of(call) for call in network.calls.values()),
        timeline=tuple(timeline.of()),
    )


def _call(network: Network, kept: KeptCall, at: int) -> Call:
    persona = network.cast.named(kept.persona)
    if persona is None:
        field, hint = f"calls.{at}.persona", "GET /__sim__/people lists everybody"
        raise wrong(field, f"{kept.persona!r} is nobody here", hint)
    given = {name: getattr(kept, name) for name in KeptCall.model_fields if name != "persona"}
    if kept.status not in ENDS:
        given |= {"status": CUT_OFF, "ended": kept.updated}
    other = kept.order.caller if kept.direction == "inbound" else kept.order.to
    person = Person(persona, language_of(other), lambda kind, /, **detail: None)
    call = Call(person=person, line=Line(network.clock), **given)
    call.over.set()
    return call
