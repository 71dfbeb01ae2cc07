"""One persona on one call: what it has heard so far and what it does next."""

from collections.abc import Callable
from random import Random
from typing import Any, Protocol

from scripts.local.simulators.twilio.people.manners import agreeable, spoken_seconds
from scripts.local.simulators.twilio.people.persona import (
    Act,
    Answerer,
    Language,
    Persona,
    Turn,
    Words,
)

MUMBLES = ("mm", "brr", "shh", "hmpf", "krr", "pff")
SOONEST = 0.3  # seconds a person needs at least to begin


class Witness(Protocol):
    """Is told what a call's person noticed or decided: `hear`, `opted_out`, `menu`."""

    def __call__(self, kind: str, /, **detail: Any) -> None:
        """Write it down."""


class Person:
    """Somebody at the other end. The same `seed` chooses the same words.

    `language` is what they speak right now. `seconds` is the time of their call.
    """

    def __init__(
        self,
        persona: Persona,
        language: Language,
        witness: Witness,
        *,
        seed: str = "",
        seconds: Callable[[], float] = lambda: 0,
    ) -> None:
        self.persona, self.language, self._witness = persona, language, witness
        self._own, self._seed, self._seconds = language, seed, seconds
        self._chance: Random | None = None
        self._turn, self._heard = 0, ""
        self._asked_at, self._left_over = 0.0, (Act(), 0.0)

    def hear(self, text: str) -> None:
        """Take in a piece of what the bot says."""
        self._heard = f"{self._heard} {text}".strip()

    def hear_keys(self, keys: str) -> None:
        """Take in the tones of keys. A menu that gets its own lets a human come to the phone."""
        if self.persona.answerer is not Answerer.MENU:
            return
        passed = bool(self.persona.menu_key) and self.persona.menu_key in keys
        self._witness("menu", pressed=keys, passed=passed)
        if passed:
            self.persona = self.persona.model_copy(update={"answerer": Answerer.HUMAN})
            self._heard = ""

    def interruption(self) -> Act | None:
        """What the person does in the middle of a prompt, if they do not wait for its end."""
        if self._turn >= len(self.persona.turns):
            return None
        act = self.persona.turns[self._turn].act
        return act if act.hang_up and act.at is not None else None

    def talks_over(self) -> Act | None:
        """What the person does `at` a moment of the prompt, if they do not wait for its end."""
        act, wait = self._left_over
        if act.is_something:
            return act.model_copy(update={"at": wait})
        if self._turn >= len(self.persona.turns):
            return None
        turn = self.persona.turns[self._turn]
        return turn.act if turn.act.at is not None and not turn.silence else None

    def answer(self) -> Act:
        """What the person does now that the bot waits for them."""
        heard, self._heard = self._heard, ""
        self._asked_at = self._seconds()
        (act, wait), self._left_over = self._left_over, (Act(), 0.0)
        return _later(act, wait, heard) if act.is_something else self._next(heard)

    def take_back(self, act: Act, begins: float) -> None:
        """Nobody listened any more when this was to begin: it is done at the next occasion.

        `begins` is in seconds from `answer`.
        """
        waited = self._seconds() - self._asked_at
        self._left_over = (act, max(SOONEST, begins - waited))

    def _next(self, heard: str) -> Act:
        silence = 0.0
        while self._turn < len(self.persona.turns):
            turn = self.persona.turns[self._turn]
            self._turn += 1
            self._judge(turn, heard)
            if not turn.silence:
                return _after(self._act(turn), silence)
            silence += turn.silence
        return _after(agreeable(heard), silence) if self.persona.agreeable else Act()

    def _judge(self, turn: Turn, heard: str) -> None:
        if turn.hear:
            met, wanted = turn.hear.holds(heard, self._own), turn.hear.model_dump(mode="json")
            self._witness("hear", met=met, wanted=wanted, heard=heard, turn=self._turn)

    def _act(self, turn: Turn) -> Act:
        act = turn.act
        self.language = self._spoken_in(turn)
        if act.switches:
            self.language = self._own = _other(self._own)
        if turn.say:
            act = act.model_copy(update={"say": self._words(turn)})
        if turn.opts_out:
            said = act.say.in_language(self.language) if act.say else f"pressed {act.press}"
            self._witness("opted_out", said=said)
        return act

    def _spoken_in(self, turn: Turn) -> Language:
        if turn.language == "own":
            return self._own
        return _other(self._own) if turn.language == "other" else turn.language

    def _words(self, turn: Turn) -> Words | None:
        self._chance = self._chance or Random(self._seed)  # noqa: S311  # repeatable, not secret
        words = turn.say.chosen(self._chance) if turn.say else None
        if words is None or not turn.garbled:
            return words
        english = _garbled(words.en, turn.garbled, self._chance)
        return Words(en=english, es=_garbled(words.es, turn.garbled, self._chance))


def _other(language: Language) -> Language:
    return "en" if language == "es" else "es"


def _after(act: Act, silence: float) -> Act:
    return act.model_copy(update={"after": silence, "at": None}) if silence else act


def _later(act: Act, wait: float, heard: str) -> Act:
    """The same, so much after the beginning of the prompt."""
    prompt = spoken_seconds(heard) if heard else 0
    moment = {"at": None, "after": wait - prompt} if wait > prompt else {"at": wait}
    return act.model_copy(update=moment)


def _garbled(text: str, share: float, chance: Random) -> str:
    words = text.split()
    return " ".join(chance.choice(MUMBLES) if chance.random() < share else word for word in words)
