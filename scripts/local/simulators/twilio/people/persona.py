"""What a simulated person is: how the phone is answered and what is said in turn."""

import re
from enum import StrEnum
from typing import Literal

from pydantic import Field

from shared.value import Value

Language = Literal["en", "es"]


class Words(Value):
    """The same words in both languages."""

    en: str
    es: str

    def in_language(self, language: Language) -> str:
        """The words as this person says them."""
        return self.es if language == "es" else self.en


class Hear(Value):
    """What the bot must have said by now; without capitals or accents making a difference."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    pattern: str = ""

    def holds(self, text: str) -> bool:
        """Whether the text has one of `any`, every one of `all`, and the pattern."""
        plain = text.casefold()
        wanted = not self.any or any(part.casefold() in plain for part in self.any)
        complete = all(part.casefold() in plain for part in self.all)
        return wanted and complete and re.search(self.pattern, text, re.IGNORECASE) is not None


class Act(Value):
    """What a person does when it is their turn; nothing at all is silence.

    `after` is seconds from the end of the prompt, `at` from its beginning (talking over the bot).
    `seconds` is how long the words take; None: as long as they need. Who `switches` goes on in the
    other language.
    """

    say: Words | None = None
    press: str = ""
    hang_up: bool = False
    confidence: float = 0.92
    after: float = 0.8
    at: float | None = None
    seconds: float | None = None
    switches: bool = False


class Turn(Value):
    """A step of the person's script: what the bot must have said, then what the person does."""

    act: Act
    hear: Hear | None = None


class Ring(Value):
    """What happens when the phone rings. `sip` is the final code of a call nobody took."""

    seconds: float = 4
    result: Literal["answer", "busy", "no-answer", "failed"] = "answer"
    sip: int = 200


class Answerer(StrEnum):
    """Who or what picks up, in the words of answering machine detection."""

    HUMAN = "human"
    MACHINE_BEEP = "machine_beep"
    MACHINE_SILENCE = "machine_silence"
    MAILBOX_FULL = "mailbox_full"
    FAX = "fax"
    MENU = "menu"
    UNKNOWN = "unknown"
    MISTAKEN = "mistaken"

    @property
    def is_machine(self) -> bool:
        """Whether nobody listens, whatever detection thinks."""
        machines = (Answerer.MACHINE_BEEP, Answerer.MACHINE_SILENCE, Answerer.MAILBOX_FULL)
        return self in (*machines, Answerer.FAX, Answerer.MENU)


class Callbacks(StrEnum):
    """What becomes of the status callbacks of this person's calls."""

    PLAIN = "plain"
    DUPLICATED = "duplicated"
    REVERSED = "reversed"
    NO_END = "no_end"
    EARLY = "early"
    LATE = "late"


class Creation(StrEnum):
    """What the REST API answers when this person is to be called."""

    PLAIN = "plain"
    THROTTLED = "throttled"
    FAILS = "fails"
    FAILS_PLACED = "fails_placed"
    HANGS_PLACED = "hangs_placed"
    RESETS_PLACED = "resets_placed"


class Expectation(Value):
    """What a scenario expects of the app; written to the timeline when the call ends."""

    outcome: str = ""
    do_not_call: bool = False
    max_turns: int = Field(default=12, ge=1)


class Persona(Value):
    """A simulated person. `refused` is the code with which the API refuses to call them.

    After their `turns` an `agreeable` person goes on answering sensibly; another stays silent.
    """

    name: str
    about: str
    ring: Ring = Ring()
    answerer: Answerer = Answerer.HUMAN
    greeting: Words = Words(en="Hello?", es="¿Diga?")
    greeting_seconds: float = 1
    turns: tuple[Turn, ...] = ()
    agreeable: bool = True
    callbacks: Callbacks = Callbacks.PLAIN
    creation: Creation = Creation.PLAIN
    refused: int = 0
    expect: Expectation = Expectation()
