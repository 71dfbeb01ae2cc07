"""A sentence for one person in parts, so that what everybody hears is paid for once.

Cut only where a speaker would breathe: after a sentence, a colon, a semicolon. A voice that is
given half a clause says it as if it ended there.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from shared.value import Value

ENDS = r"[.!?…;:]"
CLAUSE = re.compile(rf"(?:(?<={ENDS})|(?<={ENDS}[\"'»”)]))\s+(?=[¿¡\"'«“({{]*[^\W_])")
ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|sr|sra|srta|dra|ud|uds|av|avda|núm|tel|pág|[^\W\d_])\.$",
    re.IGNORECASE,
)
SHORTEST = 16
"""Characters. What is shorter costs less to say again than to fetch."""
MOST = 6
"""Twilio fetches all that one Gather plays before it begins."""
PLACEHOLDER = re.compile(r"\{\w+\}")


class Part(Value):
    """Some of what is said. `own`: it holds what is known of one person."""

    text: str
    own: bool


def split(text: str, values: Iterable[str] = ()) -> list[Part]:
    """The text in order, cut so that a person's `values` stand apart; one part without them."""
    known = sorted({each.strip() for each in values if each.strip()}, key=len, reverse=True)
    if not known:
        return [Part(text=text, own=False)]
    any_of_them = "|".join(map(re.escape, known))
    value = re.compile(rf"(?<!\w)(?:{any_of_them})(?!\w)")
    return _cut(text, lambda clause: value.search(clause) is not None)


def fixed(template: str) -> list[str]:
    """What of a text with `{names}` in it everybody hears the same, cut as `split` will cut it."""
    parts = _cut(template, lambda clause: PLACEHOLDER.search(clause) is not None)
    return [part.text for part in parts if not part.own]


def _cut(text: str, is_own: Callable[[str], bool]) -> list[Part]:
    runs = [
        Part(text=" ".join(clauses), own=own)
        for own, clauses in groupby(_clauses(text), key=is_own)
    ]
    parts: list[Part] = []
    for run in runs:
        if parts and (parts[-1].own == run.own or _joins(parts[-1], run)):
            parts[-1] = Part(text=f"{parts[-1].text} {run.text}", own=parts[-1].own or run.own)
        else:
            parts.append(run)
    if len(parts) > MOST:
        return [Part(text=" ".join(text.split()), own=True)]
    return parts


def _joins(one: Part, other: Part) -> bool:
    """Whether the fixed one of the two is not worth a file of its own."""
    return len(other.text if one.own else one.text) < SHORTEST


def _clauses(text: str) -> Sequence[str]:
    """Where a clause ends in an abbreviation, it goes on."""
    clauses: list[str] = []
    for piece in CLAUSE.split(" ".join(text.split())):
        if clauses and ABBREVIATION.search(clauses[-1]):
            clauses[-1] = f"{clauses[-1]} {piece}"
        else:
            clauses.append(piece)
    return clauses
