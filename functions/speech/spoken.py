"""A text as a person would read it aloud: numbers, money, dates and addresses become words.

The fast voices read digits as they come, and no two voices alike. The text itself, in transcripts
and on the screen, stays as it is. Patterns are compiled when the first text is read, not when the
program begins: that takes 0.08 s.
"""

import re
from collections.abc import Callable, Iterator

from functions.speech import addresses, amounts, dates
from shared.value import Spoken

type Say = Callable[[re.Match[str], Spoken], str | None]
"""What is said for what was found; None where it is not that after all."""

EVERYWHERE: tuple[tuple[str, Say], ...] = (
    (addresses.MAIL, addresses.mail),
    (addresses.WEB, addresses.web),
    (dates.ISO, dates.iso),
    (amounts.SIGNED, amounts.money_signed),
    (amounts.NAMED, amounts.money_named),
    (amounts.CODED, amounts.money_coded),
    (amounts.SHARE, amounts.share),
    (addresses.REFERENCE, addresses.reference),
    (amounts.NUMERO, amounts.numero),
    (dates.SLASHED, dates.slashed),
    (dates.YEARLESS, dates.yearless),
    (dates.HOURS, dates.hours),
    (dates.TIME, dates.time),
    (dates.HOUR, dates.hour),
    (addresses.PHONE, addresses.phone),
)
OF_A_LANGUAGE: dict[Spoken, tuple[tuple[str, Say], ...]] = {
    Spoken.EN: (
        (dates.ENGLISH, dates.english),
        (dates.ENGLISH_DAY_FIRST, dates.english_day_first),
    ),
    Spoken.ES: ((dates.SPANISH, dates.spanish), (dates.ONE, dates.one)),
}
AT_LAST: tuple[tuple[str, Say], ...] = (
    (amounts.MEASURE, amounts.measure),
    (amounts.PLACE, amounts.place),
    (amounts.IDENTITY, amounts.identity),
    (amounts.EMERGENCY, amounts.emergency),
    (amounts.LONG, amounts.long),
    (amounts.FRACTION, amounts.fraction),
    (amounts.RANGE, amounts.between),
    (amounts.YEAR, amounts.in_year),
    (amounts.PLAIN, amounts.plain),
    (amounts.LEFT, amounts.left),
)
MUTE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+"
"""What no XML document may hold: the network would refuse all of it, and the call would end."""
AND = {Spoken.EN: " and ", Spoken.ES: " y "}


class Said(str):
    """Words that are found already: nothing more is found in them."""

    __slots__ = ()


def aloud(text: str, language: Spoken) -> str:
    """The text with everything written in signs said in words. It holds no digits any more."""
    pieces: list[str] = [amounts.together(re.sub(MUTE, " ", text))]
    for pattern, say in (*EVERYWHERE, *OF_A_LANGUAGE[language], *AT_LAST):
        pieces = [
            part
            for piece in pieces
            for part in (
                [piece] if isinstance(piece, Said) else _said(piece, pattern, say, language)
            )
        ]
    joined = "".join(pieces).replace(" & ", AND[language])
    return re.sub(r" {2,}", " ", joined).strip() if len(pieces) > 1 else joined


def _said(text: str, pattern: str, say: Say, language: Spoken) -> Iterator[str]:
    place = 0
    for found in re.finditer(pattern, text):
        words = say(found, language)
        if words is None:
            continue
        yield text[place : found.start()]
        yield Said(words)
        place = found.end()
    yield text[place:]
