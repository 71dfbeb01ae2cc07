"""`<Record>`: a beep, and what the person leaves after it.

Source: https://www.twilio.com/docs/voice/twiml/record
"""

import asyncio

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.line import Pressed, Spoken, first
from scripts.local.simulators.twilio.listening import pressed, spoken
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.recordings.model import Recording
from scripts.local.simulators.twilio.recordings.recorder import Recorder
from scripts.local.simulators.twilio.recordings.told import address_of
from scripts.local.simulators.twilio.recordings.transcribing import Transcriber
from scripts.local.simulators.twilio.recordings.wanted import MONO, Wanted, from_twiml
from scripts.local.simulators.twilio.steps import Step, action, ask
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks
from shared.value import Value

BEEP_SECONDS = 0.5
ANY_KEY = "1234567890*#"
LONGEST, SILENCE = 3600, 5
HUNG_UP = "hangup"


class Left(Value):
    """What the person left: words, and the key that ended it."""

    words: str = ""
    key: str = ""

    @property
    def is_something(self) -> bool:
        """Whether there is anything to go on with."""
        return bool(self.words or self.key)


class Record:
    """Runs Records."""

    def __init__(self, network: Network, webhooks: Webhooks, recorder: Recorder) -> None:
        self._network, self._webhooks, self._recorder = network, webhooks, recorder
        self._transcriber = Transcriber(network, webhooks)

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Where to go with the recording; on to the next verb where the person was silent."""
        if verb.get("playBeep", "true") == "true":
            self._network.timeline.record("beep", call.sid, seconds=BEEP_SECONDS)
            await call.line.wait(BEEP_SECONDS)
        hook = action(verb, page, default=page.url)
        recording = self._recorder.start(call, _wanted(verb, page))
        try:
            left = await self._leave(call, verb)
        except asyncio.CancelledError:
            self._recorder.stop(recording)
            self._hung_up(recording, hook)
            raise
        self._recorder.stop(recording)
        self._network.timeline.record("left", call.sid, words=left.words, key=left.key)
        self._transcriber.take(recording, verb, page, left.words)
        if not left.is_something or hook is None:
            return None
        return ask(hook, _fields(recording, left.key))

    async def _leave(self, call: Call, verb: Verb) -> Left:
        """What is said until a key, a silence, or the longest a recording may be."""
        words: list[str] = []
        quiet, keys = verb.seconds("timeout", SILENCE), verb.get("finishOnKey", ANY_KEY)
        longest = verb.seconds("maxLength", LONGEST) or LONGEST
        call.line.listen()
        person = self._network.spawn(self._speak(call))
        try:
            listening = _until_key_or_silence(call, keys, quiet or SILENCE, words)
            key = await first(listening, call.line.wait(longest))
        finally:
            call.line.is_listening = False
            person.cancel()
        return Left(words=" ".join(words), key=key or "")

    async def _speak(self, call: Call) -> None:
        persona = call.person.persona
        if persona.answerer.is_machine or persona.attended:
            return
        act = call.person.answer()
        if not act.is_something:
            return
        await call.line.wait(act.after)
        if act.say:
            said = spoken(self._network, call, act.say.in_language(call.person.language), act)
            call.line.put(said)
            await call.line.wait(said.seconds)
        if act.press:
            call.line.put(pressed(self._network, call, act.press))
        if act.hang_up:
            call.ask_to_end("callee")

    def _hung_up(self, recording: Recording, hook: Hook | None) -> None:
        """Who hangs up has left something too, and the app is told; its answer is moot."""
        wish = recording.call.wish
        if hook and wish and wish.by == "callee" and recording.seconds:
            self._network.spawn(self._tell(recording, hook))

    async def _tell(self, recording: Recording, hook: Hook) -> None:
        call = recording.call
        await call.over.wait()
        fields = of_call(call) | _fields(recording, HUNG_UP)
        try:
            await self._webhooks.ask(call, hook, fields, "webhook.voice")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)


def _wanted(verb: Verb, page: Page) -> Wanted:
    """It records the person alone, on one channel."""
    asked = from_twiml(verb.attributes, "RecordVerb", base=page.url, channels=MONO, trim=True)
    return asked.model_copy(update={"track": "inbound", "channels": MONO})


async def _until_key_or_silence(call: Call, keys: str, quiet: float, words: list[str]) -> str:
    while (given := await first(call.line.input(), call.line.wait(quiet))) is not None:
        if isinstance(given, Spoken):
            words.append(given.text)
            key = await first(_key_of(call, keys), call.line.wait(given.seconds))
        else:
            key = _ending(given, keys)
        if key:
            return key
    return ""


async def _key_of(call: Call, keys: str) -> str:
    while True:
        given = await call.line.input()
        if isinstance(given, Pressed) and (key := _ending(given, keys)):
            return key


def _ending(given: Pressed, keys: str) -> str:
    return next((key for key in given.digits if key in keys), "")


def _fields(recording: Recording, key: str) -> Fields:
    return {
        "RecordingSid": recording.sid,
        "RecordingUrl": address_of(recording),
        "RecordingDuration": recording.duration,
        "Digits": key,
    }
