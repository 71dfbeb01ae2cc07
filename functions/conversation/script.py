"""What is said without a model: the opening, the exits, and the way through when the model is away.

First words of every call: who calls, that it is an AI, why, and how to stop it (47 CFR 64.1200(b);
EU AI Act art. 50(1)).
"""

import re
import unicodedata
from datetime import datetime

from functions.conversation.model import (
    Action,
    Heard,
    Outcome,
    Reply,
    Result,
    TicketWish,
    Topic,
    Turn,
)
from shared.value import Spoken

SILENCES = 2
"""How often in a row we ask again into silence."""
TURNS = 24
"""A call that goes on longer is brought to its end."""
CHARACTERS_A_SECOND, END_OF_SPEECH = 15, 1.0
"""How fast people and voices speak, about, and how long silence lasts until a turn is over."""

OPT_OUT_DIGIT = "9"
OPT_OUT = re.compile(
    r"\b(stop calling|take me off|remove me|unsubscribe|opt (?:me )?out|no more calls"
    r"|remove my number(?= from (?:your|the|this) list|,? please|[.!]?$)"
    r"|(?<!they )(?<!you )(?<!people )(?:do ?n[o']?t (?:ever )?|never )"
    r"call (?:me|us|this|here|again)"
    r"|no (?:me|nos) llam(?:e|en|es|eis)\b|no (?:me |nos )?vuelva[ns]? a llamar\w*"
    r"|nunca mas (?:me |nos )?llam(?:e|en|es)\b|dej\w+ de llamar\w*"
    r"|no quiero (?:que me llam\w+|(?:mas|recibir) llamadas)"
    r"|borr\w+ (?:mi numero|de (?:la|su) lista)|quit\w+ de (?:la|su) lista|dar\w* de baja)"
)
"""Words that can mean nothing else. What only complains of calls is left to the model."""

TEXTS = {
    Spoken.EN: {
        "recorded": " This call is recorded; if you do not want that, say so.",
        "opening": "Hello, this is {organisation}'s AI assistant.{recorded} {purpose} "
        "To stop these calls, say stop calling or press 9. {first}",
        "greeting": "Thank you for calling {organisation}. I am an AI assistant.{recorded} "
        "How can I help?",
        "again": "Sorry, I did not hear you. {last}",
        "silence": "I cannot hear you, so I will end the call here. Goodbye.",
        "opted_out": "Understood. Your number will not be called again. Goodbye.",
        "sorry": "I am sorry, I cannot follow you right now. I have noted what you said, and a "
        "colleague will look at it. Goodbye.",
        "ticket": "Thank you. I have noted this for my colleagues as a ticket. Goodbye.",
        "long": "Thank you for your time. I have to end the call here. Goodbye.",
        "farewell": "I am sorry, I have to stop here. Thank you for your time. Goodbye.",
    },
    Spoken.ES: {
        "recorded": " Esta llamada se graba; si no lo desea, dígalo.",
        "opening": "Hola, le habla el asistente de inteligencia artificial de {organisation}."
        "{recorded} {purpose} Si no desea más llamadas, diga no me llamen o pulse 9. {first}",
        "greeting": "Gracias por llamar a {organisation}. Soy un asistente de inteligencia "
        "artificial.{recorded} ¿En qué puedo ayudarle?",
        "again": "Perdone, no le he oído. {last}",
        "silence": "No consigo oírle, así que termino aquí la llamada. Adiós.",
        "opted_out": "Entendido. No volveremos a llamar a su número. Adiós.",
        "sorry": "Lo siento, ahora mismo no puedo seguirle. He tomado nota y una persona del "
        "equipo lo revisará. Adiós.",
        "ticket": "Gracias. He abierto una incidencia para el equipo. Adiós.",
        "long": "Gracias por su tiempo. Tengo que terminar aquí la llamada. Adiós.",
        "farewell": "Disculpe, tengo que dejarlo aquí. Gracias por su tiempo. Adiós.",
    },
}


def opening(topic: Topic) -> Reply:
    """The first words, in either direction."""
    texts = TEXTS[topic.language]
    if topic.is_inbound:
        words = texts["greeting"].format(organisation=topic.organisation, recorded=_recorded(topic))
        return _reply(topic, words)
    words = texts["opening"].format(
        organisation=topic.organisation,
        recorded=_recorded(topic),
        purpose=topic.purpose,
        first=topic.questions[0],
    )
    return _reply(topic, words)


def _recorded(topic: Topic) -> str:
    """That the call is recorded, where it is: before anything is."""
    return TEXTS[topic.language]["recorded"] if topic.recorded else ""


def opening_again(topic: Topic, heard: Heard, turns: list[Turn], now: datetime) -> Reply | None:
    """The first words once more, where somebody talked over them before they said who calls.

    A hello that comes late stops them (`bargeIn`), and what was not heard was not disclosed.
    """
    if len(turns) != 1 or (topic.is_inbound and not topic.recorded):
        return None
    return opening(topic) if was_cut(topic, heard, turns[0], now) else None


def was_cut(topic: Topic, heard: Heard, opened: Turn, now: datetime) -> bool:
    """Whether they talked over the first words before these said who calls, and that it records."""
    if not heard.speech or opened.answered_at is None:
        return False
    text = TEXTS[topic.language]["greeting" if topic.is_inbound else "opening"]
    who = text.partition("{recorded}")[0].format(organisation=topic.organisation)
    needed = len(who + _recorded(topic)) / CHARACTERS_A_SECOND
    gone = (now - opened.answered_at).total_seconds()
    begun = gone - len(heard.speech) / CHARACTERS_A_SECOND - END_OF_SPEECH
    return begun < needed


def since_opening(topic: Topic, turns: list[Turn]) -> list[Turn]:
    """The dialogue with whoever has heard the first words last: a machine may have come before."""
    said = opening(topic).say
    last = max((place for place, turn in enumerate(turns) if turn.said == said), default=0)
    return turns[last:]


def opt_out(topic: Topic, heard: Heard) -> Reply | None:
    """Somebody wants no more calls, and says so in words or by a key."""
    if heard.digits == OPT_OUT_DIGIT or OPT_OUT.search(plain(heard.speech or "")):
        said = TEXTS[topic.language]["opted_out"]
        return _reply(topic, said, Action.OPT_OUT, Outcome.OPTED_OUT)
    return None


def obliged(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What must be answered the same way whatever a model thinks, or nothing."""
    texts = TEXTS[topic.language]
    if heard.is_silence:
        return _into_silence(topic, turns)
    if len(turns) >= TURNS:
        return _reply(topic, texts["long"], Action.END, Outcome.COMPLETED)
    return None


def _into_silence(topic: Topic, turns: list[Turn]) -> Reply:
    texts = TEXTS[topic.language]
    silent = 0
    for turn in reversed(turns):
        if turn.n == 0 or turn.heard or turn.digits:
            break
        silent += 1
    if silent >= SILENCES:
        return _reply(topic, texts["silence"], Action.END, Outcome.NO_RESPONSE)
    last = topic.questions[0] if topic.questions else ""
    return _reply(topic, texts["again"].format(last=last).strip())


def without_model(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply:
    """The script's own way: one question after the other, then the closing.

    A caller who rings us gets a ticket with their own words, which a person will read.
    """
    texts = TEXTS[topic.language]
    if topic.is_inbound:
        told = " ".join(turn.heard for turn in turns if turn.heard)
        words = f"{told} {heard.speech or ''}".strip()
        wish = TicketWish(subject=words[:120], description=words)
        noted = _reply(topic, texts["ticket"], Action.END, Outcome.TICKET_OPENED)
        return noted.model_copy(update={"ticket": wish})
    asked = sum(1 for n, turn in enumerate(turns) if turn.heard or turn.digits or n == 0)
    if asked < len(topic.questions):
        return _reply(topic, topic.questions[asked])
    return _reply(topic, topic.closing, Action.END, Outcome.COMPLETED)


def apology(topic: Topic) -> Reply:
    """When we fail at our own end: noted, and goodbye."""
    return _reply(topic, TEXTS[topic.language]["sorry"], Action.END, None)


def farewell(topic: Topic) -> Reply:
    """When somebody of ours ends all calls: a sentence, not a dead line."""
    return _reply(topic, TEXTS[topic.language]["farewell"], Action.END, None)


def plain(text: str) -> str:
    """Lower case, without accents or curly quotes: how recognisers differ must not matter."""
    flat = unicodedata.normalize("NFD", text.replace("\u2019", "'").casefold())
    return "".join(each for each in flat if not unicodedata.combining(each)).strip()


def _reply(
    topic: Topic, say: str, action: Action = Action.CONTINUE, outcome: Result | None = None
) -> Reply:
    return Reply(
        say=say, action=action, language=topic.language, outcome=outcome, ticket=None, note=None
    )
