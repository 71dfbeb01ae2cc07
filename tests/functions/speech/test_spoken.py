"""What a voice is given to say: sentences as they come from scripts, lists and models."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.speech.spoken import aloud
from shared.value import Spoken

SPANISH = {
    # references and codes
    "Le llamo por su pedido 4711.": "Le llamo por su pedido cuatro siete uno uno.",
    "Es el pedido 12.": "Es el pedido doce.",
    "Es la INC0010001.": "Es la i ene ce, cero cero uno, cero cero cero uno.",
    "Referencia AB-1234": "Referencia a be, uno dos tres cuatro",
    "El código es 0042.": "El código es cero cero cuatro dos.",
    "Su PIN es 9315": "Su PIN es nueve tres uno cinco",
    "factura 20260017": "factura dos cero dos, seis cero cero, uno siete",
    "n.º 5": "número cinco",
    "Nº 12": "número doce",
    "#7": "número siete",
    "Vacuna COVID-19": "Vacuna Covid diecinueve",
    "un MP3": "un eme pe tres",
    "modelo X200": "modelo equis, dos cero cero",
    "matrícula 1234 BCD": "matrícula mil doscientos treinta y cuatro BCD",
    # telephone numbers
    "+34 912 345 678": "más tres cuatro, nueve uno dos, tres cuatro, cinco seis, siete ocho",
    "+1 212 555 0100": "más uno, dos uno dos, cinco cinco cinco, cero uno cero cero",
    "+12125550100": "más uno, dos uno dos, cinco cinco cinco, cero uno cero cero",
    "al 912 345 678": "al nueve uno dos, tres cuatro cinco, seis siete ocho",
    "al 912 34 56 78": "al nueve uno dos, tres cuatro, cinco seis, siete ocho",
    "llame al 112": "llame al uno uno dos",
    "marque 911 o espere": "marque nueve uno uno o espere",
    "llame al 112 o al 911": "llame al uno uno dos o al nueve uno uno",
    # mail and web
    "ana.lopez23@example.com": "ana punto lopez veintitrés arroba example punto com",
    "A soporte_tecnico@example.es.": "A soporte guion bajo tecnico arroba example punto es.",
    "j-gil@correo.example": "jota guion gil arroba correo punto example",
    "www.example.com/ayuda": "example punto com barra ayuda",
    "https://example.es/": "example punto es",
    "en example.com.mx": "en example punto com punto eme equis",
    # money
    "Son 1.234,50 €.": "Son mil doscientos treinta y cuatro euros con cincuenta céntimos.",
    "Son 21 €": "Son veintiún euros",
    "Son 1 €": "Son un euro",
    "Cuesta 0,99 €": "Cuesta noventa y nueve céntimos",
    "Cuesta $19.99": "Cuesta diecinueve dólares con noventa y nueve centavos",
    "Debe $1": "Debe un dólar",
    "Debe $1,500.00": "Debe mil quinientos dólares",
    "1.000.000 €": "un millón de euros",
    "$2 millones": "dos millones de dólares",
    "21 USD": "veintiún dólares",
    "MX$ 350": "trescientos cincuenta pesos",
    "£21": "veintiuna libras",
    "201 EUR": "doscientos un euros",
    "EUR 45,10": "cuarenta y cinco euros con diez céntimos",
    "un saldo de -5 €": "un saldo de menos cinco euros",
    "2 000 €": "dos mil euros",
    # shares
    "un 25 %": "un veinticinco por ciento",
    "el 2,5%": "el dos coma cinco por ciento",
    "el 100%": "el cien por ciento",
    "el 21%": "el veintiuno por ciento",
    # dates
    "el 28/11/2026": "el veintiocho de noviembre de dos mil veintiséis",
    "el 28-11-26": "el veintiocho de noviembre de dos mil veintiséis",
    "el 2026-11-28": "el veintiocho de noviembre de dos mil veintiséis",
    "el 3 de mayo": "el tres de mayo",
    "el 1 de enero de 2027": "el primero de enero de dos mil veintisiete",
    "el 21 de marzo": "el veintiuno de marzo",
    "el 30 de septiembre del 2025": "el treinta de septiembre de dos mil veinticinco",
    "hasta el 11/12": "hasta el once de diciembre",
    "desde 2019": "desde dos mil diecinueve",
    # times
    "a las 21:15": "a las veintiuna quince",
    "a las 14:30": "a las catorce treinta",
    "a las 9:30": "a las nueve y media",
    "a las 10:15": "a las diez y cuarto",
    "a las 10:00": "a las diez",
    "a la 1:00": "a la una",
    "hoy a la 1 y media de la tarde": "hoy a la una y media de la tarde",
    "a las 13:05": "a las trece y cinco",
    "a las 9:30 a. m.": "a las nueve y media de la mañana.",
    "a las 5 pm": "a las cinco de la tarde",
    "a las 9 p.m. en punto": "a las nueve de la noche en punto",
    "Es a las 9 p.m.": "Es a las nueve de la noche.",
    "a las 12:30 pm": "a las doce y media del mediodía",
    "a las 12 am": "a las doce de la noche",
    "de 10:00-12:30": "de diez a doce y media",
    "a las 18 h": "a las dieciocho horas",
    "a las 17h30": "a las diecisiete treinta",
    # counts, with gender and number
    "Tiene 21 llamadas.": "Tiene veintiuna llamadas.",
    "Tiene 1 llamada.": "Tiene una llamada.",
    "Tiene 1 mensaje.": "Tiene un mensaje.",
    "en 21 días": "en veintiún días",
    "en 31 días": "en treinta y un días",
    "101 personas": "ciento una personas",
    "200 personas": "doscientas personas",
    "200.000 personas": "doscientas mil personas",
    "21.000 personas": "veintiún mil personas",
    "31.000 euros": "treinta y un mil euros",
    "1 problema": "un problema",
    "21 veces": "veintiuna veces",
    "1 opción": "una opción",
    "Quedan 21.": "Quedan veintiuno.",
    "21 de 31": "veintiuno de treinta y uno",
    "de 3 a 5 días": "de tres a cinco días",
    "3-5 días": "tres a cinco días",
    "pulse 1 para seguir": "pulse uno para seguir",
    "o pulse 9.": "o pulse nueve.",
    "24/7": "veinticuatro siete",
    "7 y 1/2": "siete y medio",
    "-5 grados": "menos cinco grados",
    "1,5 millones": "uno coma cinco millones",
    # places in a row, measures
    "el 3.er piso": "el tercer piso",
    "la 2.ª vez": "la segunda vez",
    "el 1º": "el primero",
    "la 21ª": "la vigésima primera",
    "5 km": "cinco kilómetros",
    "1 kg": "un kilo",
    "1,5 kg": "uno coma cinco kilos",
    "21 h": "veintiuna horas",
    "30 min": "treinta minutos",
    "20 °C": "veinte grados",
    "Calle Mayor 21, 3.º B": "Calle Mayor veintiuno, tercero B",
    "versión 2.0": "versión dos punto cero",
    "Gil & Hijos": "Gil y Hijos",
}
ENGLISH = {
    # references and codes
    "I am calling about order 4711.": "I am calling about order four seven one one.",
    "It is order 12.": "It is order twelve.",
    "Your ticket is INC0010001.": "Your ticket is I N C, zero zero one, zero zero zero one.",
    "Reference AB-1234": "Reference A B, one two three four",
    "the code is 0042": "the code is zero zero four two",
    "account number 123456789": "account number one two three, four five six, seven eight nine",
    "extension 4042": "extension four zero four two",
    "tracking 1Z999": "tracking one, Z, nine nine nine",
    "No. 7": "number seven",
    "#5": "number five",
    "COVID-19": "Covid nineteen",
    "an MP3": "an M P three",
    "B2B": "B two B",
    "flight LA204": "flight L A, two zero four",
    "1234567": "one two three, four five six seven",
    # telephone numbers
    "Call +1 212 555 0100.": "Call plus one, two one two, five five five, zero one zero zero.",
    "+12125550100": "plus one, two one two, five five five, zero one zero zero",
    "(212) 555-0123": "two one two, five five five, zero one two three",
    "212-555-0123": "two one two, five five five, zero one two three",
    "555-0123": "five five five, zero one two three",
    "+44 20 7946 0123": "plus four four, two zero, seven nine four six, zero one two three",
    "call 911": "call nine one one",
    "911 or 112": "nine hundred eleven or one one two",
    "the emergency number, 911 or 112": "the emergency number, nine one one or one one two",
    # mail and web
    "ana.gil@example.com": "ana dot gil at example dot com",
    "Write to support_team@example.org.": "Write to support underscore team at example dot org.",
    "j.smith42@example.co.uk": "J dot smith forty-two at example dot co dot uk",
    "www.example.com/help": "example dot com slash help",
    "https://example.com": "example dot com",
    "help.example.com": "help dot example dot com",
    # money
    "It costs $1,234.50.": "It costs one thousand two hundred thirty-four dollars and fifty cents.",
    "$1": "one dollar",
    "$0.99": "ninety-nine cents",
    "$0.01": "one cent",
    "$20.00": "twenty dollars",
    "€20": "twenty euros",
    "£1.01": "one pound and one penny",
    "£3.50": "three pounds and fifty pence",
    "$2 million": "two million dollars",
    "$1.5 million": "one point five million dollars",
    "20 USD": "twenty dollars",
    "USD 20": "twenty dollars",
    "-$5": "minus five dollars",
    "MX$350": "three hundred fifty pesos",
    # shares
    "25%": "twenty-five percent",
    "2.5 %": "two point five percent",
    "99.95%": "ninety-nine point nine five percent",
    # dates
    "on 11/28/2026": "on November twenty-eighth, twenty twenty-six",
    "on 28/11/2026": "on November twenty-eighth, twenty twenty-six",
    "on 3/4": "on March fourth",
    "November 28, 2026": "November twenty-eighth, twenty twenty-six",
    "Nov 28": "November twenty-eighth",
    "28 November 2026": "November twenty-eighth, twenty twenty-six",
    "1st of May": "May first",
    "May 5": "May fifth",
    "December 31st": "December thirty-first",
    "2026-11-28": "November twenty-eighth, twenty twenty-six",
    "the 21st": "the twenty-first",
    "the 22nd": "the twenty-second",
    "the 12th": "the twelfth",
    "the 30th": "the thirtieth",
    "in 2026": "in twenty twenty-six",
    "since 2005": "since two thousand five",
    "in 1999": "in nineteen ninety-nine",
    "in 1905": "in nineteen oh five",
    "in 1900": "in nineteen hundred",
    # times
    "at 14:30": "at two thirty PM",
    "at 9:05 am": "at nine oh five AM",
    "at 9:30": "at nine thirty",
    "at 10:00": "at ten o'clock",
    "at 10:00 a.m.": "at ten AM.",
    "5pm": "five PM",
    "Come at 10:30 am.": "Come at ten thirty AM.",
    "At 9 a.m. we open. At 5 p.m. We close.": "At nine AM we open. At five PM. We close.",
    "12:00 PM": "twelve PM",
    "12:30 am": "twelve thirty AM",
    "00:30": "twelve thirty AM",
    "17:00": "five PM",
    "10:30-11:30": "ten thirty to eleven thirty",
    "9 to 5": "nine to five",
    # counts
    "1,000,000": "one million",
    "1,234": "one thousand two hundred thirty-four",
    "1.234": "one point two three four",
    "3.14": "three point one four",
    "21 people": "twenty-one people",
    "101 calls": "one hundred one calls",
    "2000 people": "two thousand people",
    "press 9.": "press nine.",
    "say yes or press 1, or say no or press 2": "say yes or press one, or say no or press two",
    "2 of 3": "two of three",
    "10-12 days": "ten to twelve days",
    "24/7": "twenty-four seven",
    "3/4 of it": "three quarters of it",
    "1/2": "one half",
    "50/50": "fifty fifty",
    "-5 degrees": "minus five degrees",
    "(5)": "(five)",
    "0": "zero",
    "1000000000": "one zero zero, zero zero zero, zero zero zero zero",
    # measures, others
    "100 km": "one hundred kilometres",
    "1 h": "one hour",
    "5 kg": "five kilos",
    "30 min": "thirty minutes",
    "20 °C": "twenty degrees",
    "v2.0": "v two point zero",
    "version 1.2.3": "version one point two point three",
    "Room 101": "Room one hundred one",
    "R & D": "R and D",
}


@pytest.mark.parametrize(("text", "said"), SPANISH.items())
def test_spanish_is_read_aloud(text: str, said: str) -> None:
    assert aloud(text, Spoken.ES) == said


@pytest.mark.parametrize(("text", "said"), ENGLISH.items())
def test_english_is_read_aloud(text: str, said: str) -> None:
    assert aloud(text, Spoken.EN) == said


TRICKY = st.text("0123456789.,:/-+€$%ºª°@# aAbBeEpPmMhHINC()xñ\u00a0'\"", max_size=40)
BOTH = st.sampled_from(Spoken)


@given(TRICKY | st.text(max_size=60), BOTH)
def test_no_figure_is_left_to_the_voice(text: str, language: Spoken) -> None:
    assert not re.search("[0-9]", aloud(text, language))


@given(TRICKY | st.text(max_size=60), BOTH)
def test_what_is_said_aloud_stays_as_it_is(text: str, language: Spoken) -> None:
    once = aloud(text, language)
    assert aloud(once, language) == once


@given(st.from_regex(r"(?:[A-Za-zñáéíóú]+[ ,.!?]? ?){0,8}", fullmatch=True), BOTH)
def test_words_alone_are_not_touched(text: str, language: Spoken) -> None:
    words = re.sub(r"(?<=\w)\.(?=\w)", " ", text)  # two words with a dot between are an address
    assert aloud(words, language) == words


def test_a_very_long_number_is_read_out() -> None:
    assert aloud("9" * 5000, Spoken.EN).startswith("nine nine nine, nine")


def test_what_no_document_may_hold_is_not_said() -> None:
    assert aloud("Red\x08 caída\x1b", Spoken.ES).split() == ["Red", "caída"]
