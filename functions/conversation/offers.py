"""What we know that may help in a call, offered to the model; and whether it did help."""

import re
from typing import Protocol

from functions.conversation import meanings, script
from functions.conversation.model import Heard, Reply, Source, Topic, Turn
from functions.conversation.phrases import phrase
from functions.promises.times import names_a_time
from shared.value import Spoken

DEADLINE = 1.0
"""Seconds a search has, before the model is asked."""
COUNT = 3
LONG = 600
"""Characters of a source that the model is told."""
ENOUGH_WORDS = 3
"""Fewer are an answer to us, not a question of theirs."""
MORE = re.compile(r"\b(?:else|algo mas|otra cosa)\b")
HELPS = re.compile(r"\b(?:solv|help|fix|work|answer|resuel|soluc|sirv|ayud|funcion)")
"""How it is asked whether there is more, and whether what was told is of help."""
AGAIN = re.compile(
    r"\b(?:say|repeat) (?:that|it)(?: once)?(?: again| more)?\W*$|\bsay again\b"
    r"|\b(?:puede|podria|puedes) (?:repetir\w*|decirlo otra vez)|^repit\w+"
)
PLAIN = re.compile(
    r"^\W*(?:my name is|this is|me llamo|mi nombre es|soy|le habla|habla)(?: [\w']+){1,3}"
    r"(?:, [\w ]+)?\W*$"
    r"|^(?:it is|it's|es|son)?\W*(?:(?:el|la|los|number|numero)\W+)?(?:(?:\d+|zero|oh|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|and|y)\b\W*)+$"
)
"""Names, and numbers read aloud."""
PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+|\+?\d[\d .()/-]{5,}\d")
"""Mail addresses and long numbers: how a ticket was solved may name who asked."""


class LookUp(Protocol):
    """Finds articles, and how similar tickets were solved."""

    async def __call__(self, words: str, deadline: float) -> tuple[Source, ...]:
        """The best first, within `deadline` seconds, or nothing. It never raises."""


async def found(look_up: LookUp, topic: Topic, heard: Heard) -> tuple[Source, ...]:
    """What may answer their words. Nobody is told anything in a call whose person is unknown."""
    if script.is_unknown(topic) or not _may_want_help(topic, heard):
        return ()
    return await look_up(heard.speech or "", DEADLINE)


def _may_want_help(topic: Topic, heard: Heard) -> bool:
    """Whether it may be a question or a problem: a search costs as much as the rest of a turn.

    Where we asked, all else is an answer to that; who rings us may tell it in any words.
    """
    said = meanings.plain(heard.speech or "")
    if heard.digits or len(said.split()) < ENOUGH_WORDS or AGAIN.search(said):
        return False
    if meanings.ASKS.search(said):
        return True
    return topic.is_inbound and not _is_an_answer(heard.speech or "", said, topic.language)


def _is_an_answer(words: str, said: str, language: Spoken) -> bool:
    """A yes, a no, a name, a number or a time."""
    is_plain = meanings.agreed(words, None) is not None or PLAIN.search(said) is not None
    return is_plain or names_a_time(words, language)


def fit(source: Source) -> Source:
    """The same, without what might be somebody else's, and short."""
    text = PERSONAL.sub("…", source.text)[:LONG]
    return source.model_copy(update={"title": PERSONAL.sub("…", source.title), "text": text})


def asking(reply: Reply) -> Reply:
    """Whoever is told an answer is asked whether it is one, and not yet whether there is more."""
    if not reply.sources:
        return reply
    last, solved = _last_question(reply.say), phrase("solved", reply.language)
    if last and not MORE.search(meanings.plain(last)):
        return reply
    told = reply.say.removesuffix(last).rstrip()
    return reply.model_copy(update={"say": f"{told} {solved}"})


def _last_question(said: str) -> str:
    """What they were left with, if that was a question."""
    asked: list[str] = script.QUESTION.findall(said)
    return asked[-1] if asked and said.endswith(asked[-1]) else ""


def is_offered(turns: list[Turn]) -> bool:
    """Whether our last words told something that we know, and asked whether it is of help."""
    if not turns or not turns[-1].reply or not turns[-1].reply.sources:
        return False
    return HELPS.search(meanings.plain(_last_question(turns[-1].said or ""))) is not None


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
