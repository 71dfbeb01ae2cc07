"""What is said to machines that pick up, and to the person who comes to the phone after one.

Nothing private: who calls, that it is an AI, and the words that are for anybody's ears. A machine
is known by its words or by the network's; what it may be mistaken for is a person who says hello
at length, so whoever speaks to us is a person until they sound like a machine.
"""

from functions.conversation import script
from functions.conversation.greetings import Machine, asks_to_wait, recognised
from functions.conversation.model import Action, Heard, Outcome, Reply, Topic, Turn, Verdict
from shared.value import Spoken

PATIENCE = 8
"""How many silent turns a screening phone is given to fetch its owner: 40 s."""
BEEP, FAX = "machine_end_beep", "fax"
"""Twilio's words (docs/voice/answering-machine-detection)."""
CAME_TO = {
    Machine.FULL: Outcome.VOICEMAIL,
    Machine.VOICEMAIL: Outcome.VOICEMAIL,
    Machine.SCREENING: Outcome.SCREENED,
    Machine.MENU: Outcome.IVR,
}
"""What a call came to that ended with this machine on the line."""

TEXTS = {
    Spoken.EN: {
        "introduction": "This is {organisation}'s AI assistant. {reason}",
        "reason": "I am calling for the owner of this phone.",
        "anybody": "Hello, this is {organisation}'s AI assistant. Is somebody there?",
        "full": "The mailbox takes no messages.",
        "again": "No message was left: there was one before.",
        "unwanted": "No message was left: the campaign leaves none.",
        "left": "A message was left.",
        "cut": "The machine hung up before the message was over.",
        "none": "No message was left: the machine hung up first.",
        "joined": "A person came to the phone after what sounded like a machine.",
    },
    Spoken.ES: {
        "introduction": "Le habla el asistente de inteligencia artificial de {organisation}. "
        "{reason}",
        "reason": "Llamo a la persona que usa este teléfono.",
        "anybody": "Hola, soy el asistente de inteligencia artificial de {organisation}. "
        "¿Hay alguien ahí?",
        "full": "El buzón no admite mensajes.",
        "again": "No se dejó mensaje: ya había uno.",
        "unwanted": "No se dejó mensaje: la campaña no los deja.",
        "left": "Se dejó un mensaje.",
        "cut": "El contestador colgó antes de que terminara el mensaje.",
        "none": "No se dejó mensaje: el contestador colgó antes.",
        "joined": "Atendió una persona después de lo que parecía una máquina.",
    },
}


def answer_to(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What is said where a machine has, or had, the line; nothing where a person talks with us."""
    if topic.is_inbound:
        return None
    held = met(turns)
    if heard.speech:
        return _to_words(topic, heard.speech, turns, held)
    if heard.digits:
        return _joined(topic) if held else None
    return _into_silence(topic, heard, turns, held)


def _to_words(topic: Topic, words: str, turns: list[Turn], held: Machine | None) -> Reply | None:
    known = recognised(words, 0 if held else len(turns))
    if known is None:
        return _to_person(topic, words, held)
    if known is Machine.FULL:
        return hang_up(topic, "full")
    if _was_left(turns) or known is Machine.MENU:
        return hang_up(topic, "left" if _was_left(turns) else None)
    return _introduction(topic) if known is Machine.SCREENING else hold(topic)


def _to_person(topic: Topic, words: str, held: Machine | None) -> Reply | None:
    if held is None:
        return None
    waits = held is Machine.SCREENING and asks_to_wait(words)
    return hold(topic) if waits else _joined(topic)


def _into_silence(
    topic: Topic, heard: Heard, turns: list[Turn], held: Machine | None
) -> Reply | None:
    if _was_left(turns):
        return hang_up(topic, "left")
    if held is Machine.SCREENING:
        return hang_up(topic) if _silences(turns) >= PATIENCE else hold(topic)
    if held or heard.machine is Verdict.RECORDING:
        return _message(topic)
    return _is_anybody_there(topic) if heard.machine else None


def _is_anybody_there(topic: Topic) -> Reply:
    """A person whose hello was long says yes; to a machine it gives nothing away."""
    return _reply(topic, _words(topic, "anybody"), Action.CONFIRM)


def _message(topic: Topic) -> Reply:
    """The campaign's message, in a turn that listens: who was no machine after all may speak."""
    if not topic.voicemail:
        return hang_up(topic, "unwanted")
    return _reply(topic, topic.voicemail, Action.LEAVE_MESSAGE, "cut")


def _introduction(topic: Topic) -> Reply:
    """Who calls and why, for the screen of whoever owns the phone."""
    return _reply(topic, _words(topic, "introduction"))


def fixed(topic: Topic) -> tuple[str, ...]:
    """What machines, and whoever may be one, are told in all calls about this."""
    return _words(topic, "anybody"), _words(topic, "introduction")


def _joined(topic: Topic) -> Reply:
    """A person at last: they have heard nothing yet, or not all of it."""
    note = TEXTS[topic.language]["joined"]
    return script.opening(topic).model_copy(update={"note": note})


def hold(topic: Topic) -> Reply:
    """Say nothing and listen: the greeting may go on, the beep or the owner come."""
    return _reply(topic, "")


def hang_up(topic: Topic, note: str | None = None) -> Reply:
    """End the call without a word."""
    return _reply(topic, "", Action.END, note)


def met(turns: list[Turn]) -> Machine | None:
    """Which machine has the line: nothing where a person was the last to speak."""
    found = None
    for turn in reversed(turns):
        if not is_machines(turn):
            break
        known = recognised(turn.heard, turn.n) if turn.heard else None
        if known:
            return known
        found = Machine.VOICEMAIL
    return found


def is_machines(turn: Turn) -> bool:
    """Whether we spoke to a machine in it, kept silent for one, or asked whether it is one."""
    if turn.action is Action.LEAVE_MESSAGE or turn.said == "":
        return True
    if turn.heard:
        return recognised(turn.heard, turn.n) is not None
    return turn.action is Action.CONFIRM and not turn.digits


def is_person(turns: list[Turn], answered_by: str | None) -> bool:
    """Whether who talks with us is a person, whatever the network's detection thinks.

    A greeting that nobody knows as one sounds like a person once; after a beep it takes a second
    time to believe it. Machines press no keys.
    """
    if any(turn.digits for turn in turns):
        return True
    spoke = sum(1 for turn in turns if turn.heard and not is_machines(turn))
    return spoke >= (2 if answered_by == BEEP else 1)


def verdict(answered_by: str | None) -> Verdict:
    """What detection's word is worth: only a beep is no hello."""
    return Verdict.RECORDING if answered_by == BEEP else Verdict.SUSPECTED


def outcome_of(turns: list[Turn], answered_by: str | None) -> Outcome | None:
    """What a call came to that a machine took; nothing where a person was the last to speak."""
    if machine := met(turns):
        left = any(turn.action is Action.LEAVE_MESSAGE for turn in turns)
        return Outcome.VOICEMAIL if left else CAME_TO[machine]
    joined = any(is_machines(turn) for turn in turns)
    if answered_by is None or joined or is_person(turns, answered_by):
        return None
    if answered_by == FAX:
        return Outcome.FAX
    return Outcome.VOICEMAIL if answered_by.startswith("machine") else None


def nothing_left(language: Spoken) -> str:
    """What is noted of a voicemail that our words never came to."""
    return TEXTS[language]["none"]


def _was_left(turns: list[Turn]) -> bool:
    return bool(turns) and turns[-1].action is Action.LEAVE_MESSAGE


def _silences(turns: list[Turn]) -> int:
    return next((n for n, turn in enumerate(reversed(turns)) if turn.heard), len(turns))


def _words(topic: Topic, name: str) -> str:
    texts = TEXTS[topic.language]
    reason = script.reason_of(topic) or texts["reason"]
    return texts[name].format(organisation=topic.organisation, reason=reason)


def _reply(
    topic: Topic, say: str, action: Action = Action.CONTINUE, note: str | None = None
) -> Reply:
    return Reply(
        say=say,
        action=action,
        language=topic.language,
        outcome=None,
        ticket=None,
        note=TEXTS[topic.language][note] if note else None,
    )
