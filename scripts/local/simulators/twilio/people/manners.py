"""How an agreeable person answers what the bot asks, in English and in Spanish."""

import re

from scripts.local.simulators.twilio.people.persona import Act, Language, Words
from shared.value import Value


class Manner(Value):
    """An answer and what calls for it. `last` is what a person says before hanging up."""

    asked: str
    answer: Words
    last: bool = False


def _manner(asked: str, english: str, spanish: str, *, last: bool = False) -> Manner:
    return Manner(asked=asked, answer=Words(en=english, es=spanish), last=last)


QUESTIONS = (
    _manner(
        r"anything else|something else|other questions?|algo más|alguna otra|otra cosa",
        "No, that is all, thank you.",
        "No, eso es todo, gracias.",
    ),
    _manner(
        r"speaking (with|to)|talking (with|to)|is this|am i through|may i speak|hablo con|"
        r"habla con|es usted|eres|puedo hablar con|se encuentra",
        "Yes, speaking.",
        "Sí, soy yo.",
    ),
    _manner(
        r"good time|moment|minute|may (i|we) continue|(okay|ok|all right) (to|if|with)|"
        r"buen momento|un momento|un minuto|podemos continuar|puedo continuar|le parece bien",
        "Yes, go ahead.",
        "Sí, adelante.",
    ),
    _manner(
        r"scale|from (0|1|zero|one) to|rate|how (satisfied|likely)|"
        r"escala|del? (0|1|cero|uno) al?|valora|calific|puntu|satisfech",
        "I would say four.",
        "Yo diría que cuatro.",
    ),
    _manner(r"how many|cuánt[oa]s", "Two.", "Dos."),
    _manner(
        r"(what|which|when).*(time|day|date|suits|works|best)|when |"
        r"qué (día|hora|fecha)|cuándo|a qué hora",
        "Tuesday at ten in the morning, please.",
        "El martes a las diez de la mañana, por favor.",
    ),
    _manner(
        r"human|(person|agent|colleague|someone) (from|to|on)|"
        r"con (una persona|un agente|alguien|un compañero)",
        "No, thank you, you can help me.",
        "No, gracias, usted me puede ayudar.",
    ),
    _manner(
        r"right\?|correct|confirm|is that so|es correcto|correcto|confirm|verdad\?",
        "Yes, that is right.",
        "Sí, así es.",
    ),
    _manner(
        r"how (can|may) (i|we) help|what (happened|is the (problem|matter|issue))|describe|"
        r"tell (me|us)|reason|(en )?qué (le )?puedo ayudar|ayudarle|qué (ocurre|pasa|sucede)|"
        r"cuál es el (problema|motivo)|cuénte|descri",
        "My internet connection has been down since this morning.",
        "Mi conexión a internet no funciona desde esta mañana.",
    ),
    _manner(
        r"your name|who am i|su nombre|cómo se llama|con quién", "My name is Robin.", "Soy Robin."
    ),
)

STATEMENTS = (
    _manner(
        r"goodbye|good bye|\bbye\b|have a (nice|good|great)|adiós|hasta (luego|pronto)|"
        r"que tenga|buen(as)? (día|tardes|noches)\.?$",
        "Thank you, goodbye.",
        "Gracias, adiós.",
        last=True,
    ),
    QUESTIONS[-2],
)

OTHERWISE_ASKED = Words(en="Yes, please.", es="Sí, por favor.")
OTHERWISE = Words(en="Okay.", es="De acuerdo.")


def agreeable(heard: str) -> Act:
    """What a helpful person does after hearing this: answers the last question that was asked."""
    questions = re.findall(r"[^.!?¡¿]*\?", heard)
    said = questions[-1] if questions else heard
    for manner in QUESTIONS if questions else STATEMENTS:
        if re.search(manner.asked, said.strip(), re.IGNORECASE):
            return Act(say=manner.answer, hang_up=manner.last)
    return Act(say=OTHERWISE_ASKED if questions else OTHERWISE)


def spoken_seconds(text: str) -> float:
    """How long it takes to say this: about fifteen characters a second."""
    return max(0.3, len(text) / 15)


def locale(language: Language) -> str:
    """The language tag Twilio's recogniser reports."""
    return "es-US" if language == "es" else "en-US"
