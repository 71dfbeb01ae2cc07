"""What the person says and presses on one session, on its way to the app as messages."""

from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.line import Pressed, Spoken
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.relay_rules import Rules, allows
from scripts.local.simulators.twilio.relay_speech import Speech

END_OF_SPEECH = 0.5  # seconds of silence until a recogniser is sure; Twilio names no figure
PARTIALS = 3


class Tell(Protocol):
    """Sends a message to the app; an `owed` one is to be answered."""

    def __call__(self, message: Mapping[str, Any], /, *, owed: bool = False) -> Awaitable[None]:
        """Return once it is sent."""


class Ears:
    """`understands` is the language of the recogniser, `multi` any."""

    def __init__(
        self, network: Network, call: Call, rules: Rules, speech: Speech, tell: Tell
    ) -> None:
        self._network, self._call, self._rules = network, call, rules
        self._speech, self._tell = speech, tell
        self.understands = rules.understands

    async def run(self) -> None:
        """Until the session ends."""
        while True:
            given = await self._call.line.input()
            if isinstance(given, Pressed):
                await self._keys(given.digits)
            else:
                await self._words(given)

    async def inform(self, name: str, value: str, option: str) -> None:
        """A message for debugging, where that option was asked for."""
        if option in self._rules.debug:
            at = round(self._network.clock.now().timestamp() * 1000)
            await self._tell({"type": "info", "name": name, "value": value, "ts": at})

    async def _words(self, given: Spoken) -> None:
        await self.inform("clientSpeaking", "on", "speaker-events")
        gone = await self._interrupt(given)
        reported = not self._speech.is_on() or allows(self._rules.reported, "speech")
        await self._hear_out(given, gone, reported=reported)
        await self.inform("clientSpeaking", "off", "speaker-events")
        if not given.text:
            return  # a sound of which nothing could be made
        if not reported:
            self._network.timeline.record("unreported", self._call.sid, said=given.text)
            return
        await self._call.line.wait(END_OF_SPEECH)
        await self._prompt(given, given.text, last=True)

    async def _interrupt(self, given: Spoken) -> float:
        """Stop the bot, if it may be. The seconds that took."""
        if not (self._speech.is_on() and allows(self._speech.by, "speech")):
            return 0
        patience = min(self._rules.patience, given.seconds)
        if patience:
            await self._call.line.wait(patience)
        if self._speech.is_on() and given.seconds >= self._rules.patience:
            words, milliseconds = self._speech.stop("barge_in")
            await self._tell(
                {
                    "type": "interrupt",
                    "utteranceUntilInterrupt": words,
                    "durationUntilInterruptMs": milliseconds,
                }
            )
        return patience

    async def _hear_out(self, given: Spoken, gone: float, *, reported: bool) -> None:
        partials = _partials(given) if self._rules.partials and reported else ()
        step = (given.seconds - gone) / (len(partials) + 1)
        for text in partials:
            await self._call.line.wait(step)
            await self._prompt(given, text, last=False)
        await self._call.line.wait(step)

    async def _prompt(self, given: Spoken, text: str, *, last: bool) -> None:
        known = self.understands
        language = given.language.partition("-")[0] if known == "multi" else known
        message = {"type": "prompt", "voicePrompt": text, "lang": language, "last": last}
        await self._tell(message, owed=last)

    async def _keys(self, digits: str) -> None:
        if self._speech.is_on() and allows(self._speech.by, "dtmf"):
            self._speech.stop("barge_in")
        reported = not self._speech.is_on() or allows(self._rules.reported, "dtmf")
        if not (self._rules.keys and reported):
            self._network.timeline.record("unreported", self._call.sid, pressed=digits)
            return
        for place, digit in enumerate(digits, 1):
            await self._tell({"type": "dtmf", "digit": digit}, owed=place == len(digits))


def _partials(given: Spoken) -> tuple[str, ...]:
    """What the recogniser makes of it on the way: the words so far."""
    if given.partials:
        return given.partials
    words = given.text.split()
    ends = sorted({len(words) * part // (PARTIALS + 1) for part in range(1, PARTIALS + 1)} - {0})
    return tuple(" ".join(words[:end]) for end in ends if end < len(words))
