"""Telephone numbers, addresses of mail and web, references, as a person reads them out."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from functions.speech.numerals import cardinal, digits
from shared.value import Spoken

SIGNS = {
    Spoken.EN: {
        ".": "dot",
        "@": "at",
        "-": "dash",
        "_": "underscore",
        "+": "plus",
        "/": "slash",
        "#": "hash",
        "?": "question mark",
        "=": "equals",
        "&": "and",
        "%": "percent",
        ":": "colon",
        "~": "tilde",
    },
    Spoken.ES: {
        ".": "punto",
        "@": "arroba",
        "-": "guion",
        "_": "guion bajo",
        "+": "más",
        "/": "barra",
        "#": "almohadilla",
        "?": "interrogación",
        "=": "igual",
        "&": "y",
        "%": "por ciento",
        ":": "dos puntos",
        "~": "virgulilla",
    },
}
SPANISH_LETTERS = {
    "B": "be", "C": "ce", "D": "de", "F": "efe", "G": "ge", "H": "hache", "J": "jota", "K": "ka",
    "L": "ele", "M": "eme", "N": "ene", "Ñ": "eñe", "P": "pe", "Q": "cu", "R": "erre", "S": "ese",
    "T": "te", "V": "uve", "W": "doble uve", "X": "equis", "Y": "i griega", "Z": "zeta",
}  # fmt: skip
VOWELS = frozenset("aeiouyáéíóúü")
SPELT = 4
"""As many letters in a reference are spelt; more are a word."""
SHORT = 2
"""As many digits in an address are said as one number."""

MAIL = r"(?<![\w.+-])[\w.+-]+@(?:\w[\w-]*\.)+[a-zA-Z]{2,}"
ENDINGS = "com|org|net|edu|gov|gob|info|io|app|dev|es|mx|us|uk|co|ar|cl|pe|eu|cat|test|example"
WEB = (
    rf"(?i)\b(?:https?://|www\.)[^\s<>]+[\w/=]|(?<![\w@.-])(?:[a-zA-Z0-9-]+\.)+(?:{ENDINGS})\b"
    r"(?:/[^\s<>]*[\w/=])?"
)
PHONE = (
    r"(?<![\w+])(?:\+[0-9](?:[ ().-]{0,2}[0-9]){6,14}"
    r"|\([0-9]{2,4}\) ?[0-9]{3,4}[ .-]?[0-9]{3,4}"
    r"|[0-9]{3}(?:[ .-][0-9]{3}){1,2}[ -][0-9]{3,4}|[0-9]{3}(?:[ -][0-9]{2}){3}"
    r"|[0-9]{3}-[0-9]{3,4}(?:-[0-9]{4})?)(?![\w])(?![.,][0-9])"
)
REFERENCE = r"(?<![\w@])(?=[\w/-]*[A-ZÑ])(?=[\w/-]*[0-9])[A-ZÑ0-9]+(?:[-_/][A-ZÑ0-9]+)*(?!\w)"


def mail(found: re.Match[str], language: Spoken) -> str:
    """`ana.gil@example.com`: ana dot gil at example dot com."""
    return _signed(found[0].lower(), language)


def web(found: re.Match[str], language: Spoken) -> str:
    """An address without what everybody leaves out."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", found[0], flags=re.IGNORECASE)
    return _signed(bare.rstrip("/").lower(), language)


def phone(found: re.Match[str], language: Spoken) -> str:
    """Digit by digit, in the groups of its country, or as it was written."""
    written = found[0]
    try:
        number = phonenumbers.parse(written, None)
        written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        pass
    groups = re.findall(r"[0-9]+", written)
    said = [each for group in groups for each in grouped(group)]
    plus = f"{SIGNS[language]['+']} " if written.startswith("+") else ""
    return plus + ", ".join(digits(group, language) for group in said)


def reference(found: re.Match[str], language: Spoken) -> str:
    """`INC0010001`: letter by letter, then the digits in groups. `MP3` is said in one breath."""
    runs = re.findall(r"[A-ZÑ]+|[0-9]+", found[0])
    breath = ", " if any(run.isdecimal() and len(run) > SHORT for run in runs) else " "
    return breath.join(_run(run, language) for run in runs)


def read_out(number: str, language: Spoken) -> str:
    """A long number digit by digit, in groups."""
    return ", ".join(digits(group, language) for group in grouped(number))


def grouped(number: str) -> list[str]:
    """Digits as people group them: by threes, four at the end rather than one alone."""
    if len(number) <= SPELT:
        return [number]
    groups = [number[place : place + 3] for place in range(0, len(number), 3)]
    if len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def letters(run: str, language: Spoken) -> str:
    """One letter after the other."""
    if language is Spoken.EN:
        return " ".join(run)
    return " ".join(SPANISH_LETTERS.get(each, each.lower()) for each in run.upper())


def _run(run: str, language: Spoken) -> str:
    if run.isdecimal():
        return _digits(run, language)
    is_word = len(run) > SPELT and VOWELS & set(run.lower())
    return run.capitalize() if is_word else letters(run, language)


def _signed(address: str, language: Spoken) -> str:
    """Words stay, what cannot be pronounced is spelt, signs are named."""
    pieces = re.findall(r"[0-9]+|[^\W\d_]+|[^\w\s]|_", address)
    return " ".join(_piece(piece, language) for piece in pieces)


def _piece(piece: str, language: Spoken) -> str:
    if piece in SIGNS[language]:
        return SIGNS[language][piece]
    if piece.isdecimal() and piece.isascii():
        return _digits(piece, language)
    if piece.isalpha() and not VOWELS & set(piece):
        return letters(piece.upper(), language)
    return piece


def _digits(run: str, language: Spoken) -> str:
    plain = len(run) <= SHORT and not run.startswith("0")
    return cardinal(int(run), language) if plain else read_out(run, language)
