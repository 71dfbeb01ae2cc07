"""The person at the other end of a socket: hears the bot, to the end or not, and then acts."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

from scripts.local.simulators.twilio.audio import Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.line import Input, Spoken, first
from scripts.local.simulators.twilio.listening import BEFORE_HANGING_UP, pressed, spoken
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import locale
from scripts.local.simulators.twilio.people.persona import Act
from scripts.local.simulators.twilio.prompts import DIALLED, parted
from scripts.local.simulators.twilio.relay_rules import allows

UNDERSTOOD = 0.9


class Bot(Protocol):
    """Whoever the person listens to."""

    @property
    def by(self) -> str:
        """How it may be interrupted: none, dtmf, speech or any."""

    @property
    def left(self) -> float:
        """The seconds it goes on talking, by what it has to say so far."""

    def take_fresh(self) -> list[Sound]:
        """What it has begun or got to say since this was last asked."""


class Caller:
    """Decides anew whenever `news` is set, which is when the bot has sent all it has to for now."""

    def __init__(self, network: Network, call: Call, bot: Bot) -> None:
        self._network, self._call, self._bot = network, call, bot
        self.news = asyncio.Event()
        self._act, self._begins = Act(), 0.0
        self._due: datetime | None = None

    async def run(self) -> None:
        """Until the session ends. What they were about to do then, they do at the next occasion."""
        self._go_on_greeting()
        try:
            while True:
                if await first(self.news.wait(), self._wait()):
                    self.news.clear()
                    self._plan()
                else:
                    await self._do()
        finally:
            self._take_back()

    def _go_on_greeting(self) -> None:
        """A machine says its greeting to whoever is on the line."""
        beep, now = self._call.beep_at, self._network.clock.now()
        if beep is None or beep <= now:
            return
        person = self._call.person
        self._call.line.put(
            Spoken(
                text=person.persona.greeting.in_language(person.language),
                confidence=UNDERSTOOD,
                language=locale(person.language),
                seconds=(beep - now).total_seconds(),
            )
        )

    async def _wait(self) -> None:
        if self._due is None:
            await asyncio.get_running_loop().create_future()
        else:
            left = (self._due - self._network.clock.now()).total_seconds()
            await self._call.line.wait(left)

    def _plan(self) -> None:
        fresh, person = self._bot.take_fresh(), self._call.person
        if not fresh:
            return
        self._take_back()
        length, over = self._bot.left, person.talks_over()
        at = over.at if over else None
        is_cut = over is not None and at is not None and self._cuts(over)
        self._hear(fresh, at if is_cut and at is not None else length, length)
        if person.persona.answerer.is_machine or person.persona.attended:
            return
        act = person.answer()
        if not act.is_something:
            return
        early = at if at is not None else act.at
        self._begins = length + act.after if early is None else min(early, length)
        self._act = act
        self._due = self._network.clock.now() + timedelta(seconds=self._begins)

    def _cuts(self, act: Act) -> bool:
        return act.hang_up or allows(self._bot.by, "dtmf" if act.press else "speech")

    def _hear(self, fresh: list[Sound], until: float, length: float) -> None:
        words = " ".join(sound.words for sound in fresh if sound.words)
        self._call.person.hear(parted(words, until, length)[0] if length else words)
        for sound in fresh:
            if sound.via.startswith(DIALLED):
                self._call.person.hear_keys(sound.via.removeprefix(DIALLED))

    def _take_back(self) -> None:
        if self._due is not None:
            self._due = None
            self._call.person.take_back(self._act, self._begins)

    async def _do(self) -> None:
        act, call, self._due = self._act, self._call, None
        given: list[Input] = []
        if act.press:
            given.append(pressed(self._network, call, act.press))
        if act.say is not None:
            text = act.say.in_language(call.person.language)
            given.append(spoken(self._network, call, text, act))
        for each in given:
            call.line.put(each)
        if act.hang_up:
            await call.line.wait(BEFORE_HANGING_UP if given else 0)
            call.ask_to_end("callee")
