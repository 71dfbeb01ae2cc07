"""What is said without a model: the first words, the exits, and the way through without one.

First words of every call: who calls, that it is an AI, whether it is recorded, why, and how to stop
it (47 CFR 64.1200(b); EU AI Act art. 50(1)).
"""

import re
from datetime import datetime, timedelta

from functions.conversation import meanings, reception
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
from functions.conversation.phrases import phrase
from shared.value import Spoken

SILENCES, UNCLEAR = 2, 2
"""How often in a row we ask again into silence, and whoever was hardly understood."""
TURNS = 24
"""A call that goes on longer is brought to its end."""
GOODBYE = timedelta(seconds=60)
"""What is left of a call's longest time when it is brought to its end."""
CHARACTERS_A_SECOND, END_OF_SPEECH = 15, 1.0
"""How fast people and voices speak, about, and how long silence lasts until a turn is over."""
SURELY, AT_LEAST = 1.0, 0.8
"""Voices differ in speed and networks in delay: before that share of our words, less that many
seconds, somebody surely spoke over us."""
CONFIDENT = 0.35
"""Below that a recogniser mostly guesses. Zero: it does not tell (docs/voice/twiml/gather)."""
OPT_OUT_DIGIT = "9"
QUESTION = re.compile(r"(?:¿[^?]*|[^.!?¿]*)\?")


def opening(topic: Topic) -> Reply:
    """The first words, in either direction."""
    if topic.is_inbound:
        return reply(topic, _join(*_who(topic), reception.welcome(topic)))
    why = topic.purpose if not topic.private else reason_of(topic) or _own(topic, "message")
    first = identity_question(topic) if topic.private else topic.questions[0]
    return reply(topic, _join(*_who(topic), why, _own(topic, "exit"), first))


def reason_of(topic: Topic) -> str:
    """Why we call, for anybody's ears, as a sentence, though it was noted in three words."""
    said = topic.reason.strip()
    return f"{said[:1].upper()}{said[1:]}{'' if said[-1:] in '.!?…' else '.'}" if said else ""


def _who(topic: Topic) -> list[str]:
    """What must have been heard by everybody who goes on talking with us."""
    words = "greeting" if topic.is_inbound or topic.visit else "who"
    who = [phrase(words, topic.language, organisation=topic.organisation)]
    if topic.recorded:
        who.append(_own(topic, "recorded"))
    return [*who, _own(topic, "rang_back")] if topic.visit and not topic.is_inbound else who


def identity_question(topic: Topic) -> str:
    """Asks for the person who is called: in the script's own words, if it has any."""
    if topic.asks or not topic.name:
        return topic.asks or _own(topic, "ask_owner")
    return phrase("ask", topic.language, person=topic.name)


def opening_again(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """The first words once more, where somebody talked over them before they said who calls.

    A hello that comes late stops them (`bargeIn`), and what was not heard was not disclosed.
    """
    if (topic.is_inbound and not topic.recorded) or len(turns) != 1 or not heard.speech:
        return None
    return None if was_heard(must_be_heard(topic), heard) else opening(topic)


def must_be_heard(topic: Topic) -> str:
    """Who calls, and that the call is recorded where it is: how the first words begin."""
    return _join(*_who(topic))


def was_heard(words: str, heard: Heard) -> bool:
    """Whether they let us say these words, the first of the turn, before they spoke over us."""
    after = heard.interrupted_after
    return after is None or after >= len(words) / CHARACTERS_A_SECOND


def interrupted(heard: Heard, turns: list[Turn], now: datetime) -> float | None:
    """After how many seconds of our last words they spoke over them; nothing if they waited.

    The telephone network does not tell: by the time since our answer, and the length of theirs.
    """
    last = turns[-1] if turns else None
    if heard.interrupted_after is not None or heard.is_silence:
        return heard.interrupted_after
    if last is None or last.answered_at is None or not last.said:
        return None
    theirs = len(heard.speech or "") / CHARACTERS_A_SECOND + END_OF_SPEECH
    begun = (now - last.answered_at).total_seconds() - theirs
    ours = len(last.said) / CHARACTERS_A_SECOND
    return max(begun, 0.0) if begun < ours * AT_LEAST - SURELY else None


def heard_of(said: str, interrupted_after: float | None) -> str:
    """What they heard of our words before they spoke over them."""
    if interrupted_after is None:
        return said
    reached = round(interrupted_after * CHARACTERS_A_SECOND)
    return said if reached >= len(said) else said[:reached].rpartition(" ")[0]


def since_opening(topic: Topic, turns: list[Turn]) -> list[Turn]:
    """The dialogue with whoever has heard the first words last: a machine may have come before."""
    said = opening(topic).say
    last = max((place for place, turn in enumerate(turns) if turn.said == said), default=0)
    return turns[last:]


def opt_out(topic: Topic, heard: Heard) -> Reply | None:
    """Somebody wants no more calls, and says so in words or by a key."""
    if heard.digits == OPT_OUT_DIGIT or meanings.OPT_OUT.search(meanings.plain(heard.speech or "")):
        return reply(topic, _own(topic, "opted_out"), Action.OPT_OUT, Outcome.OPTED_OUT)
    return None


def obliged(topic: Topic, heard: Heard, turns: list[Turn], now: datetime) -> Reply | None:
    """What must be answered the same way whatever a model thinks, or nothing."""
    if heard.is_silence:
        return _into_silence(topic, turns)
    if len(turns) >= TURNS or (turns and _is_late(topic, turns[0], now)):
        return reply(topic, _own(topic, "long"), Action.END, Outcome.COMPLETED)
    if is_unclear(heard) and not _in_a_row(topic, turns, "unclear", UNCLEAR):
        keys = _own(topic, "keys") if is_unknown(topic) else None
        return reply(topic, _join(_own(topic, "unclear"), last_question(topic, turns), keys))
    return None


def _is_late(topic: Topic, first: Turn, now: datetime) -> bool:
    """The network ends a call in mid-sentence when its longest time is over."""
    longest = timedelta(seconds=topic.talk_seconds)
    return now - first.claimed_at > max(longest - GOODBYE, longest / 2)


def is_unclear(heard: Heard) -> bool:
    """Whether what the recogniser wrote is little more than a guess."""
    return bool(heard.speech) and 0 < (heard.confidence or 0) < CONFIDENT and not heard.digits


def _in_a_row(topic: Topic, turns: list[Turn], name: str, times: int) -> bool:
    words = _own(topic, name)
    latest = turns[-times:]
    return len(latest) == times and all((turn.said or "").startswith(words) for turn in latest)


def _into_silence(topic: Topic, turns: list[Turn]) -> Reply:
    silent = 0
    for turn in reversed(turns):
        if turn.n == 0 or turn.heard or turn.digits:
            break
        silent += 1
    if silent >= SILENCES:
        return reply(topic, _own(topic, "silence"), Action.END, Outcome.NO_RESPONSE)
    return reply(topic, _join(_own(topic, "again"), last_question(topic, turns)))


def last_question(topic: Topic, turns: list[Turn]) -> str:
    """What we are waiting for an answer to."""
    if is_unknown(topic):
        return _asked_of_others(turns) or identity_question(topic)
    for turn in reversed(turns):
        asked = QUESTION.findall(turn.said or "")
        if asked:
            return str(asked[-1]).strip()
    return topic.questions[0] if topic.questions else _own(topic, "help")


def _asked_of_others(turns: list[Turn]) -> str | None:
    """What is asked of whoever is not the person, where that was our last question."""
    said = next((turn.said for turn in reversed(turns) if turn.said), "")
    asked = (phrase(name, each) for name in ("is_wrong", "when_there") for each in Spoken)
    return next((question for question in asked if said.endswith(question)), None)


def without_questions(say: str) -> str:
    """What is said in it besides asking."""
    return QUESTION.sub("", say).strip()


def is_unknown(topic: Topic) -> bool:
    """Whether nothing private may be said, since nobody knows yet who is on the line."""
    return topic.private and not topic.confirmed


def to_the_person(topic: Topic) -> Reply:
    """The person who is called is on the line: why we call, and the first question."""
    first = topic.questions[0] if topic.questions else ""
    words = _join(_own(topic, "thanks"), topic.purpose or "", first)
    return reply(topic, words).model_copy(update={"person": "right"})


def without_model(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply:
    """The script's own way: one question after the other, then the closing.

    A caller who rings us gets a ticket with their own words, which a person will read.
    """
    if topic.is_inbound:
        noted = reply(topic, _own(topic, "ticket"), Action.END, Outcome.TICKET_OPENED)
        return noted.model_copy(update={"ticket": told(heard, turns)})
    talked = _since_known(turns)
    asked = sum(1 for n, turn in enumerate(talked) if turn.heard or turn.digits or n == 0)
    if asked < len(topic.questions):
        return reply(topic, topic.questions[asked])
    return reply(topic, topic.closing, Action.END, Outcome.COMPLETED)


def _since_known(turns: list[Turn]) -> list[Turn]:
    known = [n for n, turn in enumerate(turns) if turn.reply and turn.reply.person == "right"]
    return turns[known[-1] :] if known else turns


def given_up(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply:
    """When the model was too slow twice: nobody is kept waiting a third time."""
    sorry = reply(topic, _own(topic, "sorry"), Action.END, Outcome.TICKET_OPENED)
    return sorry.model_copy(update={"ticket": told(heard, turns)})


def told(heard: Heard, turns: list[Turn]) -> TicketWish:
    """All that they said, for a colleague to read."""
    said = [turn.heard for turn in turns if turn.heard]
    words = " ".join([*said, heard.speech or ""]).strip()
    return TicketWish(subject=words[:120], description=words)


def apology(topic: Topic) -> Reply:
    """When we fail at our own end: noted, and goodbye."""
    return reply(topic, _own(topic, "sorry"), Action.END)


def again(topic: Topic, turns: list[Turn]) -> Reply:
    """When we fail in mid-call: what they said is lost, and so it is asked again."""
    return reply(topic, _join(_own(topic, "again"), last_question(topic, turns)))


def farewell(topic: Topic) -> Reply:
    """When somebody of ours ends all calls: a sentence, not a dead line."""
    return reply(topic, _own(topic, "farewell"), Action.END)


def reply(
    topic: Topic, say: str, action: Action = Action.CONTINUE, outcome: Result | None = None
) -> Reply:
    """These words, in the language of the call."""
    return Reply(
        say=say, action=action, language=topic.language, outcome=outcome, ticket=None, note=None
    )


def _own(topic: Topic, name: str) -> str:
    return phrase(name, topic.language)


def _join(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
