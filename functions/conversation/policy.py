"""What is answered the same way in every call, whatever a model thinks: danger, abuse, honesty."""

from functions.conversation import meanings, script
from functions.conversation.model import Action, Heard, Outcome, Reply, TicketWish, Topic, Turn
from functions.conversation.phrases import PHRASES, phrase
from shared.value import Spoken


def policy(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """The answer to words that we must not leave to chance, or nothing."""
    said = meanings.plain(heard.speech or "")
    if meanings.EMERGENCY.search(said):
        return _emergency(topic, heard)
    if meanings.PERSON.search(said):
        return script.reply(topic, phrase("person", topic.language), Action.TRANSFER)
    return _honest(topic, said, turns) or _polite(topic, said, turns)


def _honest(topic: Topic, said: str, turns: list[Turn]) -> Reply | None:
    recorded = phrase("is_recorded" if topic.recorded else "not_recorded", topic.language)
    if meanings.ROBOT.search(said):
        robot = phrase("robot", topic.language, organisation=topic.organisation)
        return _go_on(topic, turns, f"{robot} {recorded}")
    return _go_on(topic, turns, recorded) if meanings.RECORDED.search(said) else None


def _emergency(topic: Topic, heard: Heard) -> Reply:
    """They are sent to those who can help; a colleague learns of it at once."""
    subject = phrase("emergency_subject", topic.language)
    wish = TicketWish(subject=subject, description=heard.speech or "", urgent=True)
    said = phrase("emergency", topic.language)
    end = script.reply(topic, said, Action.END, Outcome.TICKET_OPENED)
    return end.model_copy(update={"ticket": wish})


def _polite(topic: Topic, said: str, turns: list[Turn]) -> Reply | None:
    """One warning, then goodbye."""
    if not meanings.ABUSE.search(said):
        return None
    if any(_warned(turn, language) for turn in turns for language in Spoken):
        said = phrase("abuse_end", topic.language)
        return script.reply(topic, said, Action.END, Outcome.DECLINED)
    return _go_on(topic, turns, phrase("abuse", topic.language))


def _warned(turn: Turn, language: Spoken) -> bool:
    return (turn.said or "").startswith(PHRASES[language]["abuse"])


def _go_on(topic: Topic, turns: list[Turn], said: str) -> Reply:
    return script.reply(topic, f"{said} {script.last_question(topic, turns)}")
