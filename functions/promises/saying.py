"""An instant as it is said to somebody, by the clock on their wall."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.promises import english, spanish
from functions.promises.hints import Ask
from shared.value import Spoken

SPANISH_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
SPANISH_MONTHS = tuple(spanish.MONTHS.replace("sep?tiembre", "septiembre").split("|"))
ENGLISH_DAYS = tuple(each.capitalize() for each in english.DAYS.split("|"))
ENGLISH_MONTHS = tuple(each.capitalize() for each in english.MONTHS.split("|"))
NOON, DAWN, EVENING = 12, 6, 20
QUARTERS = {0: "", 15: " y cuarto", 30: " y media"}

QUESTIONS = {
    Spoken.EN: {
        Ask.WHEN: "When would suit you? Please tell me a day and a time.",
        Ask.DAY: "On which day, please, and at what time?",
        Ask.TIME: "At what time, please?",
        Ask.WHICH: "Please tell me just one day and one time: when shall we call?",
        Ask.PAST: "That is past already. On which day, please, and at what time?",
    },
    Spoken.ES: {
        Ask.WHEN: "¿Cuándo le viene bien? Dígame un día y una hora, por favor.",
        Ask.DAY: "¿Qué día, por favor, y a qué hora?",
        Ask.TIME: "¿A qué hora, por favor?",
        Ask.WHICH: "Dígame un solo día y una sola hora, por favor: ¿cuándo le llamamos?",
        Ask.PAST: "Esa hora ya ha pasado. ¿Qué día, por favor, y a qué hora?",
    },
}


def question(asks: Ask, language: Spoken) -> str:
    """What we ask where the words leave it open."""
    return QUESTIONS[language][asks]


def aloud(at: datetime, zone: str, language: Spoken, now: datetime) -> str:
    """The instant with its day, as in "tomorrow, Tuesday, March 2, at 3 PM"."""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    ahead = (local.date() - today) // timedelta(days=1)
    if language is Spoken.ES:
        day = f"{SPANISH_DAYS[local.weekday()]} {local.day} de {SPANISH_MONTHS[local.month - 1]}"
        near = {0: "hoy", 1: f"mañana, {day},"}.get(ahead, f"el {day}")
        return f"{near} {_spanish_hour(local)}"
    day = f"{ENGLISH_DAYS[local.weekday()]}, {ENGLISH_MONTHS[local.month - 1]} {local.day},"
    near = {0: "today", 1: f"tomorrow, {day}"}.get(ahead, f"on {day}")
    return f"{near} at {_english_hour(local)}"


def _english_hour(local: datetime) -> str:
    hour = local.hour % NOON or NOON
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes} {'AM' if local.hour < NOON else 'PM'}"


def _spanish_hour(local: datetime) -> str:
    hour = local.hour % NOON or NOON
    article = "a la" if hour == 1 else "a las"
    minutes = QUARTERS.get(local.minute, f" y {local.minute}")
    return f"{article} {hour}{minutes} {_spanish_part(local.hour)}"


def _spanish_part(hour: int) -> str:
    if hour < NOON:
        return "de la madrugada" if hour < DAWN else "de la mañana"
    if hour == NOON:
        return "del mediodía"
    return "de la tarde" if hour < EVENING else "de la noche"


def place(zone: str) -> str:
    """The town a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")
