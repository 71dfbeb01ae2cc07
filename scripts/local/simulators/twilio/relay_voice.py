"""Turns what the app sends into pieces of speech: tokens into sentences, addresses into audio."""

from scripts.local.simulators.twilio.audio import Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.relay_messages import Play, SendDigits, Text
from scripts.local.simulators.twilio.relay_rules import Rules
from scripts.local.simulators.twilio.relay_speech import (
    Manner,
    Piece,
    Speech,
    is_sentence,
    speak,
)
from scripts.local.simulators.twilio.twiml import Page, Verb

NOWHERE = Page("", ())


class Voice:
    """Counts talk cycles: one ends with its `last` token, or with audio."""

    def __init__(self, prompts: Prompts, call: Call, rules: Rules, speech: Speech) -> None:
        self._prompts, self._call, self._rules, self._speech = prompts, call, rules, speech
        self._tokens, self._cycle = "", 0
        self._manner = Manner(0, rules.greeting_interrupted_by, preemptible=False)

    def greet(self) -> None:
        """The welcome of the document itself."""
        if self._rules.greeting:
            self._speech.add(Piece(speak(self._rules.greeting), self._manner))
            self._cycle += 1

    def text(self, message: Text) -> None:
        """A token. A sentence is said although the rest is still to come."""
        self._manner = self._asked(message)
        self._tokens += message.token
        if message.last or is_sentence(self._tokens):
            self.say_the_rest()
        self._cycle += message.last

    async def play(self, message: Play) -> None:
        """Audio, fetched as `<Play>` fetches it."""
        loop = {"loop": str(message.loop)}
        await self._add(Verb("Play", loop, message.source), self._asked(message))

    async def press(self, message: SendDigits) -> None:
        """Tones of keys."""
        manner = Manner(self._cycle, self._rules.interrupted_by, self._rules.preemptible)
        await self._add(Verb("Play", {"digits": message.digits}), manner)

    def say_the_rest(self) -> None:
        """The tokens that wait for more of their sentence: none will come for now."""
        sound, self._tokens = speak(self._tokens), ""
        if sound.words:
            self._speech.add(Piece(sound, self._manner))

    async def _add(self, verb: Verb, manner: Manner) -> None:
        self.say_the_rest()
        sounds: list[Sound] = await self._prompts.sounds(self._call, NOWHERE, (verb,))
        for sound in sounds:
            self._speech.add(Piece(sound, manner))
        self._cycle += 1

    def _asked(self, message: Text | Play) -> Manner:
        by = {None: self._rules.interrupted_by, True: "any", False: "none"}[message.interruptible]
        given = message.preemptible
        return Manner(self._cycle, by, self._rules.preemptible if given is None else given)
