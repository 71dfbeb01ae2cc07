"""How a person is written down in YAML, and what becomes of it.

The format with examples stands in `docs/simulators.md`. Times end in `_s` or `_ms`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from scripts.local.simulators.twilio.people.persona import (
    LONGEST_TURN_MS,
    Act,
    Answerer,
    Callbacks,
    Creation,
    Expectation,
    Hear,
    Language,
    Match,
    Persona,
    Phrases,
    Ring,
    Turn,
    Words,
)
from shared.value import Value

Keys = Annotated[str, StringConstraints(pattern=r"^[0-9*#wW]+$")]
MUMBLED = 0.2  # the recogniser's confidence in what it hardly heard
UNDERSTOOD = 0.92
MID_PROMPT_MS = 1500
SIP = {"answer": 200, "busy": 486, "no-answer": 487, "failed": 404, "reject": 603}


def _readable(pattern: Words) -> Words:
    for text in (pattern.en, pattern.es):
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"{text!r} is no regular expression: {error}") from error
    return pattern


class WrittenHear(Value):
    """`hear: AI`, `hear: [AI, robot]` or `hear: {any, all, not, regex}`."""

    any: tuple[Words, ...] = ()
    all: tuple[Words, ...] = ()
    none: tuple[Words, ...] = Field(default=(), alias="not")
    regex: Annotated[Words, AfterValidator(_readable)] = Words(en="", es="")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"any": [given]}
        if isinstance(given, list):
            return {"any": given}
        return {key: _listed(key, said) for key, said in given.items()}

    def hear(self) -> Hear:
        """What it means."""
        return Hear(any=self.any, all=self.all, none=self.none, pattern=self.regex)


def _listed(key: str, said: Any) -> Any:
    return said if key == "regex" or isinstance(said, list) else [said]


class WrittenSay(Value):
    """`say: Hello`, `say: {en: Hello, es: Hola}` or `say: {text: …, confidence: …, …}`."""

    text: Phrases | None = None
    alternatives: tuple[Words, ...] | None = Field(default=None, min_length=2)
    confidence: float | None = Field(default=None, ge=0, le=1)
    after_ms: float = Field(default=800, ge=0)
    barge_in_at_ms: float | None = Field(default=None, ge=0)
    takes_ms: float | None = Field(default=None, ge=0)
    language: Language | Literal["own", "other"] = "own"
    switches: bool = False
    partials: tuple[Words, ...] = ()
    garbled: bool | Annotated[float, Field(ge=0, le=1)] = False
    empty: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        short = not isinstance(given, dict) or (bool(given) and given.keys() <= {"en", "es"})
        return {"text": given} if short else given

    @model_validator(mode="after")
    def _says_one_thing(self) -> "WrittenSay":
        given = (self.text is not None) + (self.alternatives is not None) + self.empty
        if given != 1:
            raise ValueError("needs exactly one of text, alternatives and empty: true")
        return self

    @property
    def phrases(self) -> Phrases:
        """What may be said; nothing at all is a noise."""
        if self.alternatives is None:
            return self.text or Phrases(en=("",), es=("",))
        ways = self.alternatives
        return Phrases(en=tuple(way.en for way in ways), es=tuple(way.es for way in ways))

    @property
    def certainty(self) -> float:
        """How well it is understood, if nothing else is written: badly where it is garbled."""
        if self.confidence is not None:
            return self.confidence
        return MUMBLED if self.garbled else UNDERSTOOD


class WrittenPress(Value):
    """`press: "1"` or `press: {digits: "1", after_ms: 300}`."""

    digits: Keys
    after_ms: float = Field(default=800, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return given if isinstance(given, dict) else {"digits": given}


class WrittenHangup(Value):
    """`hangup: true` or `hangup: {mid_prompt: true, after_ms: 1500}`."""

    mid_prompt: bool = False
    after_ms: float | None = Field(default=None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        if given is False:
            raise ValueError("write hangup: true, or leave it out")
        return {} if given is True else given


class WrittenTurn(Value):
    """One step: what must have been heard by then, and what is done."""

    hear: WrittenHear | None = None
    say: WrittenSay | None = None
    press: WrittenPress | None = None
    silence_s: float | None = Field(default=None, gt=0)
    hangup: WrittenHangup | None = None
    opts_out: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> "WrittenTurn":
        acts = (self.say, self.press, self.hangup)
        if self.silence_s is None and not any(acts):
            raise ValueError("does nothing: give it say, press, silence_s or hangup")
        if self.silence_s is not None and any(acts):
            raise ValueError("cannot be silent and do something: make silence_s a turn of its own")
        return self

    def turn(self) -> Turn:
        """What it means."""
        say = self.say or WrittenSay(empty=True)
        return Turn(
            act=self._act(say),
            say=say.phrases if self.say else None,
            hear=self.hear.hear() if self.hear else None,
            silence=self.silence_s or 0,
            garbled=float(say.garbled),
            language=say.language,
            opts_out=self.opts_out,
        )

    def _act(self, say: WrittenSay) -> Act:
        hangup = self.hangup or WrittenHangup()
        at = MID_PROMPT_MS if hangup.mid_prompt and hangup.after_ms is None else hangup.after_ms
        begins = at if hangup.mid_prompt else say.barge_in_at_ms
        alone = self.press.after_ms if self.press else at if at is not None else say.after_ms
        return Act(
            press=self.press.digits if self.press else "",
            hang_up=self.hangup is not None,
            confidence=say.certainty,
            after=(say.after_ms if self.say else alone) / 1000,
            at=None if begins is None else begins / 1000,
            seconds=None if say.takes_ms is None else say.takes_ms / 1000,
            switches=say.switches,
            partials=say.partials,
        )


class WrittenRing(Value):
    """`ring: {seconds: 6, result: answer}`; a failed call names its SIP code: `failed:404`."""

    seconds: float = Field(default=4, ge=0)
    result: Annotated[
        str, StringConstraints(pattern=r"^(answer|busy|no-answer|reject|failed(:[4-6]\d\d)?)$")
    ] = "answer"

    def ring(self) -> Ring:
        """What it means."""
        kind, _, code = self.result.partition(":")
        result = "no-answer" if kind == "reject" else kind
        return Ring.model_validate(
            {"seconds": self.seconds, "result": result, "sip": int(code or SIP[kind])}
        )


class WrittenExpect(Value):
    """What is expected of the app on this call."""

    outcome: str = ""
    dnc: bool = False
    max_turns: int = Field(default=12, ge=1)
    max_turn_latency_ms: int = Field(default=LONGEST_TURN_MS, ge=1)
    heard: tuple[Words, ...] = ()
    never_heard: tuple[Words, ...] = ()
    hung_up_by: tuple[Literal["app", "callee", "api", "time limit"], ...] = ()

    def expectation(self) -> Expectation:
        """What it means."""
        given = self.model_dump(exclude={"dnc"})
        return Expectation.model_validate(given | {"do_not_call": self.dnc})


class WrittenMatch(Value):
    """`match: 25`, `match: "+1???5550125"`, `match: {carries: {campaign: spring-*}}`, or a list."""

    digits: frozenset[Annotated[int, Field(ge=0, le=99)]] = frozenset()
    numbers: tuple[Annotated[str, StringConstraints(pattern=r"^\+[\d?*]+$")], ...] = ()
    carries: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return given
        ways = given if isinstance(given, list) else [given]
        digits = [int(way) for way in ways if _is_digits(way)]
        return {"digits": digits, "numbers": [way for way in ways if not _is_digits(way)]}

    def match(self) -> Match:
        """What it means."""
        return Match(digits=self.digits, numbers=self.numbers, carries=tuple(self.carries.items()))


def _is_digits(way: Any) -> bool:
    return type(way) is int or (isinstance(way, str) and re.fullmatch(r"\d\d", way) is not None)


class WrittenPersona(Value):
    """One person, as in the files of `cast/`."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    about: Annotated[str, StringConstraints(min_length=1)]
    match: WrittenMatch = WrittenMatch()
    ring: WrittenRing = WrittenRing()
    answered_by: Answerer = Answerer.HUMAN
    attended: bool = False
    greeting: Words = Words(en="Hello?", es="¿Diga?")
    greeting_seconds: float = Field(default=1, ge=0)
    menu_key: Keys | Literal[""] = ""
    turns: tuple[WrittenTurn, ...] = ()
    repeat: int = Field(default=1, ge=1, le=100)
    agreeable: bool = True
    callbacks: Callbacks = Callbacks.PLAIN
    creation: Creation = Creation.PLAIN
    refused: int = 0
    expect: WrittenExpect = WrittenExpect()

    def persona(self) -> Persona:
        """What it means."""
        same = {"name", "about", "attended", "greeting", "greeting_seconds", "menu_key"}
        same |= {"agreeable", "callbacks", "creation", "refused"}
        given = self.model_dump(include=same) | {
            "match": self.match.match(),
            "ring": self.ring.ring(),
            "answerer": self.answered_by,
            "turns": tuple(each.turn() for each in self.turns) * self.repeat,
            "expect": self.expect.expectation(),
        }
        return Persona.model_validate(given)
