"""The words of Spanish for days and hours."""

import re

from functions.promises.hints import (
    After,
    Ask,
    Clock,
    Part,
    Today,
    Tongue,
    Vague,
    Weekday,
    by_numbers,
    clock,
    later,
    minutes_to,
    number_of,
    on_date,
    table,
)

DAYS = "lunes|martes|miercoles|jueves|viernes|sabados?|domingos?"
MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
NUMBERS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
    "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
)
REFUSED = (
    rf"\b(?:hoy|manana|el (?:{DAYS})|esta (?:tarde|noche|manana)) no(?: puedo| me"
    r" viene bien| estoy| es posible)?\b"
    rf"|\bno (?:puedo |me viene bien |estare |estoy )?(?:hoy|manana|ahora|el"
    rf" (?:{DAYS})|esta (?:tarde|noche|manana))\b"
)
CORRECTED = r"\b(?:no|perdone?|digo|mejor|mejor dicho|espere|bueno)\b"
FRACTIONS = {"media": "30", "cuarto": "15"}


def _hour(told: str) -> str:
    return "1" if told == "una" else told


PARTS = {
    "manana": Part.MORNING,
    "mediodia": Part.NOON,
    "tarde": Part.AFTERNOON,
    "tardecita": Part.AFTERNOON,
    "noche": Part.NIGHT,
    "madrugada": Part.DAWN,
}
_COUNT = r"(media|una?|un par de|un cuarto de|3 cuartos de|\d{1,3})"
_UNIT = r"(minutos?|horas?|dias?|semanas?|meses|mes)"
_NEXT_WEEK = r"(?:la )?(?:semana (?:que viene|proxima|siguiente|que entra)|proxima semana)"
_LATER = r"(?:en|dentro de|de aqui a)(?: mas o menos| unos| unas| como| aproximadamente)*"
TABLE = table(
    ((r"\b(?:en|dentro de) (?:un (?:rato|rat?ito|momento|poco)|unos (?:minutos|dias)|unas horas)\b"
      r"|\b(?:mas tarde|mas adelante)\b"),
     lambda _: (Vague(Ask.WHEN),)),
    (rf"\b{_LATER} \d+ o \d+ {_UNIT}", lambda _: (Vague(Ask.WHICH),)),
    (rf"\b{_LATER} (?:una? )?hora y media\b", lambda _: (After(minutes=90),)),
    (rf"\b{_LATER} (?:una? )?hora y cuarto\b", lambda _: (After(minutes=75),)),
    (rf"\b{_LATER} (\d{{1,2}}) horas y media\b", lambda m: later(m[1], "hora", 0.5)),
    (rf"\b{_LATER} {_COUNT} {_UNIT}\b", lambda m: later(m[1], m[2])),
    (r"\bpasado manana\b", lambda _: (Today(2),)),
    (rf"\b(?:el )?({DAYS}) de {_NEXT_WEEK}\b|\b{_NEXT_WEEK},? (?:el )?({DAYS})\b",
     lambda m: (Weekday(number_of(m[1] or m[2], DAYS), next_week=True),)),
    ((rf"\b{_NEXT_WEEK}\b|\b(?:el |este )?(?:fin de semana|finde)\b|\bel mes que viene\b"
      r"|\bel (?:proximo mes|mes proximo)\b"),
     lambda _: (Vague(Ask.DAY),)),
    (rf"\beste ({DAYS})\b",
     lambda m: (Weekday(number_of(m[1], DAYS), may_be_today=True),)),
    ((rf"\b(?:el )?(?:proximo )?({DAYS})(?: que viene| proximo| siguiente)?(?!\w)"
      rf"(?! (?:dia )?\d{{1,2}} de (?:{MONTHS}))"),
     lambda m: (Weekday(number_of(m[1], DAYS)),)),
    (rf"\b(?:el )?(?:(?:{DAYS}) )?(?:dia )?(\d{{1,2}}|primero|uno) de ({MONTHS})\b",
     lambda m: on_date(m[1] if m[1].isdigit() else "1", number_of(m[2], MONTHS))),
    (r"\b(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\b", lambda m: by_numbers(m[1], m[2], day_first=True)),
    (r"\bel dia (\d{1,2})\b|\bel (\d{1,2})\b(?! ?[ap]m)", lambda m: on_date(m[1] or m[2], None)),
    (r"\ba primera hora(?: de la manana)?\b|\b(?<=manana )(?:bien )?temprano\b",
     lambda _: (Clock(9, sure=True),)),
    (r"\besta (manana|tarde|noche)\b", lambda m: (Today(0), PARTS[m[1]])),
    (r"\b(?:por|en|a|de) la (manana|tarde|tardecita|noche|madrugada)\b",
     lambda m: (PARTS[m[1]],)),
    (r"\bde (madrugada|noche|tarde)\b", lambda m: (PARTS[m[1]],)),
    (r"\bhoy(?: mismo)?\b", lambda _: (Today(0),)),
    (r"(?<!la )\bmanana(?: mismo)?\b", lambda _: (Today(1),)),
    (r"\b(?:las )?12 de(?:l| la) mediodia\b", lambda _: (Clock(12, sure=True),)),
    (r"\bdel mediodia\b", lambda _: (Part.NOON,)),
    (r"\b(?:a |al )?mediodia\b", lambda _: (Clock(12, sure=True),)),
    (r"\b(?:a )?medianoche\b", lambda _: (Clock(24, sure=True),)),
    (r"\bantes de las? (\d{1,2}|una)(?: y \w+)?\b", lambda _: (Vague(Ask.TIME),)),
    (r"\bcuarto para las? (\d{1,2}|una)\b", lambda m: minutes_to(_hour(m[1]), 15)),
    (r"\b(\d{1,2}) para las? (\d{1,2}|una)\b", lambda m: minutes_to(_hour(m[2]), int(m[1]))),
    ((r"\bentre las? (\d{1,2}|una)(?: y (media|cuarto))?(?: [ap]m)? y las? (?:\d{1,2}|una)"
      r"(?: y (?:media|cuarto))?\b"),
     lambda m: clock(_hour(m[1]), FRACTIONS.get(m[2]))),
    (r"\b(?:las? )?(\d{1,2}|una) o (?:a )?(?:las? )?(?:\d{1,2}|una)\b",
     lambda _: (Vague(Ask.WHICH),)),
    (r"\b(?:las? )?(\d{1,2}|(?<=la )una) menos (cuarto|\d{1,2})\b",
     lambda m: minutes_to(_hour(m[1]), 15 if m[2] == "cuarto" else int(m[2]))),
    (r"\b(?:las? )?(\d{1,2}|(?<=la )una) y (media|cuarto|\d{1,2})(?: ?(am|pm))?\b",
     lambda m: clock(_hour(m[1]), FRACTIONS.get(m[2], m[2]), m[3])),
    (r"\b(?:las? )?(\d{1,2})(?:[:.]| ?h ?)(\d\d)(?: ?(am|pm))?(?: ?h(?:oras)?)?\b",
     lambda m: clock(m[1], m[2], m[3])),
    (r"\blas? (\d{1,2}) (\d\d)(?: ?(am|pm))?\b", lambda m: clock(m[1], m[2], m[3])),
    (r"\b(?:las )?(\d{1,2}) ?(am|pm)\b", lambda m: clock(m[1], None, m[2])),
    (r"\blas? (\d{1,2}|una)(?: en punto| horas)?\b", lambda m: clock(_hour(m[1]))),
    (r"\b(\d{1,2}) (?:en punto|horas)\b", lambda m: clock(m[1])),
)  # fmt: skip
SPANISH = Tongue(
    numbers={name: n for n, name in enumerate(NUMBERS.split()) if name != "uno"},  # an article, too
    tens={"treinta": 30, "cuarenta": 40, "cincuenta": 50},
    joint=" y ",
    ordinals={},
    refused=re.compile(REFUSED),
    corrected=re.compile(CORRECTED),
    table=TABLE,
)
