"""What a simulated person is: how the phone is answered and what is said in turn.

Times are seconds. How a person is written down in YAML stands in `written`.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import Any, Literal

from pydantic import Field, model_validator

from shared.value import Value

Language = Literal["en", "es"]
LONGEST_TURN_MS = 8000  # the bot's own deadline of six seconds, and the end of speech before it


class Words(Value):
    """The same words in both languages. Written as one text they are said in either."""

    en: str
    es: str

    @model_validator(mode="before")
    @classmethod
    def _in_both(cls, given: Any) -> Any:
        return {"en": given, "es": given} if isinstance(given, str) else given

    def in_language(self, language: Language) -> str:
        """The words as this person says them."""
        return self.es if language == "es" else self.en


class Phrases(Value):
    """Several ways to say the same, in both languages."""

    en: tuple[str, ...] = Field(min_length=1)
    es: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _each_a_list(cls, given: Any) -> Any:
        both = given if isinstance(given, dict) else {"en": given, "es": given}
        return {key: [said] if isinstance(said, str) else said for key, said in both.items()}

    def chosen(self, chance: Random) -> Words:
        """One of them. A single phrase takes no chance."""
        if len(self.en) == len(self.es) == 1:
            return Words(en=self.en[0], es=self.es[0])
        where = chance.random()
        return Words(en=self.en[int(where * len(self.en))], es=self.es[int(where * len(self.es))])


class Hear(Value):
    """What the bot must have said by now; without capitals or accents making a difference.

    Phrases are whole words; a `*` at their end takes the rest of a word, alone anything at all.
    """

    any: tuple[Words, ...] = ()
    all: tuple[Words, ...] = ()
    none: tuple[Words, ...] = ()
    pattern: Words = Words(en="", es="")

    def holds(self, text: str, language: Language = "en") -> bool:
        """Whether the text has one of `any`, every one of `all`, none of `none`, and `pattern`."""

        def has(words: Words) -> bool:
            return is_in(text, words.in_language(language))

        pattern = self.pattern.in_language(language)
        return (
            (not self.any or any(has(words) for words in self.any))
            and all(has(words) for words in self.all)
            and not any(has(words) for words in self.none)
            and re.search(pattern, text, re.IGNORECASE) is not None
        )


def is_in(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text, in whole words."""
    return _finder(phrase).search(_plain(text)) is not None


@lru_cache(2000)
def _finder(phrase: str) -> re.Pattern[str]:
    if phrase == "*":
        return re.compile(r"\w")
    inside = re.escape(_plain(phrase)).replace(r"\*", r"\w*").replace(r"\ ", r"\W+")
    begins = r"(?<!\w)" if phrase[0].isalnum() else ""
    return re.compile(begins + inside + (r"(?!\w)" if phrase[-1].isalnum() else ""))


@lru_cache(2000)
def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


class Act(Value):
    """What a person does when it is their turn; nothing at all is silence.

    `after` is seconds from the end of the prompt, `at` from its beginning (talking over the bot).
    `seconds` is how long the words take; None: as long as they need. No words are a sound of which
    the recogniser makes nothing; `partials` are what it makes of words on the way. Who `switches`
    goes on in the other language.
    """

    say: Words | None = None
    press: str = ""
    hang_up: bool = False
    confidence: float = 0.92
    after: float = 0.8
    at: float | None = None
    seconds: float | None = None
    switches: bool = False
    partials: tuple[Words, ...] = ()

    @property
    def is_something(self) -> bool:
        """Whether anything is said, pressed or ended."""
        return self.say is not None or self.press != "" or self.hang_up


class Turn(Value):
    """A step of the person's script: what the bot must have said, then what the person does.

    `say` are the ways to say it, of which the call's seed chooses; `garbled` is the share of the
    words that nobody understands; `language` is what they are said in, if not in the person's own;
    whoever `opts_out` must not be called again. `silence` lets time pass before the next step.
    """

    act: Act = Act()
    say: Phrases | None = None
    hear: Hear | None = None
    silence: float = 0
    garbled: float = 0
    language: Language | Literal["own", "other"] = "own"
    opts_out: bool = False


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
    MENU = "ivr"
    SCREENING = "screening"
    UNKNOWN = "unknown"
    MISTAKEN = "mistaken"

    @property
    def is_machine(self) -> bool:
        """Whether nobody listens, whatever detection thinks."""
        return self.takes_messages or self in (Answerer.MAILBOX_FULL, Answerer.FAX, Answerer.MENU)

    @property
    def takes_messages(self) -> bool:
        """Whether what is said after the greeting is kept for somebody."""
        return self in (Answerer.MACHINE_BEEP, Answerer.MACHINE_SILENCE)


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
    """What a scenario expects of the app.

    The network judges turns, words, delays and who hangs up; `outcome` and `do_not_call` are known
    to the app alone, and its own tests ask for them.
    """

    outcome: str = ""
    do_not_call: bool = False
    max_turns: int = Field(default=12, ge=1)
    max_turn_latency_ms: int = Field(default=LONGEST_TURN_MS, ge=1)
    heard: tuple[Words, ...] = ()
    never_heard: tuple[Words, ...] = ()
    hung_up_by: tuple[Literal["app", "callee", "api", "time limit"], ...] = ()


class Match(Value):
    """By what somebody is called: number, last two digits, or what the voice URL carries."""

    digits: frozenset[int] = frozenset()
    numbers: tuple[str, ...] = ()
    carries: tuple[tuple[str, str], ...] = ()


class Persona(Value):
    """A simulated person. `refused` is the code with which the API refuses to call them.

    After their `turns` an `agreeable` person goes on answering sensibly; another stays silent.
    Behind a menu a human waits for `menu_key`. Who is `attended` is spoken for at the browser.
    """

    name: str
    about: str
    match: Match = Match()
    ring: Ring = Ring()
    answerer: Answerer = Answerer.HUMAN
    attended: bool = False
    greeting: Words = Words(en="Hello?", es="¿Diga?")
    greeting_seconds: float = 1
    menu_key: str = ""
    turns: tuple[Turn, ...] = ()
    agreeable: bool = True
    callbacks: Callbacks = Callbacks.PLAIN
    creation: Creation = Creation.PLAIN
    refused: int = 0
    expect: Expectation = Expectation()
