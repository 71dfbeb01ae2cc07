"""What we know that may help in a call, offered to the model; and whether it did help."""

import re
from typing import Protocol

from functions.conversation import meanings, script
from functions.conversation.model import Heard, Reply, Source, Topic, Turn
from functions.conversation.phrases import phrase

DEADLINE = 1.0
"""Seconds a search has, before the model is asked."""
COUNT = 3
LONG = 600
"""Characters of a source that the model is told."""
ENOUGH_WORDS = 3
"""Fewer are an answer to us, not a question of theirs."""
PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+|\+?\d[\d .()/-]{5,}\d")
"""Mail addresses and long numbers: how a ticket was solved may name who asked."""


class LookUp(Protocol):
    """Finds articles, and how similar tickets were solved."""

    async def __call__(self, words: str, deadline: float) -> tuple[Source, ...]:
        """The best first, within `deadline` seconds, or nothing. It never raises."""


async def found(look_up: LookUp, topic: Topic, heard: Heard) -> tuple[Source, ...]:
    """What may answer their words. Nobody is told anything in a call whose person is unknown."""
    words = heard.speech or ""
    if script.is_unknown(topic) or len(words.split()) < ENOUGH_WORDS:
        return ()
    return await look_up(words, DEADLINE)


def fit(source: Source) -> Source:
    """The same, without what might be somebody else's, and short."""
    text = PERSONAL.sub("…", source.text)[:LONG]
    return source.model_copy(update={"title": PERSONAL.sub("…", source.title), "text": text})


def asking(reply: Reply) -> Reply:
    """Whoever is told an answer is asked whether it is one."""
    if not reply.sources or reply.say.rstrip().endswith("?"):
        return reply
    return reply.model_copy(update={"say": f"{reply.say} {phrase('solved', reply.language)}"})


def is_offered(turns: list[Turn]) -> bool:
    """Whether our last words told something that we know."""
    return bool(turns and turns[-1].reply and turns[-1].reply.sources)


def thanked(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What is said to a plain yes to that: nothing is left to ask but whether there is more."""
    is_plain = len((heard.speech or "").split()) <= ENOUGH_WORDS
    if not (is_plain and is_offered(turns) and meanings.agreed(heard.speech, heard.digits)):
        return None
    said = script.reply(topic, phrase("glad", topic.language))
    return said.model_copy(update={"solved": True})


def helped(heard: Heard, reply: Reply) -> bool | None:
    """Whether what was told before was of help: by their own words, else by the model's."""
    answer = meanings.agreed(heard.speech, heard.digits)
    return reply.solved if answer is None else answer
