"""Money, shares, measures and plain numbers as a person says them."""

import re
from dataclasses import dataclass

from functions.speech.addresses import read_out
from functions.speech.numerals import Form, cardinal, digits, ordinal, words, year
from shared.value import Spoken

NUMBER = r"[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]{1,2})?(?![.,]?[0-9])|[0-9]{1,15}(?:[.,][0-9]+)?"
SIGN = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "MX$": "MXN", "R$": "BRL"}
SCALE = r"(?: (million|billion|trillion|millón|millones|mil millones|mil)\b)?"
SIGNED = rf"(?<![\w])(-)?(US\$|MX\$|R\$|[$€£]) ?({NUMBER})(?![\w%]){SCALE}"
NAMED = rf"(?<![\w.,])(-)?({NUMBER}) ?(€|£|\$|EUR|USD|GBP|MXN)(?!\w)"
CODED = rf"\b(EUR|USD|GBP|MXN) ()({NUMBER})(?!\w)"
SHARE = rf"(?<![\w.,])([-+])?({NUMBER}) ?%"
RANGE = r"(?<![\w.,/:-])([0-9]{1,4}) ?[-–] ?([0-9]{1,4})(?![\w/:-])(?![.,][0-9])"  # noqa: RUF001  the dash between numbers
PLACE = r"(?<![\w.,])([0-9]{1,4})(?:(st|nd|rd|th)\b|\.?([ºª°])(?!\w)|\.?(er|ero|era|do|da|to|ta)\b)"
NUMERO = r"(?:\b[Nn]\.?[º°o]\.?|\b[Nn]úm\.|#) ?(?=[0-9])"
MEASURE = (
    rf"(?<![\w.,])({NUMBER}) ?(km/h|km|kg|mg|ml|cm|mm|m2|m²|kWh|kW|GB|MB|TB|°C|ºC|min|hrs?|h|"
    r"m|g|s|l)(?![\w/])"
)
EMERGENCY = r"(?i)\b((?:al|el|or|call|dial|number,?|marque|o) )(112|911|999)\b(?! [a-z]+s\b)"
ABOUT_ID = (
    r"\b(?:pedido|número|número de \w+|código|referencia|factura|cuenta|incidencia|expediente|"
    r"extensión|pin|cliente|póliza|contrato|order|number|code|reference|invoice|account|"
    r"ticket|case|extension|policy|contract|tracking)(?: (?:es|is|el|no|número|number))?:? ?"
)
IDENTITY = rf"(?i)(?P<before>{ABOUT_ID})(?P<digits>[0-9]{{4,}})(?![\w])(?![.,][0-9])"
LONG = r"(?<![\w.,])(0[0-9]+|[0-9]{7,})(?!\w)(?![.,][0-9])"
YEAR = (
    r"(?i)\b((?:in|since|of|until|by|year|from|desde|año|en|hasta|del?) )"
    r"(1[1-9][0-9]{2}|20[0-9]{2})(?![\w%])(?![.,:/-][0-9])"
)
PLAIN = rf"(?<!\w)(?<![0-9][.,])(?:(?<=\s)-|(?<=^)-)?({NUMBER})(?!\w)(?![.,][0-9])(?: (?=(\w+)))?"
FRACTION = r"(?<![\w/.,-])([0-9]{1,3})/([0-9]{1,3})(?![\w/])(?![.,][0-9])"
LEFT = r"[0-9]+(?:[.,][0-9]+)*"
THOUSANDS = (  # some write 2 000
    r"(?<![\w.,+-])(?<![0-9] )([1-9][0-9]{0,2})[ \u00a0\u2009\u202f]([0-9]{3})(?![\w-]|[ .,]?[0-9])"
)
DOLLAR, CENT = ("dollar", "dollars"), ("cent", "cents")
MONEY = {
    Spoken.EN: {
        "USD": (DOLLAR, CENT),
        "EUR": (("euro", "euros"), CENT),
        "GBP": (("pound", "pounds"), ("penny", "pence")),
        "MXN": (("peso", "pesos"), ("centavo", "centavos")),
        "BRL": (("real", "reais"), ("centavo", "centavos")),
    },
    Spoken.ES: {
        "USD": (("dólar", "dólares"), ("centavo", "centavos")),
        "EUR": (("euro", "euros"), ("céntimo", "céntimos")),
        "GBP": (("libra", "libras"), ("penique", "peniques")),
        "MXN": (("peso", "pesos"), ("centavo", "centavos")),
        "BRL": (("real", "reales"), ("centavo", "centavos")),
    },
}
UNITS = {
    Spoken.EN: {
        "km/h": "kilometres an hour", "km": "kilometres", "kg": "kilos", "mg": "milligrams",
        "ml": "millilitres", "cm": "centimetres", "mm": "millimetres", "m2": "square metres",
        "m²": "square metres", "kWh": "kilowatt hours", "kW": "kilowatts", "GB": "gigabytes",
        "MB": "megabytes", "TB": "terabytes", "°C": "degrees", "ºC": "degrees", "min": "minutes",
        "h": "hours", "hr": "hours", "hrs": "hours", "m": "metres", "g": "grams", "s": "seconds",
        "l": "litres",
    },
    Spoken.ES: {
        "km/h": "kilómetros por hora", "km": "kilómetros", "kg": "kilos", "mg": "miligramos",
        "ml": "mililitros", "cm": "centímetros", "mm": "milímetros", "m2": "metros cuadrados",
        "m²": "metros cuadrados", "kWh": "kilovatios hora", "kW": "kilovatios",
        "GB": "gigabytes", "MB": "megabytes", "TB": "terabytes", "°C": "grados", "ºC": "grados",
        "min": "minutos", "h": "horas", "hr": "horas", "hrs": "horas", "m": "metros",
        "g": "gramos", "s": "segundos", "l": "litros",
    },
}  # fmt: skip
POINT = {Spoken.EN: {".": "point", ",": "point"}, Spoken.ES: {".": "punto", ",": "coma"}}
FRACTIONS = {
    Spoken.EN: {"1/2": "one half", "1/4": "a quarter", "3/4": "three quarters", "1/3": "a third"},
    Spoken.ES: {"1/2": "medio", "1/4": "un cuarto", "3/4": "tres cuartos", "1/3": "un tercio"},
}
SHORT = 3
MINUS = {Spoken.EN: "minus", Spoken.ES: "menos"}
NOT_NOUNS = frozenset(
    words(
        "a al ante aquí así bajo como con cuando de del desde diga donde durante e el en entre "
        "era es esta este están está ha hasta hay la las le les lo los me mi más ni no nos o para "
        "pero por pulse que se si sin sobre son su sus también te tiene todavía u un una ya y"
    )
)
HIS_IN_A = frozenset(
    words(
        "día días problema problemas tema temas sistema sistemas programa programas idioma idiomas "
        "mapa mapas clima esquema diploma diplomas"
    )
)
HERS = r"(?:as?|ción|ciones|sión|siones|dad|dades|tud|tudes|umbre|umbres)$"
HERS_OTHERWISE = frozenset(
    words(
        "veces vez noches noche tardes tarde clases clase calles calle llaves llave partes parte "
        "mujeres mujer fases fase redes red imágenes imagen"
    )
)


@dataclass(frozen=True)
class Amount:
    """A number as it was written: its whole part, its decimals, and the sign between them."""

    whole: int
    decimals: str
    sign: str


def money_signed(found: re.Match[str], language: Spoken) -> str:
    """`$1,234.50`, `$2 million`."""
    if not found[4]:
        return _money(found[1], SIGN[found[2]], found[3], language)
    of = " de" if language is Spoken.ES and found[4].startswith("millo") else ""
    said = _number(read(found[3], language), language, Form.HIS)
    return f"{said} {found[4]}{of} {MONEY[language][SIGN[found[2]]][0][1]}"


def money_named(found: re.Match[str], language: Spoken) -> str:
    """`1.234,50 €`."""
    return _money(found[1], SIGN.get(found[3], found[3]), found[2], language)


def money_coded(found: re.Match[str], language: Spoken) -> str:
    """`EUR 20`."""
    return _money(found[2], found[1], found[3], language)


def share(found: re.Match[str], language: Spoken) -> str:
    """`12.5 %`."""
    sign = {"-": f"{MINUS[language]} "}.get(found[1] or "", "")
    said = _number(read(found[2], language), language, Form.ALONE)
    return f"{sign}{said} {'percent' if language is Spoken.EN else 'por ciento'}"


def between(found: re.Match[str], language: Spoken) -> str:
    """`10-12`."""
    ends = (cardinal(int(each), language) for each in found.groups())
    return (" to " if language is Spoken.EN else " a ").join(ends)


def place(found: re.Match[str], language: Spoken) -> str:
    """`21st`, `3.ª`."""
    ending = found[3] or found[4] or ""
    said = ordinal(int(found[1]), language, feminine=ending in ("ª", "era", "da", "ta"))
    return said[:-1] if ending == "er" and said.endswith(("primero", "tercero")) else said


def numero(found: re.Match[str], language: Spoken) -> str:
    """`n.º 5`, `#5`."""
    return "number " if language is Spoken.EN else "número "


def measure(found: re.Match[str], language: Spoken) -> str:
    """`5 km`."""
    name = UNITS[language][found[2]]
    amount = read(found[1], language)
    one = amount.whole == 1 and not amount.decimals
    if one:
        first, _, rest = name.partition(" ")
        name = f"{first.removesuffix('s')} {rest.removesuffix('s')}".strip()
    form = Form.HERS if name.startswith("hora") else Form.HIS
    return f"{_number(amount, language, form)} {name}"


def identity(found: re.Match[str], language: Spoken) -> str:
    """`pedido 4711`: what is looked up is read out."""
    return found["before"] + read_out(found["digits"], language)


def emergency(found: re.Match[str], language: Spoken) -> str:
    """`call 911`."""
    return found[1] + digits(found[2], language)


def long(found: re.Match[str], language: Spoken) -> str:
    """What begins with a nought, or is very long, is no amount."""
    return read_out(found[1], language)


def in_year(found: re.Match[str], language: Spoken) -> str:
    """`since 2019`."""
    return found[1] + year(int(found[2]), language)


def plain(found: re.Match[str], language: Spoken) -> str:
    """Any number. In Spanish it agrees with the word that follows it."""
    form = Form.ALONE
    if found[2] and language is Spoken.ES:
        form = _form(found[2])
    sign = f"{MINUS[language]} " if found[0].startswith("-") else ""
    amount = read(found[1], language)
    said = sign + _number(amount, language, form)
    return said + (" " if found[0].endswith(" ") else "")


def fraction(found: re.Match[str], language: Spoken) -> str:
    """`1/2`, `24/7`."""
    known = FRACTIONS[language].get(found[0])
    return known or " ".join(cardinal(int(each), language) for each in found.groups())


def left(found: re.Match[str], language: Spoken) -> str:
    """Digits in the middle of something we do not know, or a version."""
    runs = re.findall(r"[0-9]+", found[0])
    point = f" {POINT[language]['.']} "
    short = max(map(len, runs)) <= SHORT
    said = (cardinal(int(run), language) if short else digits(run, language) for run in runs)
    return f" {point.join(said)} "


def together(text: str) -> str:
    """Thousands that are parted by a space, as one number."""
    return re.sub(THOUSANDS, r"\1\2", text)


def read(written: str, language: Spoken) -> Amount:
    """What a number means: dots and commas part thousands or begin the decimals.

    Where both occur the last begins them; one alone before three digits parts thousands, but for
    the English point.
    """
    signs = [each for each in written if not each.isdecimal()]
    if not signs:
        return Amount(int(written), "", "")
    last = signs[-1]
    before, _, after = written.rpartition(last)
    thousands = len(after) == 3 and before not in ("", "0") and len(set(signs)) == 1  # noqa: PLR2004
    if thousands and (len(signs) > 1 or not (language is Spoken.EN and last == ".")):
        return Amount(int(re.sub(r"[.,]", "", written)), "", "")
    return Amount(int(re.sub(r"[.,]", "", before)), after, last)


def _number(amount: Amount, language: Spoken, form: Form) -> str:
    if not amount.decimals:
        return cardinal(amount.whole, language, form)
    point = POINT[language][amount.sign]
    decimals = amount.decimals
    whole_number = language is Spoken.ES and len(decimals) <= 2 and not decimals.startswith("0")  # noqa: PLR2004
    said = cardinal(int(decimals), language) if whole_number else digits(decimals, language)
    return f"{cardinal(amount.whole, language)} {point} {said}"


def _money(sign: str | None, code: str, written: str, language: Spoken) -> str:
    amount = read(written, language)
    units, cents = MONEY[language][code]
    hundredths = int(amount.decimals[:2].ljust(2, "0")) if amount.decimals else 0
    said = []
    if amount.whole or not hundredths:
        said.append(_counted(amount.whole, units, language))
    if hundredths:
        said.append(_counted(hundredths, cents, language))
    minus = f"{MINUS[language]} " if sign else ""
    return minus + (" and " if language is Spoken.EN else " con ").join(said)


def _counted(count: int, names: tuple[str, str], language: Spoken) -> str:
    form = Form.HERS if names[0].endswith("a") else Form.HIS
    said = cardinal(count, language, form)
    of = " de" if language is Spoken.ES and said.endswith(("millón", "millones")) else ""
    return f"{said}{of} {names[0] if count == 1 else names[1]}"


def _form(following: str) -> Form:
    """Alone, unless a noun follows: his or hers, as far as its ending tells."""
    word = following.lower()
    if not word.isalpha() or word in NOT_NOUNS or following[0].isupper():
        return Form.ALONE
    if word in HERS_OTHERWISE or (re.search(HERS, word) and word not in HIS_IN_A):
        return Form.HERS
    return Form.HIS
