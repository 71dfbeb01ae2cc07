"""`<Gather>`: a prompt, and what the person says or presses in answer to it.

Source: https://www.twilio.com/docs/voice/twiml/gather
"""

from collections.abc import Sequence
from urllib.parse import urljoin

from scripts.local.simulators.twilio.audio import Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.line import Input, Pressed, Spoken, first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.manners import locale, spoken_seconds
from scripts.local.simulators.twilio.people.persona import Act
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.twiml import Page, Verb
from shared.value import Value

BEFORE_HANGING_UP = 1.5
AUTOMATIC_SILENCE = 1.0
OVER_AT_ONCE = 0.0


class Rules(Value):
    """What a Gather accepts and how long it waits, in seconds."""

    speech: bool
    keys: bool
    hook: Hook
    timeout: float
    silence: float
    longest: float
    most_keys: int
    finish_key: str
    even_when_empty: bool
    barge_in: bool
    language: str


def read_rules(verb: Verb, page: Page) -> Rules:
    """The attributes of a Gather, with Twilio's defaults."""
    accepts = verb.get("input", "dtmf").split()
    timeout = verb.seconds("timeout", 5)
    spoken_end = verb.get("speechTimeout", "")
    return Rules(
        speech="speech" in accepts,
        keys="dtmf" in accepts,
        hook=Hook(
            url=urljoin(page.url, verb.get("action", page.url)),
            method=verb.get("method", "POST").upper(),
        ),
        timeout=timeout,
        silence=AUTOMATIC_SILENCE
        if spoken_end == "auto"
        else verb.seconds("speechTimeout", timeout),
        longest=verb.seconds("maxSpeechTime", 60),
        most_keys=int(verb.seconds("numDigits", 0)),
        finish_key=verb.get("finishOnKey", "#"),
        even_when_empty=verb.get("actionOnEmptyResult", "false") == "true",
        barge_in=verb.get("bargeIn", "true") == "true",
        language=verb.get("language", "en-US"),
    )


class Gather:
    """Runs Gathers."""

    def __init__(self, network: Network, prompts: Prompts) -> None:
        self._network, self._prompts = network, prompts

    async def run(self, call: Call, verb: Verb, page: Page) -> tuple[Hook, Fields] | None:
        """Where to go with what was given; nothing where nobody said anything."""
        rules = read_rules(verb, page)
        sounds = await self._prompts.sounds(call, page, verb.children)
        given = await self._listen(call, rules, sounds)
        self._network.timeline.record("gather", call.sid, given=given)
        if not given and not rules.even_when_empty:
            return None
        return rules.hook, given or _empty(rules)

    async def _listen(self, call: Call, rules: Rules, sounds: Sequence[Sound]) -> Fields:
        call.line.listen()
        person = self._network.spawn(self._react(call, sounds))
        try:
            given = await self._prompt(call, rules, sounds)
            given = given or await self._accepted(call, rules, rules.timeout)
            return await self._whole(call, rules, given)
        finally:
            call.line.is_listening = False
            person.cancel()

    async def _prompt(self, call: Call, rules: Rules, sounds: Sequence[Sound]) -> Input | None:
        for sound in sounds:
            self._prompts.announce(call, sound)
            if not rules.barge_in:
                await call.line.wait(sound.seconds)
                continue
            given = await self._accepted(call, rules, sound.seconds)
            if given:
                self._network.timeline.record("barge_in", call.sid, over=sound.words)
                return given
        return None

    async def _accepted(self, call: Call, rules: Rules, seconds: float) -> Input | None:
        return await first(_accepted_input(call, rules), call.line.wait(seconds))

    async def _whole(self, call: Call, rules: Rules, given: Input | None) -> Fields:
        if isinstance(given, Spoken):
            await call.line.wait(min(given.seconds, rules.longest) + rules.silence)
            return {
                "SpeechResult": given.text,
                "Confidence": f"{given.confidence:.8f}",
                "Language": given.language,
            }
        keys = given.digits if given else ""
        while keys and not _is_complete(rules, keys):
            more = await self._accepted(call, rules, rules.timeout)
            if not isinstance(more, Pressed):
                break
            keys += more.digits
        return _keys(rules, keys)

    async def _react(self, call: Call, sounds: Sequence[Sound]) -> None:
        for sound in sounds:
            call.person.hear(sound.words)
        if call.person.persona.answerer.is_machine:
            return
        prompt = sum(sound.seconds for sound in sounds)
        act = call.person.answer()
        begins = min(act.at, prompt) if act.at is not None else prompt + act.after
        await call.line.wait(begins)
        self._act(call, act)

    def _act(self, call: Call, act: Act) -> None:
        if act.press:
            self.press(call, act.press)
        if act.say:
            self.say(call, act.say.in_language(call.person.language), act)
        if act.hang_up:
            wait = BEFORE_HANGING_UP if act.say or act.press else OVER_AT_ONCE
            self._network.spawn(_hang_up(call, wait))

    def press(self, call: Call, keys: str) -> None:
        """The person presses keys."""
        self._network.timeline.record("person", call.sid, pressed=keys)
        call.line.put(Pressed(digits=keys))

    def say(self, call: Call, text: str, act: Act | None = None) -> None:
        """The person says something."""
        act = act or Act()
        self._network.timeline.record("person", call.sid, said=text, confidence=act.confidence)
        seconds = spoken_seconds(text) if act.seconds is None else act.seconds
        call.line.put(
            Spoken(
                text=text,
                confidence=act.confidence,
                language=locale(call.person.language),
                seconds=seconds,
            )
        )


async def _accepted_input(call: Call, rules: Rules) -> Input:
    while True:
        given = await call.line.input()
        if isinstance(given, Spoken) and rules.speech:
            return given
        if isinstance(given, Pressed) and rules.keys:
            return given


async def _hang_up(call: Call, seconds: float) -> None:
    await call.line.wait(seconds)
    call.ask_to_end("callee")


def _is_complete(rules: Rules, keys: str) -> bool:
    finished = bool(rules.finish_key) and rules.finish_key in keys
    return finished or bool(rules.most_keys and len(keys) >= rules.most_keys)


def _keys(rules: Rules, keys: str) -> Fields:
    if not keys:
        return {}
    before, found, _ = keys.partition(rules.finish_key) if rules.finish_key else (keys, "", "")
    digits = before[: rules.most_keys] if rules.most_keys else before
    return {"Digits": digits} | ({"FinishedOnKey": found} if found else {})


def _empty(rules: Rules) -> Fields:
    if rules.speech:
        return {"SpeechResult": "", "Confidence": "0.0", "Language": rules.language}
    return {"Digits": ""}
