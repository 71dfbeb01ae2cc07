"""A call that is recorded says so first, and is not when the person does not want it."""

import re
from datetime import datetime

from functions.conversation import script
from functions.conversation.model import Action, Heard, Reply, Topic, Turn
from shared.value import Spoken

REFUSAL = re.compile(
    r"\b((?:do ?n[o']?t|do not|stop|not to|without|no)(?: be| being| want to be| want you to)? "
    r"record(?:ed|ing)?\b(?! (?:it|this|that|a|the) (?:as|ticket))"
    r"|(?:do ?n[o']?t|do not) want (?:this |the |my )?(?:call )?(?:to be )?record"
    r"|(?:do ?n[o']?t|do not) (?:consent|agree) to (?:be(?:ing)? |the |this )?record"
    r"|(?:turn|switch) off the recording|delete (?:the|this) recording"
    r"|no (?:me |nos |lo |la )?grab\w+"
    r"|no quiero (?:que (?:me |nos |se )?(?:lo |la )?grab\w+|ser grabad)"
    r"|(?:deje\w*|pare\w*) de grabar|sin grabar|(?:apague\w*|borre\w*) la grabacion"
    r"|no (?:acepto|autorizo|consiento) (?:que (?:me )?grab|la grabacion|ser grabad))"
)
QUESTION = re.compile(r"[^.!?¿]*\?|¿[^?]*\?")
TEXTS = {
    Spoken.EN: {
        "stopped": "Understood. The recording is being stopped and deleted. {asked}",
        "unrecorded": "This call is not recorded. {asked}",
        "note": "The person refused to be recorded.",
    },
    Spoken.ES: {
        "stopped": "Entendido. La grabación se detiene y se borra. {asked}",
        "unrecorded": "Esta llamada no se graba. {asked}",
        "note": "La persona no quiso que se grabara la llamada.",
    },
}


def refuses(heard: Heard) -> bool:
    """Whether these words ask not to be recorded."""
    return bool(heard.speech) and bool(REFUSAL.search(script.plain(heard.speech or "")))


def refusal(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What is said to somebody who does not want to be recorded: the call goes on."""
    if not refuses(heard):
        return None
    texts = TEXTS[topic.language]
    said = texts["stopped" if topic.recorded else "unrecorded"].format(asked=_asked(turns))
    return Reply(
        say=said.strip(),
        action=Action.CONTINUE,
        language=topic.language,
        outcome=None,
        ticket=None,
        note=texts["note"],
    )


def note(topic: Topic) -> str:
    """What the transcript says of it."""
    return TEXTS[topic.language]["note"]


def _asked(turns: list[Turn]) -> str:
    """The question that waits for its answer."""
    last = next((turn.said for turn in reversed(turns) if turn.said), "")
    questions = QUESTION.findall(last)
    return questions[-1].strip() if questions else ""


def is_disclosed(topic: Topic, turns: list[Turn], heard: Heard, now: datetime) -> bool:
    """Whether what we said last were the first words, and they were heard as far as they must be.

    Rather none than a recording nobody was told of: who talks over them twice is not recorded.
    """
    if not topic.recorded or not turns or turns[-1].said != script.opening(topic).say:
        return False
    return not script.was_cut(topic, heard, turns[-1], now)
