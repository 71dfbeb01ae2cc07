"""What the bot has still to say on one session, what it is saying now, and how it is stopped."""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from scripts.local.simulators.twilio.audio import Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import spoken_seconds
from scripts.local.simulators.twilio.prompts import Prompts

SENTENCE = re.compile(r"[.!?…:]\s+$")
MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Manner:
    """In which talk cycle something is said, who may interrupt it, and whether the next may."""

    cycle: int
    by: str
    preemptible: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to be heard without a break."""

    sound: Sound
    manner: Manner


class Speech:
    """Plays piece after piece in the call's own time.

    `on_played` is told of each that was whole, `on_turn` when the bot begins and when it is done.
    """

    def __init__(
        self,
        network: Network,
        prompts: Prompts,
        call: Call,
        on_played: Callable[[Piece], Awaitable[None]],
        on_turn: Callable[[bool], Awaitable[None]],
    ) -> None:
        self._network, self._prompts, self._call = network, prompts, call
        self._on_played, self._on_turn = on_played, on_turn
        self._queue: deque[Piece] = deque()
        self._fresh: list[Sound] = []
        self._more, self._stopped = asyncio.Event(), asyncio.Event()
        self._now: Piece | None = None
        self._began = self._cycle_began = network.clock.now()
        self._cycle, self._said = -1, list[str]()

    def add(self, piece: Piece) -> None:
        """Say this after all the rest; or instead of it, where the rest may be pre-empted."""
        playing = self._playing
        if playing and playing.manner.preemptible and playing.manner.cycle != piece.manner.cycle:
            self.stop("cut")
        self._queue.append(piece)
        self._fresh.append(piece.sound)
        self._more.set()

    async def run(self) -> None:
        """Until the session ends."""
        while True:
            await self._more.wait()
            await self._on_turn(True)
            while self._queue:
                await self._play(self._queue.popleft())
            self._more.clear()
            await self._on_turn(False)

    def stop(self, kind: str) -> tuple[str, int]:
        """Say nothing more. The words of this talk cycle that were out, and its milliseconds."""
        has_begun = self._playing is not None and self._playing.manner.cycle == self._cycle
        heard = list(self._said) if has_begun else []
        milliseconds = round(self._since(self._cycle_began) * 1000) if has_begun else 0
        if self._now:
            heard.append(self._prompts.cut(self._call, self._now.sound, self._gone, kind))
            self._now = None
            self._stopped.set()
        self._queue.clear()
        self._fresh.clear()
        return " ".join(words for words in heard if words), milliseconds

    def take_fresh(self) -> list[Sound]:
        """What was added since this was last asked, and not stopped."""
        fresh, self._fresh = self._fresh, []
        return fresh

    @property
    def by(self) -> str:
        """Who may interrupt what is being said; nobody where nothing is."""
        return self._playing.manner.by if self._playing else ""

    def is_on(self) -> bool:
        """Whether something is being said."""
        return self._playing is not None

    @property
    def left(self) -> float:
        """How many seconds it goes on."""
        playing = self._now.sound.seconds - self._gone if self._now else 0
        return playing + sum(piece.sound.seconds for piece in self._queue)

    @property
    def _playing(self) -> Piece | None:
        return self._now or (self._queue[0] if self._queue else None)

    @property
    def _gone(self) -> float:
        return self._since(self._began)

    def _since(self, instant: datetime) -> float:
        return (self._network.clock.now() - instant).total_seconds()

    def _is_on(self, piece: Piece) -> bool:
        """Whether nobody has stopped it."""
        return self._now is piece

    async def _play(self, piece: Piece) -> None:
        self._began = self._network.clock.now()
        if piece.manner.cycle != self._cycle:
            self._cycle, self._cycle_began, self._said = piece.manner.cycle, self._began, []
        self._now = piece
        self._stopped.clear()
        self._prompts.announce(self._call, piece.sound)
        try:
            waited = self._call.line.wait(piece.sound.seconds)
            await first(self._stopped.wait(), waited)
        except asyncio.CancelledError:
            if self._is_on(piece):
                self._prompts.cut(self._call, piece.sound, self._gone, "cut")
            raise
        if self._is_on(piece):
            self._now = None
            self._said.append(piece.sound.words)
            await self._on_played(piece)


def speak(token: str) -> Sound:
    """Text as it is heard: markup is none of the words."""
    words = " ".join(MARKUP.sub("", token).split())
    return Sound(words=words, seconds=spoken_seconds(words), via="relay")


def is_sentence(tokens: str) -> bool:
    """Whether so much can be said already, the rest being on its way."""
    return SENTENCE.search(tokens) is not None
