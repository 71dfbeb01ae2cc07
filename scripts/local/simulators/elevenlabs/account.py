"""The account at ElevenLabs: what its plan allows, and what it has used of it."""

import contextlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from scripts.local.simulators.elevenlabs import refusals
from scripts.local.simulators.elevenlabs.models import STANDARD, TURBO, Model
from scripts.local.simulators.elevenlabs.plans import A_MONTH, Plan
from shared.ports import Clock
from shared.value import Value


class Voice(Value):
    """Somebody who speaks. `timbre` is a voice of the local engine."""

    id: str
    name: str
    language: str
    gender: str
    timbre: str


class Config(Value):
    """The account the simulator plays.

    `quota` is in characters a month; without one it is the plan's. `audible`: voices speak words,
    not tones. `latency`: the first sound takes about as long as the model would.
    """

    key: str = "local-elevenlabs"
    plan: Plan = Plan.PRO
    quota: int | None = None
    voices: tuple[Voice, ...] = (
        Voice(id="localvoiceenglish001", name="Avery", language="en", gender="female", timbre="f2"),
        Voice(
            id="localvoicespanish001", name="Candela", language="es", gender="female", timbre="f3"
        ),
        Voice(id="localvoiceenglish002", name="Rowan", language="en", gender="male", timbre="m3"),
        Voice(id="localvoicespanish002", name="Noa", language="es", gender="neutral", timbre="m7"),
    )
    audible: bool = False
    latency: bool = False
    region: str = "us-central1"
    seed: int = 1


@dataclass(frozen=True)
class Charge:
    """What the quota was before and after a request."""

    before: int
    after: int


class Account:
    """What has been used: requests, characters a month, and requests at this moment."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self.config, self.clock = config, clock
        self.quota = A_MONTH[config.plan] if config.quota is None else config.quota
        self.reset()

    def reset(self) -> None:
        """A new month, and no request under way."""
        self.requests = self.characters = self.most_at_once = 0
        self.by_day: Counter[tuple[int, str, str]] = Counter()
        self._now = dict.fromkeys((STANDARD, TURBO), 0)
        self._month, self._spent = self._this_month(), 0
        self._chance = random.Random(self.config.seed)  # noqa: S311  repeatable on purpose

    def usage(self) -> dict[str, int]:
        """Totals for a report."""
        at_once = {"concurrent": sum(self._now.values()), "most_concurrent": self.most_at_once}
        return {"requests": self.requests, "characters": self.characters, **at_once}

    def new_id(self) -> str:
        """A new id; the same sequence after every reset."""
        return UUID(int=self._chance.getrandbits(128), version=4).hex

    def voice(self, number: str) -> Voice:
        """Whose id that is. Raises `Refusal`."""
        found = next((voice for voice in self.config.voices if voice.id == number), None)
        if found is None:
            raise refusals.no_voice(number)
        return found

    def now(self, model: Model) -> int:
        """How many requests of the model's family are under way."""
        return self._now[model.family]

    def most(self, model: Model) -> int:
        """How many of them may be."""
        return self.config.plan.at_once(model.family)

    @contextlib.contextmanager
    def turn(self, model: Model) -> Iterator[None]:
        """A place among the requests under way. Raises `Refusal` where all are taken."""
        if self.now(model) >= self.most(model):
            raise refusals.too_many(self.most(model))
        self._now[model.family] += 1
        self.most_at_once = max(self.most_at_once, sum(self._now.values()))
        try:
            yield
        finally:
            self._now[model.family] -= 1

    @property
    def spent(self) -> int:
        """Characters of this month."""
        if self._this_month() != self._month:
            self._month, self._spent = self._this_month(), 0
        return self._spent

    def charge(self, characters: int, voice: Voice, model: Model) -> Charge:
        """Take from the quota. Raises `Refusal` where it does not suffice."""
        before = self.spent
        if characters > self.quota - before:
            raise refusals.quota_exceeded(self.quota - before, characters)
        self.requests += 1
        self.characters += characters
        self._spent += characters
        day = self.clock.now().toordinal()
        self.by_day[day, voice.name, model.id] += characters
        return Charge(before, self._spent)

    def next_month(self) -> datetime:
        """When the quota is whole again."""
        now = self.clock.now()
        first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return first.replace(year=now.year + now.month // 12, month=now.month % 12 + 1)

    def _this_month(self) -> tuple[int, int]:
        now = self.clock.now()
        return now.year, now.month
