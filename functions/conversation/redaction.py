"""Takes out of spoken words what nobody needs to keep: card and account numbers, ids, health.

What has a check digit is found by it, so that order numbers and telephones stay; what has none by
the words before it. People say digits one by one, in pairs and doubled, in either language.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
TOKEN = re.compile(r"\w+", re.UNICODE)
SPELT = 4
"""As many capitals in a row may be part of an account's number."""
NEAR = 60
"""How many characters before a number may lie the words that say what it is."""
DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
"""Control letters of the Spanish DNI, by the number modulo 23 (interior.gob.es)."""
CURP = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
"""Values of the letters of a Mexican CURP (DOF 18.10.2021, annex)."""


CARDS = {
    "4": (19, 16),
    "2": (16,),
    "5": (16,),
    "6": (19, 18, 17, 16),
    "34": (15,),
    "37": (15,),
    "30": (14,),
    "36": (14,),
    "38": (14,),
    "39": (14,),
}
"""How long card numbers are that begin so (en.wikipedia.org/wiki/Payment_card_number)."""


class Piece(NamedTuple):
    """Letters and digits that a token stands for, and where in the text it is."""

    sign: str
    begin: int
    end: int


class Find(NamedTuple):
    """What is to go: from and to which character, and what stands there instead."""

    begin: int
    end: int
    mark: str


def redacted(text: str) -> str:
    """The text with a mark for each thing that is not to be kept: [card], [iban], [id], [health].

    Again is harmless: marks stay as they are.
    """
    found = sorted([*_numbers(text), *_health(text)])
    parts, place = [], 0
    for begin, end, mark in found:
        if begin >= place:
            parts += [text[place:begin], mark]
            place = end
    return "".join([*parts, text[place:]])


def _plain(text: str) -> str:
    """Lower case without accents, of the same length."""
    flat = (unicodedata.normalize("NFD", each)[0] for each in text)
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in flat)


def _health(text: str) -> Iterator[Find]:
    for found in _health_words().finditer(_plain(text)):
        yield Find(found.start(), found.end(), "[health]")


@cache
def _health_words() -> re.Pattern[str]:
    words = {_plain(word) for listed in DATA["health"].values() for word in listed}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _numbers(text: str) -> Iterator[Find]:
    for run in _runs(text):
        signs = "".join(piece.sign for piece in run)
        owner = [piece for piece in run for _ in piece.sign]
        around = _plain(text[max(0, run[0].begin - NEAR) : run[-1].end])
        for first, last, mark in _recognised(signs, around):
            yield Find(owner[first].begin, owner[last - 1].end, mark)


def _runs(text: str) -> Iterator[list[Piece]]:
    """Stretches of tokens that may be read as one number, words between them left out."""
    run: list[Piece] = []
    for piece in _pieces(text):
        if piece.sign == " ":
            if run:
                yield run
            run = []
        elif piece.sign:
            run.append(piece)
    if run:
        yield run


def _pieces(text: str) -> Iterator[Piece]:
    """What each token stands for: a sign, nothing for a filler, a blank where a number ends."""
    tokens = list(TOKEN.finditer(text))
    words = [_spelt(each.group()) for each in tokens]
    place = 0
    while place < len(tokens):
        sign, used = _read(words, place)
        yield Piece(sign, tokens[place].start(), tokens[place + used - 1].end())
        place += used


def _spelt(token: str) -> str:
    """In lower case, but for capitals that spell something: the WEST of a British IBAN."""
    is_spelt = 1 < len(token) <= SPELT and token.isascii() and token.isalpha() and token.isupper()
    return token if is_spelt else _plain(token)


def _read(words: list[str], place: int) -> tuple[str, int]:
    """What the words from there on stand for, and how many of them do."""
    word, rest = words[place], words[place + 1 :]
    if word in DATA["tens"]:
        return _tens(word, rest)
    if word in DATA["times"] and rest and len(_digits(rest[0])) == 1:
        return _digits(rest[0]) * DATA["times"][word], 2
    if word == "i" and rest[:1] == ["griega"]:
        return "Y", 2
    return "0" if word == "o" and _is_digit(words, place) else _single(word), 1


def _is_digit(words: list[str], place: int) -> bool:
    """Whether an "o" is the digit, as it is said in English, and not the Spanish "or"."""
    around = words[max(0, place - 1) : place] + words[place + 1 : place + 2]
    return len(around) > 1 and all(map(_digits, around))


def _tens(word: str, rest: list[str]) -> tuple[str, int]:
    """Forty, forty-one, cuarenta y uno."""
    skipped = 1 if rest[:1] == ["y"] else 0
    unit = _digits(rest[skipped]) if len(rest) > skipped else ""
    if len(unit) == 1 and unit != "0" and not rest[skipped].isdigit():
        return DATA["tens"][word] + unit, 2 + skipped
    return DATA["tens"][word] + "0", 1


def _digits(word: str) -> str:
    return word if word.isdecimal() else str(DATA["digits"].get(word, ""))


def _single(word: str) -> str:
    if word in DATA["fillers"]:
        return ""
    if len(word) == 1 or word.isupper() or any(each.isdecimal() for each in word):
        return word.upper()
    return str(DATA["digits"].get(word) or DATA["letters"].get(word) or " ")


def _recognised(signs: str, around: str) -> Iterator[tuple[int, int, str]]:
    """Which signs are what, the surest first. What is found is blank to those that come after."""
    for pattern, is_one, mark in _kinds(around):
        for found in pattern.finditer(signs):
            first, length = found.start(1), is_one(found[1])
            if length and " " not in signs[first : first + length]:
                yield first, first + length, mark
                signs = signs[:first] + " " * length + signs[first + length :]


type Check = Callable[[str], int]
"""How many of the signs are one, from the first: none where it is none."""


def _kinds(around: str) -> Iterator[tuple[re.Pattern[str], Check, str]]:
    yield from KINDS
    if any(word in around for word in DATA["social_security"]):
        yield NINE, _always, "[id]"
    if any(re.search(rf"\b{word}\b", around) for word in DATA["national_number"]):
        yield RUT, _rut, "[id]"


def _all(signs: str, *, if_: bool) -> int:
    return len(signs) if if_ else 0


def _always(signs: str) -> int:
    return len(signs)


def _card(signs: str) -> int:
    """By the lengths of whoever issues cards that begin so, and Luhn's check (ISO/IEC 7812-1)."""
    lengths = CARDS.get(signs[:2]) or CARDS.get(signs[0], ())
    whole = (length for length in lengths if length <= len(signs))
    return next((length for length in whole if _luhn(signs[:length])), 0)


def _luhn(digits: str) -> bool:
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(sum(divmod(each, 10)) for each in doubled) % 10 == 0


def _iban(signs: str) -> int:
    """By the country's length and the check digits modulo 97 (ISO 13616-1)."""
    length = DATA["iban"].get(signs[:2], 0)
    moved = signs[4:length] + signs[:4]
    whole = length and len(signs) >= length
    return length if whole and int("".join(str(int(each, 36)) for each in moved)) % 97 == 1 else 0


def _dni(signs: str) -> int:
    number = str("XYZ".find(signs[0])) + signs[1:-1] if signs[0] in "XYZ" else signs[:-1]
    return _all(signs, if_=DNI[int(number) % 23] == signs[-1])


def _curp(signs: str) -> int:
    total = sum(CURP.index(each) * (18 - place) for place, each in enumerate(signs[:17]))
    return _all(signs, if_=-total % 10 == int(signs[17]))


def _cuit(signs: str) -> int:
    """Argentina's CUIT and CUIL, modulo 11."""
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    total = sum(int(each) * weight for each, weight in zip(signs, weights, strict=False))
    return _all(signs, if_=-total % 11 == int(signs[10]))


def _rut(signs: str) -> int:
    """Chile's RUT, modulo 11; K stands for ten."""
    number = reversed(signs[:-1])
    total = sum(int(each) * (2 + place % 6) for place, each in enumerate(number))
    return _all(signs, if_="0123456789K"[-total % 11] == signs[-1])


KINDS: tuple[tuple[re.Pattern[str], Check, str], ...] = (
    (re.compile(r"(?=([A-Z]{2}\d{2}[A-Z0-9]{11,30}))"), _iban, "[iban]"),
    (re.compile(r"(?=([A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d))"), _curp, "[id]"),
    (re.compile(r"(?=([2-6]\d{13,18}))"), _card, "[card]"),
    (re.compile(r"(?<!\d)(\d{8}[A-Z]|[XYZ]\d{7}[A-Z])"), _dni, "[id]"),
    (re.compile(r"(?<!\d)((?:2[0347]|3[034])\d{9})(?!\d)"), _cuit, "[id]"),
)
NINE = re.compile(r"(?<!\d)((?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4})(?!\d)")
"""A social security number of the United States: no check digit, but parts that are never given
(ssa.gov/employer/randomization.html)."""
RUT = re.compile(r"(?<!\d)(\d{7,8}[\dK])(?!\d)")
