"""Who is on the line: nothing private is said before the person who is called has said it is them.

Until then no model knows anything private either, so that none can tell it.
"""

from functions.conversation import meanings, script
from functions.conversation.greetings import asks_to_wait
from functions.conversation.model import Action, Heard, Outcome, Reply, Result, Topic, Turn
from functions.conversation.phrases import phrase
from functions.promises.times import names_a_time
from shared.value import Spoken

TIMES = 3
"""How often the person is asked for before a call is given up."""
HARMLESS = frozenset({Action.OPT_OUT, Action.TRANSFER, Action.LEAVE_MESSAGE, Action.SCHEDULE})
"""What may be done for whoever is on the line."""


def settled(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What follows where their answer tells who they are; nothing where it does not, or needs not.

    A yes to a question that was spoken over, and so not heard, is none.
    """
    if topic.is_inbound or heard.is_silence or heard.machine or script.is_unclear(heard):
        return None
    told = _whose_number(topic, heard, turns)
    return told or (_who(topic, heard, turns) if script.is_unknown(topic) else None)


def _who(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    said = meanings.plain(heard.speech or "")
    if meanings.WRONG_NUMBER.search(said):
        return wrong_number(topic)
    if _was_asked("when_there", heard, turns):
        return _there_at(topic, heard)
    return _away(topic) if meanings.NOT_HERE.search(said) else _answered(topic, heard, turns)


def _whose_number(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """Asked whether theirs is the wrong number they said yes, or no: then it is somebody else's
    telephone, or only somebody else who took it up."""
    if not _was_asked("is_wrong", heard, turns):
        return None
    if meanings.WRONG_NUMBER.search(meanings.plain(heard.speech or "")):
        return wrong_number(topic)
    answer = meanings.agreed(heard.speech, heard.digits)
    if answer is None:
        return None
    return wrong_number(topic) if answer else _away(topic)


def _answered(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    answer = meanings.agreed(heard.speech, heard.digits)
    if answer is None:
        return None
    if not _heard_us_say(script.identity_question(topic), heard, turns):
        return _ask(topic, phrase("only_to", topic.language))
    return script.to_the_person(topic) if answer else ask_whether_wrong(topic)


def _was_asked(name: str, heard: Heard, turns: list[Turn]) -> bool:
    return any(_heard_us_say(phrase(name, language), heard, turns) for language in Spoken)


def _heard_us_say(words: str, heard: Heard, turns: list[Turn]) -> bool:
    last = next((turn.said for turn in reversed(turns) if turn.said), "")
    return words in script.heard_of(last, heard.interrupted_after)


def ask_whether_wrong(topic: Topic) -> Reply:
    """Who is not the person may live with them: whether nobody is to call there again is asked."""
    return _understood(topic, "is_wrong")


def wrong_number(topic: Topic) -> Reply:
    """Somebody else's telephone: an apology, and nothing about anybody."""
    said = phrase("wrong_number", topic.language)
    return script.reply(topic, said, Action.END, Outcome.WRONG_NUMBER)


def _away(topic: Topic) -> Reply:
    """Whoever took the call may know when the person will be there."""
    return _understood(topic, "when_there")


def _there_at(topic: Topic, heard: Heard) -> Reply:
    """The time they name is promised like any other; without one we try again some time.

    Who asks us to wait, or is there by now, is asked who they are.
    """
    said = meanings.plain(heard.speech or "")
    if asks_to_wait(said) or meanings.ITS_ME.search(said):
        return _ask(topic, phrase("see", topic.language))
    if heard.speech and names_a_time(heard.speech, topic.language):
        return script.reply(topic, "", Action.SCHEDULE)
    goodbye, note = phrase("not_here", topic.language), phrase("not_here_note", topic.language)
    away = script.reply(topic, goodbye, Action.END, Outcome.NOT_THERE)
    return away.model_copy(update={"note": note})


def _understood(topic: Topic, question: str) -> Reply:
    said = phrase("see", topic.language), phrase(question, topic.language)
    return script.reply(topic, " ".join(said))


def unmistakable(topic: Topic, heard: Heard, found: Reply) -> Reply:
    """A wrong number is never called again, so that a model's word for it is not enough."""
    if found.outcome is not Outcome.WRONG_NUMBER or topic.is_inbound:
        return found
    said = meanings.plain(heard.speech or "")
    return found if meanings.WRONG_NUMBER.search(said) else ask_whether_wrong(topic)


def unsettled(topic: Topic, heard: Heard, turns: list[Turn], found: Reply | None) -> Reply:
    """What a model, or nobody, made of an answer that does not tell: in the end the question again.

    A model may know the person by other words than ours, and who is not there. What it wants to do
    besides must wait, but that a question to a colleague is noted.
    """
    if found is None or found.person == "wrong" or found.outcome is Outcome.WRONG_NUMBER:
        return _asked_again(topic, heard, turns, None)
    if found.person == "right":
        return script.to_the_person(topic)
    if found.outcome is Outcome.NOT_THERE:
        return _away(topic)
    return found if found.action in HARMLESS else _asked_again(topic, heard, turns, found)


def _asked_again(topic: Topic, heard: Heard, turns: list[Turn], found: Reply | None) -> Reply:
    question = script.identity_question(topic)
    if sum(1 for turn in turns if turn.said and question in turn.said) >= TIMES:
        return _given_up(topic, heard, turns)
    if found is None:
        return _ask(topic, phrase("only_to", topic.language))
    told = script.without_questions(found.say)
    harmless = {"action": Action.CONTINUE, "outcome": None}
    return found.model_copy(update={**harmless, "say": f"{told} {question}".strip()})


def _given_up(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply:
    """They talked with us and never said who they are. What they asked, or complained of, is for a
    colleague to answer."""
    said = [*(turn.heard for turn in turns), heard.speech]
    noted = any(turn.reply and turn.reply.ticket for turn in turns)
    asked = noted or any(meanings.ASKS.search(meanings.plain(each)) for each in said if each)
    outcome: Result = Outcome.TICKET_OPENED if asked else Outcome.DECLINED
    goodbye = phrase("ticket" if asked else "nameless", topic.language)
    told = {
        "note": phrase("nameless_note", topic.language),
        "ticket": script.told(heard, turns) if asked and not noted else None,
    }
    return script.reply(topic, goodbye, Action.END, outcome).model_copy(update=told)


def _ask(topic: Topic, first: str) -> Reply:
    return script.reply(topic, f"{first} {script.identity_question(topic)}")
