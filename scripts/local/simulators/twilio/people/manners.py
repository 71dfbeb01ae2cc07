"""How an agreeable person answers what the bot asks, in English and in Spanish.

What calls for which answer stands in `manners.yaml`.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from scripts.local.simulators.twilio.people.persona import Act, Language, Words
from scripts.local.simulators.twilio.people.reading import read
from shared.value import Value

CHARACTERS_A_SECOND = 15


class Manner(Value):
    """An answer and what calls for it. `last` is what a person says before hanging up."""

    asked: tuple[str, ...]
    answer: Words
    last: bool = False

    def is_called_for(self, said: str) -> bool:
        """Whether one of the patterns is in what was said."""
        return any(re.search(pattern, said, re.IGNORECASE) for pattern in self.asked)


class Manners(Value):
    """What is answered to questions and to statements, the first that fits; else `otherwise`."""

    questions: tuple[Manner, ...]
    statements: tuple[Manner, ...]
    otherwise_asked: Words
    otherwise: Words


@cache
def _manners() -> Manners:
    return Manners.model_validate(read(Path(__file__).parent / "manners.yaml"))


@lru_cache(5000)  # thousands of calls hear the same few prompts
def agreeable(heard: str) -> Act:
    """What a helpful person does after hearing this: answers the last question that was asked."""
    manners = _manners()
    questions = re.findall(r"[^.!?¡¿]*\?", heard)
    said = (questions[-1] if questions else heard).strip()
    for manner in manners.questions if questions else manners.statements:
        if manner.is_called_for(said):
            return Act(say=manner.answer, hang_up=manner.last)
    return Act(say=manners.otherwise_asked if questions else manners.otherwise)


def spoken_seconds(text: str) -> float:
    """How long it takes to say this: about fifteen characters a second."""
    return max(0.3, len(text) / CHARACTERS_A_SECOND)


def locale(language: Language) -> str:
    """The language tag Twilio's recogniser reports."""
    return "es-US" if language == "es" else "en-US"
