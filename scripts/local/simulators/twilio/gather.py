"""`<Gather>`: a prompt, and what the person says or presses in answer to it.

Source: https://www.twilio.com/docs/voice/twiml/gather
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.gather_rules import Rules, read_rules
from scripts.local.simulators.twilio.line import Input, Pressed, Spoken, first
from scripts.local.simulators.twilio.listening import Listening, pressed, spoken
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.partials import Partials
from scripts.local.simulators.twilio.people.persona import Act
from scripts.local.simulators.twilio.prompts import Prompts, parted
from scripts.local.simulators.twilio.steps import Step, ask
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks

NESTS = frozenset({"Say", "Play", "Pause"})
END = {"msg": "Gather End"}


class Gather:
    """Runs Gathers."""

    def __init__(self, network: Network, prompts: Prompts, webhooks: Webhooks) -> None:
        self._network, self._prompts = network, prompts
        self._partials = Partials(network, webhooks)

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Where to go with what was given; nothing where nobody said anything."""
        rules, wrong = read_rules(verb, page.url)
        for code, said in wrong:
            self._network.notify(call, code, Hook(url=page.url), f"Gather: invalid {said}")
        sounds = await self._prompts.sounds(call, page, self._nested(call, verb, page))
        call.line.listen()
        try:
            listening = Listening(self._network, self._prompts, call, rules, sounds)
            given = await self._whole(call, rules, await listening.first_input())
        finally:
            call.line.is_listening = False
        self._network.timeline.record("gather", call.sid, given=given)
        if not given and not rules.even_when_empty:
            return None
        return ask(rules.action, given or _empty(rules))

    def _nested(self, call: Call, verb: Verb, page: Page) -> tuple[Verb, ...]:
        for child in verb.children:
            if child.name not in NESTS:
                said = f"Schema validation warning: <{child.name}> may not stand in <Gather>"
                self._network.notify(call, 12200, Hook(url=page.url), said)
        return tuple(child for child in verb.children if child.name in NESTS)

    async def _whole(self, call: Call, rules: Rules, given: Input | None) -> Fields:
        """All of what began to be said or pressed. What began first is what counts."""
        if isinstance(given, Spoken):
            return await self._speech(call, rules, given)
        return await self._keys(call, rules, given) if given else {}

    async def _speech(self, call: Call, rules: Rules, given: Spoken) -> Fields:
        seconds = min(given.seconds, rules.longest)
        if rules.partial:
            await self._partials.send(call, rules.partial, given, seconds)
        else:
            await call.line.wait(seconds)
        if given.seconds <= rules.longest:
            await call.line.wait(rules.silence)
        kept, _ = parted(given.text, seconds, given.seconds)
        if not kept:
            return {}  # a sound of which nothing could be made
        return {
            "SpeechResult": kept,
            "Confidence": f"{given.confidence:.8f}",
            "Language": rules.language,
        }

    async def _keys(self, call: Call, rules: Rules, given: Pressed) -> Fields:
        """The timeout begins anew with every key. One that finishes needs another before it."""
        digits = ""
        more: Pressed | None = given
        while more is not None:
            for key in more.digits:
                if key == rules.finish_key and digits:
                    return {"Digits": digits, "FinishedOnKey": key} | END
                digits += "" if key == rules.finish_key else key
                if rules.most_keys and len(digits) >= rules.most_keys:
                    return {"Digits": digits, "FinishedOnKey": ""} | END
            more = await first(_next_keys(call), call.line.wait(rules.timeout))
        return {"Digits": digits, "FinishedOnKey": ""} | END if digits else {}

    def press(self, call: Call, keys: str) -> None:
        """The person presses keys."""
        call.line.put(pressed(self._network, call, keys))

    def say(self, call: Call, text: str, act: Act | None = None) -> None:
        """The person says something."""
        call.line.put(spoken(self._network, call, text, act or Act()))


async def _next_keys(call: Call) -> Pressed:
    while True:
        given = await call.line.input()
        if isinstance(given, Pressed):
            return given


def _empty(rules: Rules) -> Fields:
    if rules.speech:
        return {"SpeechResult": "", "Confidence": "0.0", "Language": rules.language} | END
    return {"Digits": "", "FinishedOnKey": ""} | END
