"""What the system prompt asks for: who speaks for whom, why, and which questions to put."""

import re
from dataclasses import dataclass

LABELS = {
    "organisation": "organisation|organization|company|empresa|organizaci[oó]n",
    "direction": "direction|direcci[oó]n|call direction",
    "language": "language|idioma|preferred language",
    "person": "person|contact|contact name|callee|caller name|persona|contacto|nombre",
    "goal": "goal|objective|purpose|objetivo|motivo|reason for the call",
    "questions": "questions|script|preguntas|guion|guión",
    "facts": "facts|knowledge|datos|conocimiento",
    "closing": "closing|goodbye|despedida|cierre",
}
LABELLED = re.compile(
    "|".join(rf"(?P<{name}>^\W*(?:{words})\s*:)" for name, words in LABELS.items()), re.IGNORECASE
)
ANY_LABEL = re.compile(r"^[#*\s]*[A-ZÁÉÍÓÚ][\w ]{1,30}:(\s|$)")
ITEM = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s*(?P<text>.+)")


@dataclass(frozen=True)
class Script:
    """A prompt as far as the rules can use it. Empty where it says nothing."""

    organisation: str = ""
    direction: str = ""
    language: str = ""
    person: str = ""
    goal: str = ""
    closing: str = ""
    questions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def is_inbound(self) -> bool:
        """Whether the person rang us. Without a word on it, a script means that we did."""
        if self.direction:
            return self.direction.casefold().startswith(("in", "entrante"))
        return not (self.questions or self.goal or self.person)


def read(prompt: str) -> Script:
    """The script in a prompt of `Label: value` lines, with lists under `Questions:`, `Facts:`."""
    values: dict[str, str] = {}
    lists: dict[str, list[str]] = {"questions": [], "facts": []}
    label = ""
    for line in prompt.splitlines():
        found, item = LABELLED.match(line), ITEM.match(line)
        if found:
            label = found.lastgroup or ""
            values.setdefault(label, line[found.end() :].strip())
        elif item and label in lists:
            lists[label].append(item["text"].strip())
        elif ANY_LABEL.match(line):
            label = ""
    questions, facts = tuple(lists["questions"]), tuple(lists["facts"])
    plain = {key: values.get(key, "") for key in LABELS if key not in lists}
    return Script(**plain, questions=questions, facts=facts)
