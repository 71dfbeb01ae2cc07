"""Numbers in words, in English and Spanish."""

from enum import StrEnum

from shared.value import Spoken

MOST = 10**15
"""From there on nobody says it as a number: digit by digit it is."""


class Form(StrEnum):
    """How Spanish says what ends in one: alone, before a masculine word, before a feminine one."""

    ALONE = "uno"
    HIS = "un"
    HERS = "una"


def words(text: str) -> list[str]:
    """The words of a list that is written as one line."""
    return text.split()


DIGITS = {
    Spoken.EN: words("zero one two three four five six seven eight nine"),
    Spoken.ES: words("cero uno dos tres cuatro cinco seis siete ocho nueve"),
}
EN_SMALL = [
    *DIGITS[Spoken.EN],
    *words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
]
EN_TENS = words("- - twenty thirty forty fifty sixty seventy eighty ninety")
EN_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
EN_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
ES_SMALL = [
    *DIGITS[Spoken.ES],
    *words("diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve"),
    *words("veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis"),
    *words("veintisiete veintiocho veintinueve"),
]
ES_TENS = words("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
ES_HUNDREDS = words(
    "- ciento doscientos trescientos cuatrocientos quinientos seiscientos "
    "setecientos ochocientos novecientos"
)
ES_ORDINALS = words(
    "- primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo"
)
ES_ORDINAL_TENS = words(
    "- décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo "
    "octogésimo nonagésimo"
)


def digits(text: str, language: Spoken) -> str:
    """Each digit by itself; other characters are left out."""
    return " ".join(DIGITS[language][int(each)] for each in text if each in "0123456789")


def cardinal(number: int, language: Spoken, form: Form = Form.ALONE) -> str:
    """The number in words. `form` is heard in Spanish only."""
    if number >= MOST:
        return digits(str(number), language)
    if language is Spoken.EN:
        return _english(number)
    return _spanish(number, form)


def ordinal(number: int, language: Spoken, *, feminine: bool = False) -> str:
    """Its place in a row. Spanish counts on with plain numbers from a hundred."""
    if language is Spoken.EN:
        return _english_ordinal(cardinal(number, language))
    if not 0 < number < 100:  # noqa: PLR2004
        return cardinal(number, language, Form.HERS if feminine else Form.ALONE)
    said = _spanish_ordinal(number)
    return " ".join(f"{word[:-1]}a" for word in said.split()) if feminine else said


def year(number: int, language: Spoken) -> str:
    """A year: English says the first two digits and then the others."""
    first, last = divmod(number, 100)
    if language is Spoken.ES or not 1100 <= number < 2100 or (first == 20 and last < 10):  # noqa: PLR2004
        return cardinal(number, language)
    if last == 0:
        return f"{_english(first)} hundred"
    between = " oh " if last < 10 else " "  # noqa: PLR2004
    return f"{_english(first)}{between}{_english(last)}"


def _english(number: int) -> str:
    for size, name in EN_SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            said = f"{_english(count)} {name}"
            return f"{said} {_english(rest)}" if rest else said
    hundreds, rest = divmod(number, 100)
    said = f"{EN_SMALL[hundreds]} hundred" if hundreds else ""
    if rest or not hundreds:
        said = f"{said} {_english_tens(rest)}".strip()
    return said


def _english_tens(number: int) -> str:
    if number < len(EN_SMALL):
        return EN_SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{EN_TENS[tens]}-{EN_SMALL[ones]}" if ones else EN_TENS[tens]


def _english_ordinal(said: str) -> str:
    cut = max(said.rfind(" "), said.rfind("-")) + 1
    before, last = said[:cut], said[cut:]
    if last in EN_ORDINALS:
        return before + EN_ORDINALS[last]
    return f"{before}{last[:-1]}ieth" if last.endswith("y") else f"{before}{last}th"


def _spanish(number: int, form: Form) -> str:
    """Millions count with their own masculine words, thousands with those of the noun."""
    billions, rest = divmod(number, 10**12)
    millions, rest = divmod(rest, 10**6)
    thousands, rest = divmod(rest, 1000)
    said = [
        _spanish_many(billions, "un billón", "billones"),
        _spanish_many(millions, "un millón", "millones"),
        _spanish_thousands(thousands, form),
        _spanish_hundreds(rest, form) if rest or not number else "",
    ]
    return " ".join(part for part in said if part)


def _spanish_many(count: int, one: str, many: str) -> str:
    if count == 1:
        return one
    return f"{_spanish(count, Form.HIS)} {many}" if count else ""


def _spanish_thousands(count: int, form: Form) -> str:
    """Of women doscientas mil, and yet veintiún mil."""
    if count <= 1:
        return "mil" * count
    hundreds, rest = divmod(count, 100)
    said = [
        _spanish_hundreds(hundreds * 100, form) if hundreds and rest else "",
        _spanish_tens(rest, Form.HIS) if rest else _spanish_hundreds(count, form),
    ]
    return " ".join([*filter(None, said), "mil"]).replace("cien ", "ciento " if rest else "cien ")


def _spanish_hundreds(number: int, form: Form) -> str:
    if number == 100:  # noqa: PLR2004
        return "cien"
    hundreds, rest = divmod(number, 100)
    said = []
    if hundreds:
        name = ES_HUNDREDS[hundreds]
        said.append(f"{name[:-2]}as" if form is Form.HERS and hundreds > 1 else name)
    if rest or not hundreds:
        said.append(_spanish_tens(rest, form))
    return " ".join(said)


def _spanish_tens(number: int, form: Form) -> str:
    if number < len(ES_SMALL):
        said = ES_SMALL[number]
    else:
        tens, ones = divmod(number, 10)
        said = f"{ES_TENS[tens]} y {ES_SMALL[ones]}" if ones else ES_TENS[tens]
    if not said.endswith("uno") or form is Form.ALONE:
        return said
    if form is Form.HIS and said == "veintiuno":
        return "veintiún"
    return said[:-3] + form.value


def _spanish_ordinal(number: int) -> str:
    if number < len(ES_ORDINALS):
        return ES_ORDINALS[number]
    tens, ones = divmod(number, 10)
    if not ones:
        return ES_ORDINAL_TENS[tens]
    if tens == 1:
        return f"decimo{ES_ORDINALS[ones]}"
    return f"{ES_ORDINAL_TENS[tens]} {ES_ORDINALS[ones]}"
