"""How somebody is received who rings us: by what is known of them, and by the hour.

A number that shows proves nothing, so that it is told only that there are tickets; what they are is
for whoever says the name of the person they belong to is theirs.
"""

from functions.conversation import meanings
from functions.conversation.model import Action, Heard, Reply, Topic, Turn
from functions.conversation.phrases import phrase
from functions.conversation.visits import Visit
from functions.promises import saying
from shared.value import Spoken


def welcome(topic: Topic) -> str:
    """What follows our name when they ring us, with the question they answer next."""
    visit = topic.visit
    if visit is None:
        return _own(topic, "help")
    told = [_own(topic, each) for each in _notes(visit)]
    if visit.back_at:
        when = saying.aloud(visit.back_at, visit.zone, topic.language, visit.at)
        told.append(phrase("closed", topic.language, when=when))
    return " ".join([*told, _first_question(topic, visit)])


def _notes(visit: Visit) -> list[str]:
    if visit.is_anonymous:
        return ["anonymous"]
    if visit.beside:
        return ["beside"]
    return ["resumed"] if visit.resumes else []


def _first_question(topic: Topic, visit: Visit) -> str:
    if not _may_ask(visit):
        return _own(topic, "go_on") if visit.resumes else _own(topic, "help")
    there_is = _own(topic, "open_one" if len(visit.tickets) == 1 else "open_some")
    if topic.name is None:
        return f"{there_is} {_own(topic, 'about_one')}"
    return f"{there_is} {phrase('ask', topic.language, person=topic.name)}"


def _may_ask(visit: Visit) -> bool:
    """Who goes on with a call has said already what it is about."""
    return bool(visit.tickets) and not (visit.resumes or visit.beside)


def answered(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What follows their answer to our questions about tickets; nothing where it is another word.

    Who says what they need at once need not say who they are.
    """
    agreed = meanings.agreed(heard.speech, heard.digits)
    if not topic.is_inbound or not topic.visit or not turns or agreed is None:
        return None
    last = turns[-1].said or ""
    if not _may_ask(topic.visit) or not last.endswith((told(topic), welcome(topic))):
        return None
    if not agreed:
        return _reply(topic, _own(topic, "help"))
    is_known = last == told(topic) or topic.name is None
    return _reply(topic, _own(topic, "what_of_it") if is_known else told(topic))


def told(topic: Topic) -> str:
    """Their tickets by number and title: for the person alone whose they are."""
    found = topic.visit.tickets if topic.visit else ()
    listed = "; ".join(f"{each.number}, {each.title.rstrip('.')}" for each in found)
    question = _own(topic, "about_it" if len(found) == 1 else "about_one")
    return f"{_own(topic, 'thanks')} {listed}. {question}"


def meant(visit: Visit, turns: list[Turn]) -> bool:
    """Whether they said that they ring about their one open ticket."""
    asked = {phrase("what_of_it", each) for each in Spoken}
    is_one = len(visit.tickets) == 1 and _may_ask(visit)
    return is_one and any(turn.said in asked for turn in turns)


def _reply(topic: Topic, say: str) -> Reply:
    return Reply(
        say=say,
        action=Action.CONTINUE,
        language=topic.language,
        outcome=None,
        ticket=None,
        note=None,
    )


def _own(topic: Topic, name: str) -> str:
    return phrase(name, topic.language)
