"""Who is on the line: nothing private is said before the person who is called has said it is them.

Until then no model knows anything private either, so that none can tell it.
"""

from functions.conversation import meanings, script
from functions.conversation.model import Action, Heard, Outcome, Reply, Topic, Turn
from functions.conversation.phrases import phrase

TIMES = 3
"""How often the person is asked for before a call is given up."""
HARMLESS = frozenset({Action.OPT_OUT, Action.TRANSFER, Action.LEAVE_MESSAGE, Action.SCHEDULE})
"""What may be done for whoever is on the line."""


def settled(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What follows where their answer tells who they are; nothing where it does not, or needs not.

    A yes to a question that was spoken over, and so not heard, is none.
    """
    if not script.is_unknown(topic) or heard.is_silence or heard.machine:
        return None
    said = meanings.plain(heard.speech or "")
    if meanings.WRONG_NUMBER.search(said):
        return wrong_number(topic)
    return _not_here(topic) if meanings.NOT_HERE.search(said) else _answered(topic, heard, turns)


def _answered(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    answer = meanings.agreed(heard.speech, heard.digits)
    if answer is None or script.is_unclear(heard):
        return None
    if not _was_asked(topic, heard, turns):
        return _ask(topic, phrase("only_to", topic.language))
    return script.to_the_person(topic) if answer else wrong_number(topic)


def _was_asked(topic: Topic, heard: Heard, turns: list[Turn]) -> bool:
    last = next((turn.said for turn in reversed(turns) if turn.said), "")
    return script.identity_question(topic) in script.heard_of(last, heard.interrupted_after)


def wrong_number(topic: Topic) -> Reply:
    """Somebody else's telephone: an apology, and nothing about anybody."""
    said = phrase("wrong_number", topic.language)
    return script.reply(topic, said, Action.END, Outcome.WRONG_NUMBER)


def _not_here(topic: Topic) -> Reply:
    said, note = phrase("not_here", topic.language), phrase("not_here_note", topic.language)
    away = script.reply(topic, said, Action.END, Outcome.NO_RESPONSE)
    return away.model_copy(update={"note": note})


def unsettled(topic: Topic, turns: list[Turn], found: Reply | None) -> Reply:
    """What a model, or nobody, made of an answer that does not tell: in the end the question again.

    A model may know the person by other words than ours. What it wants to do besides must wait.
    """
    if found and found.person == "right":
        return script.to_the_person(topic)
    if found and (found.person == "wrong" or found.outcome is Outcome.WRONG_NUMBER):
        return wrong_number(topic)
    return found if found and found.action in HARMLESS else _asked_again(topic, turns, found)


def _asked_again(topic: Topic, turns: list[Turn], found: Reply | None) -> Reply:
    question = script.identity_question(topic)
    if sum(1 for turn in turns if turn.said and question in turn.said) >= TIMES:
        return _not_here(topic)
    if found is None:
        return _ask(topic, phrase("only_to", topic.language))
    told = script.without_questions(found.say)
    harmless = {"action": Action.CONTINUE, "outcome": None, "ticket": None}
    return found.model_copy(update={**harmless, "say": f"{told} {question}".strip()})


def _ask(topic: Topic, first: str) -> Reply:
    return script.reply(topic, f"{first} {script.identity_question(topic)}")
