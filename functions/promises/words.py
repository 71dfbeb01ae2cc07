"""From somebody's words to what they hint at, in English and Spanish."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from functions.promises.english import ENGLISH
from functions.promises.hints import (
    After,
    Clock,
    Hint,
    OnDate,
    Part,
    Today,
    Tongue,
    Vague,
    Weekday,
    clock,
)
from functions.promises.spanish import SPANISH
from shared.value import Spoken

TONGUES = {Spoken.EN: ENGLISH, Spoken.ES: SPANISH}
GREETINGS = re.compile(
    r"\bgood (?:morning|afternoon|evening|night)\b|\bbuen[oa]s? (?:dias?|tardes?|noches?)\b"
)
SHORT = 4
"""Words: "three, please" means an hour, where a longer sentence may speak of anything."""


def hints(words: str, language: Spoken) -> list[Hint]:
    """What the words hint at. Of what somebody corrects, only the correction counts."""
    tongue = TONGUES[language]
    told = tongue.refused.sub(" ; ", GREETINGS.sub(" ", plain(words)))
    parts = tongue.corrected.split(_in_digits(told, tongue))
    found: dict[str, list[Hint]] = {}
    for each in parts:
        new: dict[str, list[Hint]] = {}
        for hint in _read(each, tongue, alone=len(parts) == 1):
            new.setdefault(_kind(hint), []).append(hint)
        found |= new
    return [hint for some in found.values() for hint in some]


def plain(words: str) -> str:
    """Lower case without accents; `p.m.` in one piece."""
    flat = unicodedata.normalize("NFD", words.replace("\u2019", "'").casefold())
    bare = "".join(each for each in flat if not unicodedata.combining(each))
    joined = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", bare)
    return re.sub(r"[^\w:./'-]+|[.](?!\d)", " ", joined).strip()


def _in_digits(words: str, tongue: Tongue) -> str:
    """Numbers as digits: `twenty first` is `21th`, `treinta y cinco` is `35`."""
    ones = {name: n for name, n in tongue.numbers.items() if n in range(1, 10)}
    firsts = {name: n for name, n in tongue.ordinals.items() if n in range(1, 10)}
    words = _joined(_joined(words, tongue, firsts, "th"), tongue, ones, "")
    if tongue.ordinals:
        ordinal = rf"(?<!\ba )(?<!\bone )\b({_any(tongue.ordinals)})\b"
        words = re.sub(ordinal, lambda m: f"{tongue.ordinals[m[1]]}th", words)
    numbers = {**tongue.tens, **tongue.numbers}
    return re.sub(rf"\b({_any(numbers)})\b", lambda m: str(numbers[m[1]]), words)


def _joined(words: str, tongue: Tongue, smaller: Mapping[str, int], ending: str) -> str:
    if not smaller:
        return words
    both = rf"\b({_any(tongue.tens)}){tongue.joint}({_any(smaller)})\b"
    return re.sub(both, lambda m: f"{tongue.tens[m[1]] + smaller[m[2]]}{ending}", words)


def _any(names: Iterable[str]) -> str:
    return "|".join(names)


def _read(words: str, tongue: Tongue, *, alone: bool) -> Iterator[Hint]:
    """Each pattern takes its words away, so that none is read twice."""
    found: list[Hint] = []
    for pattern, reading in tongue.table:
        for match in pattern.finditer(words):
            found += reading(match)
        words = pattern.sub(" ; ", words)
    yield from found
    left = re.findall(r"\b\d{1,2}\b", words)
    is_short = alone and len(words.split()) <= SHORT
    has_day = any(isinstance(each, Today | Weekday | OnDate | Part) for each in found)
    has_clock = any(isinstance(each, Clock | After) for each in found)
    if len(left) == 1 and (has_day or is_short) and not has_clock:
        yield from clock(left[0])


def _kind(hint: Hint) -> str:
    match hint:
        case Clock() | After():
            return "clock"
        case Part():
            return "part"
        case Vague():
            return "vague"
        case _:
            return "day"
