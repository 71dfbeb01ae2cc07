"""A call that is recorded says so first, and is not when the person does not want it."""

import re

from functions.conversation import meanings, script
from functions.conversation.model import Heard, Reply, Topic, Turn
from functions.conversation.phrases import phrase
from shared.value import Spoken

REFUSAL = re.compile(
    r"\b((?:do ?n[o']?t|do not|stop|not to|without)(?: be| being| want to be| want you to)? "
    r"record(?:ed|ing)?\b(?! (?:it|this|that|a|the) (?:as|ticket))"
    r"|(?:do ?n[o']?t|do not) want (?:this |the |my )?(?:call )?(?:to be )?record"
    r"|(?:do ?n[o']?t|do not) (?:consent|agree) to (?:be(?:ing)? |the |this )?record"
    r"|no recording|(?:turn|switch) off the recording|delete (?:the|this) recording"
    r"|no (?:me |nos |lo |la )?grab\w+"
    r"|no quiero (?:que (?:me |nos |se )?(?:lo |la )?grab\w+|ser grabad)"
    r"|(?:deje\w*|pare\w*) de grabar|sin grabar|(?:apague\w*|borre\w*) la grabacion"
    r"|no (?:acepto|autorizo|consiento) (?:que (?:me )?grab|la grabacion|ser grabad))"
)


def refuses(heard: Heard) -> bool:
    """Whether these words ask not to be recorded."""
    return bool(REFUSAL.search(meanings.plain(heard.speech or "")))


def refusal(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What is said to somebody who does not want to be recorded: the call goes on."""
    if not refuses(heard):
        return None
    said = phrase("unrecorded" if topic.recorded else "not_recorded", topic.language)
    went_on = script.reply(topic, f"{said} {script.last_question(topic, turns)}".strip())
    return went_on.model_copy(update={"note": phrase("unrecorded_note", topic.language)})


def is_disclosed(topic: Topic, turns: list[Turn], heard: Heard) -> bool:
    """Whether what we said last were the first words, and they were heard as far as they must be.

    Rather none than a recording nobody was told of: who talks over them twice is not recorded.
    """
    said = turns[-1].said or "" if turns else ""
    told = (
        script.must_be_heard(topic.model_copy(update={"language": language})) for language in Spoken
    )
    words = next((each for each in told if said.startswith(each)), None)
    return topic.recorded and words is not None and script.was_heard(words, heard)
