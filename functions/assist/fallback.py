"""What can be suggested without a model: by keywords in both languages, and by what was solved."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from functions.assist.clearing import cleared
from functions.assist.model import (
    CATEGORY,
    By,
    Case,
    Choices,
    Draft,
    Kind,
    Made,
    Sentiment,
    Source,
    Summary,
    Triage,
    Why,
)
from functions.assist.prompts import Known
from functions.knowledge.asked import plain
from functions.tickets.model import Entry, EntryKind, State, Ticket
from shared.value import Spoken

DATA: dict[str, Any] = json.loads(Path(__file__).with_name("keywords.json").read_text("utf-8"))
TITLE = 2
"""What a word in the title is worth, beside one in the text."""
NEIGHBOUR = 1.5
"""What a solved ticket like this one is worth, beside a keyword in the text."""
NO_IDEA, PERHAPS = 0.2, 0.4
LONGEST = 300
SENTENCE = re.compile(r"[^.!?¡¿]+[.!?]?")
TEXTS: dict[Spoken, dict[str, str]] = {
    Spoken.EN: {
        "word": "It says “{0}”: {1}.",
        "solved": "{0} was like this: {1}.",
        "nothing": "No keyword fits, and no solved ticket like it says where it belongs.",
        "said": "{0} comments and notes; it is {1}.",
        State.NEW: "Somebody has to take it.",
        State.IN_PROGRESS: "Answer what is open, or resolve it.",
        State.ON_HOLD: "Wait for what it is on hold for, or ask again.",
        "read": "Read it: nothing is to be done.",
        "article": "Hello,\n\nthis may help: {0} ({1})\n\n{2}\n\n"
        "If it does not, tell us what you see.",
        "ask": "Hello,\n\nthank you for telling us about “{0}”. We are looking into it. "
        "What exactly do you see, and since when?",
        "by_article": "{0} shares words with the ticket.",
        "asked": "No article fits, so that the reply asks.",
        "note": "The last note of the ticket.",
        "no_note": "Nobody has noted yet what was done.",
    },
    Spoken.ES: {
        "word": "Dice «{0}»: {1}.",
        "solved": "{0} era como esta: {1}.",
        "nothing": "Ni las palabras clave ni las incidencias resueltas parecidas lo aclaran.",
        "said": "{0} comentarios y notas; su estado es {1}.",
        State.NEW: "Alguien tiene que tomarla.",
        State.IN_PROGRESS: "Contestar lo pendiente o resolverla.",
        State.ON_HOLD: "Esperar aquello por lo que está en espera o volver a preguntar.",
        "read": "Leerla: no hay nada que hacer.",
        "article": "Hola:\n\nesto puede ayudar: {0} ({1})\n\n{2}\n\n"
        "Si no es así, cuéntenos qué ve.",
        "ask": "Hola:\n\ngracias por contarnos lo de «{0}». Lo estamos mirando. "
        "¿Qué ve exactamente, y desde cuándo?",
        "by_article": "{0} comparte palabras con la incidencia.",
        "asked": "Ningún artículo encaja; por eso la respuesta pregunta.",
        "note": "La última nota de la incidencia.",
        "no_note": "Nadie ha anotado todavía qué se hizo.",
    },
}


@lru_cache(maxsize=2048)
def _pattern(keyword: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(plain(keyword))}(?!\w)")


def _hits(words: Mapping[str, Sequence[str]] | Sequence[str], text: str) -> list[str]:
    """Those of these keywords that stand in a text without case and accents."""
    every = words if isinstance(words, Sequence) else [w for each in words.values() for w in each]
    return [each for each in dict.fromkeys(every) if _pattern(each).search(text)]


def suggested(
    kind: Kind, case: Case, known: Sequence[Known], choices: Choices, keywords: Mapping[str, Any]
) -> Made:
    """A suggestion of that kind."""
    match kind:
        case Kind.TRIAGE:
            return triage(case, known, choices, keywords)
        case Kind.SUMMARY:
            return summary(case)
        case Kind.REPLY:
            return reply(case, known)
        case Kind.RESOLUTION:
            return resolution(case)


def triage(
    case: Case, known: Sequence[Known], choices: Choices, keywords: Mapping[str, Sequence[str]]
) -> Made:
    """Where a ticket belongs, by its words and by where the nearest solved ones belonged."""
    title, text = plain(case.ticket.title), plain(f"{case.ticket.title} {case.ticket.description}")
    language = _language(text, case.ticket.language)
    words = {each: _words(each, keywords) for each in choices.categories}
    found = {each: _hits(words[each], text) for each in choices.categories}
    voices = voters(known, choices)
    scores = {
        each: sum(1 + (TITLE - 1) * bool(_hits([hit], title)) for hit in found[each])
        + NEIGHBOUR * sum(1 for voter in voices if voter.fields[CATEGORY] == each)
        for each in choices.categories
    }
    ranked = sorted(scores, key=lambda each: -scores[each])
    category = ranked[0] if ranked and scores[ranked[0]] else None
    group = _group(category, voices, choices)
    return Made(
        content=Triage(
            category=category,
            group=group,
            impact=_degree("impact", text),
            urgency=_degree("urgency", text),
            language=language,
            sentiment=_sentiment(text),
        ),
        confidence=_sure([scores[each] for each in ranked]),
        reasons=_reasons(language, category, found.get(category or "", []), voices),
        sources=_of(voices, known),
        by=By.RULES,
    )


def _words(category: str, keywords: Mapping[str, Sequence[str]]) -> list[str]:
    """The keywords of a category: delivered, chosen, or else its own name."""
    delivered = DATA[CATEGORY].get(category, {})
    every = [*delivered.get("en", ()), *delivered.get("es", ()), *keywords.get(category, ())]
    return every or ([] if category in DATA[CATEGORY] else [category])


def voters(known: Iterable[Known], choices: Choices) -> list[Ticket]:
    """The solved tickets that say where they belonged."""
    return [
        each.ticket
        for each in known
        if each.ticket and each.ticket.fields.get(CATEGORY) in choices.categories
    ]


def most_voted(voices: Sequence[Ticket]) -> str | None:
    """Where most of them belonged, if two or more agree."""
    if not voices:
        return None
    category, times = Counter(str(each.fields[CATEGORY]) for each in voices).most_common(1)[0]
    return category if times > 1 else None


def _group(category: str | None, voices: Sequence[Ticket], choices: Choices) -> str | None:
    """Who solved most of those of that category; else whom the delivered data name."""
    alike = [each.group for each in voices if each.fields[CATEGORY] == category]
    told = Counter(each for each in alike if each in choices.groups).most_common(1)
    named = told[0][0] if told else DATA[CATEGORY].get(category or "", {}).get("group")
    return named if named in choices.groups else None


def _degree(field: str, text: str) -> int:
    return next((int(each) for each, words in DATA[field].items() if _hits(words, text)), 3)


def _sentiment(text: str) -> Sentiment:
    told = (Sentiment(each) for each, words in DATA["sentiment"].items() if _hits(words, text))
    return next(told, Sentiment.NEUTRAL)


def _language(text: str, told: Spoken) -> Spoken:
    """The one that more of its small words are of; where it is even, the one that was told."""
    words = Counter(re.findall(r"\w+", text))
    tally = {each: sum(words[plain(w)] for w in DATA["language"][each]) for each in Spoken}
    return max(Spoken, key=lambda each: (tally[each], each is told))


def _sure(scores: Sequence[float]) -> float:
    """More, the more speaks for the first and the less for the second; never more than 0.9."""
    first, second = [*scores, 0, 0][:2]
    return NO_IDEA if not first else round(min(0.9, first / (first + second + 1)), 3)


def _reasons(
    language: Spoken, category: str | None, hits: Sequence[str], voices: Sequence[Ticket]
) -> tuple[str, ...]:
    texts = TEXTS[language]
    told = [texts["word"].format(each, category) for each in hits[:2]]
    alike = [each for each in voices if each.fields[CATEGORY] == category]
    told += [texts["solved"].format(each.number, category) for each in alike[:1]]
    return tuple(told) or (texts["nothing"],)


def _of(voices: Sequence[Ticket], known: Sequence[Known]) -> tuple[Source, ...]:
    ids = {each.id for each in voices}
    return tuple(each.source for each in known if each.source.id in ids)


def summary(case: Case) -> Made:
    """What stands there already, in short."""
    ticket, texts = case.ticket, TEXTS[case.ticket.language]
    spoken = [each for each in case.said if each.kind is not EntryKind.CHANGE]
    told = texts["said"].format(len(spoken), ticket.state)
    content = Summary(
        text=f"{ticket.title}. {told}",
        intent=ticket.title,
        done=tuple(_first(each) for each in spoken if each.kind is EntryKind.WORK_NOTE)[-3:],
        open_questions=_questions(spoken),
        next_step=texts.get(ticket.state, texts["read"]),
    )
    return Made(content=content, confidence=NO_IDEA, reasons=(), sources=(), by=By.RULES)


def _first(entry: Entry) -> str:
    return " ".join((entry.text or "").split())[:LONGEST]


def _questions(spoken: Sequence[Entry]) -> tuple[str, ...]:
    """Those of the last comment: whoever asked earlier was answered, or asked in vain."""
    comments = [each for each in spoken if each.kind is EntryKind.COMMENT]
    sentences = SENTENCE.findall(comments[-1].text or "") if comments else []
    return tuple(each.strip()[:LONGEST] for each in sentences if each.endswith("?"))[:3]


def reply(case: Case, known: Sequence[Known]) -> Made:
    """The nearest article in the requester's language, or a question."""
    ticket, texts = case.ticket, TEXTS[case.ticket.language]
    near = next((each for each in known if each.ticket is None and each.text), None)
    if near is None:
        text, why, sure = texts["ask"].format(ticket.title), texts["asked"], NO_IDEA
    else:
        about = near.source.title, near.source.number, near.text[: LONGEST * 4]
        text, sure = texts["article"].format(*about), PERHAPS
        why = texts["by_article"].format(near.source.number)
    return Made(
        content=Draft(text=text, language=ticket.language),
        confidence=sure,
        reasons=(why,),
        sources=(near.source,) if near else (),
        by=By.RULES,
    )


def resolution(case: Case) -> Made:
    """What was noted last."""
    ticket, texts = case.ticket, TEXTS[case.ticket.language]
    notes = [each.text for each in case.said if each.kind is EntryKind.WORK_NOTE and each.text]
    text = cleared(notes[-1], ticket) if notes else texts["no_note"]
    why = texts["note" if notes else "no_note"]
    draft = Draft(text=text, language=ticket.language)
    sure = PERHAPS if notes else NO_IDEA
    return Made(content=draft, confidence=sure, reasons=(why,), sources=(), by=By.RULES)


def because(made: Made, why: Why) -> Made:
    """The same, and why no model made it."""
    return made.model_copy(update={"why": why})
