"""What a conversation has come to: who was asked what, and what they said to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.local.simulators.openai import phrases
from scripts.local.simulators.openai.intents import Intent, language_of, meant
from scripts.local.simulators.openai.script import Script, read

type Lines = Sequence[tuple[str, str]]

ANSWERING = {Intent.YES, Intent.NO, Intent.STATEMENT, Intent.NOT_HERE, Intent.QUESTION}
ENOUGH_WORDS = 4  # that make a description of a problem
CUES = {  # how a line of ours shows which answer it waits for, whoever wrote it
    "confirm": r"is that (right|correct)|es correcto|correcto\?",
    "correct": r"what should i correct|qu[eé] debo corregir",
    "when": r"when would|cu[aá]ndo (le|podemos|prefiere|te)",
    "identity": r"(am i )?(speaking|talking) (with|to)|hablo con|es usted|is this ",
    "agree": r"do you agree|est[aá] de acuerdo",
    "more": r"anything else|algo m[aá]s",
    "help": r"can i help|puedo ayudar|what happens|qu[eé] ocurre|can i do for|qu[eé] puedo hacer",
}


@dataclass(frozen=True)
class Talk:
    """The conversation so far, and the questions the rules ask of it."""

    script: Script
    lines: Lines
    language: str
    words: str
    intent: Intent

    @classmethod
    def of(cls, lines: Lines) -> "Talk":
        """Read the prompt and the lines after it."""
        script = read("\n".join(text for role, text in lines if role in {"system", "developer"}))
        said = [text for role, text in lines if role == "user"]
        language = script.language[:2].casefold() or language_of(script.goal, "en")
        for text in said:
            language = language_of(text, language)
        words = said[-1] if said else ""
        return cls(script, lines, "es" if language == "es" else "en", words, meant(words))

    @property
    def ours(self) -> list[str]:
        """What we said, in order."""
        return [text for role, text in self.lines if role == "assistant"]

    def phrase(self, name: str, **parts: str) -> str:
        """A phrase in the caller's language that knows who speaks, for whom and why."""
        script = self.script
        known = {"organisation": script.organisation, "person": script.person}
        return phrases.phrase(name, self.language, **known, goal=script.goal.rstrip("."), **parts)

    def stage(self) -> str:
        """Which answer our last telling line waits for; a question's number is its stage."""
        for text in reversed(self.ours):
            found = self._stage_of(text)
            if found:
                return found
        return "start"

    def _stage_of(self, text: str) -> str:
        asked = [n for n, question in enumerate(self.script.questions) if _holds(text, question)]
        if asked:
            return str(asked[-1])
        cues = (cue for cue, pattern in CUES.items() if re.search(pattern, text, re.IGNORECASE))
        return next(cues, "")

    def answers(self) -> dict[int, str]:
        """What was answered to the script's questions, by their number."""
        found: dict[int, str] = {}
        stage = ""
        for role, text in self.lines:
            if role == "assistant":
                stage = self._stage_of(text) or stage
            elif role == "user" and stage.isdigit() and meant(text) in ANSWERING:
                found[int(stage)] = text.strip()
        return found

    def complaints(self) -> list[str]:
        """What the caller told of their problem."""
        told = [text.strip() for role, text in self.lines if role == "user"]
        return [text for text in told if len(text.split()) >= ENOUGH_WORDS]

    def in_a_row(self) -> int:
        """How often the caller's last meaning came without another in between."""
        begun = next((n for n, (role, _) in enumerate(self.lines) if role == "assistant"), 0)
        said = [meant(text) for role, text in self.lines[begun:] if role == "user"]
        others = [n for n, intent in enumerate(reversed(said)) if intent is not self.intent]
        return others[0] if others else len(said)


def _holds(text: str, question: str) -> bool:
    return " ".join(words_of(question)) in " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
