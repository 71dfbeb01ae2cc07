"""`<Dial><Conference>`: calls that meet in a room. Two of them talk; the others listen.

Source: https://www.twilio.com/docs/voice/twiml/conference
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

from scripts.local.simulators.twilio.bridge import Bridge
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.dial import finish, terms
from scripts.local.simulators.twilio.fields import Fields, of_call, rfc_2822
from scripts.local.simulators.twilio.interpreter import MOST_SILENT_DOCUMENTS, Interpreter
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook
from scripts.local.simulators.twilio.steps import Step
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks

LONGEST_NAME, ALONE_SECONDS = 128, 10.0
FLAGS = {"muted": 13230, "endConferenceOnExit": 13231, "startConferenceOnEnter": 13232}


@dataclass(eq=False)
class Room:
    """A conference. It starts with the second to come, unless all of them are to wait."""

    sid: str
    name: str
    told: Hook | None
    events: frozenset[str]
    members: list[Call] = field(default_factory=list)
    may_start: bool = False
    sequence: int = 0
    started: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Conference:
    """All rooms that somebody is in."""

    def __init__(
        self, network: Network, webhooks: Webhooks, interpreter: Interpreter, bridge: Bridge
    ) -> None:
        self._network, self._webhooks = network, webhooks
        self._interpreter, self._bridge = interpreter, bridge
        self._rooms: dict[tuple[str, str], Room] = {}

    async def dial(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Be in the room until the caller leaves it or it ends."""
        noun = verb.children[0]
        if not 0 < len(noun.words) <= LONGEST_NAME:
            self._network.notify(call, 13237, Hook(url=page.url))
            return finish(verb, page, {"DialCallStatus": "failed", "DialBridged": "false"})
        self._check(call, noun, page)
        room = self._room(call, noun, page)
        with self._inside(call, room, noun):
            await first(self._held(call, room, noun, page), room.started.wait())
            stay = self._stay(call, room, verb)
            await first(first(stay, call.line.wait(terms(verb).seconds)), room.ended.wait())
        return finish(verb, page, {"DialCallStatus": "answered", "DialBridged": "true"})

    def _check(self, call: Call, noun: Verb, page: Page) -> None:
        for name, code in FLAGS.items():
            if noun.get(name, "true") not in ("true", "false"):
                self._network.notify(call, code, Hook(url=page.url))

    def _room(self, call: Call, noun: Verb, page: Page) -> Room:
        found = self._rooms.get((call.account, noun.words))
        if found is None:
            address = noun.get("statusCallback", "")
            method = noun.get("statusCallbackMethod", "POST").upper()
            told = Hook(url=urljoin(page.url, address), method=method) if address else None
            events = frozenset(noun.get("statusCallbackEvent", "").split())
            found = Room(self._network.sid("CF", call), noun.words, told, events)
            self._rooms[call.account, noun.words] = found
        return found

    @contextmanager
    def _inside(self, call: Call, room: Room, noun: Verb) -> Iterator[None]:
        room.members.append(call)
        room.may_start |= noun.says("startConferenceOnEnter", default=True)
        self._tell(call, room, "join")
        if room.may_start and len(room.members) > 1 and not room.started.is_set():
            room.started.set()
            self._tell(call, room, "start")
        room.changed.set()
        try:
            yield
        finally:
            self._leave(call, room, ends=noun.says("endConferenceOnExit"))

    def _leave(self, call: Call, room: Room, *, ends: bool) -> None:
        room.members.remove(call)
        room.changed.set()
        self._tell(call, room, "leave")
        if (ends or not room.members) and not room.ended.is_set():
            room.ended.set()
            self._rooms.pop((call.account, room.name), None)
            self._tell(call, room, "end")

    async def _held(self, call: Call, room: Room, noun: Verb, page: Page) -> None:
        """What is heard until it starts: a document over and over, or music."""
        address, silent = noun.get("waitUrl", ""), 0
        hook = Hook(url=urljoin(page.url, address), method=noun.get("waitMethod", "POST").upper())
        while address and silent < MOST_SILENT_DOCUMENTS:
            began = self._network.clock.now()
            opened = await self._interpreter.open(call, Document(hook=hook), {})
            if opened is not None:
                await self._interpreter.perform(call, opened)
            silent = silent + 1 if self._network.clock.now() == began else 0
        await room.started.wait()

    async def _stay(self, call: Call, room: Room, verb: Verb) -> None:
        """The second to come talks with the first. Who is left alone hangs up after a while."""
        if call in room.members[1:2]:
            how = await self._bridge.talk(call, room.members[0], terms(verb))
            if how in ("star", "time limit"):
                return
        while len(room.members) > 1:
            room.changed.clear()
            await room.changed.wait()
        if call.person.persona.attended:
            await room.ended.wait()
        await call.line.wait(ALONE_SECONDS)
        call.ask_to_end("callee")
        await asyncio.get_running_loop().create_future()  # taken off the line meanwhile

    def _tell(self, call: Call, room: Room, event: str) -> None:
        self._network.timeline.record("conference", call.sid, room=room.name, event=event)
        if room.told is None or event not in room.events:
            return
        kind = f"conference-{event}" if event in ("start", "end") else f"participant-{event}"
        fields = {
            **of_call(call),
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "SequenceNumber": str(room.sequence),
            "StatusCallbackEvent": kind,
            "Timestamp": rfc_2822(self._network.clock.now()),
        }
        room.sequence += 1
        self._network.spawn(self._send(call, room.told, fields))

    async def _send(self, call: Call, hook: Hook, fields: Fields) -> None:
        try:
            await self._webhooks.ask(call, hook, fields, "webhook.status")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)
