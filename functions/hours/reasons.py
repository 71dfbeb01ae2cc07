"""Why somebody may be called or not, told to a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from functions.hours.model import Binding, Hours, written
from shared.value import Value

DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_ES = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábados", "domingos")


class Verdict(StrEnum):
    """What a rule says of an instant."""

    OPEN = "open"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY_OFF = "day_off"


class Told(Value):
    """A sentence for people, in each language we speak."""

    en: str
    es: str


class Finding(Value):
    """What one rule says in one zone, where the clock on the wall shows `local`."""

    rule: str
    zone: str
    local: datetime
    verdict: Verdict
    why: Told


def findings(hours: Hours, zones: Sequence[str], now: datetime) -> tuple[Finding, ...]:
    """Every rule in every zone. Zones must be known."""
    return tuple(_findings(hours, zones, now))


def _findings(hours: Hours, zones: Sequence[str], now: datetime) -> Iterator[Finding]:
    for zone in zones:
        local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for binding in hours.bindings:
            verdict = _verdict(binding, local)
            told = _told(binding, verdict, local)
            code = binding.rule.code
            yield Finding(rule=code, zone=zone, local=local, verdict=verdict, why=told)


def _verdict(binding: Binding, local: datetime) -> Verdict:
    if binding.is_off(local.date()):
        return Verdict.DAY_OFF
    spans = binding.spans(local.date())
    if not spans:
        return Verdict.WEEKDAY
    since = local - datetime.combine(local.date(), datetime.min.time())
    is_open = any(opens <= since < closes for opens, closes in spans)
    return Verdict.OPEN if is_open else Verdict.HOUR


def _told(binding: Binding, verdict: Verdict, local: datetime) -> Told:
    day, at, name = local.isoweekday() - 1, f"{local:%Y-%m-%d %H:%M}", binding.rule.name
    hours = ", ".join(written(span) for span in binding.spans(local.date()))
    match verdict:
        case Verdict.OPEN:
            en, es = f"open {hours}", f"abierto {hours}"
        case Verdict.HOUR:
            en, es = f"only {hours} that day", f"ese día solo de {hours}"
        case Verdict.WEEKDAY:
            en, es = f"no calls on {DAYS_EN[day]}s", f"no se llama los {DAYS_ES[day]}"
        case Verdict.DAY_OFF:
            en, es = "no calls on this day, a day off", "ese día, festivo, no se llama"
    return Told(en=f"{at}, {name.en}: {en}.", es=f"{at}, {name.es}: {es}.")


def summary(found: Sequence[Finding], opens_at: datetime | None, now: datetime) -> Told:
    """The answer in a sentence."""
    if not found:
        return Told(
            en="No call: nobody knows the time zone of this number. Give the contact one.",
            es="Sin llamada: no se conoce la zona horaria del número. Indíquela en el contacto.",
        )
    if opens_at == now:
        return Told(
            en="A call is allowed now: every rule agrees in every possible zone.",
            es="Se puede llamar ahora: todas las reglas lo permiten en todas las zonas posibles.",
        )
    refusing = [each for each in found if each.verdict is not Verdict.OPEN]
    return _later(refusing, opens_at)


def _later(refusing: Sequence[Finding], opens_at: datetime | None) -> Told:
    en = " ".join(dict.fromkeys(each.why.en for each in refusing))
    es = " ".join(dict.fromkeys(each.why.es for each in refusing))
    if opens_at is None:
        return Told(
            en=f"No call within 14 days. {en}", es=f"Sin llamada en los próximos 14 días. {es}"
        )
    at = f"{opens_at:%Y-%m-%d %H:%M} UTC"
    return Told(en=f"Not now; from {at}. {en}", es=f"Ahora no; a partir de {at}. {es}")
