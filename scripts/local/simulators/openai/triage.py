"""Reads a ticket or a transcript by rules: summary, category, priority, mood, a first reply."""

import json
import re
from collections import Counter
from typing import Any

from scripts.local.simulators.openai.intents import language_of
from scripts.local.simulators.openai.schema import Choice, Schema

URGENT = r"outage|emergency|urgent|data breach|everyone|all users|fire|leak|flood|security|urgente|"
URGENT += r"emergencia|caíd[oa]|nadie puede|todos los usuarios|inundaci|fuga"
HIGH = r"cannot|can't|can not|unable|broken|down|fail|crash|stopped|overcharg|no puedo|no funciona|"
HIGH += r"roto|sin (agua|luz|servicio|internet)|fall[aoó]|error"
LOW = r"how (do|can) i|question|wonder|when you can|suggest|feature|consulta|pregunta|sugerencia|"
LOW += r"cómo puedo|cuando puedan"
BAD = r"angry|terrible|awful|unacceptable|worst|disappoint|furious|complain|enfad|inaceptable|"
BAD += r"p[eé]simo|fatal|queja|indignad"
GOOD = r"thank|great|excellent|happy|love|gracias|excelente|content[oa]|genial"
TOPICS = {
    "billing factur payment invoice finance cobro": r"bill|invoice|charg|refund|pay|price|money|"
    r"factura|cobr|reembols|pago|precio|dinero|recibo",
    "account access login identity cuenta acceso": r"password|log ?in|sign ?in|account|locked|"
    r"permission|access|contraseña|cuenta|acceso|usuario",
    "network connectivity internet red": r"network|wi-?fi|vpn|internet|connection|dns|router|"
    r"red\b|conexi",
    "hardware device equipment equipo": r"printer|laptop|screen|keyboard|phone|device|battery|"
    r"impresora|pantalla|port[aá]til|tel[eé]fono",
    "software technical application bug incident tecnico incidencia": r"app\b|error|crash|bug|"
    r"update|install|software|page|website|aplicaci|fallo|actualiz|p[aá]gina|not work|no funciona",
    "delivery shipping order pedido envio": r"deliver|order|ship|package|pedido|env[ií]o|paquete",
    "outage supply service averia": r"outage|leak|no water|no power|flood|supply|aver[ií]a|fuga|"
    r"sin (agua|luz)|corte",
    "appointment schedule cita": r"appointment|reschedul|booking|visit|cita|visita|reserva",
    "complaint queja": BAD,
    "cancellation cancel baja": r"cancel|unsubscribe|close my|darme de baja",
}
CATCH_ALL = ("other", "general", "otro", "otros", "question", "inquiry", "request", "unknown")
COMMON = set(
    re.findall(
        r"\w+",
        "that this with have from what when your been they there would could about which because "
        "para como pero desde cuando porque está este esta tengo hace hola gracias please hello",
    )
)


def hints(told: str, schema: Schema) -> dict[str, Any]:
    """What the text is about, by the names a schema may ask for it. A ticket may come as JSON."""
    text, numbers = _read(told)
    language = language_of(text, "en")
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    summary = _cut(" ".join(sentences[:2]), 280)
    level = _level(text)
    title = _cut(sentences[0].rstrip(".!?") if sentences else text, 80)
    words = [word for word in re.findall(r"[^\W\d_]{4,}", text.casefold()) if word not in COMMON]
    tags = [word for word, _ in Counter(words).most_common(4)]
    reply = REPLIES[language].format(title)
    is_summary = "next_step" in schema.get("properties", {})
    return {
        "text": summary if is_summary else reply,
        **dict.fromkeys(("intent", "next_step"), title),
        "done": [],
        "open_questions": [],
        "reasons": [f"{level}: {title}"],
        "sources": numbers[:2],
        **dict.fromkeys(("summary", "description", "resumen", "abstract"), summary),
        **dict.fromkeys(("subject", "title", "headline"), title),
        **dict.fromkeys(("category", "topic", "type", "kind", "team"), _category(text, schema)),
        **dict.fromkeys(("priority", "urgency", "severity", "impact"), PRIORITIES[level]),
        **dict.fromkeys(("sentiment", "mood", "tone"), _sentiment(text)),
        **dict.fromkeys(("tags", "keywords", "labels"), tags),
        **dict.fromkeys(("reply", "draft", "answer", "response"), reply),
        **dict.fromkeys(("reason", "rationale", "explanation"), f"{level}: {title}"),
        "language": language,
        "confidence": 0.8 if level != "normal" else 0.6,
        "next_steps": [],
    }


def _read(told: str) -> tuple[str, list[str]]:
    """What somebody wrote, and the numbers of what came with it to go by."""
    try:
        document = json.loads(told)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("ticket"), dict):
        return told, []
    ticket = document["ticket"]
    said = [str(each.get("text", "")) for each in ticket.get("said", ())]
    parts = [str(ticket.get("title", "")), str(ticket.get("text", "")), *said]
    numbers = [str(each.get("number")) for each in document.get("sources", ())]
    return "\n".join(part for part in parts if part), numbers


PRIORITIES = {
    "urgent": Choice(("urgent", "critical", "p1", "highest", "1", "high", "alta", "urgente")),
    "high": Choice(("high", "p2", "2", "major", "alta", "urgent")),
    "normal": Choice(("normal", "medium", "p3", "3", "moderate", "media", "standard")),
    "low": Choice(("low", "p4", "4", "minor", "baja", "lowest", "normal", "3")),
}
REPLIES = {
    "en": "Thank you for writing to us about “{}”. We are looking into it and will be in touch.",
    "es": "Gracias por escribirnos sobre «{}». Lo estamos revisando y le informaremos.",
}


def _level(text: str) -> str:
    for level, pattern in (("urgent", URGENT), ("low", LOW), ("high", HIGH)):
        if re.search(pattern, text, re.IGNORECASE):
            return level
    return "normal"


def _sentiment(text: str) -> Choice:
    if re.search(BAD, text, re.IGNORECASE):
        return Choice(("negative", "angry", "frustrated", "negativo"))
    if re.search(GOOD, text, re.IGNORECASE):
        return Choice(("positive", "happy", "positivo"))
    return Choice(("neutral", "calm"))


def _category(text: str, schema: Schema) -> Choice:
    values = _enum_of(schema)
    scores = {value: _score(text, str(value)) for value in values}
    ranked = sorted(values, key=lambda value: -scores[value])
    known = [str(value) for value in ranked if scores[value]]
    return Choice((*known, *CATCH_ALL)) if values else Choice((_topic(text),))


def _enum_of(schema: Schema) -> list[Any]:
    for name in ("category", "topic", "type", "kind", "team"):
        part = schema.get("properties", {}).get(name, {})
        part = schema.get("$defs", {}).get(part.get("$ref", "").rpartition("/")[2], part)
        for variant in (part, *part.get("anyOf", ())):
            if "enum" in variant:
                return [value for value in variant["enum"] if value is not None]
    return []


def _score(text: str, value: str) -> int:
    parts = [part for part in re.split(r"[\W_]+", value.casefold()) if len(part) > 2]  # noqa: PLR2004
    score = sum(2 for part in parts if part[:6] in text.casefold())
    for names, pattern in TOPICS.items():
        if any(name[:5] == part[:5] for name in names.split() for part in parts):
            score += len(re.findall(pattern, text, re.IGNORECASE))
    return score


def _topic(text: str) -> str:
    found = {
        name: len(re.findall(pattern, text, re.IGNORECASE)) for name, pattern in TOPICS.items()
    }
    best = max(found, key=lambda name: found[name])
    return best.split()[0] if found[best] else "other"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
