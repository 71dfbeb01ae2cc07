"""One Gather while it listens: its prompt, what the person does meanwhile, and the first input."""

import asyncio
from collections.abc import Sequence

from scripts.local.simulators.twilio.audio import Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.gather_rules import Rules
from scripts.local.simulators.twilio.line import Input, Pressed, Spoken, first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import locale, spoken_seconds
from scripts.local.simulators.twilio.people.persona import Act
from scripts.local.simulators.twilio.prompts import Prompts, parted

BEFORE_HANGING_UP = 1.5
NOT_YET = float("inf")


class Listening:
    """Lets the prompt be heard and waits for input. Times are seconds since it began.

    Speech cuts the prompt unless `bargeIn` is off; then it counts when the prompt has ended. Keys
    always cut it.
    """

    def __init__(
        self, network: Network, prompts: Prompts, call: Call, rules: Rules, sounds: Sequence[Sound]
    ) -> None:
        self._network, self._prompts, self._call = network, prompts, call
        self._rules, self._sounds = rules, sounds
        self._began, self._at = network.clock.now(), 0.0
        self._length = sum(sound.seconds for sound in sounds)
        self._act, self._acts_at = Act(), NOT_YET
        self._playing = 0

    async def first_input(self) -> Input | None:
        """What the person gives first, or nothing within the timeout after the prompt.

        What they were still to do then, they do at the next occasion.
        """
        self._plan()
        try:
            return await self._heard_out()
        except asyncio.CancelledError:
            self._cut("cut")
            raise
        finally:
            if self._acts_at != NOT_YET:
                self._call.person.take_back(self._act, self._acts_at)

    async def _heard_out(self) -> Input | None:
        ends = 0.0
        for number, sound in enumerate(self._sounds):
            self._playing = number
            self._prompts.announce(self._call, sound)
            ends += sound.seconds
            is_last = number == len(self._sounds) - 1
            given = await self._until(ends + self._rules.timeout if is_last else ends)
            if given is not None:
                return await self._in_time(given)
        return None if self._sounds else await self._until(self._rules.timeout)

    async def _in_time(self, given: Input) -> Input:
        """Input during the prompt cuts it, or waits for its end."""
        if self._at >= self._length:
            return given
        if isinstance(given, Pressed) or self._rules.barge_in:
            self._cut("barge_in")
            return given
        ends = sum(sound.seconds for sound in self._sounds[: self._playing + 1])
        await self._call.line.wait(ends - self._at)
        for sound in self._sounds[self._playing + 1 :]:
            self._prompts.announce(self._call, sound)
            await self._call.line.wait(sound.seconds)
        return given

    async def _until(self, end: float) -> Input | None:
        while self._at < end:
            stop = min(end, max(self._acts_at, self._at))
            if stop > self._at:
                given = await first(self._accepted(), self._call.line.wait(stop - self._at))
                self._at = stop if given is None else self._elapsed()
                if given is not None:
                    return given
            if self._acts_at <= self._at < end:
                given = await self._do()
                if given is not None:
                    return given
        return None

    async def _accepted(self) -> Input:
        while True:
            given = await self._call.line.input()
            if self._accepts(given):
                return given

    def _accepts(self, given: Input) -> bool:
        return self._rules.speech if isinstance(given, Spoken) else self._rules.keys

    def _elapsed(self) -> float:
        return (self._network.clock.now() - self._began).total_seconds()

    def _plan(self) -> None:
        """What the person is going to do, and how much of the prompt they hear before."""
        person = self._call.person
        over = person.talks_over()
        at = over.at if over is not None else None
        is_cut = over is not None and at is not None and at < self._length and self._cuts(over)
        person.hear(self._words(at if is_cut and at is not None else self._length))
        if person.persona.answerer.is_machine or person.persona.attended:
            return
        act = person.answer()
        if not act.is_something:
            return
        early = at if at is not None and at < self._length else act.at
        begins = self._length + act.after if early is None else min(early, self._length)
        self._act, self._acts_at = act, begins

    def _cuts(self, act: Act) -> bool:
        if act.press:
            return self._rules.keys
        return act.hang_up or (self._rules.speech and self._rules.barge_in)

    def _words(self, seconds: float) -> str:
        """The words of the prompt that are out by then."""
        heard, left = [], seconds
        for sound in self._sounds:
            if left > 0:
                heard.append(parted(sound.words, left, sound.seconds)[0])
            left -= sound.seconds
        return " ".join(words for words in heard if words)

    async def _do(self) -> Input | None:
        """The person's turn has come. What they give, if this Gather accepts it."""
        act, call = self._act, self._call
        self._acts_at = NOT_YET
        given: list[Input] = []
        if act.press:
            given.append(pressed(self._network, call, act.press))
        if act.say is not None:
            text = act.say.in_language(call.person.language)
            given.append(spoken(self._network, call, text, act))
        if act.hang_up and not given:
            call.ask_to_end("callee")
            await asyncio.get_running_loop().create_future()  # taken off the line meanwhile
        if act.hang_up:
            self._network.spawn(_hang_up(call))
        return next((each for each in given if self._accepts(each)), None)

    def _cut(self, kind: str) -> None:
        before = sum(sound.seconds for sound in self._sounds[: self._playing])
        gone = self._elapsed() - before
        if self._sounds and gone < self._sounds[self._playing].seconds:
            self._prompts.cut(self._call, self._sounds[self._playing], gone, kind)


async def _hang_up(call: Call) -> None:
    await call.line.wait(BEFORE_HANGING_UP)
    call.ask_to_end("callee")


def pressed(network: Network, call: Call, keys: str) -> Pressed:
    """Keys, written down as pressed now."""
    network.timeline.record("person", call.sid, pressed=keys)
    return Pressed(digits=keys)


def spoken(network: Network, call: Call, text: str, act: Act) -> Spoken:
    """Words, written down as said now."""
    seconds = spoken_seconds(text) if act.seconds is None else act.seconds
    network.timeline.record(
        "person", call.sid, said=text, confidence=act.confidence, seconds=round(seconds, 3)
    )
    language = call.person.language
    return Spoken(
        text=text,
        confidence=act.confidence,
        language=locale(language),
        seconds=seconds,
        partials=tuple(words.in_language(language) for words in act.partials),
    )
