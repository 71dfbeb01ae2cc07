"""What of a model's answer may be used. What cannot be is refused, and rules stand in."""

import re
from collections.abc import Sequence

from functions.assist.model import Choices, Draft, Source, Summary, Triage, cited
from functions.assist.prompts import ASKED, DATA, DraftAnswer, SummaryAnswer, TriageAnswer
from functions.conversation.redaction import redacted
from shared.ports import Line, Role

LONGEST = 4_000
LONGEST_LINE = 400
MOST_LINES = 8
TOLD = 40
"""Letters of our rules that nobody writes by chance."""
DEGREES = range(1, 4)
DOUBT = 0.7
"""What is left of a confidence that the nearest tickets contradict."""
NUMBER = re.compile(r"\b(?:INC|KB)\d{5,12}\b", re.IGNORECASE)
SITE = r"(?:[\w-]+\.)*(?:[\w-]{3,}\.[a-z]{2,}(?!\w)|[\w-]+\.[a-z]{2,}/\S*)"
"""What mail programs make a link of: `sign.example`, `e.co/in`, and not `EE. UU.` or `p.ej.`."""
ADDRESS = re.compile(
    rf"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|{SITE}|\+?\d[\d .()/-]{{6,}}\d",
    re.IGNORECASE,
)


class Unusable(Exception):
    """The answer says what nobody may say, or nothing."""


def triage(answer: TriageAnswer, choices: Choices) -> Triage:
    """The triage. Raises `Unusable` where it has no such degrees."""
    if answer.impact not in DEGREES or answer.urgency not in DEGREES:
        raise Unusable("degrees")
    return Triage(
        category=answer.category if answer.category in choices.categories else None,
        group=answer.group if answer.group in choices.groups else None,
        impact=answer.impact,
        urgency=answer.urgency,
        language=answer.language,
        sentiment=answer.sentiment,
    )


def confidence(told: float, *, doubted: bool = False) -> float:
    """A share, less where something else says otherwise."""
    return round(min(1.0, max(0.0, told)) * (DOUBT if doubted else 1), 3)


def summary(answer: SummaryAnswer) -> Summary:
    """The summary. Raises `Unusable` where there is none."""
    text = _clean(answer.text, LONGEST)
    return Summary(
        text=text,
        intent=_line(answer.intent),
        done=_lines(answer.done),
        open_questions=_lines(answer.open_questions),
        next_step=_line(answer.next_step),
    )


def draft(answer: DraftAnswer, lines: Sequence[Line], given: Sequence[Source]) -> Draft:
    """The words. Raises `Unusable` where they lead anywhere that nobody has named.

    Addresses, telephones and numbers of tickets must stand in what was given: others are made up,
    or were put there by somebody who wants a requester to follow them.
    """
    text = _clean(answer.text, LONGEST)
    grounds = _flat(" ".join(each.text for each in lines if each.role is Role.USER))
    named = {each.number for each in cited(NUMBER.findall(text), given)}
    own = {each.upper() for each in NUMBER.findall(lines[-1].text)[:1]}
    if any(each.upper() not in named | own for each in NUMBER.findall(text)):
        raise Unusable("number")
    if any(_flat(each.rstrip(".,;:!?)")) not in grounds for each in ADDRESS.findall(text)):
        raise Unusable("address")
    return Draft(text=text, language=answer.language)


def reasons(told: Sequence[str]) -> tuple[str, ...]:
    """Short, and only so many."""
    return _lines(told)[:3]


def _clean(text: str, longest: int) -> str:
    told = redacted(text.replace("\x00", "").strip())[:longest]
    if not told:
        raise Unusable("empty")
    if _tells_rules(told):
        raise Unusable("rules")
    return told


def _tells_rules(text: str) -> bool:
    rules = " ".join(f"{DATA} {' '.join(ASKED.values())}".split()).casefold()
    flat = " ".join(text.split()).casefold()
    return any(flat[place : place + TOLD] in rules for place in range(len(flat) - TOLD + 1))


def _line(text: str) -> str:
    return " ".join(redacted(text.replace("\x00", "")).split())[:LONGEST_LINE]


def _lines(told: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for each in told[:MOST_LINES] if (line := _line(each)))


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text.casefold())
