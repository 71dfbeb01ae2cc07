"""`<Dial>`: brings somebody else into the call.

Source: https://www.twilio.com/docs/voice/twiml/dial
"""

import re
from collections.abc import Mapping

from scripts.local.simulators.twilio.bridge import Bridge, Terms
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.legs import Leg, Legs
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.directory import is_number
from scripts.local.simulators.twilio.recordings.model import Recording
from scripts.local.simulators.twilio.recordings.recorder import Recorder
from scripts.local.simulators.twilio.recordings.verbs import of_dial_action
from scripts.local.simulators.twilio.recordings.wanted import begins_ringing, of_dial
from scripts.local.simulators.twilio.ringing import Ringing
from scripts.local.simulators.twilio.steps import Step, action, ask
from scripts.local.simulators.twilio.twiml import Page, Verb

REFUSED = {"Sip": 13246, "Client": 13215, "Sim": 13215, "Application": 13215, "WhatsApp": 13215}
CHECKS: Mapping[str, tuple[int, str]] = {
    "method": (13210, "(?i:get|post)"),
    "timeout": (13212, r"\d{1,3}"),
    "hangupOnStar": (13213, "true|false"),
    "timeLimit": (13216, r"\d{1,5}"),
}


class Dial:
    """Runs Dials to one or several numbers at once."""

    def __init__(
        self, network: Network, ringing: Ringing, legs: Legs, bridge: Bridge, recorder: Recorder
    ) -> None:
        self._network, self._ringing, self._recorder = network, ringing, recorder
        self._legs, self._bridge = legs, bridge
        self._inside: set[str] = set()

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Where to go with what became of it, if the document says where."""
        check(self._network, call, verb, page)
        numbers = self._numbers(call, verb, page)
        if not numbers or not self._may_dial(call, verb, page):
            return finish(verb, page, {"DialCallStatus": "failed", "DialBridged": "false"})
        legs = [self._legs.leg(call, verb, number, page) for number in numbers]
        self._inside.update(leg.call.sid for leg in legs)
        try:
            fields = await self._dialled(call, verb, page, legs)
        finally:
            self._inside.difference_update(leg.call.sid for leg in legs)
        return finish(verb, page, fields)

    async def _dialled(self, call: Call, verb: Verb, page: Page, legs: list[Leg]) -> Fields:
        early = self._record(call, verb, page) if begins_ringing(verb.attributes) else None
        other = await self._legs.connect(legs)
        if other is None:
            self._stop(early)
            last = max((leg.call for leg in legs), key=lambda each: each.updated)
            return _fields(last, 0)
        if call.answered is None:
            self._ringing.answer(call)
        recording = early or self._record(call, verb, page)
        began = self._network.clock.now()
        try:
            await self._bridge.talk(call, other, terms(verb))
        finally:
            self._let_go(other)
            self._stop(recording)
        talked = (self._network.clock.now() - began).total_seconds()
        return _fields(other, talked) | (of_dial_action(recording) if recording else {})

    def _record(self, call: Call, verb: Verb, page: Page) -> Recording | None:
        wanted = of_dial(verb.attributes, base=page.url)
        return self._recorder.start(call, wanted) if wanted else None

    def _stop(self, recording: Recording | None) -> None:
        if recording:
            self._recorder.stop(recording)

    def _let_go(self, other: Call) -> None:
        """Who was led to another document goes on there; everybody else is off the line."""
        wish = other.take_wish()
        if wish is not None and wish.document is not None:
            self._network.spawn(self._legs.go_on(other, wish.document))
            return
        self._network.timeline.record("hung_up", other.sid, by=wish.by if wish else "app")
        self._legs.end(other)

    def _numbers(self, call: Call, verb: Verb, page: Page) -> list[Verb]:
        """The elements that name somebody who can be called."""
        wanted = verb.children or (Verb("Number", words=verb.words),)
        found: list[Verb] = []
        for element in wanted:
            if element.name != "Number":
                code = REFUSED.get(element.name, 13215)
                said = f"Dial: <{element.name}> is not supported by the simulated network"
                self._network.notify(call, code, Hook(url=page.url), said)
            elif not is_number(element.words):
                code = 13223 if not re.fullmatch(r"\+\d+", element.words) else 13224
                said = f"Dial: {element.words!r} is no number that can be called"
                self._network.notify(call, code, Hook(url=page.url), said)
            else:
                found.append(element)
        return found

    def _may_dial(self, call: Call, verb: Verb, page: Page) -> bool:
        """Nobody dials out of a dialled call, and only from a number that is theirs."""
        if call.sid in self._inside:
            self._network.notify(call, 13201, Hook(url=page.url))
            return False
        caller = verb.get("callerId", "")
        mine = (call.order.to, call.order.caller)
        if not caller or caller in mine or self._network.owns(call.account, caller):
            return True
        said = f"Dial: callerId {caller!r} belongs neither to the account nor to this call"
        self._network.notify(call, 13214, Hook(url=page.url), said)
        return False


def check(network: Network, call: Call, verb: Verb, page: Page) -> None:
    """Say what is wrong with the attributes; in its place stands the default."""
    for name, (code, pattern) in CHECKS.items():
        given = verb.attributes.get(name)
        if given is not None and not re.fullmatch(pattern, given):
            said = f"Dial: invalid {name} {given!r}"
            network.notify(call, code, Hook(url=page.url), said)


def terms(verb: Verb) -> Terms:
    """What a Dial allows those it connects."""
    return Terms(verb.seconds("timeLimit", 4 * 3600), verb.says("hangupOnStar"))


def finish(verb: Verb, page: Page, fields: Fields) -> Step | None:
    """On to the action with these fields; without one, on with the next verb."""
    hook = action(verb, page)
    return ask(hook, fields) if hook else None


def _fields(other: Call, talked: float) -> Fields:
    return {
        "DialCallStatus": other.status if other.has_ended else "completed",
        "DialCallSid": other.sid,
        "DialCallDuration": str(round(talked)),
        "DialBridged": "true" if talked else "false",
    }
