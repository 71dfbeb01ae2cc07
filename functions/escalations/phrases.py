"""What one of ours hears on the telephone, and what colleagues read in the journal."""

from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from functions.escalations.model import Cause, Escalation, Seen, Step, StepState
from functions.speech.spoken import aloud
from shared.messages import Escalate
from shared.value import Spoken

LOCALES = {Spoken.EN: "en-US", Spoken.ES: "es-MX"}
SILENCE = "7"
"""Seconds in which a key may be pressed."""
type Said = Literal[
    "about", "opened", "raised", "response", "resolution", "keys", "accepted", "passed", "snoozed",
    "taken", "silent",
]  # fmt: skip
TEXTS: dict[Spoken, dict[Said, str]] = {
    Spoken.EN: {
        "about": "This is the AI assistant of {organisation}. "
        "Ticket {number}, priority {priority}: {title}. {cause} {keys}",
        "opened": "It has just come in.",
        "raised": "It has become critical.",
        "response": "Nobody has answered it in time.",
        "resolution": "It has not been solved in time.",
        "keys": "Press 1 to take it, 2 to pass it on, 3 to be called again in {minutes} minutes.",
        "accepted": "Thank you. It is yours now. Goodbye.",
        "passed": "Thank you. I am asking somebody else. Goodbye.",
        "snoozed": "I will call you again in {minutes} minutes. Goodbye.",
        "taken": "It has been taken care of meanwhile. Goodbye.",
        "silent": "I have not noticed a key. I am asking somebody else. Goodbye.",
    },
    Spoken.ES: {
        "about": "Le habla el asistente de IA de {organisation}. "
        "Incidencia {number}, prioridad {priority}: {title}. {cause} {keys}",
        "opened": "Acaba de llegar.",
        "raised": "Ha pasado a ser crítica.",
        "response": "Nadie la ha atendido a tiempo.",
        "resolution": "No se ha resuelto a tiempo.",
        "keys": "Pulse 1 para atenderla, 2 para pasarla, 3 para que le llame de nuevo en "
        "{minutes} minutos.",
        "accepted": "Gracias. La incidencia es suya. Adiós.",
        "passed": "Gracias. Pregunto a otra persona. Adiós.",
        "snoozed": "Le llamo de nuevo en {minutes} minutos. Adiós.",
        "taken": "Ya la ha atendido alguien. Adiós.",
        "silent": "No he notado ninguna tecla. Pregunto a otra persona. Adiós.",
    },
}
NOTES: dict[Spoken, dict[str, str]] = {
    Spoken.EN: {
        "ringing": "{person} ({role}) is being called about this ticket.",
        "accepted": "{person} ({role}) has taken this ticket on the telephone.",
        "passed": "{person} ({role}) has passed on the telephone.",
        "snoozed": "{person} ({role}) wants to be called again later.",
        "unanswered": "{person} ({role}) was not reached on the telephone.",
        "exhausted": "Everybody on call was asked, and nobody has taken this ticket.",
        "assignee": "assignee",
        "first": "on call",
        "second": "second on call",
        "manager": "manager",
    },
    Spoken.ES: {
        "ringing": "Se llama a {person} ({role}) por esta incidencia.",
        "accepted": "{person} ({role}) ha tomado esta incidencia por teléfono.",
        "passed": "{person} ({role}) la ha pasado por teléfono.",
        "snoozed": "{person} ({role}) quiere que se le llame más tarde.",
        "unanswered": "No se ha localizado a {person} ({role}) por teléfono.",
        "exhausted": "Se ha preguntado a todas las personas de guardia y nadie la ha tomado.",
        "assignee": "responsable",
        "first": "de guardia",
        "second": "segunda persona de guardia",
        "manager": "jefatura",
    },
}
LONGEST_TITLE = 120


def about(escalation: Escalation, seen: Seen, language: Spoken, organisation: str) -> str:
    """What the call is about, and what each key does."""
    texts = TEXTS[language]
    title = " ".join(seen.title.split())[:LONGEST_TITLE].rstrip(" .")
    return texts["about"].format(
        organisation=organisation,
        number=" ".join(seen.number.removeprefix("INC").lstrip("0")),
        priority=seen.priority,
        title=title,
        cause=texts[_cause(escalation)],
        keys=texts["keys"].format(minutes=escalation.policy.snooze_minutes),
    )


def _cause(escalation: Escalation) -> Said:
    is_raised = escalation.cause is Cause.OPENED and escalation.round == Escalate.RAISED
    return "raised" if is_raised else _CAUSES[escalation.cause]


_CAUSES: dict[Cause, Said] = {
    Cause.OPENED: "opened",
    Cause.RESPONSE: "response",
    Cause.RESOLUTION: "resolution",
}
_ANSWERS: dict[StepState, Said] = {
    StepState.ACCEPTED: "accepted",
    StepState.PASSED: "passed",
    StepState.SNOOZED: "snoozed",
    StepState.UNANSWERED: "silent",
}


def answer(state: StepState, language: Spoken, minutes: int) -> str:
    """What is said to whoever has pressed a key, or none."""
    return TEXTS[language][_ANSWERS[state]].format(minutes=minutes)


def note(step: Step, state: StepState, language: Spoken) -> str:
    """What the ticket's journal says of a step."""
    texts = NOTES[language]
    return texts[state.value].format(person=step.person, role=texts[step.role])


def question(words: str, language: Spoken, audio: list[str], *, next_url: str) -> str:
    """Say it, and listen for one key; without one, go on all the same."""
    response = Element("Response")
    listen = SubElement(
        response,
        "Gather",
        input="dtmf",
        action=next_url,
        method="POST",
        numDigits="1",
        timeout=SILENCE,
        actionOnEmptyResult="true",
    )
    _speak(listen, words, language, audio)
    return _written(response)


def farewell(words: str, language: Spoken, audio: list[str]) -> str:
    """Say it, and hang up."""
    response = Element("Response")
    _speak(response, words, language, audio)
    SubElement(response, "Hangup")
    return _written(response)


def _speak(parent: Element, words: str, language: Spoken, audio: list[str]) -> None:
    for address in audio:
        SubElement(parent, "Play").text = address
    if not audio:
        SubElement(parent, "Say", language=LOCALES[language]).text = aloud(words, language)


def _written(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
